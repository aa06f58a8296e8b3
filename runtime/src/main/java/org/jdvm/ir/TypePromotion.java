package org.jdvm.ir;

import java.util.List;
import org.jdvm.annotations.DType;

/**
 * THE rule for operands of different element types: none is converted silently, and the error names the type that holds the numbers of
 * both. Of two integer types, or bool and an integer type, that is the narrowest one that holds all of their numbers; of a float type
 * and integers the float type where it holds them or is f64, else f32; of two float types f64 if it is one of them, else f32.
 */
public final class TypePromotion {
    private static final List<DType> INTEGERS =
            List.of(DType.BOOL, DType.I8, DType.U8, DType.I16, DType.U16, DType.I32, DType.I64);

    private TypePromotion() {}

    /** {@return the type that operands of two types are to be cast to} */
    static DType common(DType a, DType b) {
        if (a == b) {
            return a;
        }
        if (a.isFloat() && b.isFloat()) {
            return a == DType.F64 || b == DType.F64 ? DType.F64 : DType.F32;
        }
        if (a.isFloat() || b.isFloat()) {
            DType fractions = a.isFloat() ? a : b;
            return fractions == DType.F64 || holds(fractions, a.isFloat() ? b : a) ? fractions : DType.F32;
        }
        return INTEGERS.stream()
                .filter(type -> holds(type, a) && holds(type, b))
                .findFirst()
                .orElseThrow();
    }

    /** {@return whether a type holds all numbers of another one} */
    public static boolean holds(DType type, DType numbers) {
        if (numbers.isFloat()) {
            return type == numbers || type == DType.F64 || type == DType.F32 && numbers != DType.F64;
        }
        if (!type.isFloat()) {
            return type.least() <= numbers.least() && numbers.most() <= type.most();
        }
        long exact = 1L << fractionBits(type);
        return -exact <= numbers.least() && numbers.most() <= exact;
    }

    /** All integers up to 2 to this power are numbers of a float type. */
    private static int fractionBits(DType type) {
        return switch (type) {
            case F64 -> 53;
            case F32 -> 24;
            case F16 -> 11;
            case BF16 -> 8;
            case I8, U8, I16, U16, I32, I64, BOOL -> throw new IllegalArgumentException(type.toString());
        };
    }

    /** {@return what is wrong with operands of two types, and the cast to write} */
    static String problem(Op op, DType first, DType second) {
        DType common = common(first, second);
        String which = common == first ? "the second one" : common == second ? "the first one" : "both";
        return "%s: the operands are %s and %s; cast %s: cast(DType.%s)"
                .formatted(op, first, second, which, common.name());
    }
}
