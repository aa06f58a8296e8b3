package org.jdvm.symbolic;

/** 64-bit arithmetic that refuses to be wrong. */
final class Exact {
    private Exact() {}

    static long add(long a, long b) {
        try {
            return Math.addExact(a, b);
        } catch (ArithmeticException _) {
            throw overflow(a, "+", b);
        }
    }

    static long multiply(long a, long b) {
        try {
            return Math.multiplyExact(a, b);
        } catch (ArithmeticException _) {
            throw overflow(a, "*", b);
        }
    }

    private static ArithmeticException overflow(long a, String operator, long b) {
        return new ArithmeticException("size overflow: " + a + " " + operator + " " + b + " does not fit in 64 bits");
    }

    static long negate(long a) {
        return multiply(a, -1);
    }

    static long floorDiv(long dividend, long divisor) {
        if (divisor == 0) {
            throw new ArithmeticException("division by zero: floordiv(" + dividend + ", 0)");
        }
        if (divisor == -1) {
            return negate(dividend);
        }
        return Math.floorDiv(dividend, divisor);
    }

    static long floorMod(long dividend, long divisor) {
        if (divisor == 0) {
            throw new ArithmeticException("division by zero: mod(" + dividend + ", 0)");
        }
        return Math.floorMod(dividend, divisor);
    }

    static long broadcast(long a, long b) {
        if (a == b || b == 1) {
            return a;
        }
        if (a == 1) {
            return b;
        }
        throw new ArithmeticException(
                "sizes " + a + " and " + b + " do not broadcast: they must be equal, or one of them 1");
    }

    static long position(long position, long size) {
        return position < 0 ? add(position, size) : position;
    }

    /** The greatest common divisor, never negative; {@code gcd(0, b)} is {@code |b|}. */
    static long gcd(long a, long b) {
        while (b != 0) {
            long rest = a % b;
            a = b;
            b = rest;
        }
        return a < 0 ? negate(a) : a;
    }
}
