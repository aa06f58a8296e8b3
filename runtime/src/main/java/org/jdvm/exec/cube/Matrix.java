package org.jdvm.exec.cube;

import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.WindowMap;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.gemm.BlockHeights;
import org.jdvm.exec.gemm.DirectKernels;
import org.jdvm.exec.gemm.Edges;
import org.jdvm.exec.gemm.MicroKernels;
import org.jdvm.exec.gemm.NarrowKernels;
import org.jdvm.exec.gemm.Panel;
import org.jdvm.exec.gemm.Prefetch;
import org.jdvm.exec.gemm.RowKernels;
import org.jdvm.exec.lane.Copies;
import org.jdvm.exec.lane.Layout;
import org.jdvm.exec.state.Binding;
import org.jdvm.exec.state.CoreState;
import org.jdvm.exec.state.KnownParts;
import org.jdvm.exec.state.LaunchOperands;
import org.jdvm.machine.CubeSpec;

/**
 * The cube unit of a core: matrix products from memory, or from the local buffer and memory, into a tile.
 *
 * <p>{@link LeftOperand} and {@link RightOperand} bring the operands into the form that the micro-kernels read.
 *
 * <p>Deep products are computed in slices of the depth, so that what is read again and again stays in the second-level cache.
 */
public final class Matrix {
    private static final int WIDTH = MicroKernels.COLUMNS;

    /** Elements that are near: those that the first-level cache has room for. */
    private static final int NEAR_ELEMENTS = 8192;

    /** Depth up to which a product is computed in one go. */
    private final int mostDepth;

    /** Depth up to which any sum of products of 8-bit integers is below 2^24, so that it is an exact float. */
    private static final int MOST_EXACT = (1 << 24) / (255 * 255);

    private final BlockHeights heights;
    private final LeftOperand left;
    private final RightOperand right;
    private final Prefetch prefetch = new Prefetch();
    private final LeftForms leftForms;
    private final ExchangedProduct exchanged;
    private final IntegerProduct integers;
    private final BfloatProduct bfloats;
    private final DoubleProduct doubles = new DoubleProduct();

    /** The panel of the right operand at which the columns begin. */
    private int firstPanel;

    /** What of the matrices is multiplied now. */
    final ProductPart part = new ProductPart();

    /**
     * The cube unit of a core.
     *
     * @param cube how it blocks products
     * @param packed what the core has to know of packed operands
     */
    public Matrix(CubeSpec cube, KnownParts packed) {
        mostDepth = cube.depth();
        heights = new BlockHeights(cube.blocks());
        left = new LeftOperand(heights, packed);
        leftForms = new LeftForms(cube);
        right = new RightOperand(cube, packed);
        exchanged = new ExchangedProduct(cube, heights);
        integers = new IntegerProduct(packed);
        bfloats = new BfloatProduct(packed);
    }

    /** Forgets what is packed, and the arrays of the launch. */
    public void forget() {
        left.forget();
        right.forget();
        exchanged.forget();
        integers.forget();
        bfloats.forget();
    }

    /** Forgets the left operand from the local buffer: a new one is written. */
    public void localWritten() {
        left.localWritten();
    }

    public void multiply(CoreState core, LaunchOperands launch, long head, int at) {
        long[] words = launch.words();
        if (Words.lane(head) == LaneType.F64.ordinal()) {
            doubles.multiply(core, launch, at, Words.accumulates(head));
            return;
        }
        int rightAt = Words.afterAddress(words, at + 1);
        int extent = Words.extent(words[at]);
        part.unfold();
        if (Words.opcode(head) == Opcode.MATMUL_FOLDED.code()) {
            part.fold(words, Words.afterAddress(words, rightAt) + 1);
        }
        part.rows = core.rows;
        part.columns = core.elementsOf(extent);
        part.pitch = core.pitch(extent, Float.BYTES);
        part.depth = Math.toIntExact(words[Words.afterAddress(words, rightAt)]);
        part.left = 0;
        part.right = 0;
        part.target = Words.value(words[at]);
        part.mayPad = true;
        part.ofIntegers = Words.lane(head) == LaneType.I32.ordinal();
        if (!CoreState.hasInner(extent)) {
            multiply(core, launch, at, Words.accumulates(head));
            return;
        }
        // Where the panels begin does not change with what is left out, so that all tasks use the same.
        int skipped = core.firstInner - core.firstInner % WIDTH;
        part.right = (core.firstInner - skipped) * words[rightAt + 2];
        int columns = part.right == 0 ? core.wholeInner() : skipped + part.columns;
        multiply(core, launch, at, Words.accumulates(head), columns, skipped / WIDTH);
    }

