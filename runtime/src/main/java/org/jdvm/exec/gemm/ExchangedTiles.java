package org.jdvm.exec.gemm;

import java.lang.foreign.MemorySegment;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.exec.lane.Layout;

/** Brings results of products with exchanged operands to where they belong: rows become columns. */
public final class ExchangedTiles {
    private static final int WIDTH = MicroKernels.COLUMNS;

    /** Elements of a part: a panel of columns for each column of a panel; and room for a block to be transposed. */
    public static final int ROOM = WIDTH * WIDTH + Layout.COUNT * Layout.COUNT;

    private ExchangedTiles() {}

    /**
     * Stores a part of a tile, or adds it to what is there.
     *
     * @param part for each column of the tile the elements of all rows of a panel, followed by room
     * @param rows rows of the tile
     * @param columns columns of the tile
     * @param s the local buffer
     * @param to where the part begins in it
     * @param pitch bytes between rows of the tile
     * @param padded true if the memory after the columns, up to a whole vector, may be overwritten
     */
    public static void store(
            float[] part,
            int rows,
            int columns,
            MemorySegment s,
            long to,
            int pitch,
            boolean padded,
            boolean accumulate) {
        if (KernelVariants.isReady(KernelVariants.MOVE, KernelVariants.EXCHANGED_BACK)) {
            ExchangedTileVectors.store(part, rows, columns, s, to, pitch, padded, accumulate);
        } else {
            scalar(part, rows, columns, s, to, pitch, accumulate);
        }
    }

    public static void scalar(
            float[] part, int rows, int columns, MemorySegment s, long to, int pitch, boolean accumulate) {
        for (int row = 0; row < rows; row++) {
            columns(part, row, 0, columns, s, to + (long) row * pitch, accumulate);
        }
    }

    /** Some columns of a row, one by one. */
    static void columns(float[] part, int row, int from, int end, MemorySegment s, long to, boolean accumulate) {
        for (int column = from; column < end; column++) {
            long at = to + 4L * column;
            float value = part[column * WIDTH + row];
            s.set(Layout.FLOAT, at, accumulate ? value + s.get(Layout.FLOAT, at) : value);
        }
    }
}
