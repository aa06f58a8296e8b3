package org.jdvm.exec.tile;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.exec.lane.Layout;
import org.jdvm.exec.state.CoreState;
import org.jdvm.ir.Op;
import org.jdvm.tier.SumTree;

/** The scalar forms of {@link FloatReduce} and {@link FloatSums}. */
public final class ScalarReduce {
    private ScalarReduce() {}

    /** The largest or smallest element of each row to one element of the packed target. */
    public static void rows(Op op, CoreState core, long d, long a, int pitch, int rows, int count, boolean accumulate) {
        MemorySegment s = core.local;
        float[] x = core.scalarRoom.floats(0, count);
        for (int r = 0; r < rows; r++) {
            MemorySegment.copy(s, Layout.FLOAT, a + (long) r * pitch, x, 0, count);
            long target = d + 4L * r;
            float result = accumulate ? s.get(Layout.FLOAT, target) : identity(op);
            for (int i = 0; i < count; i++) {
                result = op == Op.REDUCE_MAX ? Math.max(result, x[i]) : Math.min(result, x[i]);
            }
            s.set(Layout.FLOAT, target, result);
        }
    }

    private static float identity(Op op) {
        return switch (op) {
            case REDUCE_MAX -> Float.NEGATIVE_INFINITY;
            case REDUCE_MIN -> Float.POSITIVE_INFINITY;
            default -> throw new BytecodeException(op + " does not find a largest or smallest float");
        };
    }

    /** That of each column of a tile, and of its padding, to one element of a row. */
    public static void columns(
            Op op, CoreState core, long d, long a, int pitch, int rows, int bytes, boolean accumulate) {
        MemorySegment s = core.local;
        int count = bytes / Float.BYTES;
        float[] x = core.scalarRoom.floats(0, count);
        float[] result = core.scalarRoom.floats(1, count);
        if (accumulate) {
            MemorySegment.copy(s, Layout.FLOAT, d, result, 0, count);
        } else {
            Arrays.fill(result, 0, count, identity(op));
        }
        for (int r = 0; r < rows; r++) {
            MemorySegment.copy(s, Layout.FLOAT, a + (long) r * pitch, x, 0, count);
            for (int i = 0; i < count; i++) {
                result[i] = op == Op.REDUCE_MAX ? Math.max(result[i], x[i]) : Math.min(result[i], x[i]);
            }
        }
        MemorySegment.copy(result, 0, s, Layout.FLOAT, d, count);
    }

    /** The sum of each row; parameters as those of {@link FloatSums#rows}. */
    public static void sumRows(CoreState core, float[] to, long a, int pitch, int rows, int first, int count) {
        MemorySegment s = core.local;
        float[] x = core.scalarRoom.floats(0, count);
        float[] room = core.sumRoom;
        for (int r = 0; r < rows; r++) {
            MemorySegment.copy(s, Layout.FLOAT, a + (long) r * pitch, x, 0, count);
            to[r] = SumTree.row(x, 0, first, first + count, room);
        }
    }

    /** Adds the rows of a tile, block by block, as leaves; parameters as those of {@link FloatSums#pushRows}. */
    public static void pushRows(CoreState core, SumTree sums, long a, int pitch, int rows, int columns) {
        MemorySegment s = core.local;
        float[] x = core.scalarRoom.floats(0, SumTree.ROWS * columns);
        for (int row = 0; row < rows; row += SumTree.ROWS) {
            int block = Math.min(SumTree.ROWS, rows - row);
            for (int r = 0; r < block; r++) {
                MemorySegment.copy(s, Layout.FLOAT, a + (long) (row + r) * pitch, x, r * columns, columns);
            }
            sums.pushRows(x, 0, columns, block);
        }
    }
}