    /** Multiplies with a right operand whose columns are windows of a tensor. */
    public void multiplyWindows(CoreState core, LaunchOperands launch, long head, int at) {
        long[] words = launch.words();
        int rightAt = Words.afterAddress(words, at + 1);
        int depthAt = Words.afterAddress(words, rightAt);
        int windowsAt = Words.afterAddress(words, depthAt + 1);
        part.unfold();
        if (Words.opcode(head) == Opcode.MATMUL_FOLDED_WINDOWS.code()) {
            part.fold(words, windowsAt + 1 + (int) words[windowsAt] * WindowMap.AXIS_WORDS);
        }
        part.rows = core.rows;
        part.columns = core.columns;
        part.pitch = core.pitch(Float.BYTES);
        part.depth = Math.toIntExact(words[depthAt]);
        part.left = 0;
        part.right = 0;
        part.target = Words.value(words[at]);
        part.mayPad = true;
        part.ofIntegers = false;
        firstPanel = 0;
        int buffer = Words.buffer(words[rightAt]);
        Binding binding = launch.bindings()[buffer];
        right.findWindows(
                launch.program().buffers().get(buffer).type(),
                binding,
                words,
                rightAt,
                binding.offset() + core.address(words, rightAt),
                core.address(words, depthAt + 1),
                part.columns,
                part.depth);
        multiplyWithRight(core, launch, at, false);
    }

    /** Multiplies an inner tile of the local buffer with a matrix in memory. */
    public void multiplyLocal(CoreState core, LaunchOperands launch, long head, int at) {
        long[] words = launch.words();
        part.rows = core.rows;
        part.columns = core.columns;
        part.pitch = core.pitch(Float.BYTES);
        part.depth = core.inner;
        part.right = 0;
        firstPanel = 0;
        part.target = Words.value(words[at]);
        part.mayPad = true;
        part.ofIntegers = false;
        findRight(core, launch, at + 2, part.columns, core.wholeInner());
        left.findLocal(
                core.local,
                Words.value(words[at + 1]),
                core.pitch(CoreState.INNER_TILE, Float.BYTES),
                part.rows,
                part.depth,
                hasChoice(part.depth) ? LeftOperand.Form.COPIED : right.left,
                mayOverlap(Words.accumulates(head), core.wholeInner()));
        multiplyFound(core, Words.accumulates(head), core.wholeInner(), core.firstInner, false);
    }

    /** Multiplies {@link #part} of the matrices of an instruction. */
    void multiply(CoreState core, LaunchOperands launch, int at, boolean accumulate) {
        boolean isEmpty = part.rows == 0 || part.columns == 0 || part.depth == 0;
        if (part.ofIntegers && !isEmpty && integers.multiply(core, launch, at, part, accumulate)) {
            return;
        }
        if (!part.ofIntegers && !isEmpty && bfloats.multiply(core, launch, at, part, accumulate)) {
            return;
        }
        multiply(core, launch, at, accumulate, part.columns, 0);
    }

    /** Multiplies {@link #part}, whose columns begin at a panel of a right operand of more columns. */
    private void multiply(
            CoreState core, LaunchOperands launch, int at, boolean accumulate, int preparedColumns, int panel) {
        int depth = part.depth;
        if (part.rows == 0 || part.columns == 0) {
            return;
        }
        if (depth == 0) {
            if (!accumulate) {
                for (int r = 0; r < part.rows; r++) {
                    Copies.fill(core.local, part.target + (long) r * part.pitch, 0, part.columns);
                }
            }
            return;
        }
        firstPanel = panel;
        findRight(core, launch, Words.afterAddress(launch.words(), at + 1), preparedColumns, depth);
        multiplyWithRight(core, launch, at, accumulate);
    }

    /** Finds the left operand and multiplies; the right one is found. */
    private void multiplyWithRight(CoreState core, LaunchOperands launch, int at, boolean accumulate) {
        int depth = part.depth;
        if (exchanged.pays(part, right, firstPanel) && exchanged.find(core, launch, at + 1, part)) {
            multiplyFound(core, accumulate, depth, 0, true);
            return;
        }
        boolean hasChoice = hasChoice(depth);
        LeftOperand.Form form = hasChoice ? leftForms.begin(part.rows, part.columns, depth) : right.left;
        findLeft(core, launch, at + 1, depth, form, mayOverlap(accumulate, depth));
        multiplyFound(core, accumulate, depth, 0, false);
        if (hasChoice) {
            leftForms.end();
        }
    }

