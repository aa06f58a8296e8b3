package org.jdvm.bytecode;

/** An operand that is read: a value in the local buffer or a scalar of the launch. */
public sealed interface SourceOperand extends FieldValue permits LocalOperand, ScalarOperand {
    /** {@return the part of the frame that the operand covers} */
    Extent extent();

    /** {@return the type of its elements} */
    LaneType lane();
}
