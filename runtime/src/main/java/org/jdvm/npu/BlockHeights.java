package org.jdvm.npu;

import java.util.Arrays;

/**
 * Into which blocks of rows the micro-kernels cut a tile: those that take the least time together.
 *
 * <p>The last block may have rows that the tile has not. The times are those of a block in relation to that of a row in a high one; low
 * blocks wait for their own sums. Where blocks of twelve rows leave one over, one of thirteen takes it.
 */
final class BlockHeights {
    /** Rows of the highest block. */
    static final int MOST = MicroKernels.ROWS == 6 ? 6 : 13;

    private static final int[] HEIGHTS = MicroKernels.ROWS == 6 ? new int[] {6, 4} : new int[] {12, 13, 8, 4};
    private static final double[] TIMES =
            MicroKernels.ROWS == 6 ? new double[] {6, 4.4} : new double[] {12, 13, 8.1, 5.9};

    /** Of so many rows the first block, for numbers up to some; beyond it is the usual one. */
    private static final byte[] FIRST = new byte[8 * MicroKernels.ROWS];

    static {
        double[] least = new double[FIRST.length];
        Arrays.fill(least, 1, least.length, Double.POSITIVE_INFINITY);
        for (int rows = 1; rows < FIRST.length; rows++) {
            for (int i = 0; i < HEIGHTS.length; i++) {
                double time = TIMES[i] + least[Math.max(0, rows - HEIGHTS[i])];
                if (time < least[rows]) {
                    least[rows] = time;
                    FIRST[rows] = (byte) HEIGHTS[i];
                }
            }
        }
    }

    private BlockHeights() {}

    /** {@return the height of the block for the next rows, of which some are left; only the last block may have more} */
    static int next(int left) {
        return left < FIRST.length ? FIRST[left] : MicroKernels.ROWS;
    }

    /** {@return the height of the next block if it can read the rows where they lie; 0 if these are too few} */
    static int nextDirect(int left) {
        int height = next(left);
        return height <= left && height != 4 ? height : 0;
    }

    /** {@return how many of some rows such blocks cover} */
    static int direct(int count) {
        int rows = 0;
        for (int height = nextDirect(count); height > 0; height = nextDirect(count - rows)) {
            rows += height;
        }
        return rows;
    }
}