    /** Whether rows of the left operand may be taken in more than one form: copies for a single panel cost more than they gain. */
    private boolean hasChoice(int depth) {
        return right.left == LeftOperand.Form.IN_PLACE && part.columns > WIDTH && leftForms.areOpen(part.rows, depth);
    }

    /** Whether rows may be computed twice: nothing is added to what is there. */
    private boolean mayOverlap(boolean accumulate, int wholeDepth) {
        return !accumulate && !part.ofIntegers && wholeDepth <= mostDepth;
    }

    /**
     * Multiplies the operands, which are ready.
     *
     * <p>Slices do not change with what is left out of the depth. So sums are formed in the same order.
     *
     * @param wholeDepth the depth of the right operand
     * @param first how much of it precedes the depth that is multiplied
     * @param isExchanged whether the operands are exchanged
     */
    private void multiplyFound(CoreState core, boolean accumulate, int wholeDepth, int first, boolean isExchanged) {
        int slices = Math.ceilDiv(wholeDepth, part.ofIntegers ? Math.min(mostDepth, MOST_EXACT) : mostDepth);
        int slice = Math.ceilDiv(wholeDepth, slices);
        int end = first + part.depth;
        for (int k = first; k < end; ) {
            int next = Math.min(end, k - k % slice + slice);
            boolean adds = accumulate || k > first;
            if (isExchanged) {
                exchanged.slice(core, part, right, firstPanel, k, next - k, adds);
            } else {
                slice(core, part.target, k - first, k, next - k, adds);
            }
            k = next;
        }
    }

    /** Where a block begins: the last one ends with the rows if these are all read as they are. */
    private int first(int row, int height) {
        return part.rows == left.direct && height <= part.rows ? Math.min(row, part.rows - height) : row;
    }

    private void slice(CoreState core, long c, int from, int rightFrom, int count, boolean accumulate) {
        if (part.rows > heights.highest() && heights.highest() * count <= NEAR_ELEMENTS) {
            rowsFirst(core, c, from, rightFrom, count, accumulate);
        } else {
            panelsFirst(core, c, from, rightFrom, count, accumulate);
        }
    }

    /** Multiplies a block of rows by all panels before it goes on to the next: the rows stay in the first-level cache. */
    private void rowsFirst(CoreState core, long c, int from, int rightFrom, int count, boolean accumulate) {
        int height;
        for (int row = 0; row < part.rows; row += height) {
            height = heights.next(part.rows - row);
            for (int column = 0; column < part.columns; column += WIDTH) {
                block(core, c, first(row, height), height, column, from, rightFrom, count, accumulate);
            }
        }
    }

    /** Multiplies all rows by a panel before it goes on to the next: what is read from far is read once. */
    private void panelsFirst(CoreState core, long c, int from, int rightFrom, int count, boolean accumulate) {
        int done = part.rows == 1 ? row(core, c, from, rightFrom, count, accumulate) : 0;
        boolean mayBeFar = right.isConstant && part.rows != 1;
        for (int column = done; column < part.columns; column += WIDTH) {
            int panel = firstPanel + column / WIDTH;
            Panel narrow = right.narrow[panel];
            if (mayBeFar && narrow != null) {
                prefetch.begin(part.rows, narrow, rightFrom, count);
            } else if (mayBeFar) {
                prefetch.begin(part.rows, right.panels[panel], right.first(panel, rightFrom), count * WIDTH);
            }
            int height;
            for (int row = 0; row < part.rows; row += height) {
                height = heights.next(part.rows - row);
                block(core, c, first(row, height), height, column, from, rightFrom, count, accumulate);
            }
            if (mayBeFar) {
                prefetch.end();
            }
        }
    }

