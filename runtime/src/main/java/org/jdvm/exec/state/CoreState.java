package org.jdvm.exec.state;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.gemm.MicroKernels;
import org.jdvm.exec.lane.Layout;
import org.jdvm.exec.lane.ScalarRoom;
import org.jdvm.op.RowArrays;
import org.jdvm.tier.SumTree;

/**
 * What routines know of a core: its local buffer, and where it is in the section that it runs. Used by one thread at a time.
 *
 * <p>After the local buffer there is scratch memory of some vectors: scalars are put there to be read like other operands, and
 * vector routines may read (never write) past the end of an operand.
 */
public final class CoreState {
    static final int TILE = Extent.TILE.ordinal();
    static final int ROW = Extent.ROW.ordinal();
    public static final int COLUMN = Extent.COLUMN.ordinal();
    static final int ONE = Extent.ONE.ordinal();
    static final int SCALAR = Extent.SCALAR.ordinal();
    public static final int INNER_TILE = Extent.INNER_TILE.ordinal();
    static final int INNER_ROW = Extent.INNER_ROW.ordinal();

    private static final int SCRATCH_VECTORS = 8 + 1 + 2 * MicroKernels.HIGHEST;

    /** Elements of the arrays for stages of a conversion. */
    public static final int STAGE = 2048;

    /** Sums whose arrays are kept for other sections. */
    private static final int MOST_SUMS = 8;

    /** Scans whose arrays are kept for other sections. */
    private static final int MOST_SCANS = 8;

    public final MemorySegment local;

    /** Byte offset of the scratch memory. */
    public final long scratch;

    /** Byte offset of scratch memory for a vector of partial results. */
    public final long partials;

    /** Byte offset of scratch memory for one block of a matrix product. */
    public final long block;

    /** What routines remember of memory outside the local buffer. */
    public final KnownParts packed = new KnownParts();

    public final float[] floatStage = new float[STAGE];

    /** With room for a whole vector that begins at the last element. */
    public final int[] intStage = new int[STAGE + Layout.COUNT];

    public final short[] shortStage = new short[STAGE];
    public final long[] longStage = new long[STAGE];
    public final double[] doubleStage = new double[STAGE];

    /** Where scalar routines bring elements. */
    public final ScalarRoom scalarRoom = new ScalarRoom();

    /** Where routines for rows in memory find these. */
    public final RowArrays rowArrays = new RowArrays();

    private final long localBytes;
    private final long[] index = new long[Words.MAX_AXES];
    private final int[] loopStart = new int[Words.MAX_AXES];

    /** Sums that are under way in loops, by the place of their results. */
    private final Map<Long, SumTree> sums = new HashMap<>();

    /** What the elements before combine to, for scans that are under way in loops, by the position of the instruction. */
    private final Map<Integer, RunningValues> running = new HashMap<>();

    /** Sums that one instruction begins and ends. */
    public final SumTree sum = new SumTree();

    /** Room for the partial sums of a row. */
    public final float[] sumRoom = new float[SumTree.ROOM];

    /** Where lanes of vectors are combined. */
    public final LaneRoom laneRoom = new LaneRoom();

    /** A bit for each axis whose loop runs. */
    private int looping;

    // The section.
    private int alignment;
    private int section;
    private int rowAxis;
    private int columnAxis;
    private long fullRows;
    private long rowExtent;
    private long fullColumns;
    private long columnExtent;
    private int pitch4;
    private int pitch8;

    /** True if the section's frame has an inner side. */
    public boolean hasInner;

    private int innerAxis;
    private long fullInner;
    private long innerExtent;
    private int innerPitch4;
    private int innerPitch8;

    /** Rows of the frame at the current indices. */
    public int rows;

    /** Columns of the frame at the current indices. */
    public int columns;

    /** How many inner indices there are, and how many before them are left out of those of the current index. */
    public int inner;

    public int firstInner;

    /**
     * The state of a core that has entered no section.
     *
     * @param localBytes bytes of its local buffer
     */
    public CoreState(int localBytes) {
        this.localBytes = localBytes;
        scratch = localBytes + 63L & -64L;
        partials = scratch + 8L * Layout.BYTES;
        block = partials + Layout.BYTES;
        local = Arena.ofAuto().allocate(scratch + (long) SCRATCH_VECTORS * Layout.BYTES, 64);
    }

