package org.jdvm.exec.tile;

import static org.jdvm.exec.lane.Lanes.ORDER;
import static org.jdvm.exec.lane.Lanes.broadcastInt;
import static org.jdvm.exec.lane.Lanes.ints;
import static org.jdvm.exec.lane.Layout.BYTES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** The vector forms of {@link Select}. */
public final class SelectVectors {
    private SelectVectors() {}

    /** 32-bit elements of either type, in whole vectors. */
    public static void words(
            MemorySegment s, long d, long c, long a, boolean vectorA, long b, boolean vectorB, int bytes) {
        if (vectorA) {
            if (vectorB) {
                vectors(s, d, c, a, b, bytes);
            } else {
                vectorOrScalar(s, d, c, a, b, bytes);
            }
        } else if (vectorB) {
            scalarOrVector(s, d, c, a, b, bytes);
        } else {
            scalars(s, d, c, a, b, bytes);
        }
    }

    private static void vectors(MemorySegment s, long d, long c, long a, long b, int bytes) {
        for (int i = 0; i < bytes; i += BYTES) {
            ints(s, b + i)
                    .blend(ints(s, a + i), ints(s, c + i).compare(VectorOperators.NE, 0))
                    .intoMemorySegment(s, d + i, ORDER);
        }
    }

    private static void vectorOrScalar(MemorySegment s, long d, long c, long a, long b, int bytes) {
        IntVector second = broadcastInt(s, b);
        for (int i = 0; i < bytes; i += BYTES) {
            second.blend(ints(s, a + i), ints(s, c + i).compare(VectorOperators.NE, 0))
                    .intoMemorySegment(s, d + i, ORDER);
        }
    }

    private static void scalarOrVector(MemorySegment s, long d, long c, long a, long b, int bytes) {
        IntVector first = broadcastInt(s, a);
        for (int i = 0; i < bytes; i += BYTES) {
            first.blend(ints(s, b + i), ints(s, c + i).compare(VectorOperators.EQ, 0))
                    .intoMemorySegment(s, d + i, ORDER);
        }
    }

    private static void scalars(MemorySegment s, long d, long c, long a, long b, int bytes) {
        IntVector first = broadcastInt(s, a);
        IntVector second = broadcastInt(s, b);
        for (int i = 0; i < bytes; i += BYTES) {
            second.blend(first, ints(s, c + i).compare(VectorOperators.NE, 0)).intoMemorySegment(s, d + i, ORDER);
        }
    }
}
