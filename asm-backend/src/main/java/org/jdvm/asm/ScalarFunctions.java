package org.jdvm.asm;

/**
 * Simple functions of single numbers that generated code calls, named like the operations; those with polynomials are the machine's own.
 * Truth values are 0 and 1.
 */
final class ScalarFunctions {
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
