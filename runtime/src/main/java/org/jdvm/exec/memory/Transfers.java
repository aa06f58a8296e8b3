package org.jdvm.exec.memory;

import java.lang.foreign.MemorySegment;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.lane.Copies;
import org.jdvm.exec.lane.Integers;
import org.jdvm.exec.lane.Layout;
import org.jdvm.exec.state.Binding;
import org.jdvm.exec.state.CoreState;
import org.jdvm.exec.state.LaunchOperands;

/** Loads and stores: between tensors in Java arrays and operands in a local buffer. */
public final class Transfers {
    private Transfers() {}

    public static void load(CoreState core, LaunchOperands launch, long head, int at) {
        long[] words = launch.words();
        long target = words[at];
        Binding binding = launch.bindings()[Words.buffer(words[at + 1])];
        long from = binding.offset() + core.address(words, at + 1, Words.extent(target));
        DType type = Layout.TYPES[Words.memoryType(head)];
        load(core, type, binding.array(), from, words[at + 2], words[at + 3], target);
    }

    /** Loads an operand whose first element has a given index of an array. */
    static void load(
            CoreState core, DType type, Object array, long from, long rowStride, long columnStride, long target) {
        int extent = Words.extent(target);
        int rows = core.rowsOf(extent);
        int columns = core.elementsOf(extent);
        int laneBytes = LaneType.of(type).bytes();
        int pitch = core.pitch(extent, laneBytes);
        long stride = extent == CoreState.COLUMN ? rowStride : columnStride;
        long d = Words.value(target);
        if (stride == 1 && rowStride == columns && pitch == columns * laneBytes) {
            columns *= rows;
            rows = 1;
        }
        if (stride != 1 && columns > 1) {
            StridedMoves.load(core, type, array, from, rowStride, stride, d, pitch, rows, columns);
            return;
        }
        boolean repeats = rowStride == 0 && rows > 1;
        if (type == DType.F32 && !repeats) {
            Rows.load((float[]) array, from, rowStride, core.local, d, pitch, rows, columns);
            return;
        }
        for (int r = 0; r < (repeats ? 1 : rows); r++) {
            row(core, type, array, from + r * rowStride, 1, d + (long) r * pitch, columns);
        }
        if (repeats) {
            repeatFirstRow(core, d, pitch, rows, columns * laneBytes);
        }
    }

    private static void repeatFirstRow(CoreState core, long d, int pitch, int rows, int bytes) {
        for (int r = 1; r < rows; r++) {
            Copies.copy(core.local, d + (long) r * pitch, d, bytes);
        }
    }

    /** Loads an operand whose columns are two axes folded into one. */
    public static void loadFolded(CoreState core, LaunchOperands launch, long head, int at) {
        long[] words = launch.words();
        long target = words[at];
        Binding binding = launch.bindings()[Words.buffer(words[at + 1])];
        DType type = Layout.TYPES[Words.memoryType(head)];
        int extent = Words.extent(target);
        int rows = core.rowsOf(extent);
        int columns = core.elementsOf(extent);
        int laneBytes = LaneType.of(type).bytes();
        int pitch = core.pitch(extent, laneBytes);
        long from = binding.offset() + core.address(words, at + 1);
        long rowStride = words[at + 2];
        long outerStride = words[at + 3];
        int end = Words.afterAddress(words, at + 1);
        int fold = Math.min(columns, (int) words[end]);
        long stride = words[end + 1];
        boolean repeatsRows = rowStride == 0 && rows > 1;
        for (int r = 0; r < (repeatsRows ? 1 : rows) && fold > 0; r++) {
            long d = Words.value(target) + (long) r * pitch;
            long first = from + r * rowStride;
            if (outerStride == 0) {
                row(core, type, binding.array(), first, stride, d, fold);
                repeat(core, d, fold * laneBytes, columns * laneBytes);
            } else {
                StridedMoves.load(
                        core,
                        type,
                        binding.array(),
                        first,
                        outerStride,
                        stride,
                        d,
                        fold * laneBytes,
                        columns / fold,
                        fold);
            }
        }
        if (repeatsRows) {
            repeatFirstRow(core, Words.value(target), pitch, rows, columns * laneBytes);
        }
    }

    /** Repeats the first bytes of a row up to its end: each copy doubles them, since short copies take as long as long ones. */
    private static void repeat(CoreState core, long d, int first, int bytes) {
        for (int done = first; done < bytes; done *= 2) {
            Copies.copy(core.local, d + done, d, Math.min(done, bytes - done));
        }
    }

    /** Loads consecutive elements of the local buffer. */
    static void row(CoreState core, DType type, Object array, long from, long stride, long d, int count) {
        if (count == 0) {
            return;
        }
        if (stride != 1 && count > 1) {
            StridedMoves.load(core, type, array, from, 0, stride, d, 0, 1, count);
            return;
        }
        int first = Math.toIntExact(from);
        switch (type) {
            case F32 -> MemorySegment.copy((float[]) array, first, core.local, Layout.FLOAT, d, count);
            case F16 -> Rows.loadF16(core, (short[]) array, first, d, count);
            case BF16 -> Rows.loadBf16(core, (short[]) array, first, d, count);
            case I8, U8, BOOL -> Rows.load(core, (byte[]) array, Integers.mask(type), first, d, count);
            case I16, U16 -> Rows.load(core, (short[]) array, Integers.mask(type), first, d, count);
            case I32 -> MemorySegment.copy((int[]) array, first, core.local, Layout.INT, d, count);
            case I64 -> MemorySegment.copy((long[]) array, first, core.local, Layout.LONG, d, count);
            case F64 -> MemorySegment.copy((double[]) array, first, core.local, Layout.DOUBLE, d, count);
        }
    }

