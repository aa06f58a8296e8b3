package org.jdvm;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A convolution or a pool of small sizes with one, two or three spatial axes, computed by plain loops over three: axes that are missing have
 * size 1. Elements are small integers, so that sums are exact in any order.
 */
record WindowCase(
        int axes,
        int batch,
        int channels,
        int outputs,
        int groups,
        int[] input,
        int[] window,
        int[] stride,
        int[] padding,
        int[] dilation,
        int[] outputPadding) {
    private static final int[] SIZES = {1, 2, 3, 4, 5, 7, 8, 11, 16, 17, 19};

    /** Sizes of a convolution; in one of some cases there is nothing in the batch. */
    static WindowCase random(SplittableRandom random) {
        int axes = 1 + random.nextInt(3);
        int groups = random.nextInt(2) == 0 ? 1 : 1 + random.nextInt(4);
        int inGroup = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(5);
        int outGroup = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(9);
        int[] input = ones();
        int[] window = ones();
        int[] stride = ones();
        int[] padding = new int[3];
        int[] dilation = ones();
        int[] outputPadding = new int[3];
        boolean isApart = random.nextInt(5) == 0;
        for (int axis = 3 - axes; axis < 3; axis++) {
            window[axis] = 1 + random.nextInt(axes == 3 ? 3 : 4);
            stride[axis] = 1 + random.nextInt(3);
            dilation[axis] = 1 + random.nextInt(2);
            padding[axis] = random.nextInt((window[axis] - 1) * dilation[axis] / 2 + 1);
            int least = (window[axis] - 1) * dilation[axis] + 1 - 2 * padding[axis];
            int most = axes == 3 ? 7 : SIZES.length;
            input[axis] = Math.max(least, SIZES[random.nextInt(most)]);
            outputPadding[axis] = random.nextInt(Math.max(stride[axis], dilation[axis]));
            if (isApart) {
                stride[axis] = window[axis];
                padding[axis] = 0;
                dilation[axis] = 1;
                outputPadding[axis] = 0;
                input[axis] = Math.max(window[axis], input[axis]);
            }
        }
        return new WindowCase(
                axes,
                random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(3),
                groups * inGroup,
                groups * outGroup,
                groups,
                input,
                window,
                stride,
                padding,
                dilation,
                outputPadding);
    }

    private static int[] ones() {
        return new int[] {1, 1, 1};
    }

    /** Without the axes that are missing. */
    int[] given(int[] all) {
        return Arrays.copyOfRange(all, 3 - axes, 3);
    }

    int[] dims(int first, int second, int[] spatial) {
        int[] dims = new int[2 + axes];
        dims[0] = first;
        dims[1] = second;
        System.arraycopy(given(spatial), 0, dims, 2, axes);
        return dims;
    }

    int reach(int axis) {
        return (window[axis] - 1) * dilation[axis] + 1;
    }

    /** The sizes of the result of a convolution, or of a pool. */
    int[] places(boolean ceil) {
        int[] places = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            int room = input[axis] + 2 * padding[axis] - reach(axis);
            places[axis] = (ceil ? Math.ceilDiv(room, stride[axis]) : room / stride[axis]) + 1;
            if (ceil && (places[axis] - 1) * stride[axis] >= input[axis] + padding[axis]) {
                places[axis]--;
            }
        }
        return places;
    }

    int[] transposedPlaces() {
        int[] places = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            places[axis] = (input[axis] - 1) * stride[axis] - 2 * padding[axis] + reach(axis) + outputPadding[axis];
        }
        return places;
    }

    static int product(int... sizes) {
        return Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
    }

    /** Called for each element of each window: the place of the window, the element of it, and where both are in the input. */
    private interface Visit {
        void at(int place, int element, int source, boolean isInside, boolean isInPadding);
    }

    private void visit(int[] places, Visit visit) {
        for (int place = 0; place < product(places); place++) {
            for (int element = 0; element < product(window); element++) {
                int[] p = index(place, places);
                int[] w = index(element, window);
                int source = 0;
                boolean isInside = true;
                boolean isInPadding = true;
                for (int axis = 0; axis < 3; axis++) {
                    int i = p[axis] * stride[axis] - padding[axis] + w[axis] * dilation[axis];
                    isInside &= i >= 0 && i < input[axis];
                    isInPadding &= i < input[axis] + padding[axis];
                    source = source * input[axis] + i;
                }
                visit.at(place, element, source, isInside, isInPadding);
            }
        }
    }

    private static int[] index(int flat, int[] sizes) {
        return new int[] {flat / (sizes[1] * sizes[2]), flat / sizes[2] % sizes[1], flat % sizes[2]};
    }

    /** The convolution of [N, C, spatial] with [O, C / groups, window]. */
    double[] conv(float[] x, float[] weight, float[] bias) {
        int[] places = places(false);
        int count = product(places);
        double[] result = new double[batch * outputs * count];
        int inGroup = channels / groups;
        for (int n = 0; n < batch; n++) {
            for (int o = 0; o < outputs; o++) {
                int to = (n * outputs + o) * count;
                Arrays.fill(result, to, to + count, bias[o]);
                for (int c = 0; c < inGroup; c++) {
                    int channel = o / (outputs / groups) * inGroup + c;
                    int from = (n * channels + channel) * product(input);
                    int weights = (o * inGroup + c) * product(window);
                    visit(places, (place, element, source, isInside, _) -> {
                        if (isInside) {
                            result[to + place] += (double) x[from + source] * weight[weights + element];
                        }
                    });
                }
            }
        }
        return result;
    }

    /** Adds, for each element of [N, C, spatial], the windows of [C, O / groups, window] to the result. */
    double[] convTranspose(float[] x, float[] weight, float[] bias) {
        int[] places = transposedPlaces();
        int count = product(places);
        double[] result = new double[batch * outputs * count];
        int outGroup = outputs / groups;
        for (int n = 0; n < batch; n++) {
            for (int o = 0; o < outputs; o++) {
                Arrays.fill(result, (n * outputs + o) * count, (n * outputs + o + 1) * count, bias[o]);
            }
            for (int c = 0; c < channels; c++) {
                for (int o = 0; o < outGroup; o++) {
                    int output = c / (channels / groups) * outGroup + o;
                    for (int i = 0; i < product(input); i++) {
                        for (int element = 0; element < product(window); element++) {
                            int to = placeOf(index(i, input), index(element, window), places);
                            if (to >= 0) {
                                result[(n * outputs + output) * count + to] +=
                                        (double) x[(n * channels + c) * product(input) + i]
                                                * weight[(c * outGroup + o) * product(window) + element];
                            }
                        }
                    }
                }
            }
        }
        return result;
    }

    private int placeOf(int[] at, int[] element, int[] places) {
        int place = 0;
        for (int axis = 0; axis < 3; axis++) {
            int i = at[axis] * stride[axis] - padding[axis] + element[axis] * dilation[axis];
            if (i < 0 || i >= places[axis]) {
                return -1;
            }
            place = place * places[axis] + i;
        }
        return place;
    }

    double[] maxPool(float[] x, boolean ceil) {
        int[] places = places(ceil);
        int count = product(places);
        double[] result = new double[batch * channels * count];
        Arrays.fill(result, Double.NEGATIVE_INFINITY);
        for (int row = 0; row < batch * channels; row++) {
            int from = row * product(input);
            int to = row * count;
            visit(places, (place, _, source, isInside, _) -> {
                if (isInside) {
                    result[to + place] = Math.max(result[to + place], x[from + source]);
                }
            });
        }
        return result;
    }

    /** The place of the largest element of each window in its channel, the first one of several. */
    long[] argMaxPool(float[] x, boolean ceil) {
        int count = product(places(ceil));
        double[] largest = maxPool(x, ceil);
        long[] result = new long[batch * channels * count];
        Arrays.fill(result, -1);
        for (int row = 0; row < batch * channels; row++) {
            int from = row * product(input);
            int to = row * count;
            visit(places(ceil), (place, _, source, isInside, _) -> {
                if (isInside && result[to + place] < 0 && x[from + source] == largest[to + place]) {
                    result[to + place] = source;
                }
            });
        }
        return result;
    }

    double[] averagePool(float[] x, boolean ceil, boolean countsPadding) {
        int[] places = places(ceil);
        int count = product(places);
        double[] result = new double[batch * channels * count];
        int[] counted = new int[count];
        visit(
                places,
                (place, _, _, isInside, isInPadding) ->
                        counted[place] += (countsPadding ? isInPadding : isInside) ? 1 : 0);
        for (int row = 0; row < batch * channels; row++) {
            int from = row * product(input);
            int to = row * count;
            visit(places, (place, _, source, isInside, _) -> {
                if (isInside) {
                    result[to + place] += x[from + source];
                }
            });
            for (int place = 0; place < count; place++) {
                result[to + place] = (float) result[to + place] / counted[place];
            }
        }
        return result;
    }
}
