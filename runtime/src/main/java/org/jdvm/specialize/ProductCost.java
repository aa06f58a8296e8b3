package org.jdvm.specialize;

import org.jdvm.machine.NpuSpec;

/**
 * What the parts of a matrix product cost, in multiply-adds that the machine does in the same time: the one model behind {@link
 * ProductTiling}, {@link LocalTiling} and the choices between plans in {@link Tiling}.
 *
 * @param machine the sizes of its blocks
 */
record ProductCost(NpuSpec machine) {
    /** Beginning a task. */
    static final double TASK = 40_000;

    /** A section more: its tasks begin when all cores are done with the one before. */
    static final double SECTION = 200_000;

    /** Writing an element to memory and reading it again. */
    static final double MOVE = 20;

    /** The same for rows of a product: the passes over them begin again, on tiles of their own. */
    static final double MOVE_ROWS = 100;

    /** Reading an element of the right operand from memory. */
    private static final double FAR = 12;

    /** The same for one that a task with other rows has read before. */
    private static final double NEAR = 4;

    /** Rows of the lowest block; tiles are no lower unless there are no more rows, for they would read the right operand too often. */
    private static final long LOWEST = 4;

    /** {@return a height of tiles of at most the given one, rounded up: as many tiles as that takes, but all of about the same height} */
    static long evenHeight(long rows, long most) {
        return Math.min(rows, roundUp(divideUp(rows, divideUp(rows, Math.max(1, most))), LOWEST));
    }

    /**
     * {@return what a tile costs for each of its columns and each inner index}
     *
     * @param rows its height
     * @param rowTiles how many tiles of other rows lie beside it
     * @param cores how many cores share them: each reads the right operand from memory once
     */
    double ofRows(long rows, long rowTiles, int cores) {
        return paddedRows(rows) + (NEAR + (FAR - NEAR) / divideUp(rowTiles, cores));
    }

    /** {@return columns in full blocks} */
    long paddedColumns(long columns) {
        return roundUp(columns, machine.cubeColumns());
    }

    /** Rows in blocks: many rows can be cut so that next to none are left over. */
    private double paddedRows(long rows) {
        if (rows >= 2L * machine.cubeRows()) {
            return rows + 1.0;
        }
        return rows <= LOWEST ? 1.5 * LOWEST : roundUp(rows, LOWEST);
    }

    static long divideUp(long value, long by) {
        return (value + by - 1) / by;
    }

    static long roundUp(long value, long multiple) {
        return divideUp(value, multiple) * multiple;
    }
}
