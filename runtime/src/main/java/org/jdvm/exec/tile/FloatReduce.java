package org.jdvm.exec.tile;

import static org.jdvm.exec.lane.Lanes.F32;
import static org.jdvm.exec.lane.Lanes.ORDER;
import static org.jdvm.exec.lane.Lanes.floats;
import static org.jdvm.exec.lane.Lanes.ints;
import static org.jdvm.exec.lane.Layout.BYTES;
import static org.jdvm.exec.lane.Layout.COUNT;
import static org.jdvm.exec.lane.Layout.FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
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
                if (count >= COUNT && count <= 4 * COUNT) {
                    maxShort(s, partials, r * COUNT, a + (long) (first + r) * pitch, count);
                } else {
                    maxRow(s, partials, r * COUNT, a + (long) (first + r) * pitch, count);
                }
            }
            if (chunk == COUNT) {
                LaneFolds.max(core.laneRoom, s, d + 4L * first, accumulate);
            } else {
                maxLanes(s, d + 4L * first, partials, chunk, accumulate);
            }
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
                if (count >= COUNT && count <= 4 * COUNT) {
                    minShort(s, partials, r * COUNT, a + (long) (first + r) * pitch, count);
                } else {
                    minRow(s, partials, r * COUNT, a + (long) (first + r) * pitch, count);
                }
            }
            if (chunk == COUNT) {
                LaneFolds.min(core.laneRoom, s, d + 4L * first, accumulate);
            } else {
                minLanes(s, d + 4L * first, partials, chunk, accumulate);
            }
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

    private static void maxLanes(MemorySegment s, long d, float[] partials, int rows, boolean accumulate) {
        for (int r = 0; r < rows; r++) {
            float max = FloatVector.fromArray(F32, partials, r * COUNT).reduceLanes(VectorOperators.MAX);
            s.set(FLOAT, d + 4L * r, accumulate ? Math.max(s.get(FLOAT, d + 4L * r), max) : max);
        }
    }

    private static void minLanes(MemorySegment s, long d, float[] partials, int rows, boolean accumulate) {
        for (int r = 0; r < rows; r++) {
            float min = FloatVector.fromArray(F32, partials, r * COUNT).reduceLanes(VectorOperators.MIN);
            s.set(FLOAT, d + 4L * r, accumulate ? Math.min(s.get(FLOAT, d + 4L * r), min) : min);
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

    private static void maxRow(MemorySegment s, float[] to, int at, long a, int count) {
        FloatVector x0 = FloatVector.broadcast(F32, Float.NEGATIVE_INFINITY);
        FloatVector x1 = x0;
        FloatVector x2 = x0;
        FloatVector x3 = x0;
        int bytes = count * Float.BYTES;
        int end = bytes & -4 * BYTES;
        for (int i = 0; i < end; i += 4 * BYTES) {
            x0 = x0.max(floats(s, a + i));
            x1 = x1.max(floats(s, a + i + BYTES));
            x2 = x2.max(floats(s, a + i + 2 * BYTES));
            x3 = x3.max(floats(s, a + i + 3 * BYTES));
        }
        for (int i = end; i < bytes; i += BYTES) {
            IntVector inside = Lanes.inside((bytes - i) / Float.BYTES);
            IntVector outside = inside.not().and(NEGATIVE_INFINITY);
            x0 = x0.max(ints(s, a + i).and(inside).or(outside).reinterpretAsFloats());
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

    private static void minRow(MemorySegment s, float[] to, int at, long a, int count) {
        FloatVector x0 = FloatVector.broadcast(F32, Float.POSITIVE_INFINITY);
        FloatVector x1 = x0;
        FloatVector x2 = x0;
        FloatVector x3 = x0;
        int bytes = count * Float.BYTES;
        int end = bytes & -4 * BYTES;
        for (int i = 0; i < end; i += 4 * BYTES) {
            x0 = x0.min(floats(s, a + i));
            x1 = x1.min(floats(s, a + i + BYTES));
            x2 = x2.min(floats(s, a + i + 2 * BYTES));
            x3 = x3.min(floats(s, a + i + 3 * BYTES));
        }
        for (int i = end; i < bytes; i += BYTES) {
            IntVector inside = Lanes.inside((bytes - i) / Float.BYTES);
            IntVector outside = inside.not().and(POSITIVE_INFINITY);
            x0 = x0.min(ints(s, a + i).and(inside).or(outside).reinterpretAsFloats());
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
