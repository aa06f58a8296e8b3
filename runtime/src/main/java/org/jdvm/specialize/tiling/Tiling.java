package org.jdvm.specialize.tiling;

import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.WindowMap;
import org.jdvm.machine.CostSpec;
import org.jdvm.machine.NpuSpec;
import org.jdvm.specialize.kernel.AxisRole;
import org.jdvm.specialize.kernel.IterationSpace;
import org.jdvm.specialize.kernel.KernelTemplate;
import org.jdvm.specialize.kernel.LocalBuffer;
import org.jdvm.specialize.kernel.OnlineSoftmax;
import org.jdvm.specialize.kernel.Schedule;
import org.jdvm.specialize.kernel.Values;
import org.jspecify.annotations.Nullable;

/**
 * The tile frame of a kernel at given sizes: which axes it spans, how large it is, and whether reduced axes are run through in
 * segments.
 */
public final class Tiling {
    /** The number of cores for which a choice is made that must not depend on the machine's own number. */
    private static final int ESTIMATE_CORES = 2;

    /** Elements that are only moved need no local buffer, and tiles with longer rows touch fewer cache lines twice. */
    private static final int TILES_OF_A_MOVE = 4;

    public final int rowAxis;
    public final int columnAxis;

    /** The axis of the inner indices of a product whose left operand the kernel computes, or -1. */
    public final int innerAxis;

    public Values values;
    public Schedule schedule;
    public LocalBuffer buffer;
    public boolean segmented;
    public long rows;
    public long columns;
    public long inner;

    /** True if a task runs through the columns in blocks, with the left operand computed once before them. */
    public boolean columnLoop;

    /** How the windows of each row move if rows are windows of a channel each; else null. */
    public final @Nullable WindowMap byRow;

    /** True if rows of a left operand are run through in segments. */
    public boolean isOnline;

    /** False if whole rows are needed, but do not fit, or do not pay for a product. */
    public boolean isUseful = true;

    /** How many elements a tile has that is not bound to rows. */
    final long unit;

    /** The work of all tasks, in elements of vector instructions. */
    public final long cost;

    /** The kernel, or the form of it that runs through rows online. */
    public KernelTemplate kernel;

    private final IterationSpace space;
    private final NpuSpec machine;

    public Tiling(KernelTemplate kernel, IterationSpace space, NpuSpec machine, long[] environment) {
        this.kernel = kernel;
        this.space = space;
        this.machine = machine;
        this.unit = machine.tileBytes() / Float.BYTES;
        long depth = kernel.multiplies() ? kernel.depth(environment) : 0;
        innerAxis = space.last(AxisRole.INNER);
        inner = kernel.hasLocalOperand ? space.size(innerAxis) : 0;
        if (kernel.hasLocalOperand) {
            columnAxis = space.last(AxisRole.COLUMNS);
            rowAxis = space.longest(AxisRole.ROWS);
            byRow = null;
        } else if (kernel.multiplies()) {
            ChannelRows windows = ChannelRows.of(kernel, space, environment);
            byRow = windows == null ? null : windows.map();
            columnAxis = windows == null ? space.last(AxisRole.COLUMNS) : windows.columnAxis();
            rowAxis = windows == null ? space.last(AxisRole.ROWS) : windows.rowAxis();
        } else {
            byRow = null;
            int contiguous = space.mostContiguous(-1, lanes());
            columnAxis = isThin(contiguous) ? space.innermost(true, -1) : contiguous;
            rowAxis = space.reducedMask() == 0
                    ? space.mostContiguous(columnAxis, lanes())
                    : space.innermost(!space.isReduced(columnAxis), columnAxis);
        }
        cost = kernel.hasLocalOperand
                ? localCost(depth)
                : kernel.multiplies() ? productCost(depth) : space.points() * kernel.steps.length;
        values = new Values(kernel, space, rowAxis, columnAxis, innerAxis);
        schedule = Schedule.straight(values);
        buffer = new LocalBuffer(values, schedule);
        if (kernel.hasLocalOperand) {
            localOperand(depth);
        } else if (space.reducesNothing()) {
            schedule = Schedule.ofNothing(values);
            buffer = new LocalBuffer(values, schedule);
            tiles(unit);
        } else if (byRow != null) {
            windows(byRow);
        } else if (kernel.multiplies()) {
            product(depth);
        } else if (space.reducedMask() == 0) {
            tiles(kernel.onlyMoves() ? TILES_OF_A_MOVE * unit : unit);
        } else if (space.isChunked()) {
            tiles(machine.costs().splits().chunkTiles() * unit);
        } else {
            reduction();
        }
        if (isUseful && fit()) {
            divide();
        }
    }

