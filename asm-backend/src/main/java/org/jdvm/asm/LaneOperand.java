package org.jdvm.asm;

import org.jdvm.bytecode.LaneType;

/** What a node reads: a value or a scalar of the launch. */
sealed interface LaneOperand permits LaneValue, LaneOperand.Slot {
    /** {@return the type of its elements} */
    LaneType lane();

    /**
     * A scalar of the launch.
     *
     * @param lane the type that it is read as
     * @param number which of the section's numbers is its slot
     */
    record Slot(LaneType lane, int number) implements LaneOperand {}
}
