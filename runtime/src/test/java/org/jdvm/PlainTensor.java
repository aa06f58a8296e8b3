package org.jdvm;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** A tensor as plainly as it can be written: elements in a shared array of doubles with strides, every operation at once. */
record PlainTensor(double[] array, int offset, int[] dims, int[] strides) {
    static PlainTensor of(double[] elements, int... dims) {
        int[] strides = new int[dims.length];
        int stride = 1;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= dims[axis];
        }
        return new PlainTensor(elements, 0, dims, strides);
    }

    int size() {
        return Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    }

    private int at(int flat) {
        int at = offset;
        int rest = flat;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            at += rest % dims[axis] * strides[axis];
            rest /= dims[axis];
        }
        return at;
    }

    double[] elements() {
        double[] elements = new double[size()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = array[at(i)] + 0.0;
        }
        return elements;
    }

    boolean isContiguous() {
        return size() == 0 || Arrays.equals(normal(strides), normal(of(new double[0], dims).strides));
    }

    private int[] normal(int[] of) {
        int[] normal = of.clone();
        for (int axis = 0; axis < dims.length; axis++) {
            normal[axis] = dims[axis] == 1 ? 0 : normal[axis];
        }
        return normal;
    }

    PlainTensor map(DoubleUnaryOperator function) {
        return of(Arrays.stream(elements()).map(function).toArray(), dims);
    }

    PlainTensor zip(PlainTensor other, DoubleBinaryOperator function) {
        int rank = Math.max(dims.length, other.dims.length);
        int[] common = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            int mine = axis - rank + dims.length;
            int its = axis - rank + other.dims.length;
            int a = mine < 0 ? 1 : dims[mine];
            int b = its < 0 ? 1 : other.dims[its];
            common[axis] = a == 1 ? b : a;
        }
        double[] left = broadcastTo(common).elements();
        double[] right = other.broadcastTo(common).elements();
        Arrays.setAll(left, i -> function.applyAsDouble(left[i], right[i]));
        return of(left, common);
    }

    PlainTensor reduce(int axis, boolean keep, DoubleBinaryOperator function) {
        int[] first = dims.clone();
        first[axis] = 1;
        PlainTensor result = slice(axis, 0, 1, 1).map(v -> v);
        for (int i = 1; i < dims[axis]; i++) {
            result = result.zip(slice(axis, i, i + 1, 1), function);
        }
        if (keep) {
            return result;
        }
        int[] rest = new int[dims.length - 1];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = dims[i < axis ? i : i + 1];
        }
        return of(result.elements(), rest);
    }

    PlainTensor matmul(PlainTensor right) {
        int rows = dims[0];
        int depth = dims[1];
        int columns = right.dims[1];
        double[] a = elements();
        double[] b = right.elements();
        double[] product = new double[rows * columns];
        for (int i = 0; i < product.length; i++) {
            for (int k = 0; k < depth; k++) {
                product[i] += a[i / columns * depth + k] * b[k * columns + i % columns];
            }
        }
        return of(product, rows, columns);
    }

    PlainTensor slice(int axis, int start, int end, int step) {
        int[] size = dims.clone();
        int[] stride = strides.clone();
        size[axis] = (end - start + step - 1) / step;
        stride[axis] *= step;
        return new PlainTensor(array, offset + start * strides[axis], size, stride);
    }

    PlainTensor unfold(int axis, int windows, int step, int dilation) {
        int[] size = Arrays.copyOf(dims, dims.length + 1);
        int[] stride = Arrays.copyOf(strides, strides.length + 1);
        size[axis] = (dims[axis] - (windows - 1) * dilation - 1) / step + 1;
        size[dims.length] = windows;
        stride[axis] *= step;
        stride[dims.length] = strides[axis] * dilation;
        return new PlainTensor(array, offset, size, stride);
    }

    PlainTensor permute(int... order) {
        return new PlainTensor(
                array,
                offset,
                Arrays.stream(order).map(axis -> dims[axis]).toArray(),
                Arrays.stream(order).map(axis -> strides[axis]).toArray());
    }

    PlainTensor broadcastTo(int... to) {
        int[] stride = new int[to.length];
        for (int axis = 0; axis < dims.length; axis++) {
            stride[axis + to.length - dims.length] = dims[axis] == 1 ? 0 : strides[axis];
        }
        return new PlainTensor(array, offset, to, stride);
    }

    /** Only of elements in order: then it is a view. */
    PlainTensor reshape(int... to) {
        return new PlainTensor(array, offset, to, of(new double[0], to).strides);
    }

    void assign(PlainTensor source) {
        double[] elements = source.broadcastTo(dims).elements();
        for (int i = 0; i < elements.length; i++) {
            array[at(i)] = elements[i];
        }
    }
}
