package org.jdvm.specialize.tiling;

import org.jdvm.machine.CostSpec;
import org.jdvm.machine.NpuSpec;

/**
 * What the parts of a matrix product cost, in multiply-adds that the machine does in the same time: the one model of {@link
 * ProductTiling}, {@link LocalTiling} and the choices between plans in {@link Tiling}.
 *
 * @param costs the costs of the machine
 * @param blockRows rows of the block that the cube unit computes at once
 * @param blockColumns columns of that block
 * @param lowest rows of the lowest block; tiles are no lower unless there are no more rows, for they would read the right operand too often
 */
public record ProductCost(CostSpec.Products costs, int blockRows, int blockColumns, int lowest) {
    public ProductCost(NpuSpec machine) {
        this(
                machine.costs().products(),
                machine.cubeRows(),
                machine.cubeColumns(),
                machine.cube().lowestRows());
    }

    /** {@return a height of tiles of at most the given one, rounded up: the same number of tiles, but all of about the same height} */
    long evenHeight(long rows, long most) {
        return Math.min(rows, roundUp(divideUp(rows, divideUp(rows, Math.max(1, most))), lowest));
    }

    /**
     * {@return what a tile costs for each of its columns and each inner index}
     *
     * @param rows its height
     * @param rowTiles how many tiles the other rows have
     * @param cores how many cores share them: each reads the right operand from memory once
     */
    double ofRows(long rows, long rowTiles, int cores) {
        double near = costs.near();
        return paddedRows(rows) + (near + (costs.far() - near) / divideUp(rowTiles, cores));
    }

    /** {@return columns in full blocks} */
    long paddedColumns(long columns) {
        return roundUp(columns, blockColumns);
    }

    /** Rows in blocks: many rows can be cut so that next to none are left over. */
    private double paddedRows(long rows) {
        if (rows >= 2L * blockRows) {
            return rows + 1.0;
        }
        return rows <= lowest ? 1.5 * lowest : roundUp(rows, lowest);
    }

    static long divideUp(long value, long by) {
        return (value + by - 1) / by;
    }

    public static long roundUp(long value, long multiple) {
        return divideUp(value, multiple) * multiple;
    }
}
