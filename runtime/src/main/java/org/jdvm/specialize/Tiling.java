package org.jdvm.specialize;

import org.jdvm.bytecode.Extent;
import org.jdvm.machine.NpuSpec;

/**
 * The tile frame of a kernel at given sizes: which axes it spans, how large it is, and whether reduced axes are run through in
 * segments.
 */
final class Tiling {
    /** Rows of cube blocks in a tile of a product: enough to make up for packing the right operand's panels. */
    private static final int CUBE_BLOCKS = 4;

    /** Columns of a tile of a product, in cube blocks: 256 columns at 32 a block. */
    private static final int CUBE_COLUMN_BLOCKS = 8;

    /** Tiles in a chunk of a long row: enough to make up for a task of its own, few enough to stay in the first-level cache. */
    private static final int CHUNK_TILES = 2;

    /** What an element of a matrix product costs for each inner index, against an element of a vector instruction. */
    private static final int PRODUCTS_PER_COST = 16;

    /** What writing an element and reading it again costs, against an element of a vector instruction. */
    private static final int MEMORY_COST = 4;

    /** A task should not be cut smaller than this many elements for the sake of more tasks. */
    private static final int SMALLEST_TASK = 1024;

    /** The number of cores for which a choice is made that must not depend on the machine's own number. */
    private static final int RECKONED_CORES = 2;

    final int rowAxis;
    final int columnAxis;
    final Values values;
    Schedule schedule;
    LocalBuffer buffer;
    boolean segmented;
    long rows;
    long columns;

    /** False if whole rows of a product are needed, but do not fit or do not pay. */
    boolean isUseful = true;

    /** How many elements a tile has that is not bound to rows. */
    final long unit;

    /** The work of all tasks, in elements of vector instructions. */
    final long cost;

    private final KernelTemplate kernel;
    private final IterationSpace space;
    private final NpuSpec machine;

    Tiling(KernelTemplate kernel, IterationSpace space, NpuSpec machine, long[] environment) {
        this.kernel = kernel;
        this.space = space;
        this.machine = machine;
        this.unit = machine.tileBytes() / Float.BYTES;
        this.cost = space.points()
                * (kernel.multiplies() ? 1 + kernel.depth(environment) / PRODUCTS_PER_COST : kernel.steps.length);
        if (kernel.multiplies()) {
            columnAxis = space.last(IterationSpace.COLUMNS);
            rowAxis = space.last(IterationSpace.ROWS);
        } else {
            int contiguous = space.mostContiguous(-1);
            columnAxis = isThin(contiguous) ? space.innermost(true, -1) : contiguous;
            rowAxis = space.reducedMask() == 0
                    ? space.mostContiguous(columnAxis)
                    : space.innermost(!space.isReduced(columnAxis), columnAxis);
        }
        values = new Values(kernel, space, rowAxis, columnAxis);
        schedule = Schedule.straight(values);
        buffer = new LocalBuffer(values, schedule);
        if (space.reducesNothing()) {
            schedule = Schedule.ofNothing(values);
            buffer = new LocalBuffer(values, schedule);
            tiles(unit);
        } else if (kernel.multiplies()) {
            product();
        } else if (space.reducedMask() == 0) {
            tiles(unit);
        } else if (space.isChunked()) {
            tiles(CHUNK_TILES * unit);
        } else {
            reduction();
        }
        if (isUseful && fit()) {
            divide();
            isUseful = !kernel.needsWholeRows || wholeRowsPay();
        }
    }

    /** True if the columns of chunks are so few that most of a tile's rows would be padding: chunks run along the rows then. */
    private boolean isThin(int columns) {
        return space.isChunked() && !space.isReduced(columns) && 2 * space.size(columns) < lanes();
    }

    /** Tiles of a number of elements, whatever they are. */
    private void tiles(long elements) {
        columns = Math.min(space.size(columnAxis), elements);
        rows = Math.clamp(elements / pitch(columns), 1, space.size(rowAxis));
    }

