package org.jdvm.exec.lane;

import org.jdvm.ir.Op;

/**
 * The elementwise functions of 64-bit floats, one lane at a time: the loops over arrays and the code of compiled sections are made from them, so that
 * all have the same bits. Functions that {@link Math} does not define to the last bit are those of {@link StrictMath}, whose results are the same on
 * every machine.
 */
@LaneDescription(Op.class)
final class DoubleFunctions {
    private static final double SQRT_HALF = 0x1.6a09e667f3bcdp-1;

    private static final double LN2 = 0x1.62e42fefa39efp-1;

    private static final double SQRT_2_OVER_PI = 0x1.9884533d43651p-1;

    /** From here on the square of a number plus or minus one is no more than its square. */
    private static final double SQUARE_LIMIT = 0x1p28;

    private DoubleFunctions() {}

    static double neg(double x) {
        return -x;
    }

    static double abs(double x) {
        return Math.abs(x);
    }

    static double sqrt(double x) {
        return Math.sqrt(x);
    }

    static double rsqrt(double x) {
        return 1 / Math.sqrt(x);
    }

    static double reciprocal(double x) {
        return 1 / x;
    }

    static double exp(double x) {
        return StrictMath.exp(x);
    }

    static double log(double x) {
        return StrictMath.log(x);
    }

    /** The exponent, and the logarithm of what remains between the roots of a half and of two: exact for powers of two. */
    static double log2(double x) {
        if (!(x >= Double.MIN_NORMAL && x < Double.POSITIVE_INFINITY)) {
            // of a subnormal number: that of one which is 2^54 times as large
            return x > 0 && x < Double.MIN_NORMAL ? log2(x * 0x1p54) - 54 : StrictMath.log(x);
        }
        int exponent = Math.getExponent(x);
        double rest = Math.scalb(x, -exponent);
        if (rest > 2 * SQRT_HALF) {
            rest *= 0.5;
            exponent++;
        }
        return exponent + StrictMath.log(rest) / LN2;
    }

    static double sin(double x) {
        return StrictMath.sin(x);
    }

    static double cos(double x) {
        return StrictMath.cos(x);
    }

    static double tan(double x) {
        return StrictMath.tan(x);
    }

    static double asin(double x) {
        return StrictMath.asin(x);
    }

    static double acos(double x) {
        return StrictMath.acos(x);
    }

    static double atan(double x) {
        return StrictMath.atan(x);
    }

    static double sinh(double x) {
        return StrictMath.sinh(x);
    }

    static double cosh(double x) {
        return StrictMath.cosh(x);
    }

    static double tanh(double x) {
        return StrictMath.tanh(x);
    }

    static double asinh(double x) {
        double a = Math.abs(x);
        double y = a > SQUARE_LIMIT
                ? StrictMath.log(a) + LN2
                : StrictMath.log1p(a + a * a / (1 + Math.sqrt(1 + a * a)));
        return Math.copySign(y, x);
    }

    static double acosh(double x) {
        if (x > SQUARE_LIMIT) {
            return StrictMath.log(x) + LN2;
        }
        return x < 1 ? Double.NaN : StrictMath.log1p(x - 1 + Math.sqrt((x - 1) * (x + 1)));
    }

    static double atanh(double x) {
        double a = Math.abs(x);
        return Math.copySign(0.5 * StrictMath.log1p(2 * a / (1 - a)), x);
    }

    static double log1p(double x) {
        return StrictMath.log1p(x);
    }

    static double expm1(double x) {
        return StrictMath.expm1(x);
    }

    static double erf(double x) {
        return ErrorFunction.erf(x);
    }

    static double erfc(double x) {
        return ErrorFunction.erfc(x);
    }

    static double sigmoid(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    static double silu(double x) {
        return x / (1 + StrictMath.exp(-x));
    }

    /** By the complementary error function, which does not cancel where x is negative. */
    static double gelu(double x) {
        return 0.5 * x * ErrorFunction.erfc(-x * SQRT_HALF);
    }

    /** {@code (1 + tanh(u)) / 2} is {@code 1 / (1 + e^(-2u))}, which does not cancel. */
    static double geluTanh(double x) {
        return x / (1 + StrictMath.exp(-2 * SQRT_2_OVER_PI * (x + 0.044715 * x * x * x)));
    }

    static double round(double x) {
        return Math.rint(x);
    }

    static double floor(double x) {
        return Math.floor(x);
    }

    static double ceil(double x) {
        return Math.ceil(x);
    }

    static double trunc(double x) {
        return x < 0 ? Math.ceil(x) : Math.floor(x);
    }

    static double sign(double x) {
        return Math.signum(x);
    }

    static boolean isFinite(double x) {
        return Math.abs(x) <= Double.MAX_VALUE;
    }

    static boolean isNan(double x) {
        return x != x;
    }

    static boolean isInf(double x) {
        return Math.abs(x) == Double.POSITIVE_INFINITY;
    }

    static double add(double x, double y) {
        return x + y;
    }

    static double sub(double x, double y) {
        return x - y;
    }

    static double mul(double x, double y) {
        return x * y;
    }

    static double div(double x, double y) {
        return x / y;
    }

    /** The power of C99 (F.9.4.4) and IEEE 754 (9.2.1), which differs from Java's where the base is 1, or -1 with an infinite exponent. */
    static double pow(double x, double y) {
        return x == 1 || x == -1 && Math.abs(y) == Double.POSITIVE_INFINITY ? 1 : StrictMath.pow(x, y);
    }

    static double max(double x, double y) {
        return Math.max(x, y);
    }

    static double min(double x, double y) {
        return Math.min(x, y);
    }

    static double atan2(double x, double y) {
        return StrictMath.atan2(x, y);
    }

    static double floorDiv(double x, double y) {
        return Math.floor(x / y);
    }

    static double floorMod(double x, double y) {
        double rest = x % y;
        return rest != 0 && rest < 0 != y < 0 ? rest + y : rest;
    }

    static double rem(double x, double y) {
        return x % y;
    }

    static boolean eq(double x, double y) {
        return x == y;
    }

    static boolean ne(double x, double y) {
        return x != y;
    }

    static boolean lt(double x, double y) {
        return x < y;
    }

    static boolean le(double x, double y) {
        return x <= y;
    }

    static boolean gt(double x, double y) {
        return x > y;
    }

    static boolean ge(double x, double y) {
        return x >= y;
    }
}
