package org.jdvm.onnx.operator;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.onnx.value.ElementType;
import org.jdvm.onnx.value.TensorValue;
import org.jspecify.annotations.Nullable;

/** Fourier transforms, as products with matrices of sines and cosines, and what is used with them. */
final class Signals {
    private Signals() {}

    static void addTo(OperatorTable table) {
        table.add(
                "DFT",
                17,
                call -> dft(call, NodeCall.axis(call.i("axis", 1), call.in(0).rank())));
        table.add(
                "DFT",
                20,
                call -> dft(
                        call, NodeCall.axis((int) call.number(2, -2), call.in(0).rank())));
        table.add("STFT", 17, Signals::shortTime);
        table.add("MelWeightMatrix", 17, Signals::mel);
        window(table, "HannWindow", (at, size) -> Math.pow(Math.sin(Math.PI * at / size), 2));
        window(table, "HammingWindow", (at, size) -> 25.0 / 46 - 21.0 / 46 * Math.cos(2 * Math.PI * at / size));
        window(
                table,
                "BlackmanWindow",
                (at, size) ->
                        0.42 - 0.5 * Math.cos(2 * Math.PI * at / size) + 0.08 * Math.cos(4 * Math.PI * at / size));
    }

    private interface Window {
        double at(int index, int size);
    }

    private static void window(OperatorTable table, String name, Window window) {
        table.add(name, 17, call -> {
            int size = (int) call.in(0).number();
            int period = call.i("periodic", 1) != 0 ? size : size - 1;
            double[] values = IntStream.range(0, size)
                    .mapToDouble(i -> window.at(i, period))
                    .toArray();
            return TensorValue.ofNumbers(call.typeAttribute("output_datatype", ElementType.FLOAT), values, size);
        });
    }

    private static TensorValue dft(NodeCall call, int axis) {
        TensorValue x = call.in(0);
        boolean isInverse = call.i("inverse", 0) != 0;
        boolean isOneSided = call.i("onesided", 0) != 0;
        int natural = isInverse && isOneSided ? 2 * (x.dim(axis) - 1) : x.dim(axis);
        int length = (int) call.number(1, natural);
        Tensor real = last(x.tensor(), axis, 0);
        Tensor imaginary = x.dim(-1) == 2 ? last(x.tensor(), axis, 1) : null;
        Tensor result = isInverse && isOneSided
                ? realInverse(real, imaginary, length)
                : transform(real, imaginary, length, isInverse, isOneSided);
        int[] order = IntStream.range(0, x.rank()).toArray();
        // The axis of the transform is the last but one now; it goes back to its place.
        System.arraycopy(order, axis, order, axis + 1, x.rank() - 2 - axis);
        order[axis] = x.rank() - 2;
        return call.same(result.permute(order));
    }

    /** {@return the real or imaginary part with one axis as the last} */
    private static Tensor last(Tensor x, int axis, int part) {
        Tensor chosen = x.slice(-1, part, part + 1).squeeze(-1);
        int rank = chosen.rank();
        int[] order = IntStream.range(0, rank).toArray();
        System.arraycopy(order, axis + 1, order, axis, rank - 1 - axis);
        order[rank - 1] = axis;
        return rank < 2 ? chosen : chosen.permute(order);
    }

    private static Tensor fitted(Tensor x, int length) {
        int size = x.dim(-1);
        return size == length ? x : size > length ? x.slice(-1, 0, length) : x.pad(-1, 0, length - size);
    }

