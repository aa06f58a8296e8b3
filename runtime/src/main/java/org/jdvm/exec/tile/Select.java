package org.jdvm.exec.tile;

import static org.jdvm.exec.lane.Layout.BYTES;

import java.lang.foreign.MemorySegment;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.lane.Copies;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.exec.lane.Layout;
import org.jdvm.exec.lane.ScalarTiles;
import org.jdvm.exec.state.CoreState;
import org.jdvm.exec.state.LaunchOperands;

/** The choice between two operands, element by element. */
public final class Select {
    private Select() {}

    public static void run(CoreState core, LaunchOperands launch, int at) {
        long[] words = launch.words();
        int te = Words.extent(words[at]);
        int rows = core.rowsOf(te);
        int columns = core.elementsOf(te);
        if (rows == 0 || columns == 0) {
            return;
        }
        int lane = Words.operandLane(words[at]);
        int laneBytes = Layout.LANES[lane].bytes();
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
        int cElement = CoreState.isVector(te, ce) ? 4 : 0;
        int aElement = CoreState.isVector(te, ae) ? laneBytes : 0;
        int bElement = CoreState.isVector(te, be) ? laneBytes : 0;
        long d = Words.value(words[at]);
        boolean padded = core.pad(1) % BYTES == 0;
        for (int r = 0; r < rows; r++) {
            long target = d + (long) r * core.pitch(te, laneBytes);
            if (cElement == 0) {
                boolean first = core.local.get(Layout.INT, c) != 0;
                boolean vector = (first ? aElement : bElement) != 0;
                Copies.spread(core.local, laneBytes, vector, target, 0, first ? a : b, 0, 1, columns);
            } else if (laneBytes == 8) {
                longs(core.local, target, c, a, aElement, b, bElement, columns);
            } else if (padded
                    && KernelVariants.isReady(
                            KernelVariants.SELECT, (aElement != 0 ? 1 : 0) + (bElement != 0 ? 2 : 0))) {
                SelectVectors.words(core.local, target, c, a, aElement != 0, b, bElement != 0, 4 * columns);
            } else {
                ScalarTiles.select(core.scalarRoom, core.local, target, c, a, aElement != 0, b, bElement != 0, columns);
            }
            c += cStep;
            a += aStep;
            b += bStep;
        }
    }

    private static void longs(
            MemorySegment s, long d, long c, long a, int aElement, long b, int bElement, int columns) {
        for (int i = 0; i < columns; i++) {
            boolean first = s.get(Layout.INT, c + 4L * i) != 0;
            s.set(
                    Layout.LONG,
                    d + 8L * i,
                    s.get(Layout.LONG, first ? a + (long) i * aElement : b + (long) i * bElement));
        }
    }
}
