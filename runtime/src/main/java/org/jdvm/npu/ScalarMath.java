package org.jdvm.npu;

import static org.jdvm.npu.FloatMath.ANGLE_LIMIT;
import static org.jdvm.npu.FloatMath.EXP_FLUSH;
import static org.jdvm.npu.FloatMath.EXP_LIMIT;
import static org.jdvm.npu.FloatMath.HALF_PI_HIGH;
import static org.jdvm.npu.FloatMath.HALF_PI_LOW;
import static org.jdvm.npu.FloatMath.HALF_PI_MIDDLE;
import static org.jdvm.npu.FloatMath.LN2_HIGH;
import static org.jdvm.npu.FloatMath.LN2_LOW;
import static org.jdvm.npu.FloatMath.LOG2_E;
import static org.jdvm.npu.FloatMath.ROUNDER;
import static org.jdvm.npu.FloatMath.SQRT_2_OVER_PI;
import static org.jdvm.npu.FloatMath.SQRT_HALF;
import static org.jdvm.npu.FloatMath.TWO_OVER_PI;

/** The functions of {@link FloatMath} on single floats, with the same operations in the same order, so that the results have the same bits. */
final class ScalarMath {
    private ScalarMath() {}

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
        float y = Float.intBitsToFloat(Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(shifted) << 23));
        if (x < EXP_FLUSH) {
            return 0;
        }
        return x <= EXP_LIMIT ? y : x + Float.POSITIVE_INFINITY;
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
        if (x < 0) {
            return Float.NaN;
        }
        if (x == 0) {
            return Float.NEGATIVE_INFINITY;
        }
        return x <= Float.MAX_VALUE ? y : x;
    }

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

    static float tanh(float x) {
        float a = Math.abs(x);
        float y;
        if (a < 0.625f) {
            float z = x * x;
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

    static float erf(float x) {
        float a = Math.abs(x);
        float y;
        if (a < 0.9375f) {
            float z = x * x;
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

    static float geluTanh(float x) {
        float cubic = Math.fma(x * x * 0.044715f, x, x);
        return x / (exp(cubic * (-2 * SQRT_2_OVER_PI)) + 1f);
    }

    static float sin(float x) {
        return Math.abs(x) <= ANGLE_LIMIT ? angle(x, 0) : (float) Math.sin(x);
    }

    static float cos(float x) {
        return Math.abs(x) <= ANGLE_LIMIT ? angle(x, 1) : (float) Math.cos(x);
    }

    private static float angle(float x, int quarter) {
        float shifted = Math.fma(x, TWO_OVER_PI, ROUNDER);
        float n = shifted - ROUNDER;
        float r = Math.fma(n, -HALF_PI_HIGH, x);
        r = Math.fma(n, -HALF_PI_MIDDLE, r);
        r = Math.fma(n, -HALF_PI_LOW, r);
        int turns = Float.floatToRawIntBits(shifted) + quarter;
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

    static float round(float x) {
        float a = Math.abs(x);
        return a < 0x1p23f ? withSign(a + 0x1p23f - 0x1p23f, x) : x;
    }

    static float floor(float x) {
        float rounded = round(x);
        return rounded > x ? rounded - 1f : rounded;
    }

    static float ceil(float x) {
        float rounded = round(x);
        return withSign(Math.abs(rounded < x ? rounded + 1f : rounded), x);
    }

    static float trunc(float x) {
        return withSign(floor(Math.abs(x)), x);
    }

    /** As C99 and IEEE 754 have it: {@code Math.pow} is not-a-number for 1 to any power and for -1 to an infinite one, which are 1. */
    static float pow(float x, float y) {
        return x == 1f || x == -1f && Math.abs(y) == Float.POSITIVE_INFINITY ? 1f : (float) Math.pow(x, y);
    }

    static int isFinite(float x) {
        return (Float.floatToRawIntBits(x) & 0x7f80_0000) != 0x7f80_0000 ? 1 : 0;
    }

    static int roundToBf16(float x) {
        int bits = Float.floatToRawIntBits(x);
        return x != x ? 0x7fc0_0000 : bits + (bits >>> 16 & 1) + 0x7fff & 0xffff_0000;
    }

    private static float withSign(float magnitude, float sign) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(magnitude) | Float.floatToRawIntBits(sign) & 0x8000_0000);
    }
}
