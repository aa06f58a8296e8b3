package org.jdvm.exec.gemm;

import static org.jdvm.exec.lane.Layout.COUNT;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.machine.NpuSpec;

/** Blocks of matrix products with a packed left operand: their sizes, and the choice between {@link MicroVectors} and scalar code. */
public final class MicroKernels {
    /** Rows of the block into which most rows are cut on this CPU. */
    static final int ROWS = NpuSpec.host(1).cube().usualRows();

    /** Rows of all blocks that there are. */
    private static final List<Integer> HEIGHTS = List.of(1, 4, 6, 8, 12, 13);

    /** Rows of the highest of these. */
    public static final int HIGHEST = HEIGHTS.getLast();

    /** Columns of all blocks. */
    public static final int COLUMNS = 2 * COUNT;

    private MicroKernels() {}

    /** Checks that there are blocks of some rows. */
    static void check(int rows) {
        if (!HEIGHTS.contains(rows)) {
            throw new IllegalArgumentException(
                    "products have no blocks of " + rows + " rows; there are blocks of " + HEIGHTS);
        }
    }

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
    public static void multiply(
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