    private void product() {
        int reduced = space.reducedMask();
        isUseful = reduced == 0 || columnAxis >= 0 && reduced == 1 << columnAxis;
        rows = Math.min(space.size(rowAxis), CUBE_BLOCKS * (long) machine.cubeRows());
        columns = space.isReduced(columnAxis)
                ? space.size(columnAxis)
                : Math.min(space.size(columnAxis), CUBE_COLUMN_BLOCKS * (long) machine.cubeColumns());
    }

    /**
     * Blocks with whole rows are fewer: that must not cost more than to write the product and read it again. Reckoned for a fixed
     * number of cores, because a product that is written may be rounded: results are the same on any number of them.
     */
    private boolean wholeRowsPay() {
        long blocks = tasks(machine.cubeRows(), columns);
        return rows >= Math.min(space.size(rowAxis), machine.cubeRows())
                && cost / Math.min(blocks, RECKONED_CORES)
                        <= (cost + MEMORY_COST * space.points()) / RECKONED_CORES + machine.spawnCost();
    }

    private void reduction() {
        boolean alongColumns = space.isReduced(columnAxis);
        int axis = alongColumns ? columnAxis : rowAxis;
        boolean whole = space.count(true) == 1 && (alongColumns || space.isReduced(rowAxis));
        long size = space.size(axis);
        long most = values.needsSeveralPasses() ? Long.MAX_VALUE : unit;
        long least = alongColumns ? 1 : Math.min(space.size(columnAxis), lanes());
        boolean fits = alongColumns
                ? buffer.bytes(1, size, machine) <= machine.localBufferBytes()
                : buffer.bytes(size, least, machine) <= machine.localBufferBytes();
        segmented = !(whole && size <= most && fits);
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
        while (buffer.bytes(rows, columns, machine) > machine.localBufferBytes()) {
            boolean rowsMayShrink = rows > 1 && (segmented || !space.isLooped(rowAxis));
            boolean columnsMayShrink = columns > 1 && (segmented || !space.isLooped(columnAxis));
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
        if (machine.cores() == 1 || points < machine.spawnCost() && !kernel.multiplies()) {
            return;
        }
        while (tasks() < wanted && rows * columns > SMALLEST_TASK) {
            if (rows > 1
                    && !space.isReduced(rowAxis)
                    && rowAxis >= 0
                    && (!kernel.multiplies() || rows > machine.cubeRows())) {
                rows = !kernel.multiplies() ? (rows + 1) / 2 : roundUp((rows + 1) / 2, machine.cubeRows());
            } else if (columns > machine.cubeColumns() && !space.isReduced(columnAxis) && columnAxis >= 0) {
                columns = roundUp((columns + 1) / 2, !kernel.multiplies() ? lanes() : machine.cubeColumns());
            } else {
                return;
            }
        }
    }

    /** The number of tasks: all combinations of tiles along axes that are not reduced, or reduced in chunks. */
    long tasks() {
        return tasks(rows, columns);
    }

    private long tasks(long rowStep, long columnStep) {
        long tasks = 1;
        for (int axis = 0; axis < space.axes(); axis++) {
            if (!space.isLooped(axis)) {
                long step = axis == rowAxis ? rowStep : axis == columnAxis ? columnStep : 1;
                tasks *= (space.size(axis) + step - 1) / step;
            }
        }
        return tasks;
    }

    private long pitch(long width) {
        return Math.max(1, Extent.ROW.bytes(1, width, Float.BYTES, machine.alignmentBytes()) / Float.BYTES);
    }

    private int lanes() {
        return machine.alignmentBytes() / Float.BYTES;
    }

    private long roundDown(long width) {
        return width > lanes() ? width & -(long) lanes() : width;
    }

    private static long roundUp(long value, long multiple) {
        return (value + multiple - 1) / multiple * multiple;
    }
}
