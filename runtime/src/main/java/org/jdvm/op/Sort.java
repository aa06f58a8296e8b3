package org.jdvm.op;

import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.symbolic.Dim;

/**
 * The elements along an axis in order, and their indices before: ascending, or with the option {@code descending} the other way; equal ones stay
 * in their order. Sorted: all of them; else the first k, for which each call says k.
 */
final class Sort implements RowOp {
    private final int number;
    private final String name;
    private final List<String> methods;
    private final boolean isSized;

    Sort(int number, String name, List<String> methods, boolean isSized) {
        this.number = number;
        this.name = name;
        this.methods = methods;
        this.isSized = isSized;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public String text() {
        return name;
    }

    @Override
    public List<String> methods() {
        return methods;
    }

    @Override
    public List<String> options() {
        return List.of("descending");
    }

    /** All of them ascending, but the largest first. */
    @Override
    public long[] defaultOptions() {
        return new long[] {isSized ? 1 : 0};
    }

    @Override
    public boolean takes(DType type) {
        return true;
    }

    @Override
    public List<DType> resultTypes(DType operand) {
        return List.of(operand, DType.I64);
    }

    @Override
    public boolean isSized() {
        return isSized;
    }

    @Override
    public Dim resultSize(Dim size, long[] options) {
        return size;
    }

    @Override
    public void reference(double[][] operands, double[][] results, long[] options) {
        double[] operand = operands[0];
        int[] order = Order.reference(operand, options[0] != 0);
        for (int i = 0; i < results[0].length; i++) {
            results[0][i] = operand[order[i]];
            results[1][i] = order[i];
        }
    }

    @Override
    public void run(RowArrays row, long[] options) {
        int count = row.size(1);
        long[] indices = row.integers(2);
        Order.first(row, options[0] != 0, indices, count);
        if (row.type(0) == DType.F64) {
            double[] x = row.doubles(0);
            double[] y = row.doubles(1);
            for (int i = 0; i < count; i++) {
                y[i] = x[(int) indices[i]];
            }
        } else if (row.type(0).isFloat()) {
            float[] x = row.floats(0);
            float[] y = row.floats(1);
            for (int i = 0; i < count; i++) {
                y[i] = x[(int) indices[i]];
            }
        } else {
            long[] x = row.integers(0);
            long[] y = row.integers(1);
            for (int i = 0; i < count; i++) {
                y[i] = x[(int) indices[i]];
            }
        }
    }
}
