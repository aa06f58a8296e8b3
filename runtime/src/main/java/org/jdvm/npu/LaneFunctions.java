package org.jdvm.npu;

import org.jdvm.ir.Op;

/**
 * The elementwise functions, one lane at a time: what is written here is the scalar form, and the vector forms, the loops over tiles and
 * the code of compiled sections are made from it, so that all have the same bits; see {@link LaneDescription}.
 *
 * <p>The polynomials are minimax fits made for this project, with coefficients rounded to floats one after the other. Ranges are limited by
 * comparisons: the vector minimum and maximum of floats cost twice as much because of their care for NaN and -0. The virtual machine does
 * not inline helpers of more than a few instructions where they are seldom called: what only some numbers need is written out.
 */
@LaneDescription(Op.class)
final class LaneFunctions {
    static final float LOG2_E = 1.442695f;
    static final float LN2_HIGH = 0x1.62e43p-1f;
    static final float LN2_LOW = -0x1.05c61p-29f;

    /** Adding this to a small float leaves its nearest integer in the low bits of the sum. */
    static final float ROUNDER = 0x1.8p23f;

    /** Above this exp is not finite any more, below the other one its result is not normal and taken as 0. */
    static final float EXP_LIMIT = 88.72283f;

    static final float EXP_FLUSH = -87.33654f;

    static final float TWO_OVER_PI = 0.63661977f;
    static final float HALF_PI_HIGH = 0x1.921fb6p0f;
    static final float HALF_PI_MIDDLE = -0x1.777a5cp-25f;
    static final float HALF_PI_LOW = -0x1.ee59dap-50f;

    /** Up to here three floats of pi are enough to reduce an angle. */
    static final float ANGLE_LIMIT = 10_000f;

    static final float SQRT_HALF = 0.70710678f;
    static final float SQRT_2_OVER_PI = 0.7978845608f;

    private LaneFunctions() {}

    static float neg(float x) {
        return -x;
    }

    static float abs(float x) {
        return Math.abs(x);
    }

    static float sqrt(float x) {
        return (float) Math.sqrt(x);
    }

    static float rsqrt(float x) {
        return 1f / (float) Math.sqrt(x);
    }

    static float reciprocal(float x) {
        return 1f / x;
    }

