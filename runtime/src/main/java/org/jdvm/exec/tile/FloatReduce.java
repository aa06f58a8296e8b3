package org.jdvm.exec.tile;

import static org.jdvm.exec.lane.Lanes.F32;
import static org.jdvm.exec.lane.Lanes.ORDER;
import static org.jdvm.exec.lane.Lanes.floats;
import static org.jdvm.exec.lane.Lanes.ints;
import static org.jdvm.exec.lane.Layout.BYTES;
import static org.jdvm.exec.lane.Layout.COUNT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import org.jdvm.exec.lane.Lanes;
import org.jdvm.exec.state.CoreState;

/**
 * The largest or smallest of 32-bit floats in a local buffer. Sums have an order: see {@link FloatSums}.
 *
 * <p>Each function has methods for itself, so that no more of them is compiled at a time than is inlined.
 */
public final class FloatReduce {
    private static final int NEGATIVE_INFINITY = Float.floatToRawIntBits(Float.NEGATIVE_INFINITY);
    private static final int POSITIVE_INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    private FloatReduce() {}

    /** The largest element of each row to one element of the packed target. */
    public static void maxRows(CoreState core, long d, long a, int pitch, int rows, int count, boolean accumulate) {
        MemorySegment s = core.local;
        float[] partials = core.laneRoom.rows;
        for (int first = 0; first < rows; first += COUNT) {
            int chunk = Math.min(COUNT, rows - first);
            for (int r = 0; r < chunk; r++) {
                long row = a + (long) (first + r) * pitch;
                if (count < COUNT) {
                    maxPart(s, partials, r * COUNT, row, count);
                } else if (count <= 4 * COUNT) {
                    maxShort(s, partials, r * COUNT, row, count);
                } else if (count <= 8 * COUNT) {
                    maxMedium(s, partials, r * COUNT, row, count);
                } else {
                    maxRow(s, partials, r * COUNT, row, count);
                }
            }
            LaneFolds.max(core.laneRoom, s, d + 4L * first, chunk, accumulate);
        }
    }

    /** That of each column of a tile, and of its padding, to one element of a row. */
    public static void maxColumns(CoreState core, long d, long a, int pitch, int rows, int bytes, boolean accumulate) {
        MemorySegment s = core.local;
        for (int i = 0; i < bytes; i += BYTES) {
            maxColumn(s, core.partials, a + i, pitch, rows);
            if (accumulate) {
                floats(s, d + i).max(floats(s, core.partials)).intoMemorySegment(s, core.partials, ORDER);
            }
            MemorySegment.copy(s, core.partials, s, d + i, Math.min(BYTES, bytes - i));
        }
    }

    /** The smallest element of each row to one element of the packed target. */
    public static void minRows(CoreState core, long d, long a, int pitch, int rows, int count, boolean accumulate) {
        MemorySegment s = core.local;
        float[] partials = core.laneRoom.rows;
        for (int first = 0; first < rows; first += COUNT) {
            int chunk = Math.min(COUNT, rows - first);
            for (int r = 0; r < chunk; r++) {
                long row = a + (long) (first + r) * pitch;
                if (count < COUNT) {
                    minPart(s, partials, r * COUNT, row, count);
                } else if (count <= 4 * COUNT) {
                    minShort(s, partials, r * COUNT, row, count);
                } else if (count <= 8 * COUNT) {
                    minMedium(s, partials, r * COUNT, row, count);
                } else {
                    minRow(s, partials, r * COUNT, row, count);
                }
            }
            LaneFolds.min(core.laneRoom, s, d + 4L * first, chunk, accumulate);
        }
    }

    /** That of each column of a tile, and of its padding, to one element of a row. */
    public static void minColumns(CoreState core, long d, long a, int pitch, int rows, int bytes, boolean accumulate) {
        MemorySegment s = core.local;
        for (int i = 0; i < bytes; i += BYTES) {
            minColumn(s, core.partials, a + i, pitch, rows);
            if (accumulate) {
                floats(s, d + i).min(floats(s, core.partials)).intoMemorySegment(s, core.partials, ORDER);
            }
            MemorySegment.copy(s, core.partials, s, d + i, Math.min(BYTES, bytes - i));
        }
    }

    /** Of one to four vectors; the last ones overlap. */
    private static void maxShort(MemorySegment s, float[] to, int at, long a, int count) {
        long last = a + (count - COUNT) * 4L;
        FloatVector x0 = floats(s, a);
        FloatVector x1 = floats(s, Math.min(a + BYTES, last));
        FloatVector x2 = floats(s, Math.min(a + 2L * BYTES, last));
        x0.max(x1).max(x2.max(floats(s, last))).intoArray(to, at);
    }

    /** Of five to eight vectors; the last ones overlap. */
    private static void maxMedium(MemorySegment s, float[] to, int at, long a, int count) {
        long last = a + (count - COUNT) * 4L;
        FloatVector x0 = floats(s, a);
        FloatVector x1 = floats(s, a + BYTES);
        FloatVector x2 = floats(s, a + 2L * BYTES);
        FloatVector x3 = floats(s, a + 3L * BYTES);
        x0 = x0.max(floats(s, Math.min(a + 4L * BYTES, last)));
        x1 = x1.max(floats(s, Math.min(a + 5L * BYTES, last)));
        x2 = x2.max(floats(s, Math.min(a + 6L * BYTES, last)));
        x3 = x3.max(floats(s, last));
        x0.max(x1).max(x2.max(x3)).intoArray(to, at);
    }