    /** Makes ready for the tasks of a section. */
    public void enter(LaunchOperands launch, int position) {
        long[] words = launch.words();
        alignment = launch.program().machine().alignmentBytes();
        section = position;
        int at = position + Words.HEADER;
        rowAxis = Words.rowAxis(words[at]);
        columnAxis = Words.columnAxis(words[at]);
        fullRows = words[at + 1];
        rowExtent = words[at + 2];
        fullColumns = words[at + 3];
        columnExtent = words[at + 4];
        checkLocalBuffer(launch, words[at + 6]);
        pitch4 = pad(fullColumns * 4);
        pitch8 = pad(fullColumns * 8);
        hasInner = Words.hasInner(words[at]);
        int innerAt = at + Words.FRAME_WORDS + Words.axes(words[at]);
        innerAxis = hasInner ? Words.innerAxis(words[at]) : Words.NO_AXIS;
        fullInner = hasInner ? words[innerAt] : 0;
        innerExtent = hasInner ? words[innerAt + 1] : 0;
        innerPitch4 = pad(fullInner * 4);
        innerPitch8 = pad(fullInner * 8);
        if (sums.size() > MOST_SUMS) {
            sums.clear();
        }
        if (running.size() > MOST_SCANS) {
            running.clear();
        }
        looping = 0;
    }

    /**
     * {@return how many rows the scratch memory for a block has room for}
     *
     * @param columns 32-bit elements of a row
     */
    public int blockRows(int columns) {
        return Math.toIntExact((local.byteSize() - block) / ((long) Integer.BYTES * columns));
    }

    /** Refuses a section that takes more local buffer than there is. */
    private void checkLocalBuffer(LaunchOperands launch, long sectionBytes) {
        if (sectionBytes > localBytes) {
            throw new BytecodeException("%s takes %d bytes of local buffer, but a core has %d"
                    .formatted(launch.program().name(), sectionBytes, localBytes));
        }
    }

    /** Sets the indices of a task; its frame is sized by {@link #beginFrame}. */
    public void beginTask(long[] words, long task) {
        int frame = section + Words.HEADER;
        long rest = task;
        for (int axis = Words.axes(words[frame]) - 1; axis >= 0; axis--) {
            long word = words[frame + Words.FRAME_WORDS + axis];
            if (Words.isLoop(word)) {
                index[axis] = 0;
            } else {
                long count = Words.axisCount(word);
                long next = rest / count;
                index[axis] = rest - next * count;
                rest = next;
            }
        }
    }

    /** Goes on to the indices of the next task. */
    public void nextTask(long[] words) {
        int frame = section + Words.HEADER;
        for (int axis = Words.axes(words[frame]) - 1; axis >= 0; axis--) {
            long word = words[frame + Words.FRAME_WORDS + axis];
            if (!Words.isLoop(word)) {
                if (++index[axis] < Words.axisCount(word)) {
                    return;
                }
                index[axis] = 0;
            }
        }
    }

    /** {@return the axis whose index differs between a task and the next one, or -1 if there is one task only} */
    public int lastGridAxis(long[] words) {
        int frame = section + Words.HEADER;
        int axis = Words.axes(words[frame]) - 1;
        while (axis >= 0 && Words.isLoop(words[frame + Words.FRAME_WORDS + axis])) {
            axis--;
        }
        return axis;
    }

    /** {@return how many tasks, from this one on, differ in the index of an axis only and have frames of the same size} */
    public long equalFrames(long[] words, int axis) {
        return axis < 0 || axis == rowAxis || axis == columnAxis ? 1 : count(words, axis) - index[axis];
    }

    /** Leaves out some indices of an axis. */
    public void skip(int axis, int indices) {
        index[axis] += indices;
    }

    /** Begins the instructions of a task, whose indices are set. */
    public void beginFrame() {
        looping = 0;
        sizeRowsAndColumns();
        sizeInner();
    }

    private void sizeRowsAndColumns() {
        rows = rowAxis == Words.NO_AXIS ? (int) fullRows : clip(fullRows, rowExtent - index[rowAxis] * fullRows);
        columns = columnAxis == Words.NO_AXIS
                ? (int) fullColumns
                : clip(fullColumns, columnExtent - index[columnAxis] * fullColumns);
    }

    private void sizeInner() {
        inner = wholeInner();
        firstInner = 0;
    }

