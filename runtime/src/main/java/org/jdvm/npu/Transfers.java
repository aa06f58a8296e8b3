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
        int extent = Words.extent(target);
        Binding binding = launch.bindings[Words.buffer(words[at + 1])];
        long from = binding.offset() + core.address(words, at + 1);
        load(
                core,
                Casts.TYPES[Words.memoryType(head)],
                binding.array(),
                from,
                words[at + 2],
                words[at + 3],
                extent,
                target);
    }

    /** Loads an operand whose first element has a given index of an array. */
    static void load(
            Core core,
            DType type,
            Object array,
            long from,
            long rowStride,
            long columnStride,
            int extent,
            long target) {
        int rows = core.rowsOf(extent);
        int columns = core.elementsOf(extent);
        int pitch = core.pitch(LaneType.of(type).bytes());
        long stride = extent == Core.COLUMN ? rowStride : columnStride;
        int d = Words.value(target);
        if (type == DType.F32 && stride == 1) {
            rows(core.local, (float[]) array, from, rowStride, d, pitch, rows, columns);
            return;
        }
        for (int r = 0; r < rows; r++) {
            row(core, type, array, from + r * rowStride, stride, d + (long) r * pitch, columns);
        }
    }

    private static void rows(
            MemorySegment s, float[] array, long from, long rowStride, long d, int pitch, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            MemorySegment.copy(
                    array, Math.toIntExact(from + r * rowStride), s, Lanes.FLOAT, d + (long) r * pitch, columns);
        }
    }

    /** Loads consecutive elements of the local buffer. */
    static void row(Core core, DType type, Object array, long from, long stride, long d, int count) {
        for (int i = 0; i < count; i++) {
            element(
                    core.local,
                    type,
                    array,
                    Math.toIntExact(from + i * stride),
                    d + (long) i * LaneType.of(type).bytes());
        }
    }

    static void element(MemorySegment s, DType type, Object array, int from, long d) {
        switch (type) {
            case F32 -> s.set(Lanes.FLOAT, d, ((float[]) array)[from]);
            case F16 -> s.set(Lanes.FLOAT, d, Float.float16ToFloat(((short[]) array)[from]));
            case BF16 -> s.set(Lanes.FLOAT, d, Halves.fromBf16(((short[]) array)[from]));
            case I8, BOOL -> s.set(Lanes.INT, d, ((byte[]) array)[from]);
            case I32 -> s.set(Lanes.INT, d, ((int[]) array)[from]);
            case I64 -> s.set(Lanes.LONG, d, ((long[]) array)[from]);
        }
    }

    static void store(Core core, Launch launch, long head, int at) {
        long[] words = launch.words;
        long source = words[at];
        int extent = Words.extent(source);
        DType type = Casts.TYPES[Words.memoryType(head)];
        Binding binding = launch.bindings[Words.buffer(words[at + 1])];
        Object array = binding.array();
        core.matrix.written(array);
        long to = binding.offset() + core.address(words, at + 1);
        long rowStride = words[at + 2];
        long stride = extent == Core.COLUMN ? rowStride : words[at + 3];
        int rows = core.rowsOf(extent);
        int columns = core.elementsOf(extent);
        int laneBytes = LaneType.of(type).bytes();
        int pitch = core.pitch(laneBytes);
        long a = Words.value(source);
        for (int r = 0; r < rows; r++) {
            if (type == DType.F32 && stride == 1) {
                int first = Math.toIntExact(to + r * rowStride);
                MemorySegment.copy(core.local, Lanes.FLOAT, a + (long) r * pitch, (float[]) array, first, columns);
                continue;
            }
            for (int i = 0; i < columns; i++) {
                int index = Math.toIntExact(to + r * rowStride + i * stride);
                storeElement(core.local, type, a + (long) r * pitch + (long) i * laneBytes, array, index);
            }
        }
    }

    private static void storeElement(MemorySegment s, DType type, long a, Object array, int to) {
        switch (type) {
            case F32 -> ((float[]) array)[to] = s.get(Lanes.FLOAT, a);
            case F16 -> ((short[]) array)[to] = Float.floatToFloat16(s.get(Lanes.FLOAT, a));
            case BF16 -> ((short[]) array)[to] = Halves.toBf16(s.get(Lanes.FLOAT, a));
            case I8, BOOL -> ((byte[]) array)[to] = (byte) s.get(Lanes.INT, a);
            case I32 -> ((int[]) array)[to] = s.get(Lanes.INT, a);
            case I64 -> ((long[]) array)[to] = s.get(Lanes.LONG, a);
        }
    }
}
