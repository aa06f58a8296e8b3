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
        boolean isCopy = aStep == PITCH;
        if (isCopy && KernelVariants.isReady(KernelVariants.COPIED_PRODUCT, height)
                || KernelVariants.isReady(KernelVariants.DIRECT_PRODUCT, height)) {
            vectors(height, a, aAt, aStep, b, bAt, depth, s, c, pitch);
            return;
        }
        int rows = ready(height, isCopy);
        if (rows == 0) {
            ScalarProducts.multiply(height, a, aAt, aStep, 1, b, bAt, MicroKernels.COLUMNS, depth, s, c, pitch);
            return;
        }
        // Vector code of fewer rows is many times faster than scalar code. The last block may repeat rows of the one
        // before, with the same sums.
        int row = 0;
        while (row < height) {
            int fits = ready(height - row, isCopy);
            rows = fits > 0 ? fits : rows;
            int from = Math.min(row, height - rows);
            vectors(rows, a, aAt + from * aStep, aStep, b, bAt, depth, s, c + from * pitch, pitch);
            row = from + rows;
        }
    }

    private static void vectors(
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
        if (isReady(height, aStep == PITCH, KernelVariants.COPIED_PRODUCT)) {
            CopiedVectors.multiply(height, a, aAt, b, bAt, depth, s, c, pitch);
        } else {
            DirectVectors.multiply(height, a, aAt, aStep, b, bAt, depth, s, c, pitch);
        }
    }

    /** Rows of the highest block of at most that many whose vector code is ready; 0 if there is none. */
    private static int ready(int most, boolean isCopy) {
        int rows = most;
        while (rows > 0
                && !isReady(rows, isCopy, KernelVariants.COPIED_PRODUCT)
                && !isReady(rows, true, KernelVariants.DIRECT_PRODUCT)) {
            rows--;
        }
        return rows;
    }

    private static boolean isReady(int rows, boolean isForm, int kind) {
        return isForm && KernelVariants.isReadyNow(kind, rows);
    }
}
