package org.jdvm.npu;

import java.lang.foreign.MemorySegment;
import org.jdvm.bytecode.Words;

/** The choice between two operands, element by element. */
final class Select {
    private Select() {}

    static void run(Core core, Launch launch, int at) {
        long[] words = launch.words;
        int te = Words.extent(words[at]);
        int rows = core.rowsOf(te);
        int columns = core.elementsOf(te);
        if (rows == 0 || columns == 0) {
            return;
        }
        int lane = Words.operandLane(words[at]);
        int laneBytes = Elementwise.LANES[lane].bytes();
        int conditionLane = Words.operandLane(words[at + 1]);
        int ce = Words.extent(words[at + 1]);
        int ae = Words.extent(words[at + 2]);
        int be = Words.extent(words[at + 3]);
        long c = core.place(launch, words[at + 1], conditionLane, 0);
        long a = core.place(launch, words[at + 2], lane, 1);
        long b = core.place(launch, words[at + 3], lane, 2);
        long cStep = core.step(te, ce, 4);
        long aStep = core.step(te, ae, laneBytes);
        long bStep = core.step(te, be, laneBytes);
        int cElement = Core.isVector(te, ce) ? 4 : 0;
        int aElement = Core.isVector(te, ae) ? laneBytes : 0;
        int bElement = Core.isVector(te, be) ? laneBytes : 0;
        long d = Words.value(words[at]);
        for (int r = 0; r < rows; r++) {
            long target = d + (long) r * core.pitch(laneBytes);
            if (laneBytes == 8) {
                longs(core.local, target, c, cElement, a, aElement, b, bElement, columns);
            } else {
                ints(core.local, target, c, cElement, a, aElement, b, bElement, columns);
            }
            c += cStep;
            a += aStep;
            b += bStep;
        }
    }

    private static void ints(
            MemorySegment s, long d, long c, int cElement, long a, int aElement, long b, int bElement, int columns) {
        for (int i = 0; i < columns; i++) {
            boolean first = s.get(Lanes.INT, c + (long) i * cElement) != 0;
            s.set(Lanes.INT, d + 4L * i, s.get(Lanes.INT, first ? a + (long) i * aElement : b + (long) i * bElement));
        }
    }

    private static void longs(
            MemorySegment s, long d, long c, int cElement, long a, int aElement, long b, int bElement, int columns) {
        for (int i = 0; i < columns; i++) {
            boolean first = s.get(Lanes.INT, c + (long) i * cElement) != 0;
            s.set(Lanes.LONG, d + 8L * i, s.get(Lanes.LONG, first ? a + (long) i * aElement : b + (long) i * bElement));
        }
    }
}
