package org.jdvm.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jdvm.Dvm;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;

/**
 * Time of layouts against a plain Java loop in the same process: every permutation of up to four axes, a constant repeated along each axis,
 * images with a mean and a deviation for each channel. Prints one line a case with the ratio; a number above 1 is slower than the loop.
 *
 * <p>{@code ./jdvm layouts [elements]}; the property {@code jdvm.tier} chooses interpreted or generated code, as everywhere.
 */
public final class LayoutRatios {
    private static final int ROUNDS = 15;

    private record Case(String name, Supplier<Tensor> operator, Runnable loop) {}

    private LayoutRatios() {}

    /**
     * Measures and prints.
     *
     * @param arguments the number of elements of a tensor; a million if absent
     */
    public static void main(String[] arguments) {
        int elements = arguments.length == 0 ? 1 << 20 : Integer.parseInt(arguments[0]);
        System.out.println(Dvm.shared().interpreterDescription());
        int slower = 0;
        List<Case> cases = cases(elements);
        for (Case layout : cases) {
            double ratio = ratio(layout);
            slower += ratio > 1 ? 1 : 0;
            System.out.printf(Locale.ROOT, "%-44s %6.2f%n", layout.name(), ratio);
        }
        System.out.println(slower + " of " + cases.size() + " are slower than the loop");
    }

    private static double ratio(Case layout) {
        double best = Double.MAX_VALUE;
        double bestLoop = Double.MAX_VALUE;
        long until = System.nanoTime() + 400_000_000L;
        for (int round = 0; round < ROUNDS || System.nanoTime() < until; round++) {
            long start = System.nanoTime();
            Tensor.compute(layout.operator().get());
            long middle = System.nanoTime();
            layout.loop().run();
            best = Math.min(best, middle - start);
            bestLoop = Math.min(bestLoop, System.nanoTime() - middle);
        }
        return best / bestLoop;
    }

    private static List<Case> cases(int elements) {
        List<Case> cases = new ArrayList<>();
        for (int rank = 2; rank <= 4; rank++) {
            int[] dims = dims(rank, elements);
            for (int[] order : permutations(rank)) {
                for (DType type : List.of(DType.F32, DType.I8, DType.BF16, DType.F16, DType.I32)) {
                    if (rank < 4 || type == DType.F32 || type == DType.I8) {
                        cases.add(permutation(type, dims, order));
                    }
                }
            }
            for (int axis = 0; axis < rank; axis++) {
                cases.add(broadcast(dims, axis));
            }
        }
        cases.add(image(true));
        cases.add(image(false));
        return cases;
    }

    private static int[] dims(int rank, int elements) {
        int[] dims = new int[rank];
        int left = elements;
        for (int axis = 0; axis < rank; axis++) {
            dims[axis] = axis == rank - 1 ? left : (int) Math.round(Math.pow(left, 1.0 / (rank - axis))) + axis;
            left /= dims[axis];
        }
        return dims;
    }

    private static List<int[]> permutations(int rank) {
        List<int[]> found = new ArrayList<>();
        permutations(new int[rank], 0, found);
        return found;
    }

    private static void permutations(int[] order, int filled, List<int[]> found) {
        if (filled == order.length) {
            found.add(order.clone());
            return;
        }
        for (int axis = 0; axis < order.length; axis++) {
            int candidate = axis;
            if (Arrays.stream(order, 0, filled).noneMatch(taken -> taken == candidate)) {
                order[filled] = axis;
                permutations(order, filled + 1, found);
            }
        }
    }

    private static int elements(int[] dims) {
        return Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    }

