package org.jdvm.asm;

import org.jdvm.asm.code.Expr;
import org.jdvm.bytecode.Instruction;
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
        };
    }

    /** About how many vector instructions a node takes, counted off the polynomials. */
    static int cost(Node node) {
        return switch (node.instruction) {
            case Instruction.Unary(var _, Op op, var _, var _, var _) ->
                switch (op) {
                    case NEG, ABS, NOT -> 1;
                    case SQRT, RECIPROCAL, IS_FINITE -> 3;
                    case RSQRT, ROUND -> 6;
                    case FLOOR, CEIL, TRUNC -> 9;
                    case EXP -> 16;
                    case SIGMOID, SILU -> 20;
                    case GELU_TANH -> 25;
                    case LOG -> 26;
                    case SIN, COS, TANH -> 34;
                    case ERF -> 40;
                    case GELU -> 45;
                    default -> 4;
                };
            case Instruction.Binary(var _, Op op, var _, var _, var _, var _) ->
                switch (op) {
                    case DIV, MAX, MIN -> 4;
                    case POW -> 60;
                    default -> 1;
                };
            case Instruction.LoadIndexed _ -> 1;
            case Instruction.Cast _ -> 3;
            default -> 1;
        };
    }
}
