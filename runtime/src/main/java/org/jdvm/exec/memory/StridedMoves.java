package org.jdvm.exec.memory;

import java.lang.foreign.MemorySegment;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.LaneType;
import org.jdvm.exec.lane.Integers;
import org.jdvm.exec.lane.Layout;
import org.jdvm.exec.state.CoreState;

/**
 * Moves tiles whose elements are apart in memory: transposed, every second one, one repeated along a row.
 *
 * <p>Elements are gathered in an array of the core that has the rows of the tile as the local buffer has them, which is then copied at
 * once: a loop from array to array takes half the time of one that sets single elements of a memory segment.
 */
final class StridedMoves {
    /** Rows of the parts of a tile whose rows are so long that few fit an array of the core. */
    private static final int PART_ROWS = 32;

    private StridedMoves() {}

    /**
     * Loads a tile.
     *
     * @param from the index of its first element
     * @param d where it begins in the local buffer, with {@code pitch} bytes from row to row
     */
    static void load(
            CoreState core,
            DType type,
            Object array,
            long from,
            long rowStride,
            long stride,
            long d,
            int pitch,
            int rows,
            int columns) {
        int laneBytes = LaneType.of(type).bytes();
        int pitchElements = pitch / laneBytes;
        int partRows = partRows(pitchElements, rows);
        int partColumns = partColumns(pitchElements, rows, columns);
        for (int r = 0; r < rows; r += partRows) {
            int height = Math.min(partRows, rows - r);
            for (int c = 0; c < columns; c += partColumns) {
                int width = Math.min(partColumns, columns - c);
                int stagePitch = isWhole(pitchElements, rows) ? pitchElements : width;
                int at = Math.toIntExact(from + r * rowStride + c * stride);
                gather(core, type, array, at, (int) rowStride, (int) stride, stagePitch, height, width);
                long target = d + (long) r * pitch + (long) c * laneBytes;
                if (stagePitch == pitchElements || height == 1) {
                    toLocal(core, type, 0, target, (height - 1) * stagePitch + width);
                } else {
                    for (int i = 0; i < height; i++) {
                        toLocal(core, type, i * stagePitch, target + (long) i * pitch, width);
                    }
                }
            }
        }
    }

    /** Stores a tile; {@code to} is the index of its first element. */
    static void store(
            CoreState core,
            DType type,
            long a,
            int pitch,
            Object array,
            long to,
            long rowStride,
            long stride,
            int rows,
            int columns) {
        int laneBytes = LaneType.of(type).bytes();
        int pitchElements = pitch / laneBytes;
        int partRows = partRows(pitchElements, rows);
        int partColumns = partColumns(pitchElements, rows, columns);
        for (int r = 0; r < rows; r += partRows) {
            int height = Math.min(partRows, rows - r);
            for (int c = 0; c < columns; c += partColumns) {
                int width = Math.min(partColumns, columns - c);
                int stagePitch = isWhole(pitchElements, rows) ? pitchElements : width;
                long source = a + (long) r * pitch + (long) c * laneBytes;
                if (stagePitch == pitchElements || height == 1) {
                    fromLocal(core, type, source, 0, (height - 1) * stagePitch + width);
                } else {
                    for (int i = 0; i < height; i++) {
                        fromLocal(core, type, source + (long) i * pitch, i * stagePitch, width);
                    }
                }
                int at = Math.toIntExact(to + r * rowStride + c * stride);
                scatter(core, type, array, at, (int) rowStride, (int) stride, stagePitch, height, width);
            }
        }
    }

    /** Whole rows if several fit, so that they are copied at once. */
    private static boolean isWhole(int pitch, int rows) {
        return (long) pitch * Math.min(rows, PART_ROWS) <= CoreState.STAGE;
    }

    private static int partRows(int pitch, int rows) {
        if (rows == 1) {
            return 1;
        }
        return Math.min(rows, isWhole(pitch, rows) ? CoreState.STAGE / pitch : PART_ROWS);
    }

    /** As many columns as fit an array of the core. */
    private static int partColumns(int pitch, int rows, int columns) {
        return isWhole(pitch, rows) && rows > 1
                ? columns
                : Math.min(columns, CoreState.STAGE / Math.clamp(rows, 1, PART_ROWS));
    }