    private static Case permutation(DType type, int[] dims, int[] order) {
        int count = elements(dims);
        // strides of the operand in the order of the result, filled up to four axes in front
        int[] sizes = {1, 1, 1, 1};
        int[] strides = new int[4];
        for (int axis = 0; axis < order.length; axis++) {
            sizes[4 - order.length + axis] = dims[order[axis]];
            strides[4 - order.length + axis] = elements(Arrays.copyOfRange(dims, order[axis] + 1, dims.length));
        }
        String name = type + " " + Arrays.toString(dims) + " permuted " + Arrays.toString(order);
        return switch (type) {
            case I8 -> {
                byte[] from = new byte[count];
                byte[] to = new byte[count];
                Tensor x = Tensor.of(from, dims);
                yield new Case(name, () -> x.permute(order).contiguous(), () -> {
                    int next = 0;
                    for (int i = 0; i < sizes[0]; i++) {
                        for (int j = 0; j < sizes[1]; j++) {
                            for (int k = 0; k < sizes[2]; k++) {
                                int at = i * strides[0] + j * strides[1] + k * strides[2];
                                for (int l = 0; l < sizes[3]; l++) {
                                    to[next++] = from[at + l * strides[3]];
                                }
                            }
                        }
                    }
                });
            }
            case F16, BF16 -> {
                short[] from = new short[count];
                short[] to = new short[count];
                Tensor x = Tensor.of(type, from, dims);
                yield new Case(name, () -> x.permute(order).contiguous(), () -> {
                    int next = 0;
                    for (int i = 0; i < sizes[0]; i++) {
                        for (int j = 0; j < sizes[1]; j++) {
                            for (int k = 0; k < sizes[2]; k++) {
                                int at = i * strides[0] + j * strides[1] + k * strides[2];
                                for (int l = 0; l < sizes[3]; l++) {
                                    to[next++] = from[at + l * strides[3]];
                                }
                            }
                        }
                    }
                });
            }
            case I32 -> {
                int[] from = new int[count];
                int[] to = new int[count];
                Tensor x = Tensor.of(from, dims);
                yield new Case(name, () -> x.permute(order).contiguous(), () -> {
                    int next = 0;
                    for (int i = 0; i < sizes[0]; i++) {
                        for (int j = 0; j < sizes[1]; j++) {
                            for (int k = 0; k < sizes[2]; k++) {
                                int at = i * strides[0] + j * strides[1] + k * strides[2];
                                for (int l = 0; l < sizes[3]; l++) {
                                    to[next++] = from[at + l * strides[3]];
                                }
                            }
                        }
                    }
                });
            }
            default -> {
                float[] from = new float[count];
                float[] to = new float[count];
                Tensor x = Tensor.of(from, dims);
                yield new Case(name, () -> x.permute(order).contiguous(), () -> {
                    int next = 0;
                    for (int i = 0; i < sizes[0]; i++) {
                        for (int j = 0; j < sizes[1]; j++) {
                            for (int k = 0; k < sizes[2]; k++) {
                                int at = i * strides[0] + j * strides[1] + k * strides[2];
                                for (int l = 0; l < sizes[3]; l++) {
                                    to[next++] = from[at + l * strides[3]];
                                }
                            }
                        }
                    }
                });
            }
        };
    }

    /** A tensor and one that is repeated along an axis. */
    private static Case broadcast(int[] dims, int axis) {
        int count = elements(dims);
        int inner = elements(Arrays.copyOfRange(dims, axis + 1, dims.length));
        int middle = dims[axis];
        int[] one = dims.clone();
        one[axis] = 1;
        float[] from = new float[count];
        float[] repeated = new float[count / middle];
        float[] to = new float[count];
        Tensor x = Tensor.of(from, dims);
        Tensor y = Tensor.of(repeated, one);
        return new Case("f32 " + Arrays.toString(dims) + " plus one repeated along " + axis, () -> x.add(y), () -> {
            int next = 0;
            for (int i = 0; next < count; i++) {
                for (int j = 0; j < middle; j++) {
                    for (int k = 0; k < inner; k++, next++) {
                        to[next] = from[next] + repeated[i * inner + k];
                    }
                }
            }
        });
    }

    /** Bytes of an image with channels last to floats with channels first, less a mean and times a factor for each channel. */
    private static Case image(boolean first) {
        int height = 512;
        int width = 683;
        int channels = 3;
        byte[] bytes = new byte[height * width * channels];
        float[] mean = {0.4f, 0.5f, 0.6f};
        float[] factor = {2f, 3f, 4f};
        float[] to = new float[bytes.length];
        Tensor x = Tensor.of(bytes, height, width, channels);
        int[] perChannel = first ? new int[] {3, 1, 1} : new int[] {3};
        Tensor m = Tensor.of(mean, perChannel);
        Tensor f = Tensor.of(factor, perChannel);
        Supplier<Tensor> operator = first
                ? () -> x.permute(2, 0, 1).cast(DType.F32).sub(m).mul(f)
                : () -> x.cast(DType.F32).sub(m).mul(f).permute(2, 0, 1).contiguous();
        return new Case("i8 image to channels first, scaled " + (first ? "after" : "before"), operator, () -> {
            int next = 0;
            for (int c = 0; c < channels; c++) {
                for (int at = c; at < bytes.length; at += channels) {
                    to[next++] = (bytes[at] - mean[c]) * factor[c];
                }
            }
        });
    }
}
