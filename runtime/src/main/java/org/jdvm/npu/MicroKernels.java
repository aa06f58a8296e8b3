package org.jdvm.npu;

import static org.jdvm.npu.Layout.COUNT;

import java.lang.foreign.MemorySegment;

/** Blocks of matrix products with a packed left operand: their sizes, and the choice between {@link MicroVectors} and scalar code. */
final class MicroKernels {
    /** Rows of the largest block that leaves registers for its operands. */
    static final int ROWS = COUNT == 8 ? 6 : 12;

    /** Columns of all blocks. */
    static final int COLUMNS = 2 * COUNT;

    private MicroKernels() {}

    /**
     * Computes a block.
     *
     * @param height rows of the block
     * @param a the packed left operand
     * @param aAt where it begins
     * @param b the right operand
     * @param bAt where it begins
     * @param bStep elements between the vectors of one depth and those of the next
     * @param depth number of products in each sum
     * @param s the local buffer
     * @param c offset of the block
     * @param pitch bytes between its rows
     */
    static void multiply(
            int height,
            float[] a,
            int aAt,
            float[] b,
            int bAt,
            int bStep,
            int depth,
            MemorySegment s,
            long c,
            long pitch) {
        if (KernelVariants.isReady(KernelVariants.PRODUCT, height)) {
            MicroVectors.multiply(height, a, aAt, b, bAt, bStep, depth, s, c, pitch);
        } else {
            ScalarProducts.multiply(height, a, aAt, 1, height, b, bAt, bStep, depth, s, c, pitch);
        }
    }
}
