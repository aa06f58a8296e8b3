package org.jdvm.npu;

import java.lang.foreign.MemorySegment;

/** Moves rows of blocks of matrix products from scratch memory to the tile, or adds them to what is there. */
final class Edges {
    private Edges() {}

    /**
     * Moves or adds one row.
     *
     * @param padded true if the memory after the columns, up to a whole vector, may be overwritten
     */
    static void move(MemorySegment s, long from, long to, int columns, boolean padded, boolean accumulate) {
        if (KernelVariants.isReady(KernelVariants.MOVE, accumulate ? KernelVariants.ADD_EDGE : KernelVariants.EDGE)) {
            vectors(s, from, to, columns, padded, accumulate);
        } else {
            ScalarTiles.edge(s, from, to, columns, accumulate);
        }
    }

    static void vectors(MemorySegment s, long from, long to, int columns, boolean padded, boolean accumulate) {
        int whole = padded ? (columns + Layout.COUNT - 1) / Layout.COUNT * Layout.COUNT : 0;
        for (int i = 0; i < whole; i += Layout.COUNT) {
            if (accumulate) {
                Lanes.add(s, from + 4L * i, to + 4L * i);
            } else {
                Lanes.floats(s, from + 4L * i).intoMemorySegment(s, to + 4L * i, Lanes.ORDER);
            }
        }
        for (int i = whole; i < columns; i++) {
            float value = s.get(Layout.FLOAT, from + 4L * i);
            s.set(Layout.FLOAT, to + 4L * i, accumulate ? value + s.get(Layout.FLOAT, to + 4L * i) : value);
        }
    }
}
