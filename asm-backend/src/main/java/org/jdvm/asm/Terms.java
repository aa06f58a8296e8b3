package org.jdvm.asm;

import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Instruction;
import org.jspecify.annotations.Nullable;

/** Where the terms of a sum of floats are when they are added. */
enum Terms {
    /** In memory, as they are. */
    MEMORY,
    /** In the row of scratch memory into which a memory operand was brought. */
    STAGED,
    /** In the row of scratch memory in which a value is kept for another pass. */
    KEPT,
    /** In scratch memory for them alone. */
    STORED;

    /** {@return where those of a sum of a pass are; without a pass, its terms are single numbers} */
    static Terms of(Node sum, @Nullable Pass pass, LaneCode lanes) {
        if (pass == null || !(sum.operand() instanceof Value value) || !value.varies()) {
            return STORED;
        }
        Node by = value.by;
        boolean alongRows = sum.isReduceAlongRows();
        if (by != null
                && by.instruction instanceof Instruction.Load
                && value.hasRows() == by.address().hasRows()) {
            Memory memory = by.address();
            if (lanes.isStaged(memory)) {
                return alongRows ? STORED : STAGED;
            }
            if (memory.type() == DType.F32 && memory.isDense() && memory.hasColumns()) {
                return MEMORY;
            }
        }
        return !alongRows && (pass.kept.contains(value) || pass.fetched.contains(value)) ? KEPT : STORED;
    }
}