    private static void toLocal(CoreState core, DType type, int at, long d, int count) {
        switch (type) {
            case F32, F16 -> MemorySegment.copy(core.floatStage, at, core.local, Layout.FLOAT, d, count);
            case BF16, I8, U8, I16, U16, BOOL, I32 ->
                MemorySegment.copy(core.intStage, at, core.local, Layout.INT, d, count);
            case I64 -> MemorySegment.copy(core.longStage, at, core.local, Layout.LONG, d, count);
            case F64 -> MemorySegment.copy(core.doubleStage, at, core.local, Layout.DOUBLE, d, count);
        }
    }

    private static void fromLocal(CoreState core, DType type, long a, int at, int count) {
        switch (type) {
            case F32, F16 -> MemorySegment.copy(core.local, Layout.FLOAT, a, core.floatStage, at, count);
            case BF16 -> Rows.roundBf16(core, a, at, count);
            case I8, U8, I16, U16, BOOL, I32 -> MemorySegment.copy(core.local, Layout.INT, a, core.intStage, at, count);
            case I64 -> MemorySegment.copy(core.local, Layout.LONG, a, core.longStage, at, count);
            case F64 -> MemorySegment.copy(core.local, Layout.DOUBLE, a, core.doubleStage, at, count);
        }
    }

    /** Brings elements into an array of the core, with a pitch; sides are exchanged if the rows are the longer ones. */
    private static void gather(
            CoreState core,
            DType type,
            Object array,
            int from,
            int rowStep,
            int step,
            int pitch,
            int rows,
            int columns) {
        if (Moves.isInner(pitch, rows, 1, columns)) {
            lines(core, type, array, from, step, rowStep, 1, pitch, columns, rows);
        } else {
            lines(core, type, array, from, rowStep, step, pitch, 1, rows, columns);
        }
    }

    private static void scatter(
            CoreState core, DType type, Object array, int to, int rowStep, int step, int pitch, int rows, int columns) {
        if (Moves.isInner(rowStep, rows, step, columns)) {
            storeLines(core, type, array, to, step, rowStep, 1, pitch, columns, rows);
        } else {
            storeLines(core, type, array, to, rowStep, step, pitch, 1, rows, columns);
        }
    }

    private static void lines(
            CoreState core,
            DType type,
            Object array,
            int from,
            int lineStep,
            int step,
            int targetLineStep,
            int targetStep,
            int lines,
            int count) {
        int[] ints = core.intStage;
        switch (type) {
            case F32 ->
                Moves.floats(
                        (float[]) array,
                        from,
                        lineStep,
                        step,
                        core.floatStage,
                        0,
                        targetLineStep,
                        targetStep,
                        lines,
                        count);
            case F16 ->
                widenF16(
                        (short[]) array,
                        from,
                        lineStep,
                        step,
                        core.floatStage,
                        targetLineStep,
                        targetStep,
                        lines,
                        count);
            case BF16 ->
                widenBf16((short[]) array, from, lineStep, step, ints, targetLineStep, targetStep, lines, count);
            case I8, U8, BOOL -> {
                int mask = Integers.mask(type);
                widen((byte[]) array, mask, from, lineStep, step, ints, targetLineStep, targetStep, lines, count);
            }
            case I16, U16 -> {
                int mask = Integers.mask(type);
                widen((short[]) array, mask, from, lineStep, step, ints, targetLineStep, targetStep, lines, count);
            }
            case I32 ->
                Moves.ints((int[]) array, from, lineStep, step, ints, 0, targetLineStep, targetStep, lines, count);
            case I64 ->
                Moves.longs(
                        (long[]) array,
                        from,
                        lineStep,
                        step,
                        core.longStage,
                        0,
                        targetLineStep,
                        targetStep,
                        lines,
                        count);
            case F64 ->
                Moves.doubles(
                        (double[]) array,
                        from,
                        lineStep,
                        step,
                        core.doubleStage,
                        0,
                        targetLineStep,
                        targetStep,
                        lines,
                        count);
        }
    }

