package org.jdvm.exec.cube;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.lane.Layout;
import org.jdvm.exec.state.Binding;
import org.jdvm.exec.state.CoreState;
import org.jdvm.exec.state.LaunchOperands;

/**
 * Products of 64-bit floats, in plain loops whose innermost one runs along the columns of a result. All arrays in it have the same index, since the
 * compiler makes no vector code where arrays, which might be the same, are read and written at different ones. Each sum is formed in the order of the
 * depth, without fused multiplications, so that it has the same bits on every machine.
 */
final class DoubleProduct {
    /** Rows that are computed at a time: each element of the right operand is read once for all of them. */
    private static final int ROWS = 4;

    /** Elements of the part of the right operand that is read for all rows before the next one: half of a first-level cache. */
    private static final int NEAR_ELEMENTS = 2048;

    private double[][] sums = new double[0][0];

    /** Rows of the right operand. */
    private double[][] lines = new double[0][0];

    /** Multiplies the matrices of an instruction into its tile. */
    void multiply(CoreState core, LaunchOperands launch, int at, boolean accumulate) {
        long[] words = launch.words();
        int leftAt = at + 1;
        int rightAt = Words.afterAddress(words, leftAt);
        int depth = Math.toIntExact(words[Words.afterAddress(words, rightAt)]);
        int rows = core.rows;
        int columns = core.columns;
        if (rows == 0 || columns == 0) {
            return;
        }
        long target = Words.value(words[at]);
        int pitch = core.pitch(Double.BYTES);
        sums = room(sums, rows, columns);
        for (int r = 0; r < rows; r++) {
            if (accumulate) {
                MemorySegment.copy(core.local, Layout.DOUBLE, target + (long) r * pitch, sums[r], 0, columns);
            } else {
                Arrays.fill(sums[r], 0, columns, 0);
            }
        }
        if (depth > 0) {
            Binding left = launch.bindings()[Words.buffer(words[leftAt])];
            Binding right = launch.bindings()[Words.buffer(words[rightAt])];
            multiply(
                    (double[]) left.array(),
                    Math.toIntExact(left.offset() + core.address(words, leftAt)),
                    (int) words[leftAt + 1],
                    (int) words[leftAt + 2],
                    (double[]) right.array(),
                    Math.toIntExact(right.offset() + core.address(words, rightAt)),
                    (int) words[rightAt + 1],
                    (int) words[rightAt + 2],
                    rows,
                    columns,
                    depth);
        }
        for (int r = 0; r < rows; r++) {
            MemorySegment.copy(sums[r], 0, core.local, Layout.DOUBLE, target + (long) r * pitch, columns);
        }
    }

    private void multiply(
            double[] left,
            int leftFrom,
            int leftRow,
            int leftDepth,
            double[] right,
            int rightFrom,
            int rightDepth,
            int rightColumn,
            int rows,
            int columns,
            int depth) {
        int slice = Math.clamp(NEAR_ELEMENTS / columns, 1, depth);
        lines = room(lines, slice, columns);
        for (int k = 0; k < depth; k += slice) {
            int count = Math.min(slice, depth - k);
            copyLines(right, rightFrom + k * rightDepth, rightDepth, rightColumn, count, columns);
            int row = 0;
            for (; row + ROWS <= rows; row += ROWS) {
                int at = leftFrom + row * leftRow + k * leftDepth;
                for (int i = 0; i < count; i++, at += leftDepth) {
                    addToFour(
                            sums[row],
                            left[at],
                            sums[row + 1],
                            left[at + leftRow],
                            sums[row + 2],
                            left[at + 2 * leftRow],
                            sums[row + 3],
                            left[at + 3 * leftRow],
                            lines[i],
                            columns);
                }
            }
            for (; row < rows; row++) {
                int at = leftFrom + row * leftRow + k * leftDepth;
                for (int i = 0; i < count; i++, at += leftDepth) {
                    add(sums[row], left[at], lines[i], columns);
                }
            }
        }
    }

    private static void addToFour(
            double[] first,
            double x,
            double[] second,
            double y,
            double[] third,
            double z,
            double[] fourth,
            double w,
            double[] line,
            int columns) {
        for (int c = 0; c < columns; c++) {
            double element = line[c];
            first[c] += x * element;
            second[c] += y * element;
            third[c] += z * element;
            fourth[c] += w * element;
        }
    }

    private static void add(double[] sums, double factor, double[] line, int columns) {
        for (int c = 0; c < columns; c++) {
            sums[c] += factor * line[c];
        }
    }

    private void copyLines(double[] right, int from, int depthStep, int columnStep, int depth, int columns) {
        for (int k = 0; k < depth; k++) {
            double[] line = lines[k];
            int at = from + k * depthStep;
            if (columnStep == 1) {
                System.arraycopy(right, at, line, 0, columns);
            } else {
                for (int c = 0; c < columns; c++, at += columnStep) {
                    line[c] = right[at];
                }
            }
        }
    }

    private static double[][] room(double[][] arrays, int count, int elements) {
        return arrays.length >= count && arrays[0].length >= elements ? arrays : new double[count][elements];
    }
}
