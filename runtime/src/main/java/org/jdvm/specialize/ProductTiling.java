package org.jdvm.specialize;

import org.jdvm.machine.NpuSpec;

/**
 * The tile of a matrix product: the one with which the last core is done first, by a plain model of its time.
 *
 * <p>A task of r rows and c columns multiplies, reads its part of the right operand, and packs its part of the left one, unless the task
 * before had the same rows. Sums run along the inner dim only, so that results do not depend on the choice.
 */
final class ProductTiling {
    /** Multiply-adds in the time in which one element of the right operand comes from memory. */
    private static final double PRODUCTS_PER_FAR = 12;

    /** The same for one that a task with other rows has read before. */
    private static final double PRODUCTS_PER_NEAR = 4;

    /** The same for packing an element of the left operand. */
    private static final double PRODUCTS_PER_PACKED = 50;

    /** The same for beginning a task. */
    private static final double PRODUCTS_PER_TASK = 40_000;

    /** Elements of a tile that leave room for operands in the near caches. */
    private static final long MOST_ELEMENTS = 16 << 10;

    /** Elements of the left operand that stay in the second-level cache. */
    private static final long MOST_LEFT = 128 << 10;

    private static final int MOST_ROW_BLOCKS = 8;
    private static final int MOST_COLUMN_BLOCKS = 8;

    private final int cores;
    private final NpuSpec machine;
    private final long rowSize;
    private final long columnSize;
    private final long others;
    private final long depth;
    private final int products;

    long rows;
    long columns;
    private double least = Double.POSITIVE_INFINITY;

    /**
     * Chooses a tile.
     *
     * @param cores how many cores share the work
     * @param machine the sizes of its blocks
     * @param rowSize rows of the product
     * @param columnSize its columns
     * @param wholeRows true if a tile must have all columns
     * @param others how many products of that size there are
     * @param depth the inner size
     * @param products how many products share the tile
     */
    ProductTiling(
            int cores,
            NpuSpec machine,
            long rowSize,
            long columnSize,
            boolean wholeRows,
            long others,
            long depth,
            int products) {
        this.cores = cores;
        this.machine = machine;
        this.rowSize = rowSize;
        this.columnSize = columnSize;
        this.others = others;
        this.depth = Math.max(1, depth);
        this.products = products;
        long lastRows = 0;
        for (long blocks = 1; blocks <= 2L * MOST_ROW_BLOCKS; blocks++) {
            long r = Math.min(rowSize, blocks * machine.cubeRows() / 2);
            // As many tiles as that takes, but all of about the same height.
            long height = Math.min(rowSize, roundUp(divideUp(rowSize, divideUp(rowSize, Math.max(1, r))), 4));
            if (height == lastRows || lastRows > 0 && height * this.depth > MOST_LEFT) {
                continue;
            }
            lastRows = height;
            if (wholeRows) {
                consider(height, columnSize);
                continue;
            }
            long lastColumns = 0;
            for (long panels = 1; panels <= MOST_COLUMN_BLOCKS; panels++) {
                long c = Math.min(columnSize, panels * machine.cubeColumns());
                if (c != lastColumns && (height * c <= MOST_ELEMENTS || lastColumns == 0)) {
                    consider(height, c);
                }
                lastColumns = c;
            }
        }
    }

    /** {@return how long the last core takes, in multiply-adds} */
    double time() {
        return least;
    }

    private void consider(long r, long c) {
        long rowTiles = divideUp(rowSize, r);
        long tasks = rowTiles * divideUp(columnSize, c) * others;
        long rounds = divideUp(tasks, cores);
        double perElement = PRODUCTS_PER_NEAR + (PRODUCTS_PER_FAR - PRODUCTS_PER_NEAR) / rowTiles;
        double width = roundUp(c, machine.cubeColumns());
        double task = products * width * depth * (paddedRows(r) + perElement) + PRODUCTS_PER_TASK;
        double packing = PRODUCTS_PER_PACKED * r * depth * Math.min(rounds, rowTiles * others);
        double time = rounds * task + packing;
        if (time < least) {
            least = time;
            rows = r;
            columns = c;
        }
    }

    /** Rows in full blocks, and those left over at what they cost in smaller ones. */
    private double paddedRows(long r) {
        long whole = r / machine.cubeRows() * machine.cubeRows();
        long rest = r - whole;
        return whole + (rest == 0 ? 0 : Math.min(machine.cubeRows(), roundUp(rest, 4) * 1.1 + 1));
    }

    private static long divideUp(long value, long by) {
        return (value + by - 1) / by;
    }

    private static long roundUp(long value, long multiple) {
        return divideUp(value, multiple) * multiple;
    }
}
