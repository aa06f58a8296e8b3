package org.jdvm.asm;

import org.jdvm.annotations.DType;
import org.jdvm.asm.code.Types;
import org.jdvm.bytecode.LaneType;
import org.jdvm.ir.Op;
import org.objectweb.asm.Type;

/** The Java types and methods of lane types, element types and functions. */
final class LaneNames {
    private LaneNames() {}

    /** The Java type of one number. */
    static Type number(LaneType lane) {
        return switch (lane) {
            case F32 -> Type.FLOAT_TYPE;
            case I32 -> Type.INT_TYPE;
            case I64 -> Type.LONG_TYPE;
            case F64 -> Type.DOUBLE_TYPE;
        };
    }

    /** The Java type of an array of lanes. */
    static Type lanes(LaneType lane) {
        return switch (lane) {
            case F32 -> Types.FLOATS;
            case I32 -> Types.INTS;
            case I64 -> Types.LONGS;
            case F64 -> Types.DOUBLES;
        };
    }

    /** The method of {@link org.jdvm.tier.Scratch} that gives an array of lanes. */
    static String scratch(LaneType lane) {
        return switch (lane) {
            case F32 -> "floats";
            case I32 -> "ints";
            case I64 -> "longs";
            case F64 -> "doubles";
        };
    }

    /** The Java type of a tensor's memory. */
    static Type array(DType type) {
        return switch (type) {
            case F32 -> Types.FLOATS;
            case F16, BF16, I16, U16 -> Types.SHORTS;
            case I8, U8, BOOL -> Types.BYTES;
            case I32 -> Types.INTS;
            case I64 -> Types.LONGS;
            case F64 -> Types.DOUBLES;
        };
    }

    /** The method of the function libraries that computes an operation: {@code gelu_tanh} becomes {@code geluTanh}. */
    static String method(Op op) {
        String text = op.toString();
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '_') {
                name.append(Character.toUpperCase(text.charAt(++i)));
            } else {
                name.append(text.charAt(i));
            }
        }
        return name.toString();
    }
}
