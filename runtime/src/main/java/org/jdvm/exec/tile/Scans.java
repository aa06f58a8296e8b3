package org.jdvm.exec.tile;

import java.lang.foreign.MemorySegment;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.lane.Layout;
import org.jdvm.exec.state.CoreState;
import org.jdvm.exec.state.LaunchOperands;
import org.jdvm.exec.state.RunningValues;
import org.jdvm.op.RowArrays;
import org.jdvm.op.RowOps;
import org.jdvm.op.Scan;

/** Scans of what is in the local buffer, by the routine for rows in memory: a row, or one element of each column, is copied into an array and back. */
public final class Scans {
    /** The only row of the arrays. */
    private static final int ROW = 0;

    private Scans() {}

    /** Along each row. */
    public static void alongColumns(CoreState core, LaunchOperands launch, int at) {
        long[] words = launch.words();
        int extent = Words.extent(words[at]);
        LaneType lane = Layout.LANES[Words.operandLane(words[at])];
        Scan scan = scan(words, at);
        long[] options = options(scan, words, at);
        int rows = core.rowsOf(extent);
        int count = core.elementsOf(extent);
        int pitch = core.pitch(extent, lane.bytes());
        RunningValues running = core.running(at);
        RowArrays row = prepare(core, lane, count);
        long target = Words.value(words[at]);
        long source = Words.value(words[at + 1]);
        switch (lane) {
            case F32 -> {
                double[] before = running.floats(rows, core.isFirst(), scan.identity());
                float[] x = row.floats(ROW);
                for (int r = 0; r < rows; r++) {
                    MemorySegment.copy(core.local, Layout.FLOAT, source + (long) r * pitch, x, 0, count);
                    before[r] = scan.run(x, x, count, options, before[r]);
                    MemorySegment.copy(x, 0, core.local, Layout.FLOAT, target + (long) r * pitch, count);
                }
            }
            case F64 -> {
                double[] before = running.floats(rows, core.isFirst(), scan.identity());
                double[] x = row.doubles(ROW);
                for (int r = 0; r < rows; r++) {
                    MemorySegment.copy(core.local, Layout.DOUBLE, source + (long) r * pitch, x, 0, count);
                    before[r] = scan.run(x, x, count, options, before[r]);
                    MemorySegment.copy(x, 0, core.local, Layout.DOUBLE, target + (long) r * pitch, count);
                }
            }
            case I32, I64 -> {
                long[] before = running.integers(rows, core.isFirst(), scan.integerIdentity());
                long[] x = row.integers(ROW);
                for (int r = 0; r < rows; r++) {
                    load(core.local, lane, source + (long) r * pitch, x, count);
                    before[r] = scan.run(x, x, count, options, before[r]);
                    store(x, core.local, lane, target + (long) r * pitch, count);
                }
            }
        }
    }

    /** Along each column. */
    public static void alongRows(CoreState core, LaunchOperands launch, int at) {
        long[] words = launch.words();
        int extent = Words.extent(words[at]);
        LaneType lane = Layout.LANES[Words.operandLane(words[at])];
        Scan scan = scan(words, at);
        long[] options = options(scan, words, at);
        int columns = CoreState.isTile(extent) ? core.elementsOf(extent) : 1;
        int pitch = CoreState.isTile(extent) ? core.pitch(extent, lane.bytes()) : lane.bytes();
        RunningValues running = core.running(at);
        RowArrays row = prepare(core, lane, columns);
        boolean exclusive = scan.isExclusive(options);
        boolean reverse = Scan.isReverse(options);
        long target = Words.value(words[at]);
        long source = Words.value(words[at + 1]);
        for (int i = 0; i < core.rows; i++) {
            long place = (long) (reverse ? core.rows - 1 - i : i) * pitch;
            boolean isFirst = i == 0 && core.isFirst();
            switch (lane) {
                case F32 -> {
                    float[] x = row.floats(ROW);
                    MemorySegment.copy(core.local, Layout.FLOAT, source + place, x, 0, columns);
                    scan.next(x, columns, exclusive, running.floats(columns, isFirst, scan.identity()));
                    MemorySegment.copy(x, 0, core.local, Layout.FLOAT, target + place, columns);
                }
                case F64 -> {
                    double[] x = row.doubles(ROW);
                    MemorySegment.copy(core.local, Layout.DOUBLE, source + place, x, 0, columns);
                    scan.next(x, columns, exclusive, running.floats(columns, isFirst, scan.identity()));
                    MemorySegment.copy(x, 0, core.local, Layout.DOUBLE, target + place, columns);
                }
                case I32, I64 -> {
                    long[] x = row.integers(ROW);
                    load(core.local, lane, source + place, x, columns);
                    scan.next(x, columns, exclusive, running.integers(columns, isFirst, scan.integerIdentity()));
                    store(x, core.local, lane, target + place, columns);
                }
            }
        }
    }

    private static Scan scan(long[] words, int at) {
        return (Scan) RowOps.ALL.get((int) words[at + 2]);
    }

    private static long[] options(Scan scan, long[] words, int at) {
        return Words.options(words[at + 3], scan.options().size());
    }

    private static RowArrays prepare(CoreState core, LaneType lane, int count) {
        core.rowArrays.prepare(ROW, lane.memoryType(), count);
        return core.rowArrays;
    }

    private static void load(MemorySegment local, LaneType lane, long from, long[] x, int count) {
        if (lane == LaneType.I64) {
            MemorySegment.copy(local, Layout.LONG, from, x, 0, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            x[i] = local.get(Layout.INT, from + 4L * i);
        }
    }

    private static void store(long[] x, MemorySegment local, LaneType lane, long to, int count) {
        if (lane == LaneType.I64) {
            MemorySegment.copy(x, 0, local, Layout.LONG, to, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            local.set(Layout.INT, to + 4L * i, (int) x[i]);
        }
    }
}
