package org.jdvm.exec.lane;

import org.jdvm.annotations.DType;

/** Conversions of the 16-bit float types, on arrays and single elements. */
public final class Halves {
    private Halves() {}

    public static void widen(short[] from, int fromAt, float[] to, int toAt, int count) {
        for (int i = 0; i < count; i++) {
            to[toAt + i] = Float.float16ToFloat(from[fromAt + i]);
        }
    }

    public static void narrow(float[] from, short[] to, int at, int count) {
        for (int i = 0; i < count; i++) {
            to[at + i] = Float.floatToFloat16(from[i]);
        }
    }

    public static float fromBf16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** To nearest, ties to even; not-a-number stays one. */
    public static short toBf16(float value) {
        if (Float.isNaN(value)) {
            return 0x7fc0;
        }
        int bits = Float.floatToRawIntBits(value);
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }

    /** {@return a float rounded to a float type} */
    public static float round(float value, DType type) {
        return switch (type) {
            case F16 -> Float.float16ToFloat(Float.floatToFloat16(value));
            case BF16 -> fromBf16(toBf16(value));
            default -> value;
        };
    }

    /** {@return a double rounded once to a float type of up to 32 bits, ties to even} */
    public static float round(double value, DType type) {
        return type == DType.F32 ? (float) value : round(toOdd(value), type);
    }

    /**
     * Rounds so that rounding the result to fewer bits is rounding the number itself: what is not exact is cut off, and its last bit set, so that it
     * is neither a number of a narrower type nor half way between two (Boldo and Melquiond, 2008).
     */
    private static float toOdd(double value) {
        float near = (float) value;
        if (near == value || Double.isNaN(value)) {
            return near;
        }
        boolean isBeyond = Math.abs((double) near) > Math.abs(value);
        int bits = Float.floatToRawIntBits(near);
        return Float.intBitsToFloat((isBeyond ? bits - 1 : bits) | 1);
    }

    /** {@return an integer rounded to a float type} */
    public static float round(long value, DType type) {
        return round((float) value, type);
    }
}