    private static void storeLines(
            CoreState core,
            DType type,
            Object array,
            int to,
            int lineStep,
            int step,
            int sourceLineStep,
            int sourceStep,
            int lines,
            int count) {
        int[] ints = core.intStage;
        switch (type) {
            case F32 ->
                Moves.floats(
                        core.floatStage,
                        0,
                        sourceLineStep,
                        sourceStep,
                        (float[]) array,
                        to,
                        lineStep,
                        step,
                        lines,
                        count);
            case F16 ->
                narrowF16(
                        core.floatStage, sourceLineStep, sourceStep, (short[]) array, to, lineStep, step, lines, count);
            case BF16 ->
                narrowBf16(ints, sourceLineStep, sourceStep, (short[]) array, to, lineStep, step, lines, count);
            case I8, U8, BOOL ->
                narrow(ints, sourceLineStep, sourceStep, (byte[]) array, to, lineStep, step, lines, count);
            case I16, U16 ->
                narrow(ints, sourceLineStep, sourceStep, (short[]) array, to, lineStep, step, lines, count);
            case I32 ->
                Moves.ints(ints, 0, sourceLineStep, sourceStep, (int[]) array, to, lineStep, step, lines, count);
            case I64 ->
                Moves.longs(
                        core.longStage,
                        0,
                        sourceLineStep,
                        sourceStep,
                        (long[]) array,
                        to,
                        lineStep,
                        step,
                        lines,
                        count);
            case F64 ->
                Moves.doubles(
                        core.doubleStage,
                        0,
                        sourceLineStep,
                        sourceStep,
                        (double[]) array,
                        to,
                        lineStep,
                        step,
                        lines,
                        count);
        }
    }

    private static void widenF16(
            short[] array,
            int from,
            int lineStep,
            int step,
            float[] to,
            int toLineStep,
            int toStep,
            int lines,
            int count) {
        for (int line = 0; line < lines; line++) {
            int a = from + line * lineStep;
            int b = line * toLineStep;
            for (int i = 0; i < count; i++, a += step, b += toStep) {
                to[b] = Float.float16ToFloat(array[a]);
            }
        }
    }

    private static void widenBf16(
            short[] array,
            int from,
            int lineStep,
            int step,
            int[] to,
            int toLineStep,
            int toStep,
            int lines,
            int count) {
        for (int line = 0; line < lines; line++) {
            int a = from + line * lineStep;
            int b = line * toLineStep;
            for (int i = 0; i < count; i++, a += step, b += toStep) {
                to[b] = array[a] << 16;
            }
        }
    }

    private static void widen(
            byte[] array,
            int mask,
            int from,
            int lineStep,
            int step,
            int[] to,
            int toLineStep,
            int toStep,
            int lines,
            int count) {
        for (int line = 0; line < lines; line++) {
            int a = from + line * lineStep;
            int b = line * toLineStep;
            for (int i = 0; i < count; i++, a += step, b += toStep) {
                to[b] = array[a] & mask;
            }
        }
    }

    private static void widen(
            short[] array,
            int mask,
            int from,
            int lineStep,
            int step,
            int[] to,
            int toLineStep,
            int toStep,
            int lines,
            int count) {
        for (int line = 0; line < lines; line++) {
            int a = from + line * lineStep;
            int b = line * toLineStep;
            for (int i = 0; i < count; i++, a += step, b += toStep) {
                to[b] = array[a] & mask;
            }
        }
    }

    private static void narrowF16(
            float[] from,
            int lineStep,
            int step,
            short[] array,
            int to,
            int toLineStep,
            int toStep,
            int lines,
            int count) {
        for (int line = 0; line < lines; line++) {
            int a = line * lineStep;
            int b = to + line * toLineStep;
            for (int i = 0; i < count; i++, a += step, b += toStep) {
                array[b] = Float.floatToFloat16(from[a]);
            }
        }
    }

    private static void narrowBf16(
            int[] from,
            int lineStep,
            int step,
            short[] array,
            int to,
            int toLineStep,
            int toStep,
            int lines,
            int count) {
        for (int line = 0; line < lines; line++) {
            int a = line * lineStep;
            int b = to + line * toLineStep;
            for (int i = 0; i < count; i++, a += step, b += toStep) {
                array[b] = (short) (from[a] >>> 16);
            }
        }
    }

    private static void narrow(
            int[] from,
            int lineStep,
            int step,
            byte[] array,
            int to,
            int toLineStep,
            int toStep,
            int lines,
            int count) {
        for (int line = 0; line < lines; line++) {
            int a = line * lineStep;
            int b = to + line * toLineStep;
            for (int i = 0; i < count; i++, a += step, b += toStep) {
                array[b] = (byte) from[a];
            }
        }
    }

    private static void narrow(
            int[] from,
            int lineStep,
            int step,
            short[] array,
            int to,
            int toLineStep,
            int toStep,
            int lines,
            int count) {
        for (int line = 0; line < lines; line++) {
            int a = line * lineStep;
            int b = to + line * toLineStep;
            for (int i = 0; i < count; i++, a += step, b += toStep) {
                array[b] = (short) from[a];
            }
        }
    }
}
