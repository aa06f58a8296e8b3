package org.jdvm.asm;

import org.jdvm.asm.code.Expr;
import org.jdvm.bytecode.LaneType;
import org.jdvm.ir.Op;

/** Facts about functions that all kinds of code share. */
final class Functions {
    private Functions() {}

    /** The function of two operands that a reduction applies again and again. */
    static Op combination(Op reduction) {
        return switch (reduction) {
            case SUM -> Op.ADD;
            case REDUCE_MAX -> Op.MAX;
            case REDUCE_MIN -> Op.MIN;
            case ANY -> Op.OR;
            case ALL -> Op.AND;
            default -> throw new RefusedException(reduction + " is not a reduction");
        };
    }

    /** The number that a reduction begins with. */
    static Expr identity(Op reduction, LaneType lane) {
        long integer = reduction.integerIdentity();
        return switch (lane) {
            case F32 -> Expr.of((float) reduction.floatIdentity());
            case I32 -> Expr.of(Math.clamp(integer, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case I64 -> Expr.of(integer);
            case F64 -> Expr.of(reduction.floatIdentity());
        };
    }
}
