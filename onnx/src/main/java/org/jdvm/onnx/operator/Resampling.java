package org.jdvm.onnx.operator;

import java.util.Arrays;
import org.jdvm.Tensor;

/**
 * Interpolation along one axis after the other, as the standard's Resize: each result is a weighted sum of elements around a place.
 *
 * @param mode nearest, linear or cubic
 * @param coordinates how a position of the result becomes one of the input
 * @param nearest which of two neighbours is the nearest
 * @param a the coefficient of cubic curves
 * @param excludesOutside true if weights of elements outside are shared by the others
 * @param isAntialiased true if a smaller image averages over what it leaves out
 * @param outside the value of places outside of the region of tf_crop_and_resize
 */
record Resampling(
        String mode,
        String coordinates,
        String nearest,
        double a,
        boolean excludesOutside,
        boolean isAntialiased,
        double outside) {

    /** {@return the tensor with another size along an axis} */
    Tensor along(Tensor x, int axis, int count, double scale, double start, double end) {
        int size = x.dim(axis);
        boolean isCropped = coordinates.equals("tf_crop_and_resize");
        if (count == size && scale == 1 && (!isCropped || start == 0 && end == 1)) {
            return x;
        }
        double[] places = new double[count];
        boolean[] isOutside = new boolean[count];
        boolean anyOutside = false;
        for (int i = 0; i < count; i++) {
            places[i] = place(i, size, count, scale, start, end);
            isOutside[i] = isCropped && (places[i] < 0 || places[i] > size - 1);
            anyOutside |= isOutside[i];
        }
        Tensor result = mode.equals("nearest") ? nearest(x, axis, places) : weighted(x, axis, places, scale);
        if (anyOutside) {
            int[] dims = new int[x.rank() - axis];
            Arrays.fill(dims, 1);
            dims[0] = count;
            result = Tensor.of(isOutside, dims).select(Tensor.full(outside).cast(x.type()), result);
        }
        return result;
    }

    private double place(int i, int size, int count, double scale, double start, double end) {
        double width = scale * size;
        return switch (coordinates) {
            case "align_corners" -> width == 1 ? 0 : i * (size - 1) / (width - 1);
            case "asymmetric" -> i / scale;
            case "tf_crop_and_resize" ->
                (width == 1 ? (end - start) * (size - 1) / 2 : i * (end - start) * (size - 1) / (width - 1))
                        + start * (size - 1);
            case "pytorch_half_pixel" -> width == 1 ? -0.5 : (i + 0.5) / scale - 0.5;
            case "half_pixel" -> (i + 0.5) / scale - 0.5;
            case "half_pixel_symmetric" -> size / 2.0 * (1 - count / width) + (i + 0.5) / scale - 0.5;
            default -> throw NodeCall.unsupported("coordinate_transformation_mode '" + coordinates + "'");
        };
    }

    private Tensor nearest(Tensor x, int axis, double[] places) {
        int size = x.dim(axis);
        long[] chosen = new long[places.length];
        int factor = size == 0 || places.length % size != 0 ? 0 : places.length / size;
        boolean isRepeated = factor > 0;
        for (int i = 0; i < chosen.length; i++) {
            double below = Math.floor(places[i]);
            double ratio = places[i] - below;
            double place = ratio == 0
                    ? below
                    : switch (nearest) {
                        case "round_prefer_floor" -> ratio <= 0.5 ? below : below + 1;
                        case "round_prefer_ceil" -> ratio < 0.5 ? below : below + 1;
                        case "floor" -> below;
                        case "ceil" -> below + 1;
                        default -> throw NodeCall.unsupported("nearest_mode '" + nearest + "'");
                    };
            chosen[i] = (long) Math.clamp(place, 0, size - 1);
            isRepeated = isRepeated && chosen[i] == i / factor;
        }
        return isRepeated ? x.repeatInterleave(axis, factor) : x.gather(axis, Tensor.of(chosen, chosen.length));
    }

    private Tensor weighted(Tensor x, int axis, double[] places, double scale) {
        int size = x.dim(axis);
        int first = first(scale);
        int taps = 2 - 2 * first;
        long[][] chosen = new long[taps][places.length];
        float[][] weights = new float[taps][places.length];
        for (int i = 0; i < places.length; i++) {
            double below = Math.floor(places[i]);
            double ratio = places[i] - below;
            double[] weight = new double[taps];
            double sum = 0;
            for (int tap = 0; tap < taps; tap++) {
                double at = below + first + tap;
                weight[tap] = excludesOutside && (at < 0 || at >= size) ? 0 : weight(first + tap - ratio, scale);
                sum += weight[tap];
                chosen[tap][i] = (long) Math.clamp(at, 0, size - 1);
            }
            for (int tap = 0; tap < taps; tap++) {
                weights[tap][i] = (float) (isAntialiased || excludesOutside ? weight[tap] / sum : weight[tap]);
            }
        }
        int[] dims = new int[x.rank() - axis];
        Arrays.fill(dims, 1);
        dims[0] = places.length;
        Tensor result = null;
        for (int tap = 0; tap < taps; tap++) {
            Tensor part = x.gather(axis, Tensor.of(chosen[tap], places.length))
                    .mul(Tensor.of(weights[tap], dims).cast(x.type()));
            result = result == null ? part : result.add(part);
        }
        return result;
    }

    /** How far to the left of a place the first element that counts is. */
    private int first(double scale) {
        double reach = mode.equals("cubic") ? 2 : 1;
        double shrunk = isAntialiased ? Math.min(scale, 1) : 1;
        return (int) Math.floor(-reach / shrunk) + 1;
    }

    private double weight(double distance, double scale) {
        double x = Math.abs(isAntialiased ? distance * Math.min(scale, 1) : distance);
        return switch (mode) {
            case "linear" -> Math.max(0, 1 - x);
            case "cubic" ->
                x <= 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
            default -> throw NodeCall.unsupported("mode '" + mode + "'");
        };
    }
}
