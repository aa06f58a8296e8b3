package org.jdvm.exec.gemm;

import java.lang.foreign.MemorySegment;
import org.jdvm.exec.lane.KernelVariants;

/**
 * As {@link MicroKernels}, with the left operand as rows of contiguous elements: by {@link DirectVectors} where they are stored, by
 * {@link CopiedVectors} at the distance of copies, or by scalar code.
 */
public final class DirectKernels {
    /** Elements from row to row of copies: the addresses of all rows are one register and constants. */
    public static final int PITCH = ProductHeights.PITCH;

    private DirectKernels() {}

    /**
     * Computes a block.
     *
     * @param height rows of the block
     * @param a the left operand
     * @param aAt index of its first element
     * @param aStep elements from row to row
     * @param b the packed right operand
     * @param bAt where it begins
     * @param depth number of products in each sum
     * @param s the local buffer
     * @param c offset of the block
     * @param pitch bytes between its rows
     */
    public static void multiply(
            int height,
            float[] a,
            int aAt,
            int aStep,
            float[] b,
            int bAt,
            int depth,
            MemorySegment s,
            long c,
            long pitch) {
        if (aStep == PITCH && KernelVariants.isReady(KernelVariants.COPIED_PRODUCT, height)) {
            CopiedVectors.multiply(height, a, aAt, b, bAt, depth, s, c, pitch);
        } else if (KernelVariants.isReady(KernelVariants.DIRECT_PRODUCT, height)) {
            DirectVectors.multiply(height, a, aAt, aStep, b, bAt, depth, s, c, pitch);
        } else {
            ScalarProducts.multiply(height, a, aAt, aStep, 1, b, bAt, MicroKernels.COLUMNS, depth, s, c, pitch);
        }
    }
}