    /**
     * True if the rows to reduce are so few and long that the kernel should be split, if it can be. Tells it from the sizes alone, for
     * results must not depend on the number of cores.
     */
    public boolean shouldSplit() {
        CostSpec.Splits costs = machine.costs().splits();
        if (space.reducesNothing() || space.reducedMask() == 0 || space.points() < costs.tiles() * unit) {
            return false;
        }
        long tasks = space.kept() / (space.isReduced(columnAxis) ? 1 : costs.columns());
        return tasks < (segmented ? costs.tasks() : costs.residentTasks());
    }

    /** Computing the left operand, and multiplying it. */
    private long localCost(long depth) {
        long columns = space.points(AxisRole.COLUMNS);
        return space.points()
                / columns
                * (kernel.steps.length + (depth + columns) / taskCosts().productsPerElement());
    }

    /** Rows for the product are computed before it, if that takes no longer than with these rows in memory. */
    private void localOperand(long depth) {
        isUseful = !space.reducesNothing();
        Schedule loop = Schedule.ofLocalOperand(values, true);
        LocalBuffer looped = new LocalBuffer(values, loop);
        schedule = Schedule.ofLocalOperand(values, false);
        buffer = new LocalBuffer(values, schedule);
        LocalTiling estimate = new LocalTiling(kernel, space, machine, buffer, looped, depth, ESTIMATE_CORES);
        boolean isWhole = estimate.fits() && estimate.time() <= estimate.timeInMemory();
        if (isUseful && !isWhole && kernel.online != null) {
            online(kernel.online, depth, estimate.timeInMemory());
            return;
        }
        isUseful &= isWhole;
        int cores = cost < machine.spawnCost() ? 1 : machine.cores();
        LocalTiling choice = cores == ESTIMATE_CORES || !isUseful
                ? estimate
                : new LocalTiling(kernel, space, machine, buffer, looped, depth, cores);
        rows = choice.rows;
        columns = choice.columns;
        columnLoop = choice.columnLoop;
        if (columnLoop) {
            schedule = loop;
            buffer = looped;
        }
    }

    /** Rows that do not fit are run through in segments, if that takes no longer than with the rows in memory. */
    private void online(OnlineSoftmax online, long depth, double timeInMemory) {
        kernel = online.kernel;
        values = new Values(kernel, space, rowAxis, columnAxis, innerAxis);
        isUseful = online.isFor(values);
        if (!isUseful) {
            return;
        }
        schedule = online.schedule(values);
        buffer = new LocalBuffer(values, schedule);
        OnlineTiling estimate = new OnlineTiling(kernel, space, machine, buffer, depth, 0, ESTIMATE_CORES);
        isUseful = estimate.fits() && estimate.time() <= timeInMemory;
        if (!isUseful) {
            return;
        }
        int cores = cost < machine.spawnCost() ? 1 : machine.cores();
        OnlineTiling choice = cores == ESTIMATE_CORES
                ? estimate
                : new OnlineTiling(kernel, space, machine, buffer, depth, estimate.segment, cores);
        rows = choice.rows;
        columns = choice.columns;
        inner = choice.segment;
        isOnline = true;
    }

