package org.jdvm.exec.tile;

import java.lang.foreign.MemorySegment;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.lane.Integers;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.exec.lane.Layout;
import org.jdvm.exec.state.CoreState;
import org.jdvm.exec.state.LaunchOperands;
import org.jdvm.ir.Op;
import org.jdvm.tier.SumTree;

/** Finds the layout of the operands of reductions and calls the loops that fit. */
public final class Reduce {
    /** Up to this many results the copy routine of the virtual machine takes longer than to set them one by one. */
    private static final int FEW_RESULTS = 128;

    private Reduce() {}

    /** Each row of a tile to one element of a column, or a row to one element. */
    public static void alongColumns(CoreState core, LaunchOperands launch, long head, int at) {
        long target = launch.words()[at];
        long source = launch.words()[at + 1];
        int extent = Words.extent(source);
        LaneType lane = Layout.LANES[Words.operandLane(source)];
        int results = core.rowsOf(extent);
        int count = core.elementsOf(extent);
        int pitch = core.pitch(extent, lane.bytes());
        rows(core, launch, head, extent, lane, Words.value(target), Words.value(source), pitch, results, count);
    }

    /** Each column of a tile to one element of a row, or a column to one element. */
    public static void alongRows(CoreState core, LaunchOperands launch, long head, int at) {
        long target = launch.words()[at];
        long source = launch.words()[at + 1];
        LaneType lane = Layout.LANES[Words.operandLane(source)];
        int laneBytes = lane.bytes();
        long d = Words.value(target);
        long a = Words.value(source);
        Op op = Elementwise.function(head);
        boolean accumulate = Words.accumulates(head);
        int extent = Words.extent(source);
        int pitch = core.pitch(extent, laneBytes);
        if (!CoreState.isTile(extent)) {
            rows(core, launch, head, extent, lane, d, a, 0, 1, core.rows);
        } else if (lane == LaneType.F32 && op == Op.SUM) {
            sumColumns(core, launch, d, a, pitch, core.pad(4L * core.elementsOf(extent)) / Float.BYTES, accumulate);
        } else if (lane == LaneType.F32) {
            int bytes = core.pad(4L * core.elementsOf(extent));
            if (KernelVariants.isReady(KernelVariants.REDUCE_COLUMNS, op)) {
                extremesOfColumns(op, core, d, a, pitch, core.rows, bytes, accumulate);
            } else {
                ScalarReduce.columns(op, core, d, a, pitch, core.rows, bytes, accumulate);
            }
        } else if (lane == LaneType.F64) {
            DoubleReduce.columns(op, core, d, a, pitch, core.rows, core.elementsOf(extent), accumulate);
        } else {
            int columns = core.elementsOf(extent);
            Integers.reduce(op, core.local, lane, d, a, laneBytes, columns, pitch, core.rows, accumulate);
        }
    }

    private static void rows(
            CoreState core,
            LaunchOperands launch,
            long head,
            int extent,
            LaneType lane,
            long d,
            long a,
            int pitch,
            int results,
            int count) {
        Op op = Elementwise.function(head);
        boolean accumulate = Words.accumulates(head);
        if (lane == LaneType.F32 && op == Op.SUM) {
            sumRows(core, launch, extent, d, a, pitch, results, count, accumulate);
        } else if (lane == LaneType.F32) {
            if (KernelVariants.isReady(KernelVariants.REDUCE_ROWS, op)) {
                extremesOfRows(op, core, d, a, pitch, results, count, accumulate);
            } else {
                ScalarReduce.rows(op, core, d, a, pitch, results, count, accumulate);
            }
        } else if (lane == LaneType.F64) {
            DoubleReduce.rows(op, core, d, a, pitch, results, count, accumulate);
        } else {
            Integers.reduce(op, core.local, lane, d, a, pitch, results, lane.bytes(), count, accumulate);
        }
    }

    /** The largest or smallest float of each row, as vector code. */
    private static void extremesOfRows(
            Op op, CoreState core, long d, long a, int pitch, int rows, int count, boolean accumulate) {
        switch (op) {
            case REDUCE_MAX -> FloatReduce.maxRows(core, d, a, pitch, rows, count, accumulate);
            case REDUCE_MIN -> FloatReduce.minRows(core, d, a, pitch, rows, count, accumulate);
            default -> throw new BytecodeException(op + " does not find a largest or smallest float");
        }
    }

    /** That of each column, and of the padding. */
    private static void extremesOfColumns(
            Op op, CoreState core, long d, long a, int pitch, int rows, int bytes, boolean accumulate) {
        switch (op) {
            case REDUCE_MAX -> FloatReduce.maxColumns(core, d, a, pitch, rows, bytes, accumulate);
            case REDUCE_MIN -> FloatReduce.minColumns(core, d, a, pitch, rows, bytes, accumulate);
            default -> throw new BytecodeException(op + " does not find a largest or smallest float");
        }
    }

    /** The sum of each row is a leaf of the sum over the loops that run. */
    private static void sumRows(
            CoreState core,
            LaunchOperands launch,
            int extent,
            long d,
            long a,
            int pitch,
            int results,
            int count,
            boolean accumulate) {
        boolean inner = CoreState.hasInner(extent);
        // Over inner indices, sums may be scaled between segments, so that each is added at once.
        boolean isLoop = accumulate && !inner;
        SumTree sums = isLoop ? core.sums(d) : core.sum;
        if (!isLoop || core.isFirst()) {
            sums.begin(results);
        }
        int first = inner ? core.firstInner : 0;
        if (KernelVariants.isReady(KernelVariants.REDUCE_ROWS, Op.SUM)) {
            FloatSums.rows(core, sums.leaf(), a, pitch, results, first, count);
        } else {
            ScalarReduce.sumRows(core, sums.leaf(), a, pitch, results, first, count);
        }
        if (!isLoop) {
            finish(core.local, d, sums.leaf(), results, accumulate);
            return;
        }
        sums.push();
        if (core.isLast(launch.words())) {
            finish(core.local, d, sums.total(), results, true);
        }
    }

    /** Blocks of the rows of all tiles over the loops that run are the leaves of one sum for each column. */
    private static void sumColumns(
            CoreState core, LaunchOperands launch, long d, long a, int pitch, int columns, boolean accumulate) {
        SumTree sums = accumulate ? core.sums(d) : core.sum;
        if (!accumulate || core.isFirst()) {
            sums.begin(columns);
        }
        if (KernelVariants.isReady(KernelVariants.REDUCE_COLUMNS, Op.SUM)) {
            FloatSums.pushRows(core.local, sums, a, pitch, core.rows, columns);
        } else {
            ScalarReduce.pushRows(core, sums, a, pitch, core.rows, columns);
        }
        if (!accumulate || core.isLast(launch.words())) {
            finish(core.local, d, sums.total(), columns, accumulate);
        }
    }

    private static void finish(MemorySegment s, long d, float[] sums, int results, boolean accumulate) {
        if (accumulate) {
            for (int i = 0; i < results; i++) {
                s.set(Layout.FLOAT, d + 4L * i, s.get(Layout.FLOAT, d + 4L * i) + sums[i]);
            }
        } else if (results <= FEW_RESULTS) {
            for (int i = 0; i < results; i++) {
                s.set(Layout.FLOAT, d + 4L * i, sums[i]);
            }
        } else {
            MemorySegment.copy(sums, 0, s, Layout.FLOAT, d, results);
        }
    }
}
