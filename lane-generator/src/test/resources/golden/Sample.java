package org.jdvm.exec.lane;

/** A small description with one of each kind of function. */
@LaneDescription(Operation.class)
final class Sample {
    static final float LIMIT = 100f;
    static final float HALF = 0.5f;

    private Sample() {}

    /** Helpers are written out at the place of the call, with separate names; both sides of choices are computed. */
    static float halved(float x) {
        float a = Math.abs(x);
        boolean isSmall = a < LIMIT;
        float y = scaled(a + 1f, HALF) - scaled(a, -HALF * 2f);
        y = isSmall && x != x ? y : 0f;
        return !isSmall || x > a ? y : -x;
    }

    private static float scaled(float a, float factor) {
        float y = Math.fma(a, factor, 0x1p-3f);
        return Math.max(y, a) / (float) Math.sqrt(y * y);
    }

    /** A choice is made for each variable that a side sets. */
    static float other(float x) {
        float y;
        float sum = x;
        if (x < 0f) {
            float square = x * x;
            y = square * square;
            sum = sum + y;
        } else if (x > LIMIT) {
            y = 1f;
        } else {
            y = x + 2f;
        }
        return y - sum;
    }

    /** Leaves what is large to the library. */
    static float sin(float x) {
        return Math.abs(x) <= LIMIT ? x : (float) Math.sin(x);
    }

    static boolean lt(float x, float y) {
        return x < y;
    }

    @LaneDescription.Scalar
    static float pow(float x, float y) {
        return (float) Math.pow(x, y);
    }

    static int wrappedSum(int memory, int y) {
        int bits = memory + y ^ ~y;
        return bits << 3 >>> 1 & 0x7fff_ffff | (int) (float) y >> 2;
    }

    static boolean isOdd(int x) {
        return (x & 1) != 0;
    }

    static long div(long x, long y) {
        return y == 0 ? 0 : x / y;
    }

    /** No operation: it has a vector form only. */
    static int bits(float x) {
        return x == 0f ? Integer.MAX_VALUE : Float.floatToRawIntBits(x) - 1;
    }
}