    /** Of less than a vector. */
    private static void maxPart(MemorySegment s, float[] to, int at, long a, int count) {
        IntVector inside = Lanes.inside(count);
        ints(s, a)
                .and(inside)
                .or(inside.not().and(NEGATIVE_INFINITY))
                .reinterpretAsFloats()
                .intoArray(to, at);
    }

    /** Of more than eight vectors: four at a time, and the last four, which overlap those before them. */
    private static void maxRow(MemorySegment s, float[] to, int at, long a, int count) {
        long last = a + (count - 4 * COUNT) * 4L;
        FloatVector x0 = floats(s, last);
        FloatVector x1 = floats(s, last + BYTES);
        FloatVector x2 = floats(s, last + 2L * BYTES);
        FloatVector x3 = floats(s, last + 3L * BYTES);
        int end = count * Float.BYTES & -4 * BYTES;
        for (int i = 0; i < end; i += 4 * BYTES) {
            x0 = x0.max(floats(s, a + i));
            x1 = x1.max(floats(s, a + i + BYTES));
            x2 = x2.max(floats(s, a + i + 2 * BYTES));
            x3 = x3.max(floats(s, a + i + 3 * BYTES));
        }
        x0.max(x1).max(x2.max(x3)).intoArray(to, at);
    }

    private static void maxColumn(MemorySegment s, long to, long a, int pitch, int rows) {
        FloatVector x0 = FloatVector.broadcast(F32, Float.NEGATIVE_INFINITY);
        FloatVector x1 = x0;
        FloatVector x2 = x0;
        FloatVector x3 = x0;
        int end = rows & -4;
        for (int r = 0; r < end; r += 4) {
            x0 = x0.max(floats(s, a));
            x1 = x1.max(floats(s, a + pitch));
            x2 = x2.max(floats(s, a + 2L * pitch));
            x3 = x3.max(floats(s, a + 3L * pitch));
            a += 4L * pitch;
        }
        for (int r = end; r < rows; r++) {
            x0 = x0.max(floats(s, a));
            a += pitch;
        }
        x0.max(x1).max(x2.max(x3)).intoMemorySegment(s, to, ORDER);
    }

    /** Of one to four vectors; the last ones overlap. */
    private static void minShort(MemorySegment s, float[] to, int at, long a, int count) {
        long last = a + (count - COUNT) * 4L;
        FloatVector x0 = floats(s, a);
        FloatVector x1 = floats(s, Math.min(a + BYTES, last));
        FloatVector x2 = floats(s, Math.min(a + 2L * BYTES, last));
        x0.min(x1).min(x2.min(floats(s, last))).intoArray(to, at);
    }

    /** Of five to eight vectors; the last ones overlap. */
    private static void minMedium(MemorySegment s, float[] to, int at, long a, int count) {
        long last = a + (count - COUNT) * 4L;
        FloatVector x0 = floats(s, a);
        FloatVector x1 = floats(s, a + BYTES);
        FloatVector x2 = floats(s, a + 2L * BYTES);
        FloatVector x3 = floats(s, a + 3L * BYTES);
        x0 = x0.min(floats(s, Math.min(a + 4L * BYTES, last)));
        x1 = x1.min(floats(s, Math.min(a + 5L * BYTES, last)));
        x2 = x2.min(floats(s, Math.min(a + 6L * BYTES, last)));
        x3 = x3.min(floats(s, last));
        x0.min(x1).min(x2.min(x3)).intoArray(to, at);
    }

    /** Of less than a vector. */
    private static void minPart(MemorySegment s, float[] to, int at, long a, int count) {
        IntVector inside = Lanes.inside(count);
        ints(s, a)
                .and(inside)
                .or(inside.not().and(POSITIVE_INFINITY))
                .reinterpretAsFloats()
                .intoArray(to, at);
    }

    /** Of more than eight vectors: four at a time, and the last four, which overlap those before them. */
    private static void minRow(MemorySegment s, float[] to, int at, long a, int count) {
        long last = a + (count - 4 * COUNT) * 4L;
        FloatVector x0 = floats(s, last);
        FloatVector x1 = floats(s, last + BYTES);
        FloatVector x2 = floats(s, last + 2L * BYTES);
        FloatVector x3 = floats(s, last + 3L * BYTES);
        int end = count * Float.BYTES & -4 * BYTES;
        for (int i = 0; i < end; i += 4 * BYTES) {
            x0 = x0.min(floats(s, a + i));
            x1 = x1.min(floats(s, a + i + BYTES));
            x2 = x2.min(floats(s, a + i + 2 * BYTES));
            x3 = x3.min(floats(s, a + i + 3 * BYTES));
        }
        x0.min(x1).min(x2.min(x3)).intoArray(to, at);
    }

    private static void minColumn(MemorySegment s, long to, long a, int pitch, int rows) {
        FloatVector x0 = FloatVector.broadcast(F32, Float.POSITIVE_INFINITY);
        FloatVector x1 = x0;
        FloatVector x2 = x0;
        FloatVector x3 = x0;
        int end = rows & -4;
        for (int r = 0; r < end; r += 4) {
            x0 = x0.min(floats(s, a));
            x1 = x1.min(floats(s, a + pitch));
            x2 = x2.min(floats(s, a + 2L * pitch));
            x3 = x3.min(floats(s, a + 3L * pitch));
            a += 4L * pitch;
        }
        for (int r = end; r < rows; r++) {
            x0 = x0.min(floats(s, a));
            a += pitch;
        }
        x0.min(x1).min(x2.min(x3)).intoMemorySegment(s, to, ORDER);
    }
}
