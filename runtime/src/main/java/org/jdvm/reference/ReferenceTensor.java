package org.jdvm.reference;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.jdvm.annotations.DType;

/**
 * A tensor as the oracle sees it: contiguous elements in row-major order, as {@code double} for the float types and as {@code long}
 * for the integer types and bool (0 and 1).
 */
public final class ReferenceTensor {
    /** Elements that {@link #toString} prints at most. */
    private static final int SHOWN = 32;

    private final DType type;
    private final int[] dims;
    private final double[] floats;
    private final long[] integers;

    private ReferenceTensor(DType type, int[] dims, double[] floats, long[] integers) {
        this.type = type;
        this.dims = dims;
        this.floats = floats;
        this.integers = integers;
        long count = elements(dims);
        if (count != floats.length + integers.length) {
            throw new IllegalArgumentException("a tensor of " + Arrays.toString(dims) + " has " + count
                    + " elements, not " + (floats.length + integers.length));
        }
    }

    /**
     * {@return a tensor of zeros}
     *
     * @param type the element type
     * @param dims the sizes
     */
    public static ReferenceTensor zeros(DType type, int... dims) {
        int count = elements(dims);
        return type.isFloat()
                ? new ReferenceTensor(type, dims.clone(), new double[count], new long[0])
                : new ReferenceTensor(type, dims.clone(), new double[0], new long[count]);
    }

    /**
     * {@return a tensor of fractions, each rounded to what the element type can hold}
     *
     * @param type a float type
     * @param dims the sizes
     * @param values the elements
     */
    public static ReferenceTensor floats(DType type, int[] dims, double... values) {
        if (!type.isFloat()) {
            throw new IllegalArgumentException("a tensor of fractions cannot be " + type);
        }
        return new ReferenceTensor(type, dims.clone(), values.clone(), new long[0]).rounded();
    }

    /**
     * {@return a tensor of integers or truth values}
     *
     * @param type an integer type or bool
     * @param dims the sizes
     * @param values the elements
     */
    public static ReferenceTensor integers(DType type, int[] dims, long... values) {
        if (type.isFloat()) {
            throw new IllegalArgumentException("a tensor of integers cannot be " + type);
        }
        for (long value : values) {
            if (Numbers.wrap(value, type) != value) {
                throw new IllegalArgumentException(value + " is not of type " + type);
            }
        }
        return new ReferenceTensor(type, dims.clone(), new double[0], values.clone());
    }

    /** {@return the element type} */
    public DType type() {
        return type;
    }

    /** {@return the sizes} */
    public int[] dims() {
        return dims.clone();
    }

    /** {@return the number of dims} */
    public int rank() {
        return dims.length;
    }

    /**
     * {@return one size}
     *
     * @param axis the index of the dim
     */
    public int dim(int axis) {
        return dims[axis];
    }

    /** {@return the number of elements} */
    public int elements() {
        return floats.length + integers.length;
    }

    /**
     * {@return an element as a fraction}
     *
     * @param index its position in row-major order
     */
    public double asDouble(int index) {
        return type.isFloat() ? floats[index] : integers[index];
    }

    /**
     * {@return an element of an integer type or bool}
     *
     * @param index its position in row-major order
     */
    public long asLong(int index) {
        return integers[index];
    }

    /** {@return the same elements under other sizes} */
    ReferenceTensor withDims(int... sizes) {
        return new ReferenceTensor(type, sizes.clone(), floats, integers);
    }

    /** {@return these elements, each rounded to what the element type can hold} */
    public ReferenceTensor rounded() {
        return map(value -> Numbers.round(value, type));
    }

    /** {@return this tensor with each fraction changed; integers stay} */
    ReferenceTensor map(DoubleUnaryOperator change) {
        if (!type.isFloat()) {
            return this;
        }
        return new ReferenceTensor(type, dims, Arrays.stream(floats).map(change).toArray(), integers);
    }

    /** {@return the elements in a new array; integers as fractions} */
    public double[] toDoubles() {
        return type.isFloat()
                ? floats.clone()
                : Arrays.stream(integers).asDoubleStream().toArray();
    }

    /** {@return the elements of an integer type or bool in a new array} */
    public long[] toLongs() {
        return integers.clone();
    }

    void set(int index, double value) {
        floats[index] = value;
    }

    void set(int index, long value) {
        integers[index] = Numbers.wrap(value, type);
    }

    /** Copies an element of a tensor of the same type. */
    void set(int index, ReferenceTensor source, int sourceIndex) {
        if (type.isFloat()) {
            floats[index] = source.floats[sourceIndex];
        } else {
            integers[index] = source.integers[sourceIndex];
        }
    }

    private static int elements(int[] dims) {
        int count = 1;
        for (int dim : dims) {
            count = Math.multiplyExact(count, dim);
        }
        return count;
    }

    /** {@return type, sizes and the first elements} */
    @Override
    public String toString() {
        int shown = Math.min(SHOWN, elements(dims));
        String first = type.isFloat()
                ? Arrays.toString(Arrays.copyOf(floats, shown))
                : Arrays.toString(Arrays.copyOf(integers, shown));
        String rest = shown < elements(dims) ? " and " + (elements(dims) - shown) + " more" : "";
        return type + Arrays.toString(dims) + " " + first + rest;
    }
}
