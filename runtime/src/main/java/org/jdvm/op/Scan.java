package org.jdvm.op;

import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.symbolic.Dim;

/**
 * The scans: what all elements up to each one along an axis combine to; exclusive, for sums and products: without the element itself; reverse:
 * from the last element on. Floats are combined in double precision one after the other, and each result is rounded once (f64 at each step); integers
 * wrap.
 * Another scan is another constant, and a method of {@code Tensor}.
 */
public enum Scan implements RowOp {
    CUM_SUM(0, "cumsum", 0, 0),
    CUM_PROD(2, "cumprod", 1, 1),
    /** The largest; NaN if there is one. */
    CUM_MAX(4, "cummax", Double.NEGATIVE_INFINITY, Long.MIN_VALUE),
    /** The smallest; NaN if there is one. */
    CUM_MIN(5, "cummin", Double.POSITIVE_INFINITY, Long.MAX_VALUE),
    /** The logarithm of the sum of exponentials, which need not be finite. */
    LOG_CUM_SUM_EXP(9, "logcumsumexp", Double.NEGATIVE_INFINITY, 0);

    private final int number;
    private final String method;
    private final double identity;
    private final long integerIdentity;

    Scan(int number, String method, double identity, long integerIdentity) {
        this.number = number;
        this.method = method;
        this.identity = identity;
        this.integerIdentity = integerIdentity;
    }

    private double combine(double a, double b) {
        return switch (this) {
            case CUM_SUM -> a + b;
            case CUM_PROD -> a * b;
            case CUM_MAX -> Math.max(a, b);
            case CUM_MIN -> Math.min(a, b);
            case LOG_CUM_SUM_EXP -> {
                double larger = Math.max(a, b);
                yield Double.isInfinite(larger) ? larger : larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
            }
        };
    }

    private long combine(long a, long b) {
        return switch (this) {
            case CUM_SUM -> a + b;
            case CUM_PROD -> a * b;
            case CUM_MAX -> Math.max(a, b);
            case CUM_MIN -> Math.min(a, b);
            case LOG_CUM_SUM_EXP -> throw new IllegalStateException(method + " of integers");
        };
    }

