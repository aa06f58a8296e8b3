package org.jdvm.exec.lane;

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
    static final float LOG2_E_LOW = 1.9259630e-8f;
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

    static final float PI_HIGH = 0x1.921fb6p1f;
    static final float PI_LOW = -0x1.777a5cp-24f;
    static final float LN2 = 0x1.62e43p-1f;

    /** Above this the hyperbolic sine and cosine are not finite any more. */
    static final float HYPERBOLIC_LIMIT = 89.41599f;

    /** Beyond this the square of a number plus one is no more than its square, or overflows. */
    static final float SQUARE_LIMIT = 0x1p30f;

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

    /** As log, with the logarithm of the fraction times that of e, to two floats. */
    static float log2(float x) {
        boolean subnormal = x < Float.MIN_NORMAL;
        int bits = Float.floatToRawIntBits(subnormal ? x * 0x1p23f : x);
        int exponent = bits - 0x3f3504f3 >> 23;
        float f = Float.intBitsToFloat(bits - (exponent << 23)) - 1f;
        float square = f * f;
        float rest = Math.fma(square, -0.5f, logOfFraction(f) * f * square);
        float n = exponent;
        n = subnormal ? n - 23f : n;
        float low = Math.fma(f, LOG2_E_LOW, rest * LOG2_E);
        // f * LOG2_E is rounded once, with the exponent
        float high = Math.fma(f, LOG2_E, n);
        float lost = Math.fma(f, LOG2_E, n - high);
        float y = high + (low + lost);
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

    /** Zero and not-a-number stay. */
    static float sign(float x) {
        return x > 0f ? 1f : x < 0f ? -1f : x;
    }

    /** What rounding takes from the sum comes back where the logarithm is that of a fraction; near 0 the fraction is x itself. */
    static float log1p(float x) {
        float sum = x + 1f;
        float added = sum - x;
        float lost = x - (sum - added) + (1f - added);
        int bits = Float.floatToRawIntBits(sum);
        int exponent = bits - 0x3f3504f3 >> 23;
        float scale = Float.intBitsToFloat(0x3f80_0000 - (exponent << 23));
        float f = Float.intBitsToFloat(bits - (exponent << 23)) - 1f;
        // The scale is not a power of two for the largest exponents, where nothing of 1 is left.
        f = exponent == 0 ? x : exponent > 30 ? f : Math.fma(lost, scale, f);
        float square = f * f;
        float p = logOfFraction(f) * f * square;
        float n = exponent;
        float y = Math.fma(n, LN2_LOW, p);
        y = Math.fma(square, -0.5f, y) + f;
        y = Math.fma(n, LN2_HIGH, y);
        return x < -1f ? Float.NaN : x == -1f ? Float.NEGATIVE_INFINITY : x <= Float.MAX_VALUE ? y : x;
    }

    /** {@code 2^n p + 2^n - 1} with p = e^r - 1; halves, because 2^n alone would overflow for the largest x. */
    static float expm1(float x) {
        float shifted = Math.fma(x, LOG2_E, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(n, -LN2_HIGH, x);
        r = Math.fma(n, -LN2_LOW, r);
        float p = Math.fma(r, 0x1.a0332cp-13f, 0x1.6d78dap-10f);
        p = Math.fma(p, r, 0x1.11118ep-7f);
        p = Math.fma(p, r, 0x1.5554aap-5f);
        p = Math.fma(p, r, 0x1.555554p-3f);
        p = Math.fma(p, r, 0.5f);
        p = Math.fma(p * r, r, r);
        float half = Float.intBitsToFloat((Float.floatToRawIntBits(shifted) << 23) + 0x3f00_0000);
        float y = Math.fma(half, p, half - 0.5f) * 2f;
        y = Math.abs(x) < 0x1p-30f ? x : y;
        return x <= EXP_LIMIT ? x < -18f ? -1f : y : x + Float.POSITIVE_INFINITY;
    }

    /** {@code e^(x - low) 2^scale} where that is a normal number. */
    private static float scaledExp(float x, float low, int scale) {
        float shifted = Math.fma(x, LOG2_E, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(n, -LN2_HIGH, x);
        r = Math.fma(n, -LN2_LOW, r) - low;
        float p = Math.fma(r, 0x1.6a4b44p-10f, 0x1.123994p-7f);
        p = Math.fma(p, r, 0x1.5558b2p-5f);
        p = Math.fma(p, r, 0x1.555492p-3f);
        p = Math.fma(p, r, 0x1.fffffcp-2f);
        p = Math.fma(p, r * r, r) + 1f;
        int exponent = Float.floatToRawIntBits(shifted) + scale << 23;
        return Float.intBitsToFloat(Float.floatToRawIntBits(p) + exponent);
    }

    /**
     * {@code e^(-a^2) P(q) / (1 + 2 a)} with {@code q = (a - 2) / (a + 2)}; the square is formed in two exact parts. Near 0 it is 1 - erf, beyond
     * 9.3 no normal number.
     */
    static float erfc(float x) {
        float a = Math.abs(x);
        float b = a < 10f ? a : 10f;
        float sum = b + 2f;
        float t = 1f / sum;
        float q = (b - 2f) * t;
        q = Math.fma(t, Math.fma(-q, sum, b - 2f), q);
        float p = Math.fma(q, -0x1.ac989cp-12f, -0x1.461e96p-10f);
        p = Math.fma(p, q, 0x1.589cb6p-10f);
        p = Math.fma(p, q, 0x1.1b359ep-7f);
        p = Math.fma(p, q, -0x1.080964p-7f);
        p = Math.fma(p, q, -0x1.bc1094p-5f);
        p = Math.fma(p, q, 0x1.4ffbf2p-3f);
        p = Math.fma(p, q, -0x1.540828p-3f);
        p = Math.fma(p, q, -0x1.7bf60cp-4f);
        p = Math.fma(p, q, 0x1.46e80ep0f);
        float square = b * b;
        float low = Math.fma(b, b, -square);
        float y = scaledExp(-square, low, 1) * (p / Math.fma(b, 4f, 2f));
        y = a > 9.3f ? 0f : y;
        y = x < 0f ? 2f - y : y;
        y = a < 0.5f ? 1f - erf(x) : y;
        return x != x ? x : y;
    }

    static float tan(float x) {
        return Math.abs(x) <= ANGLE_LIMIT ? tangentOfQuarters(x) : (float) Math.tan(x);
    }

    /** The tangent after whole half turns, and {@code -1 / tan(r)} after a quarter more. */
    private static float tangentOfQuarters(float x) {
        float shifted = Math.fma(x, TWO_OVER_PI, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(n, -HALF_PI_HIGH, x);
        r = Math.fma(n, -HALF_PI_MIDDLE, r);
        r = Math.fma(n, -HALF_PI_LOW, r);
        float z = r * r;
        float p = Math.fma(z, 0x1.260074p-8f, -0x1.0f0814p-13f);
        p = Math.fma(p, z, 0x1.689d62p-7f);
        p = Math.fma(p, z, 0x1.5ba3ccp-6f);
        p = Math.fma(p, z, 0x1.baf53cp-5f);
        p = Math.fma(p, z, 0x1.110d02p-3f);
        p = Math.fma(p, z, 0x1.555562p-2f);
        float y = Math.fma(p * z, r, r);
        return (Float.floatToRawIntBits(shifted) & 1) != 0 ? -1f / y : y;
    }

    /** {@code asin(s) / s - 1} with z = s^2 up to 1/4. */
    private static float asinCubic(float z) {
        float p = Math.fma(z, 0x1.598628p-5f, 0x1.8c0cb6p-6f);
        p = Math.fma(p, z, 0x1.7480ep-5f);
        p = Math.fma(p, z, 0x1.3301ccp-4f);
        return Math.fma(p, z, 0x1.5555c8p-3f) * z;
    }

    /** Beyond 1/2 it is {@code pi / 2 - 2 asin(sqrt((1 - a) / 2))}. */
    static float asin(float x) {
        float a = Math.abs(x);
        float z = a > 0.5f ? Math.fma(a, -0.5f, 0.5f) : a * a;
        float s = a > 0.5f ? (float) Math.sqrt(z) : a;
        float cubic = asinCubic(z);
        float rest = 0.5f * HALF_PI_HIGH - s + Math.fma(cubic, -s, 0.5f * HALF_PI_MIDDLE);
        return withSign(a > 0.5f ? rest + rest : Math.fma(cubic, s, s), x);
    }

    static float acos(float x) {
        float a = Math.abs(x);
        float z = a > 0.5f ? Math.fma(a, -0.5f, 0.5f) : a * a;
        float s = a > 0.5f ? (float) Math.sqrt(z) : x;
        float y = Math.fma(asinCubic(z), s, s);
        float inner = HALF_PI_HIGH - (y - HALF_PI_MIDDLE);
        float outer = x < 0f ? PI_HIGH - Math.fma(y, 2f, -PI_LOW) : y + y;
        return a > 0.5f ? outer : inner;
    }

    /** For 0 to 1. */
    private static float atanOfRatio(float t) {
        float z = t * t;
        float p = Math.fma(z, -0x1.d62fecp-10f, 0x1.65a65ap-7f);
        p = Math.fma(p, z, -0x1.fed15ep-6f);
        p = Math.fma(p, z, 0x1.dac9e4p-5f);
        p = Math.fma(p, z, -0x1.583492p-4f);
        p = Math.fma(p, z, 0x1.c09ap-4f);
        p = Math.fma(p, z, -0x1.2421b6p-3f);
        p = Math.fma(p, z, 0x1.9991fep-3f);
        p = Math.fma(p, z, -0x1.55553ep-2f);
        return Math.fma(p * z, t, t);
    }

    static float atan(float x) {
        float a = Math.abs(x);
        float y = atanOfRatio(a > 1f ? 1f / a : a);
        return withSign(a > 1f ? HALF_PI_HIGH - (y - HALF_PI_MIDDLE) : y, x);
    }

    static float sinh(float x) {
        float a = Math.abs(x);
        float y;
        if (a < 1f) {
            float z = a * a;
            float p = Math.fma(z, 0x1.7a15b6p-19f, 0x1.9ffe92p-13f);
            p = Math.fma(p, z, 0x1.111134p-7f);
            p = Math.fma(p, z, 0x1.555556p-3f);
            y = Math.fma(p * z, a, a);
        } else {
            float half = scaledExp(a, 0f, -1);
            y = a <= HYPERBOLIC_LIMIT ? half - 0.25f / half : a + Float.POSITIVE_INFINITY;
        }
        return withSign(y, x);
    }

    static float cosh(float x) {
        float a = Math.abs(x);
        float half = scaledExp(a, 0f, -1);
        return a <= HYPERBOLIC_LIMIT ? 0.25f / half + half : a + Float.POSITIVE_INFINITY;
    }

    static float asinh(float x) {
        float a = Math.abs(x);
        float square = a * a;
        float root = (float) Math.sqrt(square + 1f);
        float y = log1p(a > SQUARE_LIMIT ? a : square / (root + 1f) + a);
        return withSign(a > SQUARE_LIMIT ? y + LN2 : y, x);
    }

    static float acosh(float x) {
        float t = x - 1f;
        float root = (float) Math.sqrt(Math.fma(t, t, t + t));
        float y = log1p(x > SQUARE_LIMIT ? x : t + root);
        return x < 1f ? Float.NaN : x > SQUARE_LIMIT ? y + LN2 : y;
    }

    static float atanh(float x) {
        float a = Math.abs(x);
        float y = log1p((a + a) / (1f - a)) * 0.5f;
        return withSign(a <= 1f ? y : Float.NaN, x);
    }

    /** The magnitude of a non-negative number with the sign of another one. */
    private static float withSign(float magnitude, float sign) {
        int bit = Float.floatToRawIntBits(sign) & 0x8000_0000;
        return Float.intBitsToFloat(Float.floatToRawIntBits(magnitude) | bit);
    }

    static boolean isFinite(float x) {
        return Math.abs(x) <= Float.MAX_VALUE;
    }

    static boolean isNan(float x) {
        return x != x;
    }

    static boolean isInf(float x) {
        return Math.abs(x) == Float.POSITIVE_INFINITY;
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

    static float atan2(float y, float x) {
        float a = Math.abs(y);
        float b = Math.abs(x);
        float most = a > b ? a : b;
        float least = a > b ? b : a;
        float angle = most == 0f ? 0f : atanOfRatio(least == most ? 1f : least / most);
        angle = a > b ? HALF_PI_HIGH - (angle - HALF_PI_MIDDLE) : angle;
        angle = Float.floatToRawIntBits(x) < 0 ? PI_HIGH - (angle - PI_LOW) : angle;
        return x != x || y != y ? x + y : withSign(angle, y);
    }

    @LaneDescription.Scalar
    static float floorDiv(float x, float y) {
        return (float) Math.floor((double) x / y);
    }

    @LaneDescription.Scalar
    static float floorMod(float x, float y) {
        float rest = x % y;
        return rest != 0f && rest < 0f != y < 0f ? rest + y : rest;
    }

    @LaneDescription.Scalar
    static float rem(float x, float y) {
        return x % y;
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

    static int sign(int x) {
        return x > 0 ? 1 : x < 0 ? -1 : 0;
    }

    static int bitwiseNot(int x) {
        return ~x;
    }

    @LaneDescription.Scalar
    static int floorDiv(int x, int y) {
        return y == 0 ? 0 : Math.floorDiv(x, y);
    }

    @LaneDescription.Scalar
    static int floorMod(int x, int y) {
        return y == 0 ? 0 : Math.floorMod(x, y);
    }

    @LaneDescription.Scalar
    static int rem(int x, int y) {
        return y == 0 ? 0 : x % y;
    }

    static int bitwiseAnd(int x, int y) {
        return x & y;
    }

    static int bitwiseOr(int x, int y) {
        return x | y;
    }

    static int bitwiseXor(int x, int y) {
        return x ^ y;
    }

    static int shiftLeft(int x, int y) {
        return (y & ~31) == 0 ? x << y : 0;
    }

    static int shiftRight(int x, int y) {
        return x >> ((y & ~31) == 0 ? y : 31);
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

    static int xor(int x, int y) {
        return x ^ y;
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

    static long sign(long x) {
        return Long.signum(x);
    }

    static long bitwiseNot(long x) {
        return ~x;
    }

    static long floorDiv(long x, long y) {
        return y == 0 ? 0 : Math.floorDiv(x, y);
    }

    static long floorMod(long x, long y) {
        return y == 0 ? 0 : Math.floorMod(x, y);
    }

    static long rem(long x, long y) {
        return y == 0 ? 0 : x % y;
    }

    static long bitwiseAnd(long x, long y) {
        return x & y;
    }

    static long bitwiseOr(long x, long y) {
        return x | y;
    }

    static long bitwiseXor(long x, long y) {
        return x ^ y;
    }

    static long shiftLeft(long x, long y) {
        return (y & ~63) == 0 ? x << y : 0;
    }

    static long shiftRight(long x, long y) {
        return x >> ((y & ~63) == 0 ? y : 63);
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
