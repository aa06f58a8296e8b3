package org.jdvm.npu;

import java.lang.foreign.MemorySegment;

/** Copies and broadcasts inside a local buffer, of elements of any type. */
final class Copies {
    private Copies() {}

    /**
     * Copies a source to each row of the target.
     *
     * @param laneBytes bytes of one element
     * @param vector true if the source has an element for each one of the target, false if one for each row
     */
    static void spread(
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
                MemorySegment.copy(s, source, s, target, (long) columns * laneBytes);
            } else if (laneBytes == 8) {
                fill(s, target, s.get(Lanes.LONG, source), columns);
            } else {
                fill(s, target, s.get(Lanes.INT, source), columns);
            }
        }
    }

    static void fill(MemorySegment s, long d, int value, int elements) {
        for (int i = 0; i < elements; i++) {
            s.set(Lanes.INT, d + 4L * i, value);
        }
    }

    static void fill(MemorySegment s, long d, long value, int elements) {
        for (int i = 0; i < elements; i++) {
            s.set(Lanes.LONG, d + 8L * i, value);
        }
    }
}
