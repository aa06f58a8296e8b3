package org.jdvm.exec.gemm;

import java.lang.foreign.MemorySegment;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.exec.lane.Lanes;
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
            vectors(s, from, to, columns, padded, accumulate);
        } else {
            ScalarTiles.edge(s, from, to, columns, accumulate);
        }
    }

    public static void vectors(MemorySegment s, long from, long to, int columns, boolean padded, boolean accumulate) {
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
