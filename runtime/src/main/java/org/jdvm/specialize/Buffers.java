package org.jdvm.specialize;

import org.jdvm.fusion.TensorLocation;
import org.jdvm.ir.Op;

/** The numbers that a program gives to memory and to scalars. */
interface Buffers {
    /** The buffer that holds a tensor. */
    int buffer(TensorLocation memory);

    /** The element of its buffer at which a tensor begins. */
    long base(TensorLocation memory);

    /** Gives a temporary tensor of a kernel its place. */
    void place(TensorLocation memory, long elements);

    /** The slot of the number from which a reduction starts. */
    int identitySlot(Op op);

    /** The slot of the lowest finite number; only if a kernel of the plan runs through its rows online. */
    int lowestSlot();
}
