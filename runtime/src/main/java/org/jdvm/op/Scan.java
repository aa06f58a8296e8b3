package org.jdvm.op;

import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.symbolic.Dim;

/**
 * What all elements up to each one along an axis combine to; exclusive, for sums and products: without the element itself; reverse: from the last element on. Floats are
 * combined in double precision one after the other, and each result is rounded once; integers wrap.
 */
final class Scan implements RowOp {
    /** What combines two elements. */
    enum Combination {
        SUM,
        PRODUCT,
        /** NaN if there is one. */
        MAX,
        MIN;

        double identity() {
            return switch (this) {
                case SUM -> 0;
                case PRODUCT -> 1;
                case MAX -> Double.NEGATIVE_INFINITY;
                case MIN -> Double.POSITIVE_INFINITY;
            };
        }

        long integerIdentity() {
            return switch (this) {
                case SUM -> 0;
                case PRODUCT -> 1;
                case MAX -> Long.MIN_VALUE;
                case MIN -> Long.MAX_VALUE;
            };
        }

        /** Whether what nothing combines to is a number of every type. */
        boolean hasIdentity() {
            return this == SUM || this == PRODUCT;
        }

        double apply(double a, double b) {
            return switch (this) {
                case SUM -> a + b;
                case PRODUCT -> a * b;
                case MAX -> Math.max(a, b);
                case MIN -> Math.min(a, b);
            };
        }

        long apply(long a, long b) {
            return switch (this) {
                case SUM -> a + b;
                case PRODUCT -> a * b;
                case MAX -> Math.max(a, b);
                case MIN -> Math.min(a, b);
            };
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
        return combination.hasIdentity() ? List.of("exclusive", "reverse") : List.of("reverse");
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
        int exclusive = isExclusive(options) ? 1 : 0;
        for (int i = 0; i < n; i++) {
            int from = isReverse(options) ? i + exclusive : 0;
            int to = isReverse(options) ? n : i + 1 - exclusive;
            double result = combination.identity();
            for (int j = from; j < to; j++) {
                result = combination.apply(result, operand[j]);
            }
            results[0][i] = result;
        }
    }

    private boolean isExclusive(long[] options) {
        return combination.hasIdentity() && options[0] != 0;
    }

    private static boolean isReverse(long[] options) {
        return options[options.length - 1] != 0;
    }

    @Override
    public void run(RowArrays row, long[] options) {
        boolean exclusive = isExclusive(options);
        int n = row.size(0);
        int first = isReverse(options) ? n - 1 : 0;
        int step = isReverse(options) ? -1 : 1;
        if (row.type(0).isFloat()) {
            float[] x = row.floats(0);
            float[] y = row.floats(1);
            double result = combination.identity();
            for (int i = 0, at = first; i < n; i++, at += step) {
                double next = combination.apply(result, x[at]);
                y[at] = (float) (exclusive ? result : next);
                result = next;
            }
        } else {
            long[] x = row.integers(0);
            long[] y = row.integers(1);
            long result = combination.integerIdentity();
            for (int i = 0, at = first; i < n; i++, at += step) {
                long next = combination.apply(result, x[at]);
                y[at] = exclusive ? result : next;
                result = next;
            }
        }
    }
}
