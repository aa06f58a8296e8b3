package org.jdvm.npu;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.ir.Op;

/** The scalar forms of {@link FloatReduce}: sums in the same order, which is that of four vectors side by side. */
final class ScalarReduce {
    private static final int LANES = Layout.COUNT;

    private ScalarReduce() {}

    /** Each row of elements to one element of the packed target. */
    static void rows(Op op, MemorySegment s, long d, long a, int pitch, int rows, int count, boolean accumulate) {
        float[] x = new float[count];
        float[] partial = new float[4 * LANES];
        for (int r = 0; r < rows; r++) {
            MemorySegment.copy(s, Layout.FLOAT, a + (long) r * pitch, x, 0, count);
            Arrays.fill(partial, identity(op));
            row(op, partial, x, count);
            combine(op, partial, 0, LANES, LANES);
            combine(op, partial, 2 * LANES, 3 * LANES, LANES);
            combine(op, partial, 0, 2 * LANES, LANES);
            for (int step = LANES / 2; step > 0; step /= 2) {
                combine(op, partial, 0, step, step);
            }
            long target = d + 4L * r;
            float result = partial[0];
            if (accumulate) {
                float before = s.get(Layout.FLOAT, target);
                result = switch (op) {
                    case SUM -> before + result;
                    case REDUCE_MAX -> Math.max(before, result);
                    default -> Math.min(before, result);
                };
            }
            s.set(Layout.FLOAT, target, result);
        }
    }

    private static float identity(Op op) {
        return switch (op) {
            case SUM -> 0f;
            case REDUCE_MAX -> Float.NEGATIVE_INFINITY;
            case REDUCE_MIN -> Float.POSITIVE_INFINITY;
            default -> throw new BytecodeException(op + " is not a reduction of floats");
        };
    }

    /** Elements go round the four vectors; what does not fill a vector at the end goes to the last one. */
    private static void row(Op op, float[] partial, float[] x, int count) {
        int whole = count & -LANES;
        int i = 0;
        for (; i + partial.length <= count; i += partial.length) {
            combine(op, partial, 0, x, i, partial.length);
        }
        combine(op, partial, 0, x, i, whole - i);
        combine(op, partial, 3 * LANES, x, whole, count - whole);
    }

    /** Each column of a tile, and of its padding, to one element of a row. */
    static void columns(Op op, MemorySegment s, long d, long a, int pitch, int rows, int bytes, boolean accumulate) {
        int count = bytes / Float.BYTES;
        float[] x = new float[count];
        float[] partial = new float[4 * count];
        Arrays.fill(partial, identity(op));
        for (int r = 0; r < rows; r++) {
            MemorySegment.copy(s, Layout.FLOAT, a + (long) r * pitch, x, 0, count);
            combine(op, partial, r % 4 * count, x, 0, count);
        }
        combine(op, partial, 0, count, count);
        combine(op, partial, 2 * count, 3 * count, count);
        combine(op, partial, 0, 2 * count, count);
        if (accumulate) {
            MemorySegment.copy(s, Layout.FLOAT, d, x, 0, count);
            for (int i = 0; i < count; i++) {
                partial[i] = switch (op) {
                    case SUM -> x[i] + partial[i];
                    case REDUCE_MAX -> Math.max(x[i], partial[i]);
                    default -> Math.min(x[i], partial[i]);
                };
            }
        }
        MemorySegment.copy(partial, 0, s, Layout.FLOAT, d, count);
    }

    private static void combine(Op op, float[] to, int at, int from, int count) {
        combine(op, to, at, to, from, count);
    }

    private static void combine(Op op, float[] to, int at, float[] x, int from, int count) {
        switch (op) {
            case SUM -> sum(to, at, x, from, count);
            case REDUCE_MAX -> max(to, at, x, from, count);
            default -> min(to, at, x, from, count);
        }
    }

    private static void sum(float[] to, int at, float[] x, int from, int count) {
        for (int i = 0; i < count; i++) {
            to[at + i] += x[from + i];
        }
    }

    private static void max(float[] to, int at, float[] x, int from, int count) {
        for (int i = 0; i < count; i++) {
            to[at + i] = Math.max(to[at + i], x[from + i]);
        }
    }

    private static void min(float[] to, int at, float[] x, int from, int count) {
        for (int i = 0; i < count; i++) {
            to[at + i] = Math.min(to[at + i], x[from + i]);
        }
    }
}
