package org.jdvm.asm;

/** The functions of single numbers that generated code calls, named like the operations. Truth values are 0 and 1. */
final class ScalarFunctions {
    private static final float SQRT_HALF = 0.70710678f;
    private static final float SQRT_2_OVER_PI = 0.7978845608f;

    private ScalarFunctions() {}

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

    static float exp(float x) {
        return (float) Math.exp(x);
    }

    static float log(float x) {
        return (float) Math.log(x);
    }

    static float sin(float x) {
        return (float) Math.sin(x);
    }

    static float cos(float x) {
        return (float) Math.cos(x);
    }

    static float tanh(float x) {
        return (float) Math.tanh(x);
    }

    /** Near 0 an odd polynomial, beyond it {@code 1 - exp(-P(x))}, as the vector routine does. */
    static float erf(float x) {
        float a = Math.abs(x);
        if (a < 0.9375f) {
            float z = x * x;
            float p = Math.fma(z, -0x1.37c94ep-11f, 0x1.46b786p-8f);
            p = Math.fma(p, z, -0x1.b677c4p-6f);
            p = Math.fma(p, z, 0x1.ce195ep-4f);
            p = Math.fma(p, z, -0x1.8126e2p-2f);
            p = Math.fma(p, z, 0x1.06eba6p-3f);
            return Math.fma(p, x, x);
        }
        float y = 1f;
        if (!(a > 3.93f)) {
            float q = Math.fma(a, -0x1.78e02cp-17f, 0x1.527e46p-12f);
            q = Math.fma(q, a, -0x1.dd6e36p-9f);
            q = Math.fma(q, a, 0x1.8551d2p-6f);
            q = Math.fma(q, a, -0x1.b3259cp-4f);
            q = Math.fma(q, a, -0x1.45328ap-1f);
            q = Math.fma(q, a, -0x1.20ef1cp0f);
            y = 1f - (float) Math.exp(q * a);
        }
        return Math.copySign(y, x);
    }

    static float sigmoid(float x) {
        return 1f / (1f + (float) Math.exp(-x));
    }

    static float silu(float x) {
        return x / (1f + (float) Math.exp(-x));
    }

    static float gelu(float x) {
        return (erf(x * SQRT_HALF) + 1f) * (x * 0.5f);
    }

    static float geluTanh(float x) {
        float cubic = Math.fma(x * x * 0.044715f, x, x);
        return x / (1f + (float) Math.exp(cubic * (-2 * SQRT_2_OVER_PI)));
    }

    static float round(float x) {
        return (float) Math.rint(x);
    }

    static float floor(float x) {
        return (float) Math.floor(x);
    }

    static float ceil(float x) {
        return (float) Math.ceil(x);
    }

    static float trunc(float x) {
        return (float) (x < 0 ? Math.ceil(x) : Math.floor(x));
    }

    static int isFinite(float x) {
        return Float.isFinite(x) ? 1 : 0;
    }

    static float pow(float x, float y) {
        return (float) Math.pow(x, y);
    }

    static float max(float x, float y) {
        return Math.max(x, y);
    }

    static float min(float x, float y) {
        return Math.min(x, y);
    }

    static int eq(float x, float y) {
        return x == y ? 1 : 0;
    }

    static int ne(float x, float y) {
        return x != y ? 1 : 0;
    }

    static int lt(float x, float y) {
        return x < y ? 1 : 0;
    }

    static int le(float x, float y) {
        return x <= y ? 1 : 0;
    }

    static int gt(float x, float y) {
        return x > y ? 1 : 0;
    }

    static int ge(float x, float y) {
        return x >= y ? 1 : 0;
    }

    static float select(int condition, float x, float y) {
        return condition != 0 ? x : y;
    }

    static int neg(int x) {
        return -x;
    }

    static int abs(int x) {
        return Math.abs(x);
    }

    static int not(int x) {
        return x == 0 ? 1 : 0;
    }

    static int div(int x, int y) {
        return y == 0 ? 0 : x / y;
    }

    static int max(int x, int y) {
        return Math.max(x, y);
    }

    static int min(int x, int y) {
        return Math.min(x, y);
    }

    static int eq(int x, int y) {
        return x == y ? 1 : 0;
    }

    static int ne(int x, int y) {
        return x != y ? 1 : 0;
    }

    static int lt(int x, int y) {
        return x < y ? 1 : 0;
    }

    static int le(int x, int y) {
        return x <= y ? 1 : 0;
    }

    static int gt(int x, int y) {
        return x > y ? 1 : 0;
    }

    static int ge(int x, int y) {
        return x >= y ? 1 : 0;
    }

    static int select(int condition, int x, int y) {
        return condition != 0 ? x : y;
    }

    static long neg(long x) {
        return -x;
    }

    static long abs(long x) {
        return Math.abs(x);
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

    static int eq(long x, long y) {
        return x == y ? 1 : 0;
    }

    static int ne(long x, long y) {
        return x != y ? 1 : 0;
    }

    static int lt(long x, long y) {
        return x < y ? 1 : 0;
    }

    static int le(long x, long y) {
        return x <= y ? 1 : 0;
    }

    static int gt(long x, long y) {
        return x > y ? 1 : 0;
    }

    static int ge(long x, long y) {
        return x >= y ? 1 : 0;
    }

    static long select(int condition, long x, long y) {
        return condition != 0 ? x : y;
    }

    static float fromF16(int bits) {
        return Float.float16ToFloat((short) bits);
    }

    static int toF16(float x) {
        return Float.floatToFloat16(x);
    }

    static float fromBf16(int bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** To nearest, ties to even; not-a-number stays one. */
    static int toBf16(float x) {
        int bits = Float.floatToRawIntBits(x);
        return x != x ? 0x7fc0 : bits + 0x7fff + (bits >>> 16 & 1) >>> 16;
    }

    static float roundToF16(float x) {
        return fromF16(toF16(x));
    }

    static float roundToBf16(float x) {
        return fromBf16(toBf16(x));
    }

    static int toI8(float x) {
        return Math.clamp((long) x, Byte.MIN_VALUE, Byte.MAX_VALUE);
    }

    static int toI8(int x) {
        return (byte) x;
    }

    static int toI8(long x) {
        return (byte) x;
    }

    static int toBool(float x) {
        return x != 0 ? 1 : 0;
    }

    static int toBool(int x) {
        return x != 0 ? 1 : 0;
    }

    static int toBool(long x) {
        return x != 0 ? 1 : 0;
    }

    /** An index that is in range. */
    static long checked(long index, long limit) {
        if (index < 0 || index >= limit) {
            throw outside(index, limit);
        }
        return index;
    }

    /** With the frames of generated classes, whose lines are instructions: stack traces leave hidden classes out. */
    private static IndexOutOfBoundsException outside(long index, long limit) {
        IndexOutOfBoundsException e = new IndexOutOfBoundsException("index " + index + " is outside 0.." + (limit - 1));
        StackTraceElement[] frames = StackWalker.getInstance(StackWalker.Option.SHOW_HIDDEN_FRAMES)
                .walk(all -> all.skip(1)
                        .map(StackWalker.StackFrame::toStackTraceElement)
                        .toArray(StackTraceElement[]::new));
        e.setStackTrace(frames);
        return e;
    }
}