    private long bytes(long rows, long columns) {
        return buffer.bytes(rows, columns, inner, machine);
    }

    /** True if the columns of chunks are so few that most of a tile's rows would be padding: chunks run along the rows then. */
    private boolean isThin(int columns) {
        return space.isChunked() && !space.isReduced(columns) && 2 * space.size(columns) < lanes();
    }

    /** Multiplying, and reading the right operand for the first time. */
    private long productCost(long depth) {
        long right = space.points() / space.size(rowAxis) * depth;
        return space.points() * (1 + depth / taskCosts().productsPerElement())
                + taskCosts().rightElement() * right;
    }

    /** Tiles of a number of elements, whatever they are. */
    private void tiles(long elements) {
        // A tile that is transposed has a row for each element of the narrowest type in a cache line.
        long least = space.isTransposed(rowAxis, columnAxis)
                ? Math.min(space.size(rowAxis), machine.memory().lineBytes())
                : 1;
        columns = Math.min(space.size(columnAxis), roundDown(Math.max(lanes(), elements / least)));
        rows = Math.clamp(elements / pitch(columns), 1, space.size(rowAxis));
    }

    private void product(long depth) {
        int reduced = space.reducedMask();
        boolean wholeRows = space.isReduced(columnAxis);
        isUseful = reduced == 0 || wholeRows && reduced == 1 << columnAxis;
        ProductTiling choice = productTiling(depth, wholeRows, cost < machine.spawnCost() ? 1 : machine.cores());
        rows = choice.rows;
        columns = choice.columns;
        if (wholeRows && isUseful) {
            isUseful = wholeRowsPay(depth);
        }
    }

    /** Whole channels if they are small, else whole rows of windows; enough tasks for all cores. */
    private void windows(WindowMap map) {
        boolean isWhole = space.isReduced(columnAxis);
        isUseful = space.reducedMask() == 0 || isWhole && space.reducedMask() == 1 << columnAxis;
        long all = space.size(columnAxis);
        long line = map.axes().getLast().count();
        long step = line < unit ? line : lanes();
        columns = all <= unit || isWhole ? all : Math.max(step, unit - unit % step);
        rows = Math.clamp(unit / pitch(columns), 1, space.size(rowAxis));
        long wanted = cost < machine.spawnCost() ? 1 : 2L * machine.cores();
        while (tasks() < wanted && rows > 1) {
            rows = (rows + 1) / 2;
        }
        while (tasks() < wanted
                && columns > step
                && !isWhole
                && columns > taskCosts().smallest()) {
            columns = ProductCost.roundUp((columns + 1) / 2, step);
        }
    }

    private ProductTiling productTiling(long depth, boolean wholeRows, int cores) {
        long others = space.points() / (space.size(rowAxis) * space.size(columnAxis));
        return new ProductTiling(
                cores,
                machine,
                space.size(rowAxis),
                space.size(columnAxis),
                wholeRows,
                others,
                depth,
                kernel.products.length,
                !wholeRows && kernel.products.length == 1);
    }

    /**
     * Blocks with whole rows must fit, and are fewer: that must not cost more than to write the product and read it again. Reckoned for
     * a fixed number of cores, because a product that is written may be rounded: results are the same on any number of them.
     */
    private boolean wholeRowsPay(long depth) {
        long least = Math.min(space.size(rowAxis), machine.cubeRows());
        CostSpec.Products costs = machine.costs().products();
        double whole = productTiling(depth, true, ESTIMATE_CORES).time();
        double cut = productTiling(depth, false, ESTIMATE_CORES).time();
        return bytes(least, columns) <= machine.localBufferBytes()
                && whole <= cut + costs.moveRows() * space.points() / ESTIMATE_CORES + costs.section();
    }

