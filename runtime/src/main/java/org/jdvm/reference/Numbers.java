package org.jdvm.reference;

import org.jdvm.annotations.DType;

/** What the element types can hold, and conversions between them. */
final class Numbers {
    private Numbers() {}

    /** Rounds to the nearest value of a float type, ties to even; always through 32 bits, as arithmetic in registers does. */
    static double round(double value, DType type) {
        return switch (type) {
            case F32 -> (float) value;
            case F16 -> Float.float16ToFloat(Float.floatToFloat16((float) value));
            case BF16 -> roundToBf16((float) value);
            case I8, U8, I16, U16, I32, I64, BOOL -> throw new IllegalArgumentException(type + " holds no fractions");
        };
    }

    private static float roundToBf16(float value) {
        if (Float.isNaN(value)) {
            return value;
        }
        int bits = Float.floatToRawIntBits(value);
        int odd = bits >>> 16 & 1;
        return Float.intBitsToFloat(bits + 0x7fff + odd & 0xffff0000);
    }

    /** The lowest bits that the type holds, with its sign. */
    static long wrap(long value, DType type) {
        return switch (type) {
            case I8, U8, I16, U16, I32, I64, BOOL -> type.wrap(value);
            case F32, F16, BF16 -> throw new IllegalArgumentException(type + " holds no integers");
        };
    }

    /** The nearest integer that the type holds; for bool whether the value is not 0. */
    static long saturate(long value, DType type) {
        return switch (type) {
            case I8, U8, I16, U16, I32, I64 -> type.saturate(value);
            case BOOL -> value == 0 ? 0 : 1;
            case F32, F16, BF16 -> throw new IllegalArgumentException(type + " holds no integers");
        };
    }

    /** A fraction as an integer: cut off, saturated, NaN is 0; for bool whether it is not 0, which NaN is not. */
    static long toInteger(double value, DType type) {
        return type == DType.BOOL ? (value == 0 ? 0 : 1) : saturate((long) value, type);
    }

    /** An integer as another integer type: the lowest bits; for bool whether it is not 0. */
    static long toInteger(long value, DType type) {
        return type == DType.BOOL ? saturate(value, type) : wrap(value, type);
    }

    /** An integer as a fraction of a type. */
    static double toFloat(long value, DType type) {
        // one rounding to 32 bits: a detour through double could round twice
        return round((float) value, type);
    }
}