    public static void store(CoreState core, LaunchOperands launch, long head, int at) {
        long[] words = launch.words();
        long source = words[at];
        Binding binding = launch.bindings()[Words.buffer(words[at + 1])];
        Object array = binding.array();
        DType type = Layout.TYPES[Words.memoryType(head)];
        long to = binding.offset() + core.address(words, at + 1);
        int extent = Words.extent(source);
        long rowStride = words[at + 2];
        long stride = extent == CoreState.COLUMN ? rowStride : words[at + 3];
        int rows = core.rowsOf(extent);
        int columns = core.elementsOf(extent);
        int laneBytes = LaneType.of(type).bytes();
        int pitch = core.pitch(extent, laneBytes);
        written(core, array, to, rowStride, stride, rows, columns);
        long a = Words.value(source);
        if (stride == 1 && rowStride == columns && pitch == columns * laneBytes) {
            columns *= rows;
            rows = 1;
        }
        if (stride != 1 && columns > 1) {
            StridedMoves.store(core, type, a, pitch, array, to, rowStride, stride, rows, columns);
            return;
        }
        if (type == DType.F32) {
            Rows.store(core.local, a, pitch, (float[]) array, to, rowStride, rows, columns);
            return;
        }
        for (int r = 0; r < rows; r++) {
            storeRow(core, type, a + (long) r * pitch, array, to + r * rowStride, columns);
        }
    }

    /** Forgets what was packed from the elements of a tile that is written. */
    static void written(CoreState core, Object array, long to, long rowStride, long stride, int rows, int columns) {
        written(core, array, to, 0, Math.max(0, rows - 1) * rowStride, Math.max(0, columns - 1) * stride);
    }

    private static void written(
            CoreState core, Object array, long to, long toLastTile, long toLastRow, long toLastColumn) {
        core.packed.written(
                array,
                to + Math.min(0, toLastTile) + Math.min(0, toLastRow) + Math.min(0, toLastColumn),
                to + Math.max(0, toLastTile) + Math.max(0, toLastRow) + Math.max(0, toLastColumn));
    }

    /** {@return true if a load and a store with fields at these positions are between two arrays} */
    public static boolean isBetweenArrays(LaunchOperands launch, int load, int store) {
        long[] words = launch.words();
        return launch.bindings()[Words.buffer(words[load + 1])].array()
                != launch.bindings()[Words.buffer(words[store + 1])].array();
    }

    /**
     * Does a load and the store of what it loaded at once, past the local buffer, for tasks whose indices of one axis follow each other.
     *
     * @param axis the axis
     * @param tiles how many tasks
     */
    public static void move(CoreState core, LaunchOperands launch, int load, int store, int axis, int tiles) {
        long[] words = launch.words();
        Binding source = launch.bindings()[Words.buffer(words[load + 1])];
        Binding target = launch.bindings()[Words.buffer(words[store + 1])];
        int extent = Words.extent(words[load]);
        int rows = core.rowsOf(extent);
        int columns = core.elementsOf(extent);
        if (rows == 0 || columns == 0) {
            return;
        }
        boolean isColumn = extent == CoreState.COLUMN;
        long from = source.offset() + core.address(words, load + 1, extent);
        long to = target.offset() + core.address(words, store + 1);
        long rowStride = words[store + 2];
        long stride = isColumn ? rowStride : words[store + 3];
        Object array = target.array();
        int tileStep = (int) CoreState.stride(words, load + 1, axis);
        int targetTileStep = (int) CoreState.stride(words, store + 1, axis);
        written(core, array, to, (tiles - 1L) * targetTileStep, (rows - 1L) * rowStride, (columns - 1L) * stride);
        Moves.tiles(
                source.array(),
                Math.toIntExact(from),
                new Moves.Steps(tileStep, (int) words[load + 2], (int) words[load + (isColumn ? 2 : 3)]),
                array,
                Math.toIntExact(to),
                new Moves.Steps(targetTileStep, (int) rowStride, (int) stride),
                tiles,
                rows,
                columns);
    }

    private static void storeRow(CoreState core, DType type, long a, Object array, long to, int count) {
        if (count == 0) {
            return;
        }
        int first = Math.toIntExact(to);
        switch (type) {
            case F32 -> MemorySegment.copy(core.local, Layout.FLOAT, a, (float[]) array, first, count);
            case F16 -> Rows.storeF16(core, a, (short[]) array, first, count);
            case BF16 -> Rows.storeBf16(core, a, (short[]) array, first, count);
            case I8, U8, BOOL -> Rows.store(core, a, (byte[]) array, first, count);
            case I16, U16 -> Rows.store(core, a, (short[]) array, first, count);
            case I32 -> MemorySegment.copy(core.local, Layout.INT, a, (int[]) array, first, count);
            case I64 -> MemorySegment.copy(core.local, Layout.LONG, a, (long[]) array, first, count);
            case F64 -> MemorySegment.copy(core.local, Layout.DOUBLE, a, (double[]) array, first, count);
        }
    }
}