    /** {@return the inner indices of the current index, with those that are left out} */
    public int wholeInner() {
        return innerAxis == Words.NO_AXIS
                ? (int) fullInner
                : clip(fullInner, innerExtent - index[innerAxis] * fullInner);
    }

    /** Leaves inner indices out: only those from {@code from} on, below {@code to}, of the present ones stay. */
    public void narrow(int from, int to) {
        firstInner += from;
        inner = to - from;
    }

    /** {@return the position of the end of the loop over the inner axis, which begins before a position; -1 without such a loop} */
    public int endOfInnerLoop(long[] words, int at) {
        if (innerAxis == Words.NO_AXIS
                || !Words.isLoop(words[section + Words.HEADER + Words.FRAME_WORDS + innerAxis])) {
            return -1;
        }
        return findNext(words, at, innerAxis);
    }

    /** {@return the position of the NEXT that ends the loop over an axis in which a position is} */
    private static int findNext(long[] words, int at, int axis) {
        int next = at;
        while (!isNext(words, next, axis)) {
            next += Words.length(words[next]);
        }
        return next;
    }

    /** {@return true if the instruction at a position ends the loop over an axis} */
    private static boolean isNext(long[] words, int at, int axis) {
        return Opcode.of(words[at]) == Opcode.NEXT && words[at + Words.HEADER] == axis;
    }

    private static int clip(long full, long left) {
        return (int) Math.max(0, Math.min(full, left));
    }

    /** {@return where to go on after LOOP, whose next instruction is given} */
    public int beginLoop(long[] words, int axis, int next) {
        loopStart[axis] = next;
        index[axis] = 0;
        if (count(words, axis) > 0) {
            looping |= 1 << axis;
            return next;
        }
        int end = findNext(words, next, axis);
        return end + Words.length(words[end]);
    }

    /** {@return where to go on after NEXT, whose next instruction is given} */
    public int endOfLoop(long[] words, int axis, int next) {
        boolean again = ++index[axis] < count(words, axis);
        if (!again) {
            index[axis] = 0;
            looping &= ~(1 << axis);
        }
        if (axis == innerAxis) {
            sizeInner();
        } else if (axis == rowAxis || axis == columnAxis) {
            sizeRowsAndColumns();
        }
        return again ? loopStart[axis] : next;
    }

    /** {@return true if all loops that run are at their first index} */
    public boolean isFirst() {
        for (int rest = looping; rest != 0; rest &= rest - 1) {
            if (index[Integer.numberOfTrailingZeros(rest)] != 0) {
                return false;
            }
        }
        return true;
    }

    /** {@return true if all loops that run are at their last index} */
    public boolean isLast(long[] words) {
        for (int rest = looping; rest != 0; rest &= rest - 1) {
            int axis = Integer.numberOfTrailingZeros(rest);
            if (index[axis] != count(words, axis) - 1) {
                return false;
            }
        }
        return true;
    }

    /** {@return the sums that are under way with results at a place of the local buffer} */
    public SumTree sums(long place) {
        return sums.computeIfAbsent(place, _ -> new SumTree());
    }

    /**
     * {@return what the elements before combine to, for the scan at a position}
     *
     * @param at the position of the instruction's fields
     */
    public RunningValues running(int at) {
        return running.computeIfAbsent(at, _ -> new RunningValues());
    }

    /** {@return the first row of the frame, counted over all indices of the row axis} */
    public long firstRow() {
        return rowAxis == Words.NO_AXIS ? 0 : index[rowAxis] * fullRows;
    }

    /** {@return the first column of the frame, counted over all indices of the column axis} */
    public long firstColumn() {
        return columnAxis == Words.NO_AXIS ? 0 : index[columnAxis] * fullColumns;
    }

    /** {@return the inner indices before the frame, counted over all indices of the inner axis} */
    public long innerBefore() {
        return innerAxis == Words.NO_AXIS ? 0 : index[innerAxis] * fullInner;
    }

    public long innerExtent() {
        return innerExtent;
    }

    public long rowExtent() {
        return rowExtent;
    }

    public long columnExtent() {
        return columnExtent;
    }

    /** {@return the current index of an axis; 0 for none} */
    public int index(long axis) {
        return axis == Words.NO_AXIS ? 0 : (int) index[(int) axis];
    }

