package org.jdvm.npu;

import java.lang.foreign.MemorySegment;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Words;

/** Loads and stores: between tensors in Java arrays and operands in a local buffer. */
final class Transfers {
    private Transfers() {}

    static void load(Core core, Launch launch, long head, int at) {
        long[] words = launch.words;
        long target = words[at];
        Binding binding = launch.bindings[Words.buffer(words[at + 1])];
        long from = binding.offset() + core.address(words, at + 1, Words.extent(target));
        DType type = Casts.TYPES[Words.memoryType(head)];
        load(core, type, binding.array(), from, words[at + 2], words[at + 3], target);
    }

    /** Loads an operand whose first element has a given index of an array. */
    static void load(Core core, DType type, Object array, long from, long rowStride, long columnStride, long target) {
        int extent = Words.extent(target);
        int rows = core.rowsOf(extent);
        int columns = core.elementsOf(extent);
        int laneBytes = LaneType.of(type).bytes();
        int pitch = core.pitch(extent, laneBytes);
        long stride = extent == Core.COLUMN ? rowStride : columnStride;
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
        for (int r = 1; repeats && r < rows; r++) {
            Copies.copy(core.local, d + (long) r * pitch, d, columns * laneBytes);
        }
    }

    /** Loads consecutive elements of the local buffer. */
    static void row(Core core, DType type, Object array, long from, long stride, long d, int count) {
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
            case I8, BOOL -> Rows.load(core, (byte[]) array, first, d, count);
            case I32 -> MemorySegment.copy((int[]) array, first, core.local, Layout.INT, d, count);
            case I64 -> MemorySegment.copy((long[]) array, first, core.local, Layout.LONG, d, count);
        }
    }

    static void store(Core core, Launch launch, long head, int at) {
        long[] words = launch.words;
        long source = words[at];
        Binding binding = launch.bindings[Words.buffer(words[at + 1])];
        Object array = binding.array();
        DType type = Casts.TYPES[Words.memoryType(head)];
        long to = binding.offset() + core.address(words, at + 1);
        int extent = Words.extent(source);
        long rowStride = words[at + 2];
        long stride = extent == Core.COLUMN ? rowStride : words[at + 3];
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
    static void written(Core core, Object array, long to, long rowStride, long stride, int rows, int columns) {
        long toLastRow = Math.max(0, rows - 1) * rowStride;
        long toLastColumn = Math.max(0, columns - 1) * stride;
        core.matrix.written(
                array,
                to + Math.min(0, toLastRow) + Math.min(0, toLastColumn),
                to + Math.max(0, toLastRow) + Math.max(0, toLastColumn));
    }

    /** {@return true if a load and a store with fields at these positions are between two arrays} */
    static boolean isBetweenArrays(Launch launch, int load, int store) {
        long[] words = launch.words;
        return launch.bindings[Words.buffer(words[load + 1])].array()
                != launch.bindings[Words.buffer(words[store + 1])].array();
    }

    /** Does a load and the store of what it loaded at once, past the local buffer. */
    static void move(Core core, Launch launch, int load, int store) {
        long[] words = launch.words;
        Binding source = launch.bindings[Words.buffer(words[load + 1])];
        Binding target = launch.bindings[Words.buffer(words[store + 1])];
        int extent = Words.extent(words[load]);
        int rows = core.rowsOf(extent);
        int columns = core.elementsOf(extent);
        if (rows == 0 || columns == 0) {
            return;
        }
        boolean isColumn = extent == Core.COLUMN;
        long from = source.offset() + core.address(words, load + 1, extent);
        long to = target.offset() + core.address(words, store + 1);
        long rowStride = words[store + 2];
        long stride = isColumn ? rowStride : words[store + 3];
        Object array = target.array();
        written(core, array, to, rowStride, stride, rows, columns);
        Moves.tile(
                source.array(),
                Math.toIntExact(from),
                (int) words[load + 2],
                (int) words[load + (isColumn ? 2 : 3)],
                array,
                Math.toIntExact(to),
                (int) rowStride,
                (int) stride,
                rows,
                columns);
    }

    private static void storeRow(Core core, DType type, long a, Object array, long to, int count) {
        if (count == 0) {
            return;
        }
        int first = Math.toIntExact(to);
        switch (type) {
            case F32 -> MemorySegment.copy(core.local, Layout.FLOAT, a, (float[]) array, first, count);
            case F16 -> Rows.storeF16(core, a, (short[]) array, first, count);
            case BF16 -> Rows.storeBf16(core, a, (short[]) array, first, count);
            case I8, BOOL -> Rows.store(core, a, (byte[]) array, first, count);
            case I32 -> MemorySegment.copy(core.local, Layout.INT, a, (int[]) array, first, count);
            case I64 -> MemorySegment.copy(core.local, Layout.LONG, a, (long[]) array, first, count);
        }
    }
}
