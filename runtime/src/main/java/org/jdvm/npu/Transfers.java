package org.jdvm.npu;

import org.jdvm.annotations.DType;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Words;

/** Loads and stores: between tensors in Java arrays and operands in a local buffer. */
final class Transfers {
    /** Columns of a strided tile that are moved together, so that a cache line serves several rows once it is there. */
    private static final int BLOCK = 16;

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
        int block = stride == 1 || rows == 1 ? columns : BLOCK;
        for (int c = 0; c < columns; c += block) {
            int count = Math.min(block, columns - c);
            for (int r = 0; r < rows; r++) {
                long to = d + (long) r * pitch + (long) c * laneBytes;
                row(core, type, array, from + r * rowStride + c * stride, stride, to, count);
            }
        }
    }

    /** Loads consecutive elements of the local buffer. */
    static void row(Core core, DType type, Object array, long from, long stride, long d, int count) {
        if (count == 0) {
            return;
        }
        int first = Math.toIntExact(from);
        int step = count == 1 ? 1 : Math.toIntExact(stride);
        switch (type) {
            case F32 -> {
                if (step == 1) {
                    Rows.load((float[]) array, first, core.local, d, count);
                } else {
                    Rows.loadStrided((float[]) array, first, step, core.local, d, count);
                }
            }
            case F16 -> Rows.loadF16(core, (short[]) array, first, step, d, count);
            case BF16 -> Rows.loadBf16(core, (short[]) array, first, step, d, count);
            case I8, BOOL -> Rows.load(core, (byte[]) array, first, step, d, count);
            case I32 -> Rows.load((int[]) array, first, step, core.local, d, count);
            case I64 -> Rows.load((long[]) array, first, step, core.local, d, count);
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
        long toLastRow = Math.max(0, rows - 1) * rowStride;
        long toLastColumn = Math.max(0, columns - 1) * stride;
        core.matrix.written(
                array,
                to + Math.min(0, toLastRow) + Math.min(0, toLastColumn),
                to + Math.max(0, toLastRow) + Math.max(0, toLastColumn));
        long a = Words.value(source);
        if (stride == 1 && rowStride == columns && pitch == columns * laneBytes) {
            columns *= rows;
            rows = 1;
        }
        int block = stride == 1 || rows == 1 ? columns : BLOCK;
        for (int c = 0; c < columns; c += block) {
            int count = Math.min(block, columns - c);
            for (int r = 0; r < rows; r++) {
                long from = a + (long) r * pitch + (long) c * laneBytes;
                storeRow(core, type, from, array, to + r * rowStride + c * stride, stride, count);
            }
        }
    }

    private static void storeRow(Core core, DType type, long a, Object array, long to, long stride, int count) {
        if (count == 0) {
            return;
        }
        int first = Math.toIntExact(to);
        int step = count == 1 ? 1 : Math.toIntExact(stride);
        switch (type) {
            case F32 -> {
                if (step == 1) {
                    Rows.store(core.local, a, (float[]) array, first, count);
                } else {
                    Rows.storeStrided(core.local, a, (float[]) array, first, step, count);
                }
            }
            case F16 -> Rows.storeF16(core, a, (short[]) array, first, step, count);
            case BF16 -> Rows.storeBf16(core, a, (short[]) array, first, step, count);
            case I8, BOOL -> Rows.store(core, a, (byte[]) array, first, step, count);
            case I32 -> Rows.store(core.local, a, (int[]) array, first, step, count);
            case I64 -> Rows.store(core.local, a, (long[]) array, first, step, count);
        }
    }
}
