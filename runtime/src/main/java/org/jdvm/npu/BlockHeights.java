package org.jdvm.npu;

import java.util.Arrays;

/**
 * Into which blocks of rows the micro-kernels cut a tile: those that take the least time together.
 *
 * <p>The last block may have rows that the tile has not. The times are those of a block, in tenths of that of a row in a high one; low
 * blocks wait for their own sums. Where blocks of twelve rows leave one over, one of thirteen takes it; a block of one row is for a tile of
 * one row.
 */
final class BlockHeights {
    /** Rows of the highest block. */
    static final int MOST = MicroKernels.ROWS == 6 ? 6 : 13;

    /** The lowest block but that of a single row: it is the last choice, so that it comes behind all others. */
    private static final int LOWEST = 4;

    private static final int[] HEIGHTS =
            MicroKernels.ROWS == 6 ? new int[] {6, LOWEST, 1} : new int[] {12, 13, 8, LOWEST, 1};
    private static final int[] TIMES =
            MicroKernels.ROWS == 6 ? new int[] {60, 44, 40} : new int[] {120, 130, 81, 59, 50};

    /** Of so many rows the first block, for numbers up to some; beyond it is the usual one. */
    private static final byte[] FIRST = new byte[8 * MicroKernels.ROWS];

    static {
        int[] least = new int[FIRST.length];
        Arrays.fill(least, 1, least.length, Integer.MAX_VALUE);
        for (int rows = 1; rows < FIRST.length; rows++) {
            for (int i = 0; i < HEIGHTS.length; i++) {
                int time = TIMES[i] + least[Math.max(0, rows - HEIGHTS[i])];
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

    /** {@return how many of some rows can be read where they lie: those of full blocks, but for the lowest} */
    static int direct(int count) {
        int rows = 0;
        int height = next(count);
        while (rows < count && height <= count - rows && height != LOWEST) {
            rows += height;
            height = next(count - rows);
        }
        return rows;
    }
}
