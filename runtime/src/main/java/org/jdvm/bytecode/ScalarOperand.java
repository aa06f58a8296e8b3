package org.jdvm.bytecode;

/**
 * A scalar of the launch.
 *
 * @param lane the type that it is read as
 * @param slot its number
 */
public record ScalarOperand(LaneType lane, int slot) implements SourceOperand {
    @Override
    public Extent extent() {
        return Extent.SCALAR;
    }
}
