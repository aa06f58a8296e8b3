package org.jdvm.specialize.tiling;

import org.jdvm.machine.CostSpec;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.kernel.AxisRole;
import org.jdvm.specialize.kernel.IterationSpace;
import org.jdvm.specialize.kernel.KernelTemplate;
import org.jdvm.specialize.kernel.LocalBuffer;

/**
 * The tile of a product whose left operand is computed in the local buffer: the one with which the last core is done first, by the same
 * kind of model as {@link ProductTiling}, in multiply-adds.
 *
 * <p>A task computes the operand of some rows and multiplies it by all columns, in a loop if they do not fit one tile; or, where there
 * are too few rows for all cores and no product precedes, by some of the columns, with the operand computed anew in each task.
 */
final class LocalTiling {
    private final KernelTemplate kernel;
    private final IterationSpace space;
    private final NpuSpec machine;
    private final ProductCost cost;
    private final LocalBuffer whole;
    private final LocalBuffer looped;
    private final int cores;
    private final long rowSize;
    private final long columnSize;
    private final long inner;
    private final long depth;

    /** How many products of that size there are, and those of them that need a separate operand. */
    private final long others;

    private final long otherColumns;

    long rows;
    long columns;
    boolean columnLoop;
    private double least = Double.POSITIVE_INFINITY;

    /**
     * Chooses a tile.
     *
     * @param whole where the values are if a task has one block of columns
     * @param looped where they are if it runs through several
     * @param depth the sum of the inner sizes of the preceding products
     * @param cores how many cores share the work
     */
    LocalTiling(
            KernelTemplate kernel,
            IterationSpace space,
            NpuSpec machine,
            LocalBuffer whole,
            LocalBuffer looped,
            long depth,
            int cores) {
        this.kernel = kernel;
        this.space = space;
        this.machine = machine;
        this.cost = new ProductCost(machine);
        this.whole = whole;
        this.looped = looped;
        this.cores = cores;
        this.rowSize = space.size(space.longest(AxisRole.ROWS));
        this.columnSize = space.size(space.last(AxisRole.COLUMNS));
        this.inner = space.size(space.last(AxisRole.INNER));
        this.depth = depth;
        this.otherColumns = space.points(AxisRole.COLUMNS) / columnSize;
        this.others = space.points() / (rowSize * columnSize * inner);
        CostSpec.Bounds most = machine.costs().bounds();
        long lastRows = 0;
        for (long blocks = 1; blocks <= 3L * most.operandRows(); blocks++) {
            long height = cost.evenHeight(rowSize, Math.min(rowSize, blocks * machine.cubeRows() / 3));
            if (height == lastRows) {
                continue;
            }
            lastRows = height;
            long widest = most.operandColumns() * (long) machine.cubeColumns();
            consider(height, Math.min(columnSize, widest), columnSize > widest);
            for (long panels = 1; panels <= most.operandColumns() && depth == 0; panels++) {
                long width = panels * machine.cubeColumns();
                if (width < columnSize) {
                    consider(height, width, false);
                }
            }
        }
    }

    /** True if some rows fit the local buffer. */
    boolean fits() {
        return rows > 0;
    }

    /** {@return how long the last core takes, in multiply-adds} */
    double time() {
        return least;
    }

    /** {@return how long it would take with the operand in memory} */
    double timeInMemory() {
        long elements = rowSize * inner * others / otherColumns;
        double time = cost.costs().section()
                + (steps() * cost.costs().step() + cost.costs().move()) * elements / cores
                + new ProductTiling(cores, machine, rowSize, columnSize, false, others, inner, locals(), false).time();
        if (depth > 0) {
            time += new ProductTiling(
                            cores,
                            machine,
                            rowSize,
                            inner,
                            false,
                            others / otherColumns,
                            depth,
                            kernel.products.length,
                            false)
                    .time();
        }
        return time;
    }

    private void consider(long r, long c, boolean loop) {
        LocalBuffer buffer = loop ? looped : whole;
        if (buffer.bytes(r, c, inner, machine) > machine.localBufferBytes()) {
            return;
        }
        long rowTiles = ProductCost.divideUp(rowSize, r);
        long tasks = rowTiles * others * (loop ? 1 : ProductCost.divideUp(columnSize, c));
        long rounds = ProductCost.divideUp(tasks, cores);
        double block = cost.ofRows(r, rowTiles, cores);
        double width = cost.paddedColumns(loop ? columnSize : c);
        double task = cost.paddedColumns(inner) * depth * block
                + r * inner * steps() * cost.costs().step()
                + locals() * width * inner * block
                + cost.costs().task();
        double time = rounds * task;
        if (time < least) {
            least = time;
            rows = r;
            columns = c;
            columnLoop = loop;
        }
    }

    /** The steps on the operand; others are so few elements that they do not count. */
    private int steps() {
        return kernel.steps.length - kernel.rightOperands.length;
    }

    private int locals() {
        return kernel.rightOperands.length - kernel.products.length;
    }
}
