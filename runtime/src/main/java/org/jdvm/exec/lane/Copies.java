package org.jdvm.exec.lane;

import static org.jdvm.exec.lane.Lanes.ORDER;
import static org.jdvm.exec.lane.Lanes.ints;
import static org.jdvm.exec.lane.Layout.BYTES;
import static org.jdvm.exec.lane.Layout.COUNT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;

/** Copies and broadcasts inside a local buffer, of elements of any type. */
public final class Copies {
    /** From this many bytes on the copy routine of the virtual machine is the fastest way. */
    private static final int LONG_ROW = 2048;

    private Copies() {}

    /**
     * Copies a source to each row of the target.
     *
     * @param laneBytes bytes of one element
     * @param vector true if the source has an element for each one of the target, false if one for each row
     */
    public static void spread(
            MemorySegment s,
            int laneBytes,
            boolean vector,
            long d,
            long dStep,
            long a,
            long aStep,
            int rows,
            int columns) {
        for (int r = 0; r < rows; r++) {
            long target = d + r * dStep;
            long source = a + r * aStep;
            if (vector) {
                copy(s, target, source, columns * laneBytes);
            } else if (laneBytes == 8) {
                fill(s, target, s.get(Layout.LONG, source), columns);
            } else {
                fill(s, target, s.get(Layout.INT, source), columns);
            }
        }
    }

    public static void copy(MemorySegment s, long d, long a, int bytes) {
        if (bytes >= LONG_ROW || bytes < BYTES || !KernelVariants.isReady(KernelVariants.MOVE, KernelVariants.COPY)) {
            MemorySegment.copy(s, a, s, d, bytes);
        } else {
            copyVectors(s, d, a, bytes);
        }
    }

    public static void copyVectors(MemorySegment s, long d, long a, int bytes) {
        // The last vector overlaps the one before.
        int last = bytes - BYTES;
        for (int i = 0; i < last; i += BYTES) {
            ints(s, a + i).intoMemorySegment(s, d + i, ORDER);
        }
        ints(s, a + last).intoMemorySegment(s, d + last, ORDER);
    }

    public static void fill(MemorySegment s, long d, int value, int elements) {
        if (elements < COUNT) {
            for (int i = 0; i < elements; i++) {
                s.set(Layout.INT, d + 4L * i, value);
            }
        } else if (KernelVariants.isReady(KernelVariants.MOVE, KernelVariants.FILL)) {
            fillVectors(s, d, value, elements);
        } else {
            ScalarTiles.fill(s, d, value, elements);
        }
    }

    public static void fillVectors(MemorySegment s, long d, int value, int elements) {
        IntVector vector = IntVector.broadcast(Lanes.I32, value);
        int last = elements - COUNT;
        for (int i = 0; i < last; i += COUNT) {
            vector.intoMemorySegment(s, d + 4L * i, ORDER);
        }
        vector.intoMemorySegment(s, d + 4L * last, ORDER);
    }

    public static void fill(MemorySegment s, long d, long value, int elements) {
        for (int i = 0; i < elements; i++) {
            s.set(Layout.LONG, d + 8L * i, value);
        }
    }
}
