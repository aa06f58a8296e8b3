package org.jdvm.exec.gemm;

import java.lang.foreign.MemorySegment;
import org.jdvm.exec.lane.Layout;

/** The scalar form of {@link MicroKernels} and {@link DirectKernels}: each sum takes the same products in the same order. */
public final class ScalarProducts {
    private static final int COLUMNS = 8;

    private ScalarProducts() {}

    /**
     * Computes a block.
     *
     * @param rowStep elements of the left operand from row to row
     * @param depthStep and from depth to depth; the other parameters are those of {@link MicroKernels#multiply}
     */
    public static void multiply(
            int height,
            float[] a,
            int aAt,
            int rowStep,
            int depthStep,
            float[] b,
            int bAt,
            int bStep,
            int depth,
            MemorySegment s,
            long c,
            long pitch) {
        int columns = 2 * Layout.COUNT;
        float[] block = new float[2 * columns];
        for (int row = 0; row < height; row += 2) {
            // An odd last row is computed twice.
            int next = Math.min(row + 1, height - 1);
            for (int column = 0; column < columns; column += COLUMNS) {
                twoRows(
                        a,
                        aAt + row * rowStep,
                        aAt + next * rowStep,
                        depthStep,
                        b,
                        bAt + column,
                        bStep,
                        depth,
                        block,
                        column,
                        columns);
            }
            MemorySegment.copy(block, 0, s, Layout.FLOAT, c + row * pitch, columns);
            MemorySegment.copy(block, columns, s, Layout.FLOAT, c + next * pitch, columns);
        }
    }

    private static void twoRows(
            float[] a,
            int first,
            int second,
            int aStep,
            float[] b,
            int bAt,
            int bStep,
            int depth,
            float[] to,
            int at,
            int toStep) {
        float x0 = 0;
        float x1 = 0;
        float x2 = 0;
        float x3 = 0;
        float x4 = 0;
        float x5 = 0;
        float x6 = 0;
        float x7 = 0;
        float y0 = 0;
        float y1 = 0;
        float y2 = 0;
        float y3 = 0;
        float y4 = 0;
        float y5 = 0;
        float y6 = 0;
        float y7 = 0;
        for (int k = 0; k < depth; k++) {
            float x = a[first];
            float y = a[second];
            x0 = Math.fma(x, b[bAt], x0);
            y0 = Math.fma(y, b[bAt], y0);
            x1 = Math.fma(x, b[bAt + 1], x1);
            y1 = Math.fma(y, b[bAt + 1], y1);
            x2 = Math.fma(x, b[bAt + 2], x2);
            y2 = Math.fma(y, b[bAt + 2], y2);
            x3 = Math.fma(x, b[bAt + 3], x3);
            y3 = Math.fma(y, b[bAt + 3], y3);
            x4 = Math.fma(x, b[bAt + 4], x4);
            y4 = Math.fma(y, b[bAt + 4], y4);
            x5 = Math.fma(x, b[bAt + 5], x5);
            y5 = Math.fma(y, b[bAt + 5], y5);
            x6 = Math.fma(x, b[bAt + 6], x6);
            y6 = Math.fma(y, b[bAt + 6], y6);
            x7 = Math.fma(x, b[bAt + 7], x7);
            y7 = Math.fma(y, b[bAt + 7], y7);
            first += aStep;
            second += aStep;
            bAt += bStep;
        }
        to[at] = x0;
        to[at + 1] = x1;
        to[at + 2] = x2;
        to[at + 3] = x3;
        to[at + 4] = x4;
        to[at + 5] = x5;
        to[at + 6] = x6;
        to[at + 7] = x7;
        at += toStep;
        to[at] = y0;
        to[at + 1] = y1;
        to[at + 2] = y2;
        to[at + 3] = y3;
        to[at + 4] = y4;
        to[at + 5] = y5;
        to[at + 6] = y6;
        to[at + 7] = y7;
    }
}
