package org.jdvm.exec.gemm;

import java.lang.foreign.MemorySegment;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.exec.lane.Layout;
import org.jdvm.exec.lane.ScalarTiles;

/** Moves rows of blocks of matrix products from scratch memory to the tile, or adds them to what is there. */
public final class Edges {
    private Edges() {}

    /**
     * Moves or adds one row.
     *
     * @param padded true if the memory after the columns, up to a whole vector, may be overwritten
     */
    public static void move(MemorySegment s, long from, long to, int columns, boolean padded, boolean accumulate) {
        if (KernelVariants.isReady(KernelVariants.MOVE, accumulate ? KernelVariants.ADD_EDGE : KernelVariants.EDGE)) {
            EdgeVectors.floats(s, from, to, columns, padded, accumulate);
        } else {
            ScalarTiles.edge(s, from, to, columns, accumulate);
        }
    }

    /**
     * Converts one row of floats that are whole numbers to 32-bit integers, or adds it to what is there.
     *
     * @param padded true if the memory after the columns, up to a whole vector, may be overwritten
     */
    public static void toIntegers(
            MemorySegment s, long from, long to, int columns, boolean padded, boolean accumulate) {
        int form = accumulate ? KernelVariants.ADD_INTEGER_EDGE : KernelVariants.INTEGER_EDGE;
        if (KernelVariants.isReady(KernelVariants.MOVE, form)) {
            EdgeVectors.integers(s, from, to, columns, padded, accumulate);
        } else {
            integers(s, from, to, columns, accumulate);
        }
    }

    public static void integers(MemorySegment s, long from, long to, int columns, boolean accumulate) {
        for (int i = 0; i < columns; i++) {
            integer(s, from + 4L * i, to + 4L * i, accumulate);
        }
    }

    static void integer(MemorySegment s, long from, long to, boolean accumulate) {
        int value = (int) s.get(Layout.FLOAT, from);
        s.set(Layout.INT, to, accumulate ? value + s.get(Layout.INT, to) : value);
    }
}
