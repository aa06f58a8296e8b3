package org.jdvm.asm;

import java.util.function.IntFunction;
import org.jdvm.asm.LaneCode.Item;
import org.jdvm.bytecode.Instruction;
import org.jdvm.ir.Op;

/** What elementwise instructions compute, whatever the lanes, and what instructions cost. A form that is not listed stays interpreted. */
final class NodeLowering {
    private NodeLowering() {}

    /**
     * {@return what a node computes}
     *
     * @param node a node of an elementwise instruction
     * @param lanes how lanes are computed
     * @param operands the items of its operands, by number
     */
    static Item compute(Node node, LaneCode lanes, IntFunction<Item> operands) {
        Instruction instruction = node.instruction;
        return switch (instruction.opcode()) {
            case FILL -> operands.apply(0);
            case UNARY -> lanes.unary(instruction.function(), instruction.lane(), operands.apply(0));
            case BINARY ->
                lanes.binary(instruction.function(), instruction.lane(), operands.apply(0), operands.apply(1));
            case SELECT -> lanes.select(instruction.lane(), operands.apply(0), operands.apply(1), operands.apply(2));
            case CAST -> lanes.cast(node.operand().lane(), instruction.type(), operands.apply(0));
            default -> throw new RefusedException(node + " has no lowering");
        };
    }

    /** {@return about how many vector instructions a node takes, counted off the polynomials} */
    static int cost(Node node) {
        Op function = node.instruction.function();
        return switch (node.instruction.opcode()) {
            case UNARY ->
                switch (function) {
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
            case BINARY ->
                switch (function) {
                    case DIV, MAX, MIN -> 4;
                    case POW -> 60;
                    default -> 1;
                };
            case CAST -> 3;
            default -> 1;
        };
    }
}
