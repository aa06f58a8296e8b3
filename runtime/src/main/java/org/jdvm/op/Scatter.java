package org.jdvm.op;

import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Update;
import org.jdvm.symbolic.Dim;

/**
 * A row with numbers put in at indices. Several numbers for one index are used in their order. Sums and products of floats are formed in double
 * precision and rounded once (f64 at each step); integers wrap. A NaN is the largest and the smallest number.
 */
final class Scatter implements RowOp {
    private final int number;
    private final Update update;

    Scatter(int number, Update update) {
        this.number = number;
        this.update = update;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public String text() {
        return switch (update) {
            case SET -> "scatter";
            case ADD -> "scatterAdd";
            case MUL -> "scatterMul";
            case MAX -> "scatterMax";
            case MIN -> "scatterMin";
        };
    }

    @Override
    public List<String> methods() {
        return List.of();
    }

    /** The dim of which messages speak. */
    @Override
    public List<String> options() {
        return List.of("dim");
    }

    @Override
    public boolean hasUpdates() {
        return true;
    }

    @Override
    public boolean takes(DType type) {
        return type != DType.BOOL || update != Update.ADD && update != Update.MUL;
    }

    @Override
    public List<DType> resultTypes(DType operand) {
        return List.of(operand);
    }

    @Override
    public Dim resultSize(Dim size, long[] options) {
        return size;
    }

    @Override
    public double roundings(long size) {
        return switch (update) {
            case ADD -> size / 2.0;
            case MUL -> 1;
            case SET, MAX, MIN -> 0;
        };
    }

    @Override
    public void reference(double[][] operands, double[][] results, long[] options) {
        double[] result = results[0];
        System.arraycopy(operands[0], 0, result, 0, result.length);
        for (int i = 0; i < operands[1].length; i++) {
            int at = checked((long) operands[1][i], result.length, options);
            result[at] = combine(result[at], operands[2][i]);
        }
    }

    @Override
    public void run(RowArrays row, long[] options) {
        int count = row.size(1);
        int size = row.size(0);
        long[] indices = row.integers(1);
        if (!row.type(0).isFloat()) {
            long[] updates = row.integers(2);
            long[] result = row.integers(3);
            System.arraycopy(row.integers(0), 0, result, 0, size);
            for (int i = 0; i < count; i++) {
                int at = checked(indices[i], size, options);
                result[at] = combine(result[at], updates[i]);
            }
            return;
        }
        if (row.type(0) == DType.F64) {
            double[] updates = row.doubles(2);
            double[] result = row.doubles(3);
            System.arraycopy(row.doubles(0), 0, result, 0, size);
            for (int i = 0; i < count; i++) {
                int at = checked(indices[i], size, options);
                result[at] = combine(result[at], updates[i]);
            }
            return;
        }
        float[] updates = row.floats(2);
        float[] result = row.floats(3);
        if (update == Update.SET) {
            System.arraycopy(row.floats(0), 0, result, 0, size);
            for (int i = 0; i < count; i++) {
                result[checked(indices[i], size, options)] = updates[i];
            }
            return;
        }
        float[] x = row.floats(0);
        double[] wide = new double[size];
        for (int i = 0; i < size; i++) {
            wide[i] = x[i];
        }
        for (int i = 0; i < count; i++) {
            int at = checked(indices[i], size, options);
            wide[at] = combine(wide[at], updates[i]);
        }
        for (int i = 0; i < size; i++) {
            result[i] = (float) wide[i];
        }
    }

    private static int checked(long index, int size, long[] options) {
        if (index < 0 || index >= size) {
            throw new RowIndexException(index, options[0], size);
        }
        return (int) index;
    }

    private double combine(double old, double number) {
        return switch (update) {
            case SET -> number;
            case ADD -> old + number;
            case MUL -> old * number;
            case MAX -> Math.max(old, number);
            case MIN -> Math.min(old, number);
        };
    }

    private long combine(long old, long number) {
        return switch (update) {
            case SET -> number;
            case ADD -> old + number;
            case MUL -> old * number;
            case MAX -> Math.max(old, number);
            case MIN -> Math.min(old, number);
        };
    }
}
