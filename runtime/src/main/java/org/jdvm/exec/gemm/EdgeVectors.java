package org.jdvm.exec.gemm;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.jdvm.exec.lane.Lanes;
import org.jdvm.exec.lane.Layout;

/** The vector forms of {@link Edges}, in a class that is not loaded where vectors are missing. */
public final class EdgeVectors {
    private EdgeVectors() {}

    public static void integers(MemorySegment s, long from, long to, int columns, boolean padded, boolean accumulate) {
        int whole = padded ? (columns + Layout.COUNT - 1) / Layout.COUNT * Layout.COUNT : 0;
        for (int i = 0; i < whole; i += Layout.COUNT) {
            IntVector value = (IntVector) Lanes.floats(s, from + 4L * i).convert(VectorOperators.F2I, 0);
            IntVector sum = accumulate ? value.add(Lanes.ints(s, to + 4L * i)) : value;
            sum.intoMemorySegment(s, to + 4L * i, Lanes.ORDER);
        }
        for (int i = whole; i < columns; i++) {
            Edges.integer(s, from + 4L * i, to + 4L * i, accumulate);
        }
    }

    public static void floats(MemorySegment s, long from, long to, int columns, boolean padded, boolean accumulate) {
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