    private long count(long[] words, int axis) {
        return Words.axisCount(words[section + Words.HEADER + Words.FRAME_WORDS + axis]);
    }

    /** {@return the element offset that an address form gives for row 0 and column 0 at the current indices} */
    public long address(long[] words, int at) {
        long address = Words.offset(words[at]);
        int end = Words.afterAddress(words, at);
        for (int i = at + Words.ADDRESS_WORDS; i < end; i++) {
            address += Words.termStride(words[i]) * index[Words.termAxis(words[i])];
        }
        return address;
    }

    /** {@return the elements that an address form goes from an index of an axis to the next} */
    public static long stride(long[] words, int at, int axis) {
        long stride = 0;
        int end = Words.afterAddress(words, at);
        for (int i = at + Words.ADDRESS_WORDS; i < end; i++) {
            stride += Words.termAxis(words[i]) == axis ? Words.termStride(words[i]) : 0;
        }
        return stride;
    }

    /** {@return the element offset that an address form gives for the first element of an operand of an extent} */
    public long address(long[] words, int at, int extent) {
        long address = address(words, at);
        return hasInner(extent) ? address + firstInner * words[at + 2] : address;
    }

    /** {@return bytes rounded up to the alignment of operands} */
    public int pad(long bytes) {
        return (int) (bytes + alignment - 1 & -(long) alignment);
    }

    /** {@return bytes between rows of a tile} */
    public int pitch(int laneBytes) {
        return laneBytes == 8 ? pitch8 : pitch4;
    }

    /** {@return bytes between rows of an operand} */
    public int pitch(int extent, int laneBytes) {
        if (extent == INNER_TILE) {
            return laneBytes == 8 ? innerPitch8 : innerPitch4;
        }
        return laneBytes == 8 ? pitch8 : pitch4;
    }

    /** {@return true if an operand has a separate row for each row of the frame} */
    public static boolean isTile(int extent) {
        return extent == TILE || extent == INNER_TILE;
    }

    /** {@return true if an operand covers inner indices} */
    public static boolean hasInner(int extent) {
        return extent == INNER_TILE || extent == INNER_ROW;
    }

    /** {@return rows of an operand when it is laid out as rows of consecutive elements} */
    public int rowsOf(int extent) {
        return isTile(extent) ? rows : 1;
    }

    /** {@return elements in each of the rows that {@link #rowsOf} tells} */
    public int elementsOf(int extent) {
        if (extent == COLUMN) {
            return rows;
        }
        if (hasInner(extent)) {
            return inner;
        }
        return extent == ONE ? 1 : columns;
    }

    /** {@return true if a source has an element for each element of the target's rows, false if only one for each row} */
    public static boolean isVector(int target, int source) {
        return source == target
                || target == TILE && source == ROW
                || target == INNER_TILE && source == INNER_ROW
                || target == ONE && source == SCALAR;
    }

    /** {@return bytes from the elements of a source for one row of the target to those for the next row} */
    public long step(int target, int source, int laneBytes) {
        if (isTile(source) && source == target) {
            return pitch(source, laneBytes);
        }
        if (source == COLUMN && isTile(target)) {
            return laneBytes;
        }
        if (source == target
                || source == ONE
                || source == SCALAR
                || source == ROW && target == TILE
                || source == INNER_ROW && target == INNER_TILE) {
            return 0;
        }
        throw new BytecodeException(
                "a " + Extent.values()[source] + " does not fit a target that is a " + Extent.values()[target]);
    }

    /**
     * {@return the byte offset of a source; a scalar is put into scratch memory first}
     *
     * @param word the operand
     * @param lane its lane type
     * @param slot which place in scratch memory a scalar may use
     */
    public long place(LaunchOperands launch, long word, int lane, int slot) {
        if (Words.extent(word) != SCALAR) {
            return Words.value(word) & 0xffff_ffffL;
        }
        double value = launch.scalars()[Words.value(word)];
        long at = scratch + (long) slot * Layout.BYTES;
        switch (Layout.LANES[lane]) {
            case F32 -> local.set(Layout.FLOAT, at, (float) value);
            case I32 -> local.set(Layout.INT, at, (int) value);
            case I64 -> local.set(Layout.LONG, at, (long) value);
            case F64 -> local.set(Layout.DOUBLE, at, value);
        }
        return at;
    }
}