    private void reduction() {
        boolean alongColumns = space.isReduced(columnAxis);
        int axis = alongColumns ? columnAxis : rowAxis;
        boolean whole = space.count(true) == 1 && (alongColumns || space.isReduced(rowAxis));
        long size = space.size(axis);
        long most = values.needsSeveralPasses() ? Long.MAX_VALUE : unit;
        long least = alongColumns ? 1 : Math.min(space.size(columnAxis), lanes());
        boolean fits = alongColumns
                ? bytes(1, size) <= machine.localBufferBytes()
                : bytes(size, least) <= machine.localBufferBytes();
        segmented = !(whole && (size <= most || kernel.scansBackwards) && fits);
        isUseful = !(segmented && kernel.scansBackwards);
        if (segmented) {
            schedule = Schedule.segmented(values);
            buffer = new LocalBuffer(values, schedule);
        }
        if (alongColumns) {
            columns = segmented ? Math.min(size, unit) : size;
            rows = Math.clamp(unit / pitch(columns), 1, space.size(rowAxis));
        } else {
            columns = Math.min(space.size(columnAxis), segmented ? unit : Math.max(lanes(), unit / Math.max(1, size)));
            rows = segmented ? Math.clamp(unit / pitch(columns), 1, size) : size;
        }
    }

    /** Makes the frame smaller until its values fit the local buffer; false if whole rows do not. */
    private boolean fit() {
        while (bytes(rows, columns) > machine.localBufferBytes()) {
            boolean rowsMayShrink = rows > 1 && (segmented || !space.isLooped(rowAxis));
            boolean columnsMayShrink = columns > space.fold().size() && (segmented || !space.isLooped(columnAxis));
            if (columnsMayShrink && (!rowsMayShrink || columns > unit)) {
                columns = roundDown((columns + 1) / 2);
            } else if (rowsMayShrink) {
                rows = (rows + 1) / 2;
            } else if (kernel.needsWholeRows) {
                isUseful = false;
                return false;
            } else {
                throw new IllegalStateException("the values of one element do not fit a local buffer of "
                        + machine.localBufferBytes() + " bytes");
            }
        }
        return true;
    }

    /** Cuts large work into enough tasks for all cores. */
    private void divide() {
        long points = space.points();
        long wanted = 2L * machine.cores();
        if (machine.cores() == 1 || points < machine.spawnCost() || kernel.multiplies()) {
            return;
        }
        long fold = space.fold().size();
        while (tasks() < wanted && rows * columns > taskCosts().smallest()) {
            if (rows > 1 && !space.isReduced(rowAxis) && rowAxis >= 0) {
                rows = (rows + 1) / 2;
            } else if (columns > Math.max(machine.cubeColumns(), fold)
                    && !space.isReduced(columnAxis)
                    && columnAxis >= 0) {
                columns = ProductCost.roundUp((columns + 1) / 2, fold > 1 ? fold : lanes());
            } else {
                return;
            }
        }
    }

    /** The number of tasks: all combinations of tiles along axes that are not reduced, or reduced in chunks. */
    public long tasks() {
        long tasks = 1;
        for (int axis = 0; axis < space.axes(); axis++) {
            if (!space.isLooped(axis) && !(axis == columnAxis && columnLoop)) {
                long step = axis == rowAxis ? rows : axis == columnAxis ? columns : 1;
                tasks *= (space.size(axis) + step - 1) / step;
            }
        }
        return tasks;
    }

    private long pitch(long width) {
        return Math.max(1, Extent.ROW.bytes(1, width, 0, Float.BYTES, machine.alignmentBytes()) / Float.BYTES);
    }

    private CostSpec.Tasks taskCosts() {
        return machine.costs().tasks();
    }

    private int lanes() {
        return machine.vector().lanes();
    }

    private long roundDown(long width) {
        long fold = space.fold().size();
        if (fold > 1) {
            return Math.max(fold, width - width % fold);
        }
        return width > lanes() ? width & -(long) lanes() : width;
    }
}
