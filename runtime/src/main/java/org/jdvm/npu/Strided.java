package org.jdvm.npu;

import java.lang.foreign.MemorySegment;
import org.jdvm.annotations.DType;

/**
 * Moves tiles whose elements are apart in memory: transposed, every second one, one repeated along a row. Both loops over a tile are
 * in one method for each type, in blocks of columns, so that a cache line serves several rows once it is there.
 */
final class Strided {
    private static final int BLOCK = 16;

    private Strided() {}

    /**
     * Loads a tile.
     *
     * @param from the index of its first element
     * @param d where it begins in the local buffer, with {@code pitch} bytes from row to row
     */
    static void load(
            MemorySegment s,
            DType type,
            Object array,
            long from,
            long rowStride,
            long stride,
            long d,
            long pitch,
            int rows,
            int columns) {
        if (rows == 0 || columns == 0) {
            return;
        }
        if (stride == 0) {
            for (int r = 0; r < rows; r++) {
                repeat(s, type, array, (int) (from + r * rowStride), d + r * pitch, columns);
            }
            return;
        }
        for (int c = 0; c < columns; c += BLOCK) {
            int count = Math.min(BLOCK, columns - c);
            long block = from + c * stride;
            switch (type) {
                case F32 -> load(s, (float[]) array, block, rowStride, stride, d + 4L * c, pitch, rows, count);
                case F16 -> loadF16(s, (short[]) array, block, rowStride, stride, d + 4L * c, pitch, rows, count);
                case BF16 -> loadBf16(s, (short[]) array, block, rowStride, stride, d + 4L * c, pitch, rows, count);
                case I8, BOOL -> load(s, (byte[]) array, block, rowStride, stride, d + 4L * c, pitch, rows, count);
                case I32 -> load(s, (int[]) array, block, rowStride, stride, d + 4L * c, pitch, rows, count);
                case I64 -> load(s, (long[]) array, block, rowStride, stride, d + 8L * c, pitch, rows, count);
            }
        }
    }

    private static void repeat(MemorySegment s, DType type, Object array, int from, long d, int count) {
        switch (type) {
            case F32 -> Copies.fill(s, d, Float.floatToRawIntBits(((float[]) array)[from]), count);
            case F16 ->
                Copies.fill(s, d, Float.floatToRawIntBits(Float.float16ToFloat(((short[]) array)[from])), count);
            case BF16 -> Copies.fill(s, d, ((short[]) array)[from] << 16, count);
            case I8, BOOL -> Copies.fill(s, d, ((byte[]) array)[from], count);
            case I32 -> Copies.fill(s, d, ((int[]) array)[from], count);
            case I64 -> Copies.fill(s, d, ((long[]) array)[from], count);
        }
    }

    /** Stores a tile; {@code to} is the index of its first element. */
    static void store(
            Core core,
            DType type,
            long a,
            long pitch,
            Object array,
            long to,
            long rowStride,
            long stride,
            int rows,
            int columns) {
        MemorySegment s = core.local;
        for (int c = 0; c < columns; c += BLOCK) {
            int count = Math.min(BLOCK, columns - c);
            long block = to + c * stride;
            switch (type) {
                case F32 -> store(s, a + 4L * c, pitch, (float[]) array, block, rowStride, stride, rows, count);
                case F16 -> storeF16(s, a + 4L * c, pitch, (short[]) array, block, rowStride, stride, rows, count);
                case I8, BOOL -> store(s, a + 4L * c, pitch, (byte[]) array, block, rowStride, stride, rows, count);
                case I32 -> store(s, a + 4L * c, pitch, (int[]) array, block, rowStride, stride, rows, count);
                case I64 -> store(s, a + 8L * c, pitch, (long[]) array, block, rowStride, stride, rows, count);
                case BF16 -> {
                    for (int r = 0; r < rows; r++) {
                        int first = (int) (block + r * rowStride);
                        Rows.storeBf16(core, a + r * pitch + 4L * c, (short[]) array, first, (int) stride, count);
                    }
                }
            }
        }
    }

    private static void load(
            MemorySegment s,
            float[] array,
            long from,
            long rowStride,
            long stride,
            long d,
            long pitch,
            int rows,
            int count) {
        int step = (int) stride;
        for (int r = 0; r < rows; r++) {
            int at = (int) (from + r * rowStride);
            long target = d + r * pitch;
            for (int c = 0; c < count; c++, at += step) {
                s.set(Layout.FLOAT, target + 4L * c, array[at]);
            }
        }
    }

