package org.jdvm.npu;

import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Words;
import org.jdvm.ir.Op;

/** Finds the layout of the operands of reductions and calls the loops that fit. */
final class Reduce {
    private Reduce() {}

    /** Each row of a tile to one element of a column, or a row to one element. */
    static void alongColumns(Core core, Launch launch, long head, int at) {
        long target = launch.words[at];
        long source = launch.words[at + 1];
        int extent = Words.extent(source);
        LaneType lane = Elementwise.LANES[Words.operandLane(source)];
        int results = core.rowsOf(extent);
        int count = core.elementsOf(extent);
        int pitch = core.pitch(extent, lane.bytes());
        rows(core, head, lane, Words.value(target), Words.value(source), pitch, results, count);
    }

    /** Each column of a tile to one element of a row, or a column to one element. */
    static void alongRows(Core core, Launch launch, long head, int at) {
        long target = launch.words[at];
        long source = launch.words[at + 1];
        LaneType lane = Elementwise.LANES[Words.operandLane(source)];
        int laneBytes = lane.bytes();
        long d = Words.value(target);
        long a = Words.value(source);
        Op op = Elementwise.function(head);
        boolean accumulate = Words.accumulates(head);
        int extent = Words.extent(source);
        int pitch = core.pitch(extent, laneBytes);
        if (!Core.isTile(extent)) {
            rows(core, head, lane, d, a, 0, 1, core.rows);
        } else if (lane == LaneType.F32) {
            if (Routine.isReady(Routine.REDUCE_COLUMNS, op)) {
                FloatReduce.columns(op, core, d, a, pitch, core.rows, core.elementsOf(extent), accumulate);
            } else {
                int bytes = core.pad(4L * core.elementsOf(extent));
                ScalarReduce.columns(op, core.local, d, a, pitch, core.rows, bytes, accumulate);
            }
        } else {
            int columns = core.elementsOf(extent);
            Integers.reduce(op, core.local, lane, d, a, laneBytes, columns, pitch, core.rows, accumulate);
        }
    }

    private static void rows(Core core, long head, LaneType lane, long d, long a, int pitch, int results, int count) {
        Op op = Elementwise.function(head);
        boolean accumulate = Words.accumulates(head);
        if (lane == LaneType.F32) {
            if (Routine.isReady(Routine.REDUCE_ROWS, op)) {
                FloatReduce.rows(op, core, d, a, pitch, results, count, accumulate);
            } else {
                ScalarReduce.rows(op, core.local, d, a, pitch, results, count, accumulate);
            }
        } else {
            Integers.reduce(op, core.local, lane, d, a, pitch, results, lane.bytes(), count, accumulate);
        }
    }
}
