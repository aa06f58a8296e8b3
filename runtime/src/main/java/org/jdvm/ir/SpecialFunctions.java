package org.jdvm.ir;

/** Functions that {@link Math} lacks, in double precision, for reference semantics. */
final class SpecialFunctions {
    private static final double INVERSE_SQRT_PI = 1 / Math.sqrt(Math.PI);

    private SpecialFunctions() {}

    /**
     * The error function. Below 1 by its Maclaurin series {@code 2x/sqrt(pi) sum (-x^2)^n / (n! (2n+1))} (Abramowitz and Stegun 7.1.5), from the last
     * term to the first; above by the continued fraction of erfc (7.1.14).
     */
    static double erf(double x) {
        double magnitude = Math.abs(x);
        if (Double.isNaN(x) || magnitude == 0) {
            return x;
        }
        if (magnitude > 6) {
            return Math.copySign(1, x);
        }
        if (magnitude >= 1) {
            return Math.copySign(1 - erfc(magnitude), x);
        }
        double square = magnitude * magnitude;
        double sum = 0;
        for (int n = 30; n >= 0; n--) {
            sum = 1.0 / (2 * n + 1) - square / (n + 1) * sum;
        }
        return Math.copySign(2 * INVERSE_SQRT_PI * magnitude * sum, x);
    }

    /** One minus the error function: from 0.4 on the continued fraction itself, without cancellation, with the terms that it needs there. */
    static double erfc(double x) {
        if (!(x >= 0.4)) {
            return 1 - erf(x);
        }
        double fraction = 0;
        for (int n = 40 + (int) (200 / (x * x)); n >= 1; n--) {
            fraction = n / 2.0 / (x + fraction);
        }
        // the exact square in two parts: an error of it would be one of the logarithm of the result
        double square = x * x;
        double rest = Math.fma(x, x, -square);
        double exponential = Math.exp(-square) * (Double.isFinite(square) ? 1 - rest : 1);
        return INVERSE_SQRT_PI * exponential / (x + fraction);
    }

    /** The power of C99 (F.9.4.4) and IEEE 754 (9.2.1), which differs from Java's where the base is 1, or -1 with an infinite exponent. */
    static double pow(double x, double y) {
        return x == 1 || x == -1 && Double.isInfinite(y) ? 1 : Math.pow(x, y);
    }

    /** The inverse of {@link Math#sinh}. */
    static double asinh(double x) {
        double a = Math.abs(x);
        double y = a > 0x1p300 ? Math.log(a) + Math.log(2) : Math.log1p(a + a * a / (1 + Math.sqrt(1 + a * a)));
        return Math.copySign(y, x);
    }

    /** The inverse of {@link Math#cosh}; NaN below 1. */
    static double acosh(double x) {
        return x < 1
                ? Double.NaN
                : x > 0x1p300 ? Math.log(x) + Math.log(2) : Math.log1p(x - 1 + Math.sqrt((x - 1) * (x + 1)));
    }

    /** The inverse of {@link Math#tanh}; NaN beyond 1. */
    static double atanh(double x) {
        double a = Math.abs(x);
        return Math.copySign(0.5 * Math.log1p(2 * a / (1 - a)), x);
    }

    /** The remainder with the sign of the divisor. */
    static double floorMod(double x, double y) {
        double rest = x % y;
        return rest != 0 && rest < 0 != y < 0 ? rest + y : rest;
    }

    static double gelu(double x) {
        return 0.5 * x * erfc(-x / Math.sqrt(2));
    }

    static double geluTanh(double x) {
        return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }
}