    private static void loadF16(
            MemorySegment s,
            short[] array,
            long from,
            long rowStride,
            long stride,
            long d,
            long pitch,
            int rows,
            int count) {
        int step = (int) stride;
        for (int r = 0; r < rows; r++) {
            int at = (int) (from + r * rowStride);
            long target = d + r * pitch;
            for (int c = 0; c < count; c++, at += step) {
                s.set(Layout.FLOAT, target + 4L * c, Float.float16ToFloat(array[at]));
            }
        }
    }

    private static void loadBf16(
            MemorySegment s,
            short[] array,
            long from,
            long rowStride,
            long stride,
            long d,
            long pitch,
            int rows,
            int count) {
        int step = (int) stride;
        for (int r = 0; r < rows; r++) {
            int at = (int) (from + r * rowStride);
            long target = d + r * pitch;
            for (int c = 0; c < count; c++, at += step) {
                s.set(Layout.INT, target + 4L * c, array[at] << 16);
            }
        }
    }

    private static void load(
            MemorySegment s,
            byte[] array,
            long from,
            long rowStride,
            long stride,
            long d,
            long pitch,
            int rows,
            int count) {
        int step = (int) stride;
        for (int r = 0; r < rows; r++) {
            int at = (int) (from + r * rowStride);
            long target = d + r * pitch;
            for (int c = 0; c < count; c++, at += step) {
                s.set(Layout.INT, target + 4L * c, array[at]);
            }
        }
    }

    private static void load(
            MemorySegment s,
            int[] array,
            long from,
            long rowStride,
            long stride,
            long d,
            long pitch,
            int rows,
            int count) {
        int step = (int) stride;
        for (int r = 0; r < rows; r++) {
            int at = (int) (from + r * rowStride);
            long target = d + r * pitch;
            for (int c = 0; c < count; c++, at += step) {
                s.set(Layout.INT, target + 4L * c, array[at]);
            }
        }
    }

    private static void load(
            MemorySegment s,
            long[] array,
            long from,
            long rowStride,
            long stride,
            long d,
            long pitch,
            int rows,
            int count) {
        int step = (int) stride;
        for (int r = 0; r < rows; r++) {
            int at = (int) (from + r * rowStride);
            long target = d + r * pitch;
            for (int c = 0; c < count; c++, at += step) {
                s.set(Layout.LONG, target + 8L * c, array[at]);
            }
        }
    }

    private static void store(
            MemorySegment s,
            long a,
            long pitch,
            float[] array,
            long to,
            long rowStride,
            long stride,
            int rows,
            int count) {
        int step = (int) stride;
        for (int r = 0; r < rows; r++) {
            int at = (int) (to + r * rowStride);
            long source = a + r * pitch;
            for (int c = 0; c < count; c++, at += step) {
                array[at] = s.get(Layout.FLOAT, source + 4L * c);
            }
        }
    }

    private static void storeF16(
            MemorySegment s,
            long a,
            long pitch,
            short[] array,
            long to,
            long rowStride,
            long stride,
            int rows,
            int count) {
        int step = (int) stride;
        for (int r = 0; r < rows; r++) {
            int at = (int) (to + r * rowStride);
            long source = a + r * pitch;
            for (int c = 0; c < count; c++, at += step) {
                array[at] = Float.floatToFloat16(s.get(Layout.FLOAT, source + 4L * c));
            }
        }
    }

    private static void store(
            MemorySegment s,
            long a,
            long pitch,
            byte[] array,
            long to,
            long rowStride,
            long stride,
            int rows,
            int count) {
        int step = (int) stride;
        for (int r = 0; r < rows; r++) {
            int at = (int) (to + r * rowStride);
            long source = a + r * pitch;
            for (int c = 0; c < count; c++, at += step) {
                array[at] = (byte) s.get(Layout.INT, source + 4L * c);
            }
        }
    }

    private static void store(
            MemorySegment s,
            long a,
            long pitch,
            int[] array,
            long to,
            long rowStride,
            long stride,
            int rows,
            int count) {
        int step = (int) stride;
        for (int r = 0; r < rows; r++) {
            int at = (int) (to + r * rowStride);
            long source = a + r * pitch;
            for (int c = 0; c < count; c++, at += step) {
                array[at] = s.get(Layout.INT, source + 4L * c);
            }
        }
    }

    private static void store(
            MemorySegment s,
            long a,
            long pitch,
            long[] array,
            long to,
            long rowStride,
            long stride,
            int rows,
            int count) {
        int step = (int) stride;
        for (int r = 0; r < rows; r++) {
            int at = (int) (to + r * rowStride);
            long source = a + r * pitch;
            for (int c = 0; c < count; c++, at += step) {
                array[at] = s.get(Layout.LONG, source + 8L * c);
            }
        }
    }
}
