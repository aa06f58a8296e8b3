package org.jdvm.specialize;

import org.jdvm.fusion.Memory;
import org.jdvm.ir.Op;

/** The numbers that a program gives to memory and to scalars. */
interface Buffers {
    /** The buffer in which a tensor lies. */
    int buffer(Memory memory);

    /** The element of its buffer at which a tensor begins. */
    long base(Memory memory);

    /** Gives a temporary tensor of a kernel its place. */
    void place(Memory memory, long elements);

    /** The slot of the number from which a reduction starts. */
    int identitySlot(Op op);

    /** The slot of the lowest finite number; only if a kernel of the plan runs through its rows online. */
    int lowestSlot();
}
