package org.jdvm.op;

import java.util.Arrays;
import org.jdvm.annotations.DType;

/**
 * One row of each operand and of each result of a {@link RowOp} in arrays: {@code double[]} for f64, {@code float[]} for the other float
 * types, {@code long[]} for integers and bool.
 * The arrays may be longer than the row. One thread at a time.
 */
public final class RowArrays {
    private float[][] floats = new float[0][0];
    private long[][] integers = new long[0][0];
    private double[][] doubles = new double[0][0];
    private DType[] types = new DType[0];
    private int[] sizes = new int[0];

    /** Creates arrays that grow as rows need. */
    public RowArrays() {}

    /**
     * Makes room.
     *
     * @param number which operand or result: operands come first, from 0 on, then results
     * @param type its element type
     * @param size its elements in a row
     */
    public void prepare(int number, DType type, int size) {
        if (number >= types.length) {
            types = Arrays.copyOf(types, number + 1);
            sizes = Arrays.copyOf(sizes, number + 1);
            floats = Arrays.copyOf(floats, number + 1);
            integers = Arrays.copyOf(integers, number + 1);
            doubles = Arrays.copyOf(doubles, number + 1);
        }
        types[number] = type;
        sizes[number] = size;
        if (type == DType.F64) {
            doubles[number] =
                    doubles[number] == null || doubles[number].length < size ? new double[size] : doubles[number];
        } else if (type.isFloat()) {
            floats[number] = floats[number] == null || floats[number].length < size ? new float[size] : floats[number];
        } else {
            integers[number] =
                    integers[number] == null || integers[number].length < size ? new long[size] : integers[number];
        }
    }

    /**
     * {@return the element type of an operand or result}
     *
     * @param number which one: operands come first, from 0 on, then results
     */
    public DType type(int number) {
        return types[number];
    }

    /**
     * {@return the elements in a row}
     *
     * @param number which operand or result: operands come first, from 0 on, then results
     */
    public int size(int number) {
        return sizes[number];
    }

    /**
     * {@return the array of a row of a float type of up to 32 bits}
     *
     * @param number which operand or result: operands come first, from 0 on, then results
     */
    public float[] floats(int number) {
        return floats[number];
    }

    /**
     * {@return the array of a row of f64}
     *
     * @param number which operand or result: operands come first, from 0 on, then results
     */
    public double[] doubles(int number) {
        return doubles[number];
    }

    /**
     * {@return the array of a row of an integer type or bool}
     *
     * @param number which operand or result: operands come first, from 0 on, then results
     */
    public long[] integers(int number) {
        return integers[number];
    }
}
