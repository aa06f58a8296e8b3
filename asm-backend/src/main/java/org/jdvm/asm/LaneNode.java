package org.jdvm.asm;

import java.util.List;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.Instruction;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.LocalOperand;
import org.jdvm.bytecode.Opcode;
import org.jdvm.ir.Op;
import org.jspecify.annotations.Nullable;

/** An instruction whose operands are values. */
final class LaneNode {
    /** Its place in program order. */
    final int order;

    /** Its line in the listing. */
    final int line;

    final Instruction instruction;
    final List<LaneOperand> operands;

    /** For an accumulating reduction what the target held before, else null. */
    final @Nullable LaneValue initial;

    /** The address of a load or store; for iota its numbers, in the form of an address. */
    final @Nullable MemoryOperand memory;

    /** For an indexed load which of the section's numbers is the index stride; the limit follows. */
    final int indexNumber;

    private @Nullable LaneValue target;

    LaneNode(
            int order,
            int line,
            Instruction instruction,
            List<LaneOperand> operands,
            @Nullable LaneValue initial,
            @Nullable MemoryOperand memory,
            int indexNumber) {
        this.order = order;
        this.line = line;
        this.instruction = instruction;
        this.operands = List.copyOf(operands);
        this.initial = initial;
        this.memory = memory;
        this.indexNumber = indexNumber;
    }

    /** Makes the value that this node defines. */
    LaneValue define(int id) {
        LocalOperand place = instruction.target();
        if (place == null) {
            throw new IllegalStateException(instruction.opcode() + " defines nothing");
        }
        return target = new LaneValue(id, place.extent(), place.lane(), this);
    }

    LaneValue target() {
        if (target == null) {
            throw new IllegalStateException(instruction.opcode() + " defines nothing");
        }
        return target;
    }

    MemoryOperand address() {
        if (memory == null) {
            throw new IllegalStateException(instruction.opcode() + " has no address");
        }
        return memory;
    }

    /** The operand of a node that has one. */
    LaneOperand operand() {
        return operands.getFirst();
    }

    boolean is(Opcode opcode) {
        return instruction.opcode() == opcode;
    }

    /** True for a load that no index moves. */
    boolean isLoad() {
        return is(Opcode.LOAD) || is(Opcode.LOAD_FOLDED);
    }

    boolean isStore() {
        return is(Opcode.STORE);
    }

    boolean isReduce() {
        return is(Opcode.REDUCE_X) || is(Opcode.REDUCE_Y);
    }

    boolean isReduceAlongRows() {
        return is(Opcode.REDUCE_Y);
    }

    /** True for a sum whose terms are added in the order of {@link org.jdvm.tier.SumTree}. */
    boolean isFloatSum() {
        return isReduce() && instruction.function() == Op.SUM && instruction.lane() == LaneType.F32;
    }

    /** True for such a sum that goes on from index to index of a loop around the frame. */
    boolean isContinued() {
        return isFloatSum() && initial != null && initial.by == null;
    }

    /** True if the sweep over the rows of a frame executes it, false if it concerns a single row. */
    boolean hasRows() {
        LaneValue place = isStore() || isReduce() ? (LaneValue) operand() : target();
        return place.hasRows();
    }

    /** True if its result, or what it stores, may differ from column to column. */
    boolean varies() {
        return switch (instruction.opcode()) {
            case LOAD, LOAD_FOLDED, IOTA -> address().hasColumns() && !address().isRepeated();
            case LOAD_INDEXED -> address().hasColumns() && !address().isRepeated() || varies(operand());
            case REDUCE_X, REDUCE_Y -> target().extent == Extent.ROW;
            default -> operands.stream().anyMatch(LaneNode::varies);
        };
    }

    static boolean varies(LaneOperand operand) {
        return operand instanceof LaneValue value && value.varies();
    }

    /** True if the loop over columns executes it, false if it is done once for each row. */
    boolean isInLoop() {
        if (isStore()) {
            return address().hasColumns();
        }
        if (isReduce()) {
            return ((LaneValue) operand()).extent != Extent.COLUMN;
        }
        return varies();
    }

    @Override
    public String toString() {
        return instruction.opcode() + " at line " + line;
    }
}
