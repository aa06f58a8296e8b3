package org.jdvm.onnx.operator;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import org.jdvm.JdvmException;
import org.jdvm.onnx.value.ElementType;
import org.jdvm.onnx.value.TensorValue;

/** Arithmetic on numbers known on the host: sizes, axes, and what is computed from them; and element by element where the engine has no operation. */
final class Host {
    private Host() {}

    /** {@return true if the elements of all inputs are known on the host} */
    static boolean isHost(TensorValue... values) {
        for (TensorValue value : values) {
            if (!value.isHost()) {
                return false;
            }
        }
        return true;
    }

    /** {@return the sizes of the result of an elementwise operation} */
    static int[] broadcast(int[]... shapes) {
        int rank = 0;
        for (int[] shape : shapes) {
            rank = Math.max(rank, shape.length);
        }
        int[] result = new int[rank];
        Arrays.fill(result, 1);
        for (int[] shape : shapes) {
            for (int i = 0; i < shape.length; i++) {
                int at = rank - shape.length + i;
                if (shape[i] != 1 && result[at] != 1 && result[at] != shape[i]) {
                    throw new JdvmException("sizes %s do not fit together".formatted(Arrays.deepToString(shapes)));
                }
                result[at] = result[at] == 1 ? shape[i] : result[at];
            }
        }
        return result;
    }

    /** {@return for each element of a shape the index of the element of another one that is broadcast to it} */
    static int[] broadcastIndices(int[] from, int[] to) {
        int[] strides = new int[to.length];
        int stride = 1;
        for (int i = from.length - 1; i >= 0; i--) {
            strides[to.length - from.length + i] = from[i] == 1 ? 0 : stride;
            stride *= from[i];
        }
        return indices(to, strides, 0);
    }

    /** {@return start + sum of index * stride for each index of a shape, in row-major order} */
    static int[] indices(int[] dims, int[] strides, int start) {
        int[] result = new int[TensorValue.size(dims)];
        if (result.length == 0) {
            return result;
        }
        int[] index = new int[dims.length];
        int at = start;
        for (int i = 0; i < result.length; i++) {
            result[i] = at;
            for (int axis = dims.length - 1; axis >= 0; axis--) {
                at += strides[axis];
                if (++index[axis] < dims[axis]) {
                    break;
                }
                at -= strides[axis] * dims[axis];
                index[axis] = 0;
            }
        }
        return result;
    }

    /** {@return row-major strides} */
    static int[] strides(int[] dims) {
        int[] strides = new int[dims.length];
        int stride = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= dims[i];
        }
        return strides;
    }

    /** {@return the product of some sizes} */
    static int product(int[] dims, int from, int to) {
        return TensorValue.size(Arrays.copyOfRange(dims, from, to));
    }

    /** {@return elements of a value in another order or number; an index of -1 means zero} */
    static TensorValue pick(TensorValue value, int[] indices, int... dims) {
        if (value.type().isFloat()) {
            double[] from = value.doubles();
            double[] to = new double[indices.length];
            for (int i = 0; i < to.length; i++) {
                to[i] = indices[i] < 0 ? 0 : from[indices[i]];
            }
            return TensorValue.ofDoubles(value.type(), to, dims);
        }
        long[] from = value.longs();
        long[] to = new long[indices.length];
        for (int i = 0; i < to.length; i++) {
            to[i] = indices[i] < 0 ? 0 : from[indices[i]];
        }
        return TensorValue.ofLongs(value.type(), to, dims);
    }

    /** {@return a function of the elements of two values, of their type} */
    static TensorValue binary(TensorValue a, TensorValue b, LongBinaryOperator longs, DoubleBinaryOperator doubles) {
        int[] dims = broadcast(a.dims(), b.dims());
        int[] first = broadcastIndices(a.dims(), dims);
        int[] second = broadcastIndices(b.dims(), dims);
        ElementType type = a.type();
        if (type.isFloat()) {
            double[] result = new double[first.length];
            Arrays.setAll(
                    result, i -> type.round(doubles.applyAsDouble(a.doubles()[first[i]], b.doubles()[second[i]])));
            return TensorValue.ofDoubles(type, result, dims);
        }
        long[] result = new long[first.length];
        Arrays.setAll(result, i -> type.wrap(longs.applyAsLong(a.longs()[first[i]], b.longs()[second[i]])));
        return TensorValue.ofLongs(type, result, dims);
    }

    /** A condition on two numbers of one type. */
    interface Test {
        boolean test(int comparison, boolean isOrdered);
    }

    /** {@return a comparison of the elements of two values} */
    static TensorValue compare(TensorValue a, TensorValue b, Test test) {
        int[] dims = broadcast(a.dims(), b.dims());
        int[] first = broadcastIndices(a.dims(), dims);
        int[] second = broadcastIndices(b.dims(), dims);
        long[] result = new long[first.length];
        for (int i = 0; i < result.length; i++) {
            boolean holds;
            if (a.type().isFloat()) {
                double x = a.doubles()[first[i]];
                double y = b.doubles()[second[i]];
                holds = test.test(x < y ? -1 : x > y ? 1 : 0, !Double.isNaN(x) && !Double.isNaN(y));
            } else {
                holds = test.test(Long.compare(a.longs()[first[i]], b.longs()[second[i]]), true);
            }
            result[i] = holds ? 1 : 0;
        }
        return TensorValue.ofLongs(ElementType.BOOL, result, dims);
    }
}