    /** Also right for x = 88.7, where the power of two alone would overflow: the fraction is below 1 there. */
    static float exp(float x) {
        float shifted = Math.fma(x, LOG2_E, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(n, -LN2_HIGH, x);
        r = Math.fma(n, -LN2_LOW, r);
        float p = Math.fma(r, 0x1.6a4b44p-10f, 0x1.123994p-7f);
        p = Math.fma(p, r, 0x1.5558b2p-5f);
        p = Math.fma(p, r, 0x1.555492p-3f);
        p = Math.fma(p, r, 0x1.fffffcp-2f);
        p = Math.fma(p, r * r, r) + 1f;
        int exponent = Float.floatToRawIntBits(shifted) << 23;
        float y = Float.intBitsToFloat(Float.floatToRawIntBits(p) + exponent);
        // Not-a-number fails the comparison too, and comes out of the sum.
        return x <= EXP_LIMIT ? x < EXP_FLUSH ? 0f : y : x + Float.POSITIVE_INFINITY;
    }

    static float log(float x) {
        boolean subnormal = x < Float.MIN_NORMAL;
        int bits = Float.floatToRawIntBits(subnormal ? x * 0x1p23f : x);
        int exponent = bits - 0x3f3504f3 >> 23;
        float f = Float.intBitsToFloat(bits - (exponent << 23)) - 1f;
        float square = f * f;
        float p = logOfFraction(f) * f * square;
        float n = exponent;
        n = subnormal ? n - 23f : n;
        float y = Math.fma(n, LN2_LOW, p);
        y = Math.fma(square, -0.5f, y) + f;
        y = Math.fma(n, LN2_HIGH, y);
        // Infinity and not-a-number stay; zero gives minus infinity and everything below it not-a-number.
        return x < 0f ? Float.NaN : x == 0f ? Float.NEGATIVE_INFINITY : x <= Float.MAX_VALUE ? y : x;
    }

    /** {@code (log(1 + f) - f + f^2 / 2) / f^3} for f from 0.7 - 1 to 1.42 - 1. */
    private static float logOfFraction(float f) {
        float p = Math.fma(f, 0x1.1b41b2p-4f, -0x1.e2e974p-4f);
        p = Math.fma(p, f, 0x1.e6509p-4f);
        p = Math.fma(p, f, -0x1.fb4344p-4f);
        p = Math.fma(p, f, 0x1.2332cep-3f);
        p = Math.fma(p, f, -0x1.5562e2p-3f);
        p = Math.fma(p, f, 0x1.99a544p-3f);
        p = Math.fma(p, f, -0x1.ffffeep-3f);
        return Math.fma(p, f, 0x1.555546p-2f);
    }

    static float sin(float x) {
        return Math.abs(x) <= ANGLE_LIMIT ? sineOfQuarters(x, 0) : (float) Math.sin(x);
    }

    static float cos(float x) {
        return Math.abs(x) <= ANGLE_LIMIT ? sineOfQuarters(x, 1) : (float) Math.cos(x);
    }

    /** The sine of x plus a number of quarter turns. */
    private static float sineOfQuarters(float x, int quarters) {
        float shifted = Math.fma(x, TWO_OVER_PI, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(n, -HALF_PI_HIGH, x);
        r = Math.fma(n, -HALF_PI_MIDDLE, r);
        r = Math.fma(n, -HALF_PI_LOW, r);
        int turns = Float.floatToRawIntBits(shifted) + quarters;
        float y = (turns & 1) != 0 ? cosineNearZero(r) : sineNearZero(r);
        return Float.intBitsToFloat(Float.floatToRawIntBits(y) ^ (turns & 2) << 30);
    }

    private static float sineNearZero(float r) {
        float z = r * r;
        float s = Math.fma(z, 0x1.7cd82ap-19f, -0x1.a05bbap-13f);
        s = Math.fma(s, z, 0x1.111176p-7f);
        s = Math.fma(s, z, -0x1.555556p-3f);
        return Math.fma(s * z, r, r);
    }

    private static float cosineNearZero(float r) {
        float z = r * r;
        float c = Math.fma(z, -0x1.372348p-22f, 0x1.a075e6p-16f);
        c = Math.fma(c, z, -0x1.6c1762p-10f);
        c = Math.fma(c, z, 0x1.555556p-5f);
        return Math.fma(c * z, z, Math.fma(z, -0.5f, 1f));
    }

    static float tanh(float x) {
        float a = Math.abs(x);
        float y;
        if (a < 0.625f) {
            float z = a * a;
            float p = Math.fma(z, -0x1.76922ap-8f, 0x1.52509ep-6f);
            p = Math.fma(p, z, -0x1.b84334p-5f);
            p = Math.fma(p, z, 0x1.11076p-3f);
            p = Math.fma(p, z, -0x1.555534p-2f);
            y = Math.fma(p * z, a, a);
        } else {
            y = 1f - 2f / (exp(a + a) + 1f);
        }
        return withSign(y, x);
    }

    /** Near 0 an odd polynomial, beyond it {@code 1 - exp(-P(x))}; from 3.93 on the result is 1. */
    static float erf(float x) {
        float a = Math.abs(x);
        float y;
        if (a < 0.9375f) {
            float z = a * a;
            float p = Math.fma(z, -0x1.37c94ep-11f, 0x1.46b786p-8f);
            p = Math.fma(p, z, -0x1.b677c4p-6f);
            p = Math.fma(p, z, 0x1.ce195ep-4f);
            p = Math.fma(p, z, -0x1.8126e2p-2f);
            p = Math.fma(p, z, 0x1.06eba6p-3f);
            y = Math.fma(p, a, a);
        } else {
            y = a > 3.93f ? 1f : 1f - exp(logOfErfc(a));
        }
        return withSign(y, x);
    }

    /** The logarithm of 1 - erf(a) for a from 0.92 to 3.93. */
    private static float logOfErfc(float a) {
        float q = Math.fma(a, -0x1.78e02cp-17f, 0x1.527e46p-12f);
        q = Math.fma(q, a, -0x1.dd6e36p-9f);
        q = Math.fma(q, a, 0x1.8551d2p-6f);
        q = Math.fma(q, a, -0x1.b3259cp-4f);
        q = Math.fma(q, a, -0x1.45328ap-1f);
        return Math.fma(q, a, -0x1.20ef1cp0f) * a;
    }

    static float sigmoid(float x) {
        return 1f / (exp(-x) + 1f);
    }

    static float silu(float x) {
        return x / (exp(-x) + 1f);
    }

    static float gelu(float x) {
        return (erf(x * SQRT_HALF) + 1f) * (x * 0.5f);
    }

    /** {@code 1 + tanh(z)} is {@code 2 / (1 + exp(-2 z))}. */
    static float geluTanh(float x) {
        float cubic = Math.fma(x * x * 0.044715f, x, x);
        return x / (exp(cubic * (-2f * SQRT_2_OVER_PI)) + 1f);
    }

    /** Ties to even; what has no fraction, infinity and not-a-number stay. */
    static float round(float x) {
        float a = Math.abs(x);
        return a < 0x1p23f ? withSign(a + 0x1p23f - 0x1p23f, x) : x;
    }

    static float floor(float x) {
        float rounded = round(x);
        return rounded > x ? rounded - 1f : rounded;
    }

    /** Between -1 and 0 it is -0. */
    static float ceil(float x) {
        float rounded = round(x);
        return withSign(Math.abs(rounded < x ? rounded + 1f : rounded), x);
    }

    static float trunc(float x) {
        return withSign(floor(Math.abs(x)), x);
    }

    /** The magnitude of a non-negative number with the sign of another one. */
    private static float withSign(float magnitude, float sign) {
        int bit = Float.floatToRawIntBits(sign) & 0x8000_0000;
        return Float.intBitsToFloat(Float.floatToRawIntBits(magnitude) | bit);
    }

    static boolean isFinite(float x) {
        return Math.abs(x) <= Float.MAX_VALUE;
    }

    /** Rounds to the nearest bfloat16, ties to even, and gives its bits in the upper half. */
    static int roundToBf16(float x) {
        int bits = Float.floatToRawIntBits(x);
        return x != x ? 0x7fc0_0000 : bits + (bits >>> 16 & 1) + 0x7fff & 0xffff_0000;
    }

    static float add(float x, float y) {
        return x + y;
    }

    static float sub(float x, float y) {
        return x - y;
    }

    static float mul(float x, float y) {
        return x * y;
    }

    static float div(float x, float y) {
        return x / y;
    }

    /** As C99 and IEEE 754 define it: {@code Math.pow} is not-a-number for 1 to any power and for -1 to an infinite one, which are 1. */
    @LaneDescription.Scalar
    static float pow(float x, float y) {
        return x == 1f || x == -1f && Math.abs(y) == Float.POSITIVE_INFINITY ? 1f : (float) Math.pow(x, y);
    }

    static float max(float x, float y) {
        return Math.max(x, y);
    }

    static float min(float x, float y) {
        return Math.min(x, y);
    }

    static boolean eq(float x, float y) {
        return x == y;
    }

    static boolean ne(float x, float y) {
        return x != y;
    }

    static boolean lt(float x, float y) {
        return x < y;
    }

    static boolean le(float x, float y) {
        return x <= y;
    }

    static boolean gt(float x, float y) {
        return x > y;
    }

    static boolean ge(float x, float y) {
        return x >= y;
    }

    static int neg(int x) {
        return -x;
    }

    static int abs(int x) {
        return Math.abs(x);
    }

    static int add(int x, int y) {
        return x + y;
    }

    static int sub(int x, int y) {
        return x - y;
    }

    static int mul(int x, int y) {
        return x * y;
    }

    /** What is in the padding may be a zero too. */
    @LaneDescription.Scalar
    static int div(int x, int y) {
        return y == 0 ? 0 : x / y;
    }

    static int max(int x, int y) {
        return Math.max(x, y);
    }

    static int min(int x, int y) {
        return Math.min(x, y);
    }

    static boolean eq(int x, int y) {
        return x == y;
    }

    static boolean ne(int x, int y) {
        return x != y;
    }

    static boolean lt(int x, int y) {
        return x < y;
    }

    static boolean le(int x, int y) {
        return x <= y;
    }

    static boolean gt(int x, int y) {
        return x > y;
    }

    static boolean ge(int x, int y) {
        return x >= y;
    }

    static int not(int x) {
        return x == 0 ? 1 : 0;
    }

    static int and(int x, int y) {
        return x & y;
    }

    static int or(int x, int y) {
        return x | y;
    }

    static long neg(long x) {
        return -x;
    }

    static long abs(long x) {
        return Math.abs(x);
    }

    static long add(long x, long y) {
        return x + y;
    }

    static long sub(long x, long y) {
        return x - y;
    }

    static long mul(long x, long y) {
        return x * y;
    }

    static long div(long x, long y) {
        return y == 0 ? 0 : x / y;
    }

    static long max(long x, long y) {
        return Math.max(x, y);
    }

    static long min(long x, long y) {
        return Math.min(x, y);
    }

    static boolean eq(long x, long y) {
        return x == y;
    }

    static boolean ne(long x, long y) {
        return x != y;
    }

    static boolean lt(long x, long y) {
        return x < y;
    }

    static boolean le(long x, long y) {
        return x <= y;
    }

    static boolean gt(long x, long y) {
        return x > y;
    }

    static boolean ge(long x, long y) {
        return x >= y;
    }
}
