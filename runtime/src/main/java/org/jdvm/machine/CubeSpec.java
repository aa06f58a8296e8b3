package org.jdvm.machine;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How the cube unit of a machine blocks matrix products, as data: the block that it computes at once, and how much of each operand stays
 * in which memory while it is used again.
 *
 * <p>Sums take their products in one order whatever these sizes are; only {@code depth} decides where they are rounded, for deeper ones are
 * added slice by slice.
 *
 * @param rows rows of the block that is computed at once, in registers
 * @param columns columns of that block; right operands are packed in panels as wide
 * @param depth products that a sum takes in one go: a panel of that depth stays in the second-level cache while all rows of a tile are multiplied by it
 * @param tileElements elements of a tile of results, above which the cache has no room left for operands
 * @param leftElements elements of the left operand's rows that stay in the second-level cache while they are multiplied by all columns
 * @param rightElements elements of packed right operands that a core remembers, not counting constants, whose panels stay for good
 * @param blocks the blocks into which the rows of a tile are cut when they are multiplied, the usual one first. Where two cuts take the same
 *     time, the one that begins with an earlier block of this list is taken. A tile of one row is a block of one row
 */
public record CubeSpec(
        int rows, int columns, int depth, int tileElements, int leftElements, int rightElements, List<Block> blocks) {

    /** Blocks of two vectors of 8 lanes, for 16 vector registers. */
    private static final List<Block> SIX_ROWS = List.of(new Block(6, 60), new Block(4, 44), new Block(1, 40));

    /** Blocks of two vectors, for 32 vector registers. Where blocks of twelve rows leave one over, one of thirteen takes it. */
    private static final List<Block> TWELVE_ROWS =
            List.of(new Block(12, 120), new Block(13, 130), new Block(8, 81), new Block(4, 59), new Block(1, 50));

    /** Columns of panels for each column of a product above which operands are exchanged. */
    private static final double MOST_PADDED = 1.2;

    /** Columns of two vectors of 8 lanes. */
    private static final int SIX_ROW_COLUMNS = 16;

    /**
     * A block of rows.
     *
     * @param rows its rows
     * @param time how long it takes, in tenths of the time of a row in a high block; low blocks wait for their own sums
     */
    public record Block(int rows, int time) {
        /** Checks that there are rows. */
        public Block {
            if (rows < 1 || time < 1) {
                throw new IllegalArgumentException(
                        "a block has at least one row and takes time, not " + rows + " rows and time " + time);
            }
        }
    }

    /** Checks that all sizes are there. */
    public CubeSpec {
        if (rows < 1 || columns < 1 || depth < 1) {
            throw new IllegalArgumentException(
                    "a cube unit computes blocks of at least 1 x 1 and depth 1, not %d x %d and depth %d"
                            .formatted(rows, columns, depth));
        }
        if (tileElements < 1 || leftElements < 1 || rightElements < 1) {
            throw new IllegalArgumentException(
                    "a cube unit keeps at least one element of the tile, the left and the right operand, not %d, %d and %d"
                            .formatted(tileElements, leftElements, rightElements));
        }
        blocks = List.copyOf(blocks);
        Set<Integer> heights = new HashSet<>();
        blocks.forEach(block -> heights.add(block.rows()));
        if (!heights.contains(1) || heights.size() < blocks.size()) {
            throw new IllegalArgumentException(
                    "a cube unit has a block of one row, and one block for each number of rows, not " + blocks);
        }
    }

    /** {@return whether some columns leave so much of their panels empty that operands are exchanged, where they can be} */
    public boolean isUneven(long count) {
        return (count + columns - 1) / columns * columns > count * MOST_PADDED;
    }

    /** {@return rows of the lowest block but that of a single row} */
    public int lowestRows() {
        int lowest = Integer.MAX_VALUE;
        for (Block block : blocks) {
            lowest = block.rows() > 1 ? Math.min(lowest, block.rows()) : lowest;
        }
        return blocks.size() > 1 ? lowest : 1;
    }

    /** {@return rows of the block into which most rows of high tiles are cut} */
    public int usualRows() {
        return blocks.getFirst().rows();
    }

    /** {@return whether there are 16 vector registers, not 32: too few for the sums of high blocks} */
    public boolean hasFewRegisters() {
        return usualRows() <= SIX_ROWS.getFirst().rows();
    }

    /**
     * {@return this unit with other blocks of rows}
     *
     * @param others the blocks
     */
    public CubeSpec withBlocks(List<Block> others) {
        return new CubeSpec(rows, columns, depth, tileElements, leftElements, rightElements, others);
    }

    /**
     * {@return a unit with blocks of a size, for caches of some 48 KiB and 1 MiB for each core}
     *
     * <p>Measured on x86 with AVX-512: tiles from 12 to 64 Ki elements differ by less than 3 %. Rows are cut into blocks of 6 where there are
     * 16 columns, else into blocks of 12.
     *
     * @param rows rows of the block
     * @param columns columns of the block
     */
    public static CubeSpec of(int rows, int columns) {
        List<Block> blocks = columns == SIX_ROW_COLUMNS ? SIX_ROWS : TWELVE_ROWS;
        return new CubeSpec(rows, columns, 2048, 16 << 10, 128 << 10, 2 << 20, blocks);
    }

    /**
     * {@return the unit of a CPU, which computes blocks of two vectors}
     *
     * @param lanes how many 32-bit floats a vector holds
     */
    static CubeSpec ofVectors(int lanes) {
        // CPUs with vectors of 4 or 16 lanes have 32 registers for them, those with 8 have 16.
        return of(12, Math.max(SIX_ROW_COLUMNS, 2 * lanes)).withBlocks(lanes == 8 ? SIX_ROWS : TWELVE_ROWS);
    }
}
