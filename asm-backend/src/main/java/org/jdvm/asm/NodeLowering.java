package org.jdvm.asm;

import java.util.function.IntFunction;
import org.jdvm.asm.LaneCode.Item;
import org.jdvm.bytecode.Instruction;

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
    static Item compute(LaneNode node, LaneCode lanes, IntFunction<Item> operands) {
        Instruction instruction = node.instruction;
        return switch (instruction.opcode()) {
            case FILL -> operands.apply(0);
            case UNARY -> lanes.unary(instruction.function(), instruction.lane(), operands.apply(0));
            case BINARY -> {
                if (looksForZero(node)) {
                    throw new RefusedException("divisors of integers are checked by the interpreter");
                }
                yield lanes.binary(instruction.function(), instruction.lane(), operands.apply(0), operands.apply(1));
            }
            case SELECT -> lanes.select(instruction.lane(), operands.apply(0), operands.apply(1), operands.apply(2));
            case CAST -> lanes.cast(node.operand().lane(), instruction.type(), operands.apply(0));
            default -> throw new RefusedException(node + " has no lowering");
        };
    }

    /** Whether integers are divided by elements, which may be 0. Numbers of a launch are checked by the call. */
    private static boolean looksForZero(LaneNode node) {
        Instruction instruction = node.instruction;
        return instruction.function().divides()
                && !instruction.lane().isFloat()
                && node.operands.get(1) instanceof LaneValue;
    }

    /** {@return about how many vector instructions a node takes} */
    static int cost(LaneNode node) {
        Instruction instruction = node.instruction;
        return switch (instruction.opcode()) {
            case UNARY, BINARY -> instruction.function().cost();
            case CAST -> 3;
            default -> 1;
        };
    }
}
