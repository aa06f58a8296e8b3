package org.jdvm.onnx.value;

import org.jdvm.JdvmException;
import org.jdvm.annotations.DType;

/**
 * The element types of ONNX, and the type of the engine that carries each.
 *
 * <p>A type that the engine does not compute with is carried by a wider one; integers are wrapped to their range after each operation that may leave
 * it.
 */
public enum ElementType {
    FLOAT(1, "float", DType.F32, 32),
    UINT8(2, "uint8", DType.U8, 8),
    INT8(3, "int8", DType.I8, 8),
    UINT16(4, "uint16", DType.U16, 16),
    INT16(5, "int16", DType.I16, 16),
    INT32(6, "int32", DType.I32, 32),
    INT64(7, "int64", DType.I64, 64),
    BOOL(9, "bool", DType.BOOL, 8),
    FLOAT16(10, "float16", DType.F16, 16),
    DOUBLE(11, "double", DType.F64, 64),
    UINT32(12, "uint32", DType.I64, 32),
    UINT64(13, "uint64", DType.I64, 64),
    BFLOAT16(16, "bfloat16", DType.BF16, 16),
    FLOAT8E4M3FN(17, "float8e4m3fn", DType.F32, 8),
    FLOAT8E4M3FNUZ(18, "float8e4m3fnuz", DType.F32, 8),
    FLOAT8E5M2(19, "float8e5m2", DType.F32, 8),
    FLOAT8E5M2FNUZ(20, "float8e5m2fnuz", DType.F32, 8),
    UINT4(21, "uint4", DType.I32, 4),
    INT4(22, "int4", DType.I32, 4),
    FLOAT4E2M1(23, "float4e2m1", DType.F32, 4),
    FLOAT8E8M0(24, "float8e8m0", DType.F32, 8),
    UINT2(25, "uint2", DType.I32, 2),
    INT2(26, "int2", DType.I32, 2);

    private final int number;
    private final String text;
    private final DType carrier;
    private final int bits;

    ElementType(int number, String text, DType carrier, int bits) {
        this.number = number;
        this.text = text;
        this.carrier = carrier;
        this.bits = bits;
    }

    /** {@return the type with this number in files} */
    public static ElementType of(int number) {
        for (ElementType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        String name = number == 8 ? "string" : number == 14 || number == 15 ? "complex" : "number " + number;
        throw new JdvmException("element type %s is not supported; integers, bool and floats are".formatted(name));
    }

    /** {@return the ONNX type of a tensor of the engine} */
    public static ElementType of(DType type) {
        return switch (type) {
            case F32 -> FLOAT;
            case F16 -> FLOAT16;
            case BF16 -> BFLOAT16;
            case I8 -> INT8;
            case U8 -> UINT8;
            case I16 -> INT16;
            case U16 -> UINT16;
            case I32 -> INT32;
            case I64 -> INT64;
            case BOOL -> BOOL;
            case F64 -> DOUBLE;
        };
    }

    public int number() {
        return number;
    }

    /** {@return the element type of the engine's tensors that hold such elements} */
    public DType carrier() {
        return carrier;
    }

    /** {@return the size of an element in a file, in bits} */
    public int bits() {
        return bits;
    }

    public boolean isFloat() {
        return carrier.isFloat();
    }

    /** {@return true for integers, not for bool} */
    public boolean isInteger() {
        return carrier.isInteger();
    }

    public boolean isUnsigned() {
        return text.startsWith("u");
    }

    /** {@return true if the carrier has elements that this type does not have} */
    public boolean isNarrow() {
        return isInteger() && bits < 8 * carrier.bytes();
    }

    /** {@return the smallest integer of the type} */
    public long least() {
        return isUnsigned() ? 0 : bits == 64 ? Long.MIN_VALUE : -(1L << bits - 1);
    }

    /** {@return the largest integer of the type; of uint64 that of int64} */
    public long most() {
        return bits == 64 ? Long.MAX_VALUE : isUnsigned() ? (1L << bits) - 1 : (1L << bits - 1) - 1;
    }

    /** {@return an integer wrapped to the range of this type} */
    public long wrap(long value) {
        if (this == BOOL) {
            return value != 0 ? 1 : 0;
        }
        if (bits == 64) {
            return value;
        }
        return isUnsigned() ? value & (1L << bits) - 1 : value << 64 - bits >> 64 - bits;
    }

    /** {@return the number rounded to this type} */
    public double round(double value) {
        return switch (this) {
            case FLOAT -> (float) value;
            case DOUBLE -> value;
            case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16((float) value));
            case BFLOAT16 -> SmallFloats.toBfloat16((float) value);
            default -> isFloat() ? SmallFloats.round(this, value) : wrap((long) value);
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
