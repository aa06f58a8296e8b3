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

    /** erf(1), as a float. */
    private static final double ERF_ONE = 8.45062911510467529297e-01;

    /** 2 / sqrt(pi) - 1. */
    private static final double SLOPE = 1.28379167095512586316e-01;

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
        double y =
                a > SQUARE_LIMIT ? StrictMath.log(a) + LN2 : StrictMath.log1p(a + a * a / (1 + Math.sqrt(1 + a * a)));
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

    /**
     * The error function. The rational approximations of it and of {@link #erfc}, and the ranges they are made for, are those of the C library of Sun
     * Microsystems (fdlibm, s_erf.c, 1993).
     */
    static double erf(double x) {
        double a = Math.abs(x);
        if (a < 0x1p-28) {
            return x + SLOPE * x;
        }
        if (a < 0.84375) {
            return x + x * nearZero(x * x);
        }
        double y = a < 1.25 ? ERF_ONE + nearOne(a - 1) : a < 6 ? 1 - tail(a) : 1;
        return x != x ? x : Math.copySign(y, x);
    }

    static double erfc(double x) {
        double a = Math.abs(x);
        if (a < 0.84375) {
            double rest = x * nearZero(x * x);
            return x < 0.25 ? 1 - (x + rest) : 0.5 - (rest + (x - 0.5));
        }
        if (a < 1.25) {
            double rest = nearOne(a - 1);
            return x > 0 ? 1 - ERF_ONE - rest : 1 + (ERF_ONE + rest);
        }
        double y = a < 28 ? tail(a) : a != a ? a : 0;
        return x > 0 ? y : 2 - y;
    }

    /** {@code erf(x) / x - 1} from the square of x. */
    private static double nearZero(double z) {
        double above = -2.37630166566501626084e-05;
        above = above * z - 5.77027029648944159157e-03;
        above = above * z - 2.84817495755985104766e-02;
        above = above * z - 3.25042107247001499370e-01;
        above = above * z + 1.28379167095512558561e-01;
        double below = -3.96022827877536812320e-06;
        below = below * z + 1.32494738004321644526e-04;
        below = below * z + 5.08130628187576562776e-03;
        below = below * z + 6.50222499887672944485e-02;
        below = below * z + 3.97917223959155352819e-01;
        below = below * z + 1;
        return above / below;
    }

    /** {@code erf(1 + s)} without {@link #ERF_ONE}. */
    private static double nearOne(double s) {
        double above = -2.16637559486879084300e-03;
        above = above * s + 3.54783043256182359371e-02;
        above = above * s - 1.10894694282396677476e-01;
        above = above * s + 3.18346619901161753674e-01;
        above = above * s - 3.72207876035701323847e-01;
        above = above * s + 4.14856118683748331666e-01;
        above = above * s - 2.36211856075265944077e-03;
        double below = 1.19844998467991074170e-02;
        below = below * s + 1.36370839120290507362e-02;
        below = below * s + 1.26171219808761642112e-01;
        below = below * s + 7.18286544141962662868e-02;
        below = below * s + 5.40397917702171048937e-01;
        below = below * s + 1.06420880400844228286e-01;
        below = below * s + 1;
        return above / below;
    }

    /** erfc from 1.25 on. The square is split, so that its exponential has no error that grows with it. */
    private static double tail(double a) {
        double s = 1 / (a * a);
        double rest = a < 1 / 0.35 ? tailRatio(s) : farRatio(s);
        double high = Double.longBitsToDouble(Double.doubleToRawLongBits(a) & 0xffff_ffff_0000_0000L);
        return StrictMath.exp(-high * high - 0.5625) * StrictMath.exp((high - a) * (high + a) + rest) / a;
    }

    private static double tailRatio(double s) {
        double above = -9.81432934416914548592e+00;
        above = above * s - 8.12874355063065934246e+01;
        above = above * s - 1.84605092906711035994e+02;
        above = above * s - 1.62396669462573470355e+02;
        above = above * s - 6.23753324503260060396e+01;
        above = above * s - 1.05586262253232909814e+01;
        above = above * s - 6.93858572707181764372e-01;
        above = above * s - 9.86494403484714822705e-03;
        double below = -6.04244152148580987438e-02;
        below = below * s + 6.57024977031928170135e+00;
        below = below * s + 1.08635005541779435134e+02;
        below = below * s + 4.29008140027567833386e+02;
        below = below * s + 6.45387271733267880336e+02;
        below = below * s + 4.34565877475229228821e+02;
        below = below * s + 1.37657754143519042600e+02;
        below = below * s + 1.96512716674392571292e+01;
        below = below * s + 1;
        return above / below;
    }

    private static double farRatio(double s) {
        double above = -4.83519191608651397019e+02;
        above = above * s - 1.02509513161107724954e+03;
        above = above * s - 6.37566443368389627722e+02;
        above = above * s - 1.60636384855821916062e+02;
        above = above * s - 1.77579549177547519889e+01;
        above = above * s - 7.99283237680523006574e-01;
        above = above * s - 9.86494292470009928597e-03;
        double below = -2.24409524465858183362e+01;
        below = below * s + 4.74528541206955367215e+02;
        below = below * s + 2.55305040643316442583e+03;
        below = below * s + 3.19985821950859553908e+03;
        below = below * s + 1.53672958608443695994e+03;
        below = below * s + 3.25792512996573918826e+02;
        below = below * s + 3.03380607434824582924e+01;
        below = below * s + 1;
        return above / below;
    }

    static double sigmoid(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    static double silu(double x) {
        return x / (1 + StrictMath.exp(-x));
    }

    /** By the complementary error function, which does not cancel where x is negative. */
    static double gelu(double x) {
        return 0.5 * x * erfc(-x * SQRT_HALF);
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
