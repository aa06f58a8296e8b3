package org.jdvm.exec.tile;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.exec.lane.Layout;
import org.jdvm.exec.state.CoreState;
import org.jdvm.ir.Op;

/**
 * Reductions of 64-bit floats. The sum of a row is that of its halves, down to pieces of {@value #PIECE} elements; rows, and tiles over the loops
 * that run, are added one after the other.
 */
final class DoubleReduce {
    /** Elements that are added one after the other. */
    private static final int PIECE = 8;

    private DoubleReduce() {}

    /** Each row to one element of the packed target. */
    static void rows(Op op, CoreState core, long d, long a, int pitch, int rows, int count, boolean accumulate) {
        MemorySegment s = core.local;
        double[] x = new double[count];
        for (int r = 0; r < rows; r++) {
            MemorySegment.copy(s, Layout.DOUBLE, a + (long) r * pitch, x, 0, count);
            long target = d + 8L * r;
            double result = row(op, x, count);
            s.set(Layout.DOUBLE, target, accumulate ? combine(op, s.get(Layout.DOUBLE, target), result) : result);
        }
    }

    /** Each column of a tile to one element of a row. */
    static void columns(Op op, CoreState core, long d, long a, int pitch, int rows, int columns, boolean accumulate) {
        MemorySegment s = core.local;
        double[] results = new double[columns];
        double[] x = new double[columns];
        if (accumulate) {
            MemorySegment.copy(s, Layout.DOUBLE, d, results, 0, columns);
        } else {
            Arrays.fill(results, op.floatIdentity());
        }
        for (int r = 0; r < rows; r++) {
            MemorySegment.copy(s, Layout.DOUBLE, a + (long) r * pitch, x, 0, columns);
            switch (op) {
                case SUM -> {
                    for (int i = 0; i < columns; i++) {
                        results[i] += x[i];
                    }
                }
                case REDUCE_MAX -> {
                    for (int i = 0; i < columns; i++) {
                        results[i] = Math.max(results[i], x[i]);
                    }
                }
                case REDUCE_MIN -> {
                    for (int i = 0; i < columns; i++) {
                        results[i] = Math.min(results[i], x[i]);
                    }
                }
                default -> throw new BytecodeException(op + " is not a reduction of floats");
            }
        }
        MemorySegment.copy(results, 0, s, Layout.DOUBLE, d, columns);
    }

    private static double row(Op op, double[] x, int count) {
        if (op == Op.SUM) {
            return sum(x, 0, count);
        }
        double result = op.floatIdentity();
        for (int i = 0; i < count; i++) {
            result = combine(op, result, x[i]);
        }
        return result;
    }

    private static double sum(double[] x, int from, int to) {
        if (to - from > PIECE) {
            int middle = from + (to - from) / 2;
            return sum(x, from, middle) + sum(x, middle, to);
        }
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += x[i];
        }
        return sum;
    }

    private static double combine(Op op, double x, double y) {
        return switch (op) {
            case SUM -> x + y;
            case REDUCE_MAX -> Math.max(x, y);
            case REDUCE_MIN -> Math.min(x, y);
            default -> throw new BytecodeException(op + " is not a reduction of floats");
        };
    }
}
