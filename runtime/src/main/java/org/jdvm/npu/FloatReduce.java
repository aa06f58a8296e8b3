package org.jdvm.npu;

import static org.jdvm.npu.Lanes.F32;
import static org.jdvm.npu.Lanes.I32;
import static org.jdvm.npu.Lanes.ORDER;
import static org.jdvm.npu.Lanes.floats;
import static org.jdvm.npu.Lanes.ints;
import static org.jdvm.npu.Layout.BYTES;
import static org.jdvm.npu.Layout.COUNT;
import static org.jdvm.npu.Layout.FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.ir.Op;

/** The largest or smallest of 32-bit floats in a local buffer. Sums have an order: see {@link FloatSums}. */
final class FloatReduce {
    private static final int NEGATIVE_INFINITY = Float.floatToRawIntBits(Float.NEGATIVE_INFINITY);
    private static final int POSITIVE_INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    /**
     * From element {@code COUNT - n} on a vector with all bits of its first n lanes set: what is outside of a row becomes neutral by plain
     * arithmetic on bits. A mask made of the number is slow wherever the compiler has not seen many rows that do not fill their last vector.
     */
    private static final int[] INSIDE = new int[2 * COUNT];

    static {
        Arrays.fill(INSIDE, 0, COUNT, -1);
    }

    private FloatReduce() {}

    /** Each row of elements to one element of the packed target. */
    static void rows(Op op, Core core, long d, long a, int pitch, int rows, int count, boolean accumulate) {
        MemorySegment s = core.local;
        for (int first = 0; first < rows; first += Core.PARTIALS) {
            int chunk = Math.min(Core.PARTIALS, rows - first);
            for (int r = 0; r < chunk; r++) {
                long to = core.partials + (long) r * BYTES;
                long row = a + (long) (first + r) * pitch;
                switch (op) {
                    case REDUCE_MAX -> maxRow(s, to, row, count);
                    case REDUCE_MIN -> minRow(s, to, row, count);
                    default -> throw new BytecodeException(op + " does not find a largest or smallest float");
                }
            }
            long target = d + 4L * first;
            switch (op) {
                case REDUCE_MAX -> maxLanes(s, target, core.partials, chunk, accumulate);
                default -> minLanes(s, target, core.partials, chunk, accumulate);
            }
        }
    }

    /** Each column of a tile to one element of a row. */
    static void columns(Op op, Core core, long d, long a, int pitch, int rows, int columns, boolean accumulate) {
        MemorySegment s = core.local;
        int bytes = core.pad(4L * columns);
        for (int i = 0; i < bytes; i += BYTES) {
            switch (op) {
                case REDUCE_MAX -> maxColumn(s, core.partials, a + i, pitch, rows);
                case REDUCE_MIN -> minColumn(s, core.partials, a + i, pitch, rows);
                default -> throw new BytecodeException(op + " does not find a largest or smallest float");
            }
            if (accumulate) {
                Op combination = op == Op.REDUCE_MAX ? Op.MAX : Op.MIN;
                FloatVectorTiles.vectors(combination, s, core.partials, 0, d + i, 0, core.partials, 0, 1, BYTES);
            }
            MemorySegment.copy(s, core.partials, s, d + i, Math.min(BYTES, bytes - i));
        }
    }

    private static void maxLanes(MemorySegment s, long d, long from, int rows, boolean accumulate) {
        for (int r = 0; r < rows; r++) {
            float max = floats(s, from + (long) r * BYTES).reduceLanes(VectorOperators.MAX);
            s.set(FLOAT, d + 4L * r, accumulate ? Math.max(s.get(FLOAT, d + 4L * r), max) : max);
        }
    }

    private static void minLanes(MemorySegment s, long d, long from, int rows, boolean accumulate) {
        for (int r = 0; r < rows; r++) {
            float min = floats(s, from + (long) r * BYTES).reduceLanes(VectorOperators.MIN);
            s.set(FLOAT, d + 4L * r, accumulate ? Math.min(s.get(FLOAT, d + 4L * r), min) : min);
        }
    }

    private static void maxRow(MemorySegment s, long to, long a, int count) {
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
        if (bytes - end >= BYTES) {
            x0 = x0.max(floats(s, a + end));
        }
        if (bytes - end >= 2 * BYTES) {
            x1 = x1.max(floats(s, a + end + BYTES));
        }
        if (bytes - end >= 3 * BYTES) {
            x2 = x2.max(floats(s, a + end + 2 * BYTES));
        }
        int rest = bytes & BYTES - 1;
        if (rest != 0) {
            IntVector inside = IntVector.fromArray(I32, INSIDE, COUNT - rest / Float.BYTES);
            IntVector outside = inside.not().and(NEGATIVE_INFINITY);
            x3 = x3.max(ints(s, a + bytes - rest).and(inside).or(outside).reinterpretAsFloats());
        }
        x0.max(x1).max(x2.max(x3)).intoMemorySegment(s, to, ORDER);
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
        if (rows - end >= 1) {
            x0 = x0.max(floats(s, a));
        }
        if (rows - end >= 2) {
            x1 = x1.max(floats(s, a + pitch));
        }
        if (rows - end >= 3) {
            x2 = x2.max(floats(s, a + 2L * pitch));
        }
        x0.max(x1).max(x2.max(x3)).intoMemorySegment(s, to, ORDER);
    }

    private static void minRow(MemorySegment s, long to, long a, int count) {
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
        if (bytes - end >= BYTES) {
            x0 = x0.min(floats(s, a + end));
        }
        if (bytes - end >= 2 * BYTES) {
            x1 = x1.min(floats(s, a + end + BYTES));
        }
        if (bytes - end >= 3 * BYTES) {
            x2 = x2.min(floats(s, a + end + 2 * BYTES));
        }
        int rest = bytes & BYTES - 1;
        if (rest != 0) {
            IntVector inside = IntVector.fromArray(I32, INSIDE, COUNT - rest / Float.BYTES);
            IntVector outside = inside.not().and(POSITIVE_INFINITY);
            x3 = x3.min(ints(s, a + bytes - rest).and(inside).or(outside).reinterpretAsFloats());
        }
        x0.min(x1).min(x2.min(x3)).intoMemorySegment(s, to, ORDER);
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
        if (rows - end >= 1) {
            x0 = x0.min(floats(s, a));
        }
        if (rows - end >= 2) {
            x1 = x1.min(floats(s, a + pitch));
        }
        if (rows - end >= 3) {
            x2 = x2.min(floats(s, a + 2L * pitch));
        }
        x0.min(x1).min(x2.min(x3)).intoMemorySegment(s, to, ORDER);
    }
}
