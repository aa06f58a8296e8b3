package org.jdvm.exec.gemm;

import java.util.Arrays;
import java.util.List;
import org.jdvm.machine.CubeSpec;

/** Into which blocks of rows the micro-kernels cut a tile: those that take the least time together. The last block may have rows that the tile has not. */
public final class BlockHeights {
    /** For how many usual blocks of rows the first one is looked up; of more rows it is a usual one. */
    private static final int LOOKED_UP = 8;

    /** Of some number of rows the first block. */
    private final byte[] first;

    private final int usual;
    private final int highest;

    /** By rows of a block its time. */
    private final int[] times;

    public BlockHeights(List<CubeSpec.Block> blocks) {
        usual = blocks.getFirst().rows();
        highest = blocks.stream().mapToInt(CubeSpec.Block::rows).max().orElseThrow();
        blocks.forEach(block -> MicroKernels.check(block.rows()));
        times = new int[highest + 1];
        blocks.forEach(block -> times[block.rows()] = block.time());
        first = new byte[LOOKED_UP * usual];
        int[] least = new int[first.length];
        Arrays.fill(least, 1, least.length, Integer.MAX_VALUE);
        for (int rows = 1; rows < first.length; rows++) {
            for (CubeSpec.Block block : blocks) {
                int time = block.time() + least[Math.max(0, rows - block.rows())];
                if (time < least[rows]) {
                    least[rows] = time;
                    first[rows] = (byte) block.rows();
                }
            }
        }
        // Products of a single row are computed in another way.
        first[1] = 1;
    }

    /** {@return rows of the highest block} */
    public int highest() {
        return highest;
    }

    /** {@return the height of the block for the next rows, of which some are left; only the last block may have more} */
    public int next(int left) {
        return left < first.length ? first[left] : usual;
    }

    /** {@return the time of some rows, in the unit of {@link CubeSpec.Block#time}} */
    public int time(int rows) {
        int time = 0;
        int height;
        for (int left = rows; left > 0; left -= height) {
            height = next(left);
            time += times[height];
        }
        return time;
    }

    /** {@return how many rows the blocks of some rows have together: those that the last block has not, too} */
    public int padded(int count) {
        int rows = 0;
        while (rows < count) {
            rows += next(count - rows);
        }
        return rows;
    }

    /**
     * {@return whether the last block of some rows can begin earlier, so that it ends with them} Rows that it shares with the block before are computed
     * twice, with the same sums.
     */
    public boolean canOverlap(int count) {
        int row = 0;
        int height = 0;
        while (row < count) {
            height = next(count - row);
            row += height;
        }
        return height <= count;
    }

    /** {@return how many of some rows can be read where they are stored: those of full blocks} */
    public int direct(int count) {
        int rows = 0;
        int height = next(count);
        while (rows < count && height <= count - rows) {
            rows += height;
            height = next(count - rows);
        }
        return rows;
    }
}
