package org.jdvm.exec.gemm;

import java.lang.foreign.MemorySegment;
import org.jdvm.exec.lane.KernelVariants;

/** Products of a single row with several panels at a time: by {@link RowVectors} or scalar code. */
public final class RowKernels {
    /** Panels that are multiplied at a time: enough loads that do not wait for each other, from memory or from the second-level cache. */
    public static final int PANELS = 4;

    private RowKernels() {}

    /**
     * Computes a block of one row, as wide as {@link #PANELS} panels.
     *
     * @param a the left operand, its elements side by side
     * @param aAt index of its first element
     * @param panels the right operand
     * @param first the first of the panels
     * @param at for each panel where it begins
     * @param step elements from depth to depth, the same in these panels
     * @param skipped depths to skip
     * @param depth number of products in each sum
     * @param s the local buffer
     * @param c offset of the block
     */
    public static void multiply(
            float[] a,
            int aAt,
            float[][] panels,
            int first,
            int[] at,
            int step,
            int skipped,
            int depth,
            MemorySegment s,
            long c) {
        int from = skipped * step;
        if (KernelVariants.isReady(KernelVariants.ROW_PRODUCT, PANELS)) {
            RowVectors.fourPanels(
                    a,
                    aAt,
                    panels[first],
                    at[first] + from,
                    panels[first + 1],
                    at[first + 1] + from,
                    panels[first + 2],
                    at[first + 2] + from,
                    panels[first + 3],
                    at[first + 3] + from,
                    step,
                    depth,
                    s,
                    c);
        } else {
            for (int i = 0; i < PANELS; i++) {
                ScalarProducts.multiply(
                        1,
                        a,
                        aAt,
                        0,
                        1,
                        panels[first + i],
                        at[first + i] + from,
                        step,
                        depth,
                        s,
                        c + i * 4L * MicroKernels.COLUMNS,
                        0);
            }
        }
    }
}
