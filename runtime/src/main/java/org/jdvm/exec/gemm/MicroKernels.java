package org.jdvm.exec.gemm;

import static org.jdvm.exec.lane.Layout.COUNT;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.machine.NpuSpec;

/**
 * Blocks of matrix products with a packed left operand: their sizes, and the choice between {@link MicroVectors} and scalar code.
 *
 * <p>Twelve rows fill the 32 registers of AVX-512 and Neon, six the 16 of AVX2. The smaller ones are for what is left at the lower edge.
 *
 * <p>Rows in place reach some 98 % of the speed of packed ones where there are registers enough: the addresses of all rows do not fit them.
 * One register more, for the distance between the depths of a right operand that is not packed, would cost another 4 to 13 %, so that one is
 * always packed. The sums are the same, bit for bit.
 */
@ProductBlocks(
        value = {13, 12, 8, 6, 4},
        pitch = 2048 + 16)
public final class MicroKernels {
    /** Rows of the block into which most rows are cut on this CPU. */
    static final int ROWS = NpuSpec.host(1).cube().usualRows();

    /** Rows of the highest block that there is. */
    public static final int HIGHEST = ProductHeights.HIGHEST;

    /** Columns of all blocks. */
    public static final int COLUMNS = 2 * COUNT;

    private MicroKernels() {}

    /**
     * Computes a block of two panels of columns: its rows are columns of the left one.
     *
     * @param height rows of the block, at most {@link #COLUMNS}
     * @param a the left panel
     * @param aAt where the first of the columns begins
     * @param b the right panel
     * @param bAt where it begins
     * @param depth number of products in each sum
     * @param s the local buffer
     * @param c offset of the block
     * @param pitch bytes between its rows
     */
    public static void exchanged(
            int height, float[] a, int aAt, float[] b, int bAt, int depth, MemorySegment s, long c, long pitch) {
        if (KernelVariants.isReady(KernelVariants.EXCHANGED_PRODUCT, height)) {
            ExchangedVectors.multiply(height, a, aAt, b, bAt, depth, s, c, pitch);
        } else {
            ScalarProducts.multiply(height, a, aAt, 1, COLUMNS, b, bAt, COLUMNS, depth, s, c, pitch);
        }
    }

    /** Checks that there are blocks of some rows. */
    static void check(int rows) {
        if (!ProductHeights.has(rows)) {
            List<Integer> heights = IntStream.rangeClosed(1, HIGHEST)
                    .filter(ProductHeights::has)
                    .boxed()
                    .toList();
            throw new IllegalArgumentException(
                    "products have no blocks of " + rows + " rows; there are blocks of " + heights);
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
