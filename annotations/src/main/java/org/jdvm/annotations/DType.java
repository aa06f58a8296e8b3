package org.jdvm.annotations;

/**
 * Element type of a tensor, as it is stored in memory.
 *
 * <p>Arithmetic on {@link #F16} and {@link #BF16} is done in 32-bit floats; values are rounded to the storage type when a kernel
 * writes them to memory or when they are cast. {@link #F64} is computed in 64-bit floats. Integers of 8 and 16 bits are widened to 32 bits where they are computed with
 * ({@link #isNarrowInteger}).
 *
 * <p>A cast between integers keeps the lowest bits, as in Java. A cast from a float type cuts the fraction off and saturates to the range of the
 * integer type, NaN becomes 0; ONNX leaves numbers out of range undefined. A cast to a float type rounds once to its nearest number, ties to
 * even (integers to f16 and bf16 by way of f32); what is too large becomes infinite. A cast to {@link #BOOL} is {@code != 0}.
 */
public enum DType {
    /** IEEE 754 binary32, stored in a {@code float[]}. */
    F32("f32", 4),
    /** IEEE 754 binary16, stored as bit patterns in a {@code short[]}. */
    F16("f16", 2),
    /** bfloat16 (the upper half of a binary32), stored as bit patterns in a {@code short[]}. */
    BF16("bf16", 2),
    /** Signed 8-bit integer, stored in a {@code byte[]}. */
    I8("i8", 1),
    /** Signed 32-bit integer, stored in an {@code int[]}. */
    I32("i32", 4),
    /** Signed 64-bit integer, stored in a {@code long[]}. */
    I64("i64", 8),
    /** Truth value, stored as 0 or 1 in a {@code byte[]}. */
    BOOL("bool", 1),
    /** Unsigned 8-bit integer, stored in a {@code byte[]}. */
    U8("u8", 1),
    /** Signed 16-bit integer, stored in a {@code short[]}. */
    I16("i16", 2),
    /** Unsigned 16-bit integer, stored in a {@code short[]}. */
    U16("u16", 2),
    /** IEEE 754 binary64, stored in a {@code double[]}. */
    F64("f64", 8);

    private final String text;
    private final int bytes;

    DType(String text, int bytes) {
        this.text = text;
        this.bytes = bytes;
    }

    /** {@return the size of one element in memory, in bytes} */
    public int bytes() {
        return bytes;
    }

    /** {@return true for the types that hold fractions} */
    public boolean isFloat() {
        return this == F32 || this == F16 || this == BF16 || this == F64;
    }

    /** {@return true for the integer types, signed or not} */
    public boolean isInteger() {
        return isNarrowInteger() || this == I32 || this == I64;
    }

    /** {@return true for the integer types of fewer than 32 bits} */
    public boolean isNarrowInteger() {
        return switch (this) {
            case I8, U8, I16, U16 -> true;
            case F32, F16, BF16, F64, I32, I64, BOOL -> false;
        };
    }

    /**
     * {@return the least number of an integer type; 0 for bool}
     *
     * @throws IllegalStateException for float types
     */
    public long least() {
        return switch (this) {
            case I8 -> Byte.MIN_VALUE;
            case I16 -> Short.MIN_VALUE;
            case I32 -> Integer.MIN_VALUE;
            case I64 -> Long.MIN_VALUE;
            case U8, U16, BOOL -> 0;
            case F32, F16, BF16, F64 -> throw new IllegalStateException(this + " is no integer type");
        };
    }

    /**
     * {@return the largest number of an integer type; 1 for bool}
     *
     * @throws IllegalStateException for float types
     */
    public long most() {
        return switch (this) {
            case I8 -> Byte.MAX_VALUE;
            case U8 -> 0xff;
            case I16 -> Short.MAX_VALUE;
            case U16 -> 0xffff;
            case I32 -> Integer.MAX_VALUE;
            case I64 -> Long.MAX_VALUE;
            case BOOL -> 1;
            case F32, F16, BF16, F64 -> throw new IllegalStateException(this + " is no integer type");
        };
    }

    /**
     * {@return the number that the lowest bits of an integer are in this type: the result of a cast between integer types}
     *
     * @param value an integer
     * @throws IllegalStateException for float types
     */
    public long wrap(long value) {
        return switch (this) {
            case I8 -> (byte) value;
            case I16 -> (short) value;
            case I32 -> (int) value;
            case I64 -> value;
            case U8, U16, BOOL -> value & most();
            case F32, F16, BF16, F64 -> throw new IllegalStateException(this + " is no integer type");
        };
    }

    /**
     * {@return the number of an integer type that is nearest to an integer}
     *
     * @param value an integer
     * @throws IllegalStateException for float types
     */
    public long saturate(long value) {
        return Math.clamp(value, least(), most());
    }

    /**
     * {@return the type with this name}
     *
     * @param text the name as {@link #toString} prints it, such as {@code bf16}
     * @throws IllegalArgumentException if there is no such type
     */
    public static DType parse(String text) {
        for (DType type : values()) {
            if (type.text.equals(text)) {
                return type;
            }
        }
        throw new IllegalArgumentException("no element type is called '" + text + "'");
    }

    /** {@return the short name used in every listing, such as {@code f32}} */
    @Override
    public String toString() {
        return text;
    }
}
