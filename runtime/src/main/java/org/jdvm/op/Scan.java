package org.jdvm.op;

import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.symbolic.Dim;

/**
 * What all elements up to each one along an axis combine to; exclusive: without the element itself; reverse: from the last element on. Floats are
 * combined in double precision one after the other, and each result is rounded once; integers wrap.
 */
final class Scan implements RowOp {
    /** What combines two elements. */
    enum Combination {
        SUM(0),
        PRODUCT(1);

        private final int identity;

        Combination(int identity) {
            this.identity = identity;
        }

        double apply(double a, double b) {
            return this == SUM ? a + b : a * b;
        }

        long apply(long a, long b) {
            return this == SUM ? a + b : a * b;
        }
    }

    private final String name;
    private final Combination combination;

    Scan(String name, Combination combination) {
        this.name = name;
        this.combination = combination;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> options() {
        return List.of("exclusive", "reverse");
    }

    @Override
    public boolean takes(DType type) {
        return type.isFloat() || type == DType.I32 || type == DType.I64;
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
    public void reference(double[] operand, double[][] results, long[] options) {
        int n = operand.length;
        for (int i = 0; i < n; i++) {
            int from = options[1] != 0 ? i + (int) options[0] : 0;
            int to = options[1] != 0 ? n : i + 1 - (int) options[0];
            double result = combination.identity;
            for (int j = from; j < to; j++) {
                result = combination.apply(result, operand[j]);
            }
            results[0][i] = result;
        }
    }

    @Override
    public void run(RowArrays row, long[] options) {
        boolean exclusive = options[0] != 0;
        int n = row.size(0);
        int first = options[1] != 0 ? n - 1 : 0;
        int step = options[1] != 0 ? -1 : 1;
        if (row.type(0).isFloat()) {
            float[] x = row.floats(0);
            float[] y = row.floats(1);
            double result = combination.identity;
            for (int i = 0, at = first; i < n; i++, at += step) {
                double next = combination.apply(result, x[at]);
                y[at] = (float) (exclusive ? result : next);
                result = next;
            }
        } else {
            long[] x = row.integers(0);
            long[] y = row.integers(1);
            long result = combination.identity;
            for (int i = 0, at = first; i < n; i++, at += step) {
                long next = combination.apply(result, x[at]);
                y[at] = exclusive ? result : next;
                result = next;
            }
        }
    }
}
