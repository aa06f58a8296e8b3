package org.jdvm.bytecode;

import org.jdvm.annotations.DType;
import org.jdvm.ir.Op;

/** Element type of a tile in the local buffer: what the vector unit computes with. */
public enum LaneType {
    /** Holds {@link DType#F32}, {@link DType#F16} and {@link DType#BF16}. */
    F32("f32", 4),
    /** Holds {@link DType#I32}, the narrower integers and {@link DType#BOOL} (as 0 and 1). */
    I32("i32", 4),
    /** Holds {@link DType#I64}. */
    I64("i64", 8),
    /** Holds {@link DType#F64}. */
    F64("f64", 8);

    private static final LaneType[] VALUES = values();

    private final String text;
    private final int bytes;

    LaneType(String text, int bytes) {
        this.text = text;
        this.bytes = bytes;
    }

    /** {@return bytes of one element in the local buffer} */
    public int bytes() {
        return bytes;
    }

    /** {@return true for the types that hold fractions} */
    public boolean isFloat() {
        return this == F32 || this == F64;
    }

    /** {@return the memory type whose elements are those of tiles} */
    public DType memoryType() {
        return switch (this) {
            case F32 -> DType.F32;
            case I32 -> DType.I32;
            case I64 -> DType.I64;
            case F64 -> DType.F64;
        };
    }

    /**
     * {@return the lane type that holds elements of a memory type}
     *
     * @param type a memory type
     */
    public static LaneType of(DType type) {
        return switch (type) {
            case F32, F16, BF16 -> F32;
            case I32, I8, U8, I16, U16, BOOL -> I32;
            case I64 -> I64;
            case F64 -> F64;
        };
    }

    /**
     * {@return the lane type of what a function makes of this one: i32 for truth values, else the same}
     *
     * @param function a unary or binary function
     */
    public LaneType resultOf(Op function) {
        return switch (function.kind()) {
            case COMPARE, UNARY_TEST -> I32;
            default -> this;
        };
    }

    /**
     * {@return true if a function works on this lane type}
     *
     * @param function an operation
     */
    public boolean supports(Op function) {
        for (DType type : function.types()) {
            if (of(type) == this) {
                return true;
            }
        }
        return false;
    }

    static LaneType of(int ordinal) {
        return VALUES[ordinal];
    }

    /** {@return the short name used in listings} */
    @Override
    public String toString() {
        return text;
    }
}
