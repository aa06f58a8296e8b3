package org.jdvm.exec.state;

import java.util.Arrays;

/** What the elements before those of a scan combine to, for each of its rows: floats in double precision, or integers. */
public final class RunningValues {
    private double[] floats = new double[0];
    private long[] integers = new long[0];

    RunningValues() {}

    /**
     * {@return the values of rows of floats}
     *
     * @param rows how many rows there are
     * @param isFirst true if no elements come before
     * @param identity what no element combines to
     */
    public double[] floats(int rows, boolean isFirst, double identity) {
        if (floats.length < rows) {
            floats = new double[rows];
        }
        if (isFirst) {
            Arrays.fill(floats, 0, rows, identity);
        }
        return floats;
    }

    /**
     * {@return the values of rows of integers}
     *
     * @param rows how many rows there are
     * @param isFirst true if no elements come before
     * @param identity what no element combines to
     */
    public long[] integers(int rows, boolean isFirst, long identity) {
        if (integers.length < rows) {
            integers = new long[rows];
        }
        if (isFirst) {
            Arrays.fill(integers, 0, rows, identity);
        }
        return integers;
    }
}
