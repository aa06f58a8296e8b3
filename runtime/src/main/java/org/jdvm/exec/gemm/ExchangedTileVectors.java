package org.jdvm.exec.gemm;

import static org.jdvm.exec.lane.Lanes.F32;
import static org.jdvm.exec.lane.Lanes.ORDER;
import static org.jdvm.exec.lane.Layout.COUNT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.jdvm.exec.lane.Lanes;
import org.jdvm.exec.lane.Transposition;

/** The vector form of {@link ExchangedTiles}. */
public final class ExchangedTileVectors {
    private static final int WIDTH = MicroKernels.COLUMNS;
    private static final int BLOCK = WIDTH * WIDTH;

    private ExchangedTileVectors() {}

    public static void store(
            float[] part,
            int rows,
            int columns,
            MemorySegment s,
            long to,
            int pitch,
            boolean padded,
            boolean accumulate) {
        for (int row = 0; row < rows; row += COUNT) {
            int height = Math.min(COUNT, rows - row);
            for (int column = 0; column < columns; column += COUNT) {
                int width = Math.min(COUNT, columns - column);
                long first = to + (long) row * pitch + 4L * column;
                if (width == COUNT || padded) {
                    Transposition.block(part, column * WIDTH + row, WIDTH, width, part, BLOCK, COUNT);
                    rows(part, height, s, first, pitch, accumulate);
                } else {
                    for (int i = row; i < row + height; i++) {
                        ExchangedTiles.columns(part, i, column, columns, s, to + (long) i * pitch, accumulate);
                    }
                }
            }
        }
    }

    private static void rows(float[] part, int height, MemorySegment s, long to, int pitch, boolean accumulate) {
        for (int i = 0; i < height; i++) {
            FloatVector row = FloatVector.fromArray(F32, part, BLOCK + i * COUNT);
            long at = to + (long) i * pitch;
            (accumulate ? row.add(Lanes.floats(s, at)) : row).intoMemorySegment(s, at, ORDER);
        }
    }
}