    /** {@return a matrix of a function of the angle 2 pi i j / length} */
    private static Tensor matrix(int rows, int columns, int length, Tensor like, IntToDoubleFunction function) {
        float[] elements = new float[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                elements[i * columns + j] = (float) function.applyAsDouble((int) ((long) i * j % length));
            }
        }
        return Tensor.of(elements, rows, columns).cast(like.type());
    }

    private static Tensor product(Tensor x, Tensor matrix) {
        return Products.matmul(x, matrix);
    }

    private static Tensor transform(Tensor x, @Nullable Tensor y, int length, boolean isInverse, boolean isOneSided) {
        int count = isOneSided ? length / 2 + 1 : length;
        double sign = isInverse ? 1 : -1;
        double scale = isInverse ? 1.0 / length : 1;
        Tensor real = fitted(x, length);
        Tensor cos = matrix(length, count, length, x, at -> scale * Math.cos(2 * Math.PI * at / length));
        Tensor sin = matrix(length, count, length, x, at -> scale * sign * Math.sin(2 * Math.PI * at / length));
        Tensor first = product(real, cos);
        Tensor second = product(real, sin);
        if (y != null) {
            Tensor imaginary = fitted(y, length);
            first = first.sub(product(imaginary, sin));
            second = second.add(product(imaginary, cos));
        }
        return Tensor.concat(first.rank(), first.expandDims(-1), second.expandDims(-1));
    }

    /** Half of a spectrum whose other half is its conjugate, as a real signal. */
    private static Tensor realInverse(Tensor x, @Nullable Tensor y, int length) {
        int count = length / 2 + 1;
        Tensor real = fitted(x, count);
        float[] cos = new float[count * length];
        float[] sin = new float[count * length];
        for (int k = 0; k < count; k++) {
            double weight = (k == 0 || 2 * k == length ? 1.0 : 2.0) / length;
            for (int t = 0; t < length; t++) {
                double angle = 2 * Math.PI * ((long) k * t % length) / length;
                cos[k * length + t] = (float) (weight * Math.cos(angle));
                sin[k * length + t] = (float) (weight * Math.sin(angle));
            }
        }
        Tensor result = product(real, Tensor.of(cos, count, length).cast(x.type()));
        if (y != null) {
            result = result.sub(
                    product(fitted(y, count), Tensor.of(sin, count, length).cast(x.type())));
        }
        return result.expandDims(-1);
    }

    private static TensorValue shortTime(NodeCall call) {
        TensorValue x = call.in(0);
        int step = (int) call.in(1).number();
        int length = call.has(3)
                ? (int) call.in(3).number()
                : call.has(2) ? call.in(2).size() : x.dim(1);
        if (length > x.dim(1) || step < 1) {
            throw new JdvmException("frames of %d elements every %d do not fit %s".formatted(length, step, x));
        }
        Tensor t = x.rank() == 2 ? x.tensor().expandDims(2) : x.tensor();
        Tensor real = frames(t, 0, length, step, call.optionalTensor(2));
        Tensor imaginary = t.dim(2) == 2 ? frames(t, 1, length, step, call.optionalTensor(2)) : null;
        return call.same(transform(real, imaginary, length, false, call.i("onesided", 1) != 0));
    }

    private static Tensor frames(Tensor x, int part, int length, int step, @Nullable Tensor window) {
        Tensor frames = x.slice(2, part, part + 1).squeeze(2).unfold(1, length, step);
        return window == null ? frames : frames.mul(fitted(window, length));
    }

    private static TensorValue mel(NodeCall call) {
        int bins = (int) call.in(0).number();
        int length = (int) call.in(1).number();
        double rate = call.in(2).number();
        double low = toMel(call.in(3).number());
        double high = toMel(call.in(4).number());
        int rows = length / 2 + 1;
        int[] edges = new int[bins + 2];
        Arrays.setAll(edges, i -> {
            double mel = low + i * (high - low) / (bins + 2);
            return (int) Math.floor((length + 1) * 700 * (Math.pow(10, mel / 2595) - 1) / rate);
        });
        double[] weights = new double[rows * bins];
        for (int i = 0; i < bins; i++) {
            int left = edges[i];
            int centre = edges[i + 1];
            int right = edges[i + 2];
            for (int j = left; j <= centre && j < rows; j++) {
                weights[j * bins + i] = centre == left ? 1 : (double) (j - left) / (centre - left);
            }
            for (int j = centre; j < right && j < rows; j++) {
                weights[j * bins + i] = (double) (right - j) / (right - centre);
            }
        }
        return TensorValue.ofNumbers(call.typeAttribute("output_datatype", ElementType.FLOAT), weights, rows, bins);
    }

    private static double toMel(double hertz) {
        return 2595 * Math.log10(1 + hertz / 700);
    }
}
