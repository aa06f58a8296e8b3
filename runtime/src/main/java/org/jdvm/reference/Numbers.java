package org.jdvm.reference;

import org.jdvm.annotations.DType;

/** What the element types can hold, and conversions between them. */
final class Numbers {
    private Numbers() {}

    /** Rounds to the nearest value of a float type, ties to even; a number of f16 and bf16 through 32 bits, as arithmetic in registers does. */
    static double round(double value, DType type) {
        return switch (type) {
            case F64 -> value;
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
            case F32, F16, BF16, F64 -> throw new IllegalArgumentException(type + " holds no integers");
        };
    }

    /** The nearest integer that the type holds; for bool whether the value is not 0. */
    static long saturate(long value, DType type) {
        return switch (type) {
            case I8, U8, I16, U16, I32, I64 -> type.saturate(value);
            case BOOL -> value == 0 ? 0 : 1;
            case F32, F16, BF16, F64 -> throw new IllegalArgumentException(type + " holds no integers");
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

    /** A number of f64 as one of a float type: rounded once. */
    static double roundOnce(double value, DType type) {
        if (type == DType.F64 || type == DType.F32 || !Double.isFinite(value)) {
            return round(value, type);
        }
        int bits = type == DType.F16 ? 11 : 8;
        double least = type == DType.F16 ? 0x1p-24 : 0x1p-133;
        double step = Math.max(least, Math.scalb(1.0, Math.getExponent(value) - (bits - 1)));
        double below = Math.floor(value / step) * step;
        double rest = value - below;
        boolean isOdd = Math.floor(value / step) % 2 != 0;
        double best = rest > step / 2 || rest == step / 2 && isOdd ? below + step : below;
        return Math.copySign(round(best, type), value);
    }

    /** An integer as a fraction of a type. */
    static double toFloat(long value, DType type) {
        if (type == DType.F64) {
            return value;
        }
        // one rounding to 32 bits: a detour through double could round twice
        return round((float) value, type);
    }
}
