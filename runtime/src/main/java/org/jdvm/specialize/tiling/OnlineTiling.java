package org.jdvm.specialize.tiling;

import org.jdvm.machine.CostSpec;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.kernel.AxisRole;
import org.jdvm.specialize.kernel.IterationSpace;
import org.jdvm.specialize.kernel.KernelTemplate;
import org.jdvm.specialize.kernel.LocalBuffer;
import org.jdvm.specialize.kernel.OnlineSoftmax;

/**
 * The tile of an {@link OnlineSoftmax}: rows, columns and keys of a segment with which the last core is done first, by the model of {@link
 * LocalTiling}. Operands of all segments are more than a core remembers, so each task reads them anew: high tiles pay.
 */
final class OnlineTiling {
    private final NpuSpec machine;
    private final ProductCost cost;
    private final LocalBuffer buffer;
    private final int cores;
    private final int steps;
    private final int locals;
    private final long rowSize;
    private final long columnSize;
    private final long keys;
    private final long depth;
    private final long others;

    long rows;
    long columns;
    long segment;
    private double least = Double.POSITIVE_INFINITY;
    private double once;

    /**
     * Chooses a tile.
     *
     * @param kernel the kernel with the steps that carry what was found
     * @param depth the sum of the inner sizes of the preceding products
     * @param segment how many keys a segment has, for results depend on it; 0 if that is to be chosen too
     * @param cores how many cores share the work
     */
    OnlineTiling(
            KernelTemplate kernel,
            IterationSpace space,
            NpuSpec machine,
            LocalBuffer buffer,
            long depth,
            long segment,
            int cores) {
        this.machine = machine;
        this.cost = new ProductCost(machine);
        this.buffer = buffer;
        this.cores = cores;
        this.locals = kernel.rightOperands.length - kernel.products.length;
        this.steps = kernel.steps.length - kernel.rightOperands.length;
        this.rowSize = space.size(space.longest(AxisRole.ROWS));
        this.columnSize = space.size(space.last(AxisRole.COLUMNS));
        this.keys = space.size(space.last(AxisRole.INNER));
        this.depth = depth;
        this.others = space.points() / (rowSize * columnSize * keys);
        for (long width = columnSize; ; width = ProductCost.roundUp((width + 1) / 2, machine.cubeColumns())) {
            choose(width, segment);
            if (rows > 0 || width <= machine.cubeColumns()) {
                break;
            }
        }
    }

    private void choose(long width, long given) {
        CostSpec.Bounds bounds = machine.costs().bounds();
        for (long height = bounds.onlineRows() * (long) machine.cubeRows(); height > 0; height /= 2) {
            long r = cost.evenHeight(rowSize, height);
            long most = given > 0 ? given : bounds.onlineKeys() * (long) machine.cubeColumns();
            for (long s = most; s > 0; s = given > 0 ? 0 : s / 2) {
                consider(r, width, Math.min(s, keys));
            }
        }
    }

    private void consider(long r, long width, long s) {
        if (buffer.bytes(r, width, s, machine) > machine.localBufferBytes()) {
            return;
        }
        CostSpec.Products costs = cost.costs();
        long tasks = ProductCost.divideUp(rowSize, r) * others * ProductCost.divideUp(columnSize, width);
        double block = cost.ofRows(r, 1, cores);
        double segments = ProductCost.divideUp(keys, s);
        double each = cost.paddedColumns(s) * depth * block
                + r * s * steps * costs.step()
                + locals * cost.paddedColumns(width) * s * block;
        double repeated = (r + cost.paddedColumns(s)) * depth * costs.pack()
                + r * (steps + locals) * costs.row()
                + locals * r * width * costs.step();
        long rounds = ProductCost.divideUp(tasks, cores);
        double time = rounds * (segments * (each + repeated) + costs.task());
        if (time < least) {
            least = time;
            once = rounds * (segments * each + costs.task());
            rows = r;
            columns = width;
            segment = s;
        }
    }

    /** True if a tile fits the local buffer. */
    boolean fits() {
        return rows > 0;
    }

    /** {@return how long the last core takes, in multiply-adds, counting what {@link LocalTiling#timeInMemory} counts} */
    double time() {
        return once;
    }
}
