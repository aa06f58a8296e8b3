package org.jdvm.exec.gemm;

import java.lang.foreign.MemorySegment;
import org.jdvm.exec.lane.KernelVariants;

/** As {@link MicroKernels}, with the left operand in place: by {@link DirectVectors} or scalar code. */
public final class DirectKernels {
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
        if (KernelVariants.isReady(KernelVariants.DIRECT_PRODUCT, height)) {
            DirectVectors.multiply(height, a, aAt, aStep, b, bAt, depth, s, c, pitch);
        } else {
            ScalarProducts.multiply(height, a, aAt, aStep, 1, b, bAt, MicroKernels.COLUMNS, depth, s, c, pitch);
        }
    }
}