    /** Whether what nothing combines to is a number of every type. */
    private boolean hasIdentity() {
        return Double.isFinite(identity);
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public String text() {
        return method;
    }

    @Override
    public List<String> options() {
        return hasIdentity() ? List.of("exclusive", "reverse") : List.of("reverse");
    }

    @Override
    public boolean takes(DType type) {
        return type.isFloat() || this != LOG_CUM_SUM_EXP && (type == DType.I32 || type == DType.I64);
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
    public void reference(double[][] operands, double[][] results, long[] options) {
        double[] operand = operands[0];
        int n = operand.length;
        int exclusive = isExclusive(options) ? 1 : 0;
        for (int i = 0; i < n; i++) {
            int from = isReverse(options) ? i + exclusive : 0;
            int to = isReverse(options) ? n : i + 1 - exclusive;
            double result = identity;
            for (int j = from; j < to; j++) {
                result = combine(result, operand[j]);
            }
            results[0][i] = result;
        }
    }

    @Override
    public double roundings(long size) {
        return switch (this) {
            case CUM_SUM, LOG_CUM_SUM_EXP -> size / 2.0;
            case CUM_PROD -> 1;
            case CUM_MAX, CUM_MIN -> 0;
        };
    }

    /**
     * {@return true if the result at an element is without the element itself}
     *
     * @param options the options
     */
    public boolean isExclusive(long[] options) {
        return hasIdentity() && options[0] != 0;
    }

    /**
     * {@return true if it goes from the last element to the first}
     *
     * @param options the options
     */
    public static boolean isReverse(long[] options) {
        return options[options.length - 1] != 0;
    }

    @Override
    public void run(RowArrays row, long[] options) {
        if (row.type(0) == DType.F64) {
            run(row.doubles(0), row.doubles(1), row.size(0), options, identity);
        } else if (row.type(0).isFloat()) {
            run(row.floats(0), row.floats(1), row.size(0), options, identity);
        } else {
            run(row.integers(0), row.integers(1), row.size(0), options, integerIdentity);
        }
    }

    /** {@return what no float combines to} */
    public double identity() {
        return identity;
    }

    /** {@return what no integer combines to} */
    public long integerIdentity() {
        return integerIdentity;
    }

    /**
     * Scans a piece of a row of floats.
     *
     * @param x the elements
     * @param y where the results go; may be the same array
     * @param count how many they are
     * @param options the options
     * @param before what the elements of the pieces before combine to
     * @return what these and the elements of this piece combine to
     */
    public double run(float[] x, float[] y, int count, long[] options, double before) {
        boolean exclusive = isExclusive(options);
        int step = isReverse(options) ? -1 : 1;
        double result = before;
        for (int i = 0, at = isReverse(options) ? count - 1 : 0; i < count; i++, at += step) {
            double next = combine(result, x[at]);
            y[at] = (float) (exclusive ? result : next);
            result = next;
        }
        return result;
    }

    /**
     * Scans a piece of a row of f64.
     *
     * @param x the elements
     * @param y where the results go; may be the same array
     * @param count how many they are
     * @param options the options
     * @param before what the elements of the pieces before combine to
     * @return what these and the elements of this piece combine to
     */
    public double run(double[] x, double[] y, int count, long[] options, double before) {
        boolean exclusive = isExclusive(options);
        int step = isReverse(options) ? -1 : 1;
        double result = before;
        for (int i = 0, at = isReverse(options) ? count - 1 : 0; i < count; i++, at += step) {
            double next = combine(result, x[at]);
            y[at] = exclusive ? result : next;
            result = next;
        }
        return result;
    }

    /**
     * Scans a piece of a row of integers.
     *
     * @param x the elements
     * @param y where the results go; may be the same array
     * @param count how many they are
     * @param options the options
     * @param before what the elements of the pieces before combine to
     * @return what these and the elements of this piece combine to
     */
    public long run(long[] x, long[] y, int count, long[] options, long before) {
        boolean exclusive = isExclusive(options);
        int step = isReverse(options) ? -1 : 1;
        long result = before;
        for (int i = 0, at = isReverse(options) ? count - 1 : 0; i < count; i++, at += step) {
            long next = combine(result, x[at]);
            y[at] = exclusive ? result : next;
            result = next;
        }
        return result;
    }

    /**
     * Goes on by one element in each of some rows of floats.
     *
     * @param x the elements, one of each row; the results take their places
     * @param count how many rows there are
     * @param exclusive true if results are without these elements
     * @param running what the elements before combine to in each row; then with these elements
     */
    public void next(float[] x, int count, boolean exclusive, double[] running) {
        for (int i = 0; i < count; i++) {
            double before = running[i];
            running[i] = combine(before, x[i]);
            x[i] = (float) (exclusive ? before : running[i]);
        }
    }

    /**
     * Goes on by one element in each of some rows of f64.
     *
     * @param x the elements, one of each row; the results take their places
     * @param count how many rows there are
     * @param exclusive true if results are without these elements
     * @param running what the elements before combine to in each row; then with these elements
     */
    public void next(double[] x, int count, boolean exclusive, double[] running) {
        for (int i = 0; i < count; i++) {
            double before = running[i];
            running[i] = combine(before, x[i]);
            x[i] = exclusive ? before : running[i];
        }
    }

    /**
     * Goes on by one element in each of some rows of integers.
     *
     * @param x the elements, one of each row; the results take their places
     * @param count how many rows there are
     * @param exclusive true if results are without these elements
     * @param running what the elements before combine to in each row; then with these elements
     */
    public void next(long[] x, int count, boolean exclusive, long[] running) {
        for (int i = 0; i < count; i++) {
            long before = running[i];
            running[i] = combine(before, x[i]);
            x[i] = exclusive ? before : running[i];
        }
    }
}
