package org.jdvm.bytecode;

/**
 * A value in the local buffer.
 *
 * @param extent the part of the frame that it covers, never {@link Extent#SCALAR}
 * @param lane the type of its elements
 * @param offset where it begins, in bytes
 */
public record LocalOperand(Extent extent, LaneType lane, int offset) implements SourceOperand {
    /** Refuses the extent that has no place in the local buffer. */
    public LocalOperand {
        if (extent == Extent.SCALAR) {
            throw new IllegalArgumentException("a local operand is a part of the frame or one element, not a scalar");
        }
    }
}
