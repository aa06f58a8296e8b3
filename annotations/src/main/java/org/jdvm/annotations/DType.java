package org.jdvm.annotations;

/**
 * Element type of a tensor, as it is stored in memory.
 *
 * <p>Arithmetic on {@link #F16} and {@link #BF16} is done in 32-bit floats; values are rounded to the storage type when a kernel
 * writes them to memory or when they are cast. {@link #I8} is a storage type: cast it before computing with it.
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
    BOOL("bool", 1);

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
        return this == F32 || this == F16 || this == BF16;
    }

    /** {@return true for the signed integer types} */
    public boolean isInteger() {
        return this == I8 || this == I32 || this == I64;
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