    /** Multiplies some rows by a panel. */
    private void block(
            CoreState core,
            long c,
            int row,
            int height,
            int column,
            int from,
            int rightFrom,
            int count,
            boolean accumulate) {
        int pitch = part.pitch;
        int panel = firstPanel + column / WIDTH;
        Panel narrow = right.narrow[panel];
        boolean inPlace = !accumulate && !part.ofIntegers && height <= part.rows - row && hasRoom(column);
        long to = c + (long) row * pitch + 4L * column;
        long target = inPlace ? to : core.block;
        long apart = inPlace ? pitch : 4L * WIDTH;
        if (row >= left.direct) {
            // Only the last block may be higher than there are rows, so those before it are packed without gaps.
            int first = (row - left.direct) * part.depth + from * height;
            MicroKernels.multiply(
                    height,
                    left.panels,
                    first,
                    right.panels[panel],
                    right.first(panel, rightFrom),
                    right.step[panel],
                    count,
                    core.local,
                    target,
                    apart);
        } else {
            int first = left.at + row * left.step + from;
            if (narrow == null) {
                DirectKernels.multiply(
                        height,
                        left.rows,
                        first,
                        left.step,
                        right.panels[panel],
                        right.first(panel, rightFrom),
                        count,
                        core.local,
                        target,
                        apart);
            } else {
                NarrowKernels.multiply(
                        height, left.rows, first, left.step, narrow, rightFrom, count, core.local, target, apart);
            }
        }
        // Added, converted, or over the edge of the tile: in scratch memory so far.
        if (!inPlace) {
            int rows = Math.min(height, part.rows - row);
            edges(core, rows, Math.min(WIDTH, part.columns - column), to, accumulate);
        }
    }

    /** Whether all columns of a panel may be written: those that the tile has not are padding. */
    private boolean hasRoom(int column) {
        int end = column + WIDTH;
        return end <= part.columns || part.mayPad && 4 * end <= part.pitch;
    }

    /**
     * Multiplies a single row by the first panels: the largest multiple of the number of panels that are multiplied at a time.
     *
     * @return columns that are done
     */
    private int row(CoreState core, long c, int from, int rightFrom, int count, boolean accumulate) {
        int step = RowKernels.PANELS * WIDTH;
        boolean isDirect = left.direct == 1;
        float[] elements = isDirect ? left.rows : left.panels;
        int first = (isDirect ? left.at : 0) + from;
        int column = 0;
        for (; column + step <= part.columns; column += step) {
            int panel = firstPanel + column / WIDTH;
            long to = c + 4L * column;
            long target = accumulate || part.ofIntegers ? core.block : to;
            if (right.areNarrow(panel, RowKernels.PANELS)) {
                NarrowKernels.row(elements, first, right.narrow, panel, rightFrom, count, core.local, target);
            } else if (right.isEven(panel, RowKernels.PANELS)) {
                RowKernels.multiply(
                        elements,
                        first,
                        right.panels,
                        panel,
                        right.at,
                        right.step[panel],
                        rightFrom,
                        count,
                        core.local,
                        target);
            } else {
                break;
            }
            if (part.ofIntegers) {
                Edges.toIntegers(core.local, target, to, step, true, accumulate);
            } else if (accumulate) {
                Edges.move(core.local, target, to, step, true, true);
            }
        }
        return column;
    }

    /** Moves a block from scratch memory to its place. */
    private void edges(CoreState core, int rows, int columns, long c, boolean accumulate) {
        boolean padded = columns == WIDTH || part.mayPad && core.pad(1) % Layout.BYTES == 0;
        for (int r = 0; r < rows; r++) {
            long from = core.block + 4L * WIDTH * r;
            long to = c + (long) r * part.pitch;
            if (part.ofIntegers) {
                Edges.toIntegers(core.local, from, to, columns, padded, accumulate);
            } else {
                Edges.move(core.local, from, to, columns, padded, accumulate);
            }
        }
    }

    private void findLeft(
            CoreState core, LaunchOperands launch, int at, int depth, LeftOperand.Form form, boolean mayOverlap) {
        long[] words = launch.words();
        int buffer = Words.buffer(words[at]);
        Binding binding = launch.bindings()[buffer];
        left.find(
                launch.program().buffers().get(buffer).type(),
                binding.array(),
                binding.offset() + core.address(words, at) + part.left,
                words[at + 1],
                words[at + 2],
                part.rows,
                depth,
                part.fold,
                part.foldStride,
                form,
                mayOverlap);
    }

    private void findRight(CoreState core, LaunchOperands launch, int at, int columns, int depth) {
        long[] words = launch.words();
        int buffer = Words.buffer(words[at]);
        Binding binding = launch.bindings()[buffer];
        right.find(
                launch.program().buffers().get(buffer).type(),
                binding,
                binding.offset() + core.address(words, at) + part.right,
                words[at + 1],
                words[at + 2],
                columns,
                depth,
                core.hasInner ? core.rowExtent() : part.rows);
    }
}
