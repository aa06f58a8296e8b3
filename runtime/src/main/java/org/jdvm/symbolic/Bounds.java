package org.jdvm.symbolic;

/** Arithmetic on bounds, where the least and the greatest long are minus and plus infinity. */
final class Bounds {
    static final long MINUS_INFINITY = Long.MIN_VALUE;
    static final long INFINITY = Long.MAX_VALUE;

    private Bounds() {}

    static boolean isFinite(long bound) {
        return bound != MINUS_INFINITY && bound != INFINITY;
    }

    /** The sum; both must not be infinities of different sign. */
    static long add(long a, long b) {
        if (!isFinite(a)) {
            return a;
        }
        if (!isFinite(b)) {
            return b;
        }
        long sum = a + b;
        if (((a ^ sum) & (b ^ sum)) < 0) {
            return a < 0 ? MINUS_INFINITY : INFINITY;
        }
        return sum;
    }

    /** The product; zero times infinity is zero. */
    static long multiply(long a, long b) {
        if (a == 0 || b == 0) {
            return 0;
        }
        long low = a * b;
        if (!isFinite(a) || !isFinite(b) || Math.multiplyHigh(a, b) != low >> 63) {
            return (a < 0) == (b < 0) ? INFINITY : MINUS_INFINITY;
        }
        return low;
    }

    static long negate(long a) {
        return a == MINUS_INFINITY ? INFINITY : a == INFINITY ? MINUS_INFINITY : -a;
    }

    /** The quotient rounded down of a bound by a bound that is not 0. */
    static long floorDiv(long a, long b) {
        if (!isFinite(a)) {
            return (a < 0) == (b < 0) ? INFINITY : MINUS_INFINITY;
        }
        if (!isFinite(b)) {
            // a vanishing quotient, rounded down
            return a == 0 || (a < 0) == (b < 0) ? 0 : -1;
        }
        return Math.floorDiv(a, b);
    }

    static long ceilDiv(long a, long b) {
        return negate(floorDiv(negate(a), b));
    }
}
