package org.jdvm.specialize.tiling;

import org.jdvm.machine.CostSpec;
import org.jdvm.machine.NpuSpec;

/**
 * The tile of a matrix product: the one with which the last core is done first, by a plain model of its time.
 *
 * <p>A task of r rows and c columns multiplies, and reads its part of the right operand. Sums run along the inner dim only, so that results do not depend on the choice.
 */
final class ProductTiling {
    /** Panels of rows up to which a left operand may be larger than usual if operands are exchanged: it is read once then. */
    private static final int UNEVEN_PANELS = 2;

    private final int cores;
    private final ProductCost cost;
    private final long rowSize;
    private final long columnSize;
    private final long others;
    private final long depth;
    private final int products;

    /** Whether no cache holds the right operand until the next tile reads it. */
    private final boolean isFar;

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
     * @param mayExchange whether the cube unit may exchange the operands
     */
    ProductTiling(
            int cores,
            NpuSpec machine,
            long rowSize,
            long columnSize,
            boolean wholeRows,
            long others,
            long depth,
            int products,
            boolean mayExchange) {
        this.cores = cores;
        this.cost = new ProductCost(machine);
        this.rowSize = rowSize;
        this.columnSize = columnSize;
        this.others = others;
        this.depth = Math.max(1, depth);
        this.products = products;
        this.isFar = this.depth * columnSize > machine.cube().rightElements();
        CostSpec.Bounds most = machine.costs().bounds();
        long factor = isFar ? most.farTiles() : 1;
        int panel = machine.cubeColumns();
        boolean isUneven = mayExchange
                && rowSize >= 2L * panel
                && columnSize >= panel
                && panel >= machine.cubeRows()
                && machine.cube().isUneven(columnSize);
        long lastRows = 0;
        for (long blocks = 1; blocks <= 2L * factor * most.rows(); blocks++) {
            long height = isUneven
                    ? Math.min(rowSize, blocks * panel)
                    : cost.evenHeight(rowSize, Math.min(rowSize, blocks * machine.cubeRows() / 2));
            if (height == lastRows
                    || lastRows > 0
                            && !(isUneven && blocks <= UNEVEN_PANELS)
                            && height * this.depth > factor * machine.cube().leftElements()) {
                continue;
            }
            lastRows = height;
            if (wholeRows
                    || isUneven
                            && height * columnSize <= factor * machine.cube().tileElements()) {
                consider(height, columnSize);
                continue;
            }
            long lastColumns = 0;
            for (long panels = 1; panels <= most.columns(); panels++) {
                long c = Math.min(columnSize, panels * machine.cubeColumns());
                if (c != lastColumns && (height * c <= factor * machine.cube().tileElements() || lastColumns == 0)) {
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
        long rowTiles = ProductCost.divideUp(rowSize, r);
        long tasks = rowTiles * ProductCost.divideUp(columnSize, c) * others;
        long rounds = ProductCost.divideUp(tasks, cores);
        double task =
                products * (double) cost.paddedColumns(c) * depth * cost.ofRows(r, isFar ? cores : rowTiles, cores)
                        + cost.costs().task();
        double time = rounds * task;
        if (time < least) {
            least = time;
            rows = r;
            columns = c;
        }
    }
}
