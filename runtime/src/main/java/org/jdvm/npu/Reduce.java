package org.jdvm.npu;

import java.lang.foreign.MemorySegment;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Words;
import org.jdvm.ir.Op;

/** Reductions of operands in a local buffer. */
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
        reduce(
                core.local,
                Elementwise.function(head),
                lane,
                Words.accumulates(head),
                Words.value(target),
                Words.value(source),
                core.pitch(lane.bytes()),
                results,
                lane.bytes(),
                count);
    }

    /** Each column of a tile to one element of a row, or a column to one element. */
    static void alongRows(Core core, Launch launch, long head, int at) {
        long target = launch.words[at];
        long source = launch.words[at + 1];
        int extent = Words.extent(source);
        LaneType lane = Elementwise.LANES[Words.operandLane(source)];
        boolean tile = extent == Core.TILE;
        reduce(
                core.local,
                Elementwise.function(head),
                lane,
                Words.accumulates(head),
                Words.value(target),
                Words.value(source),
                lane.bytes(),
                tile ? core.columns : 1,
                tile ? core.pitch(lane.bytes()) : lane.bytes(),
                core.rows);
    }

    private static void reduce(
            MemorySegment s,
            Op op,
            LaneType lane,
            boolean accumulate,
            long d,
            long a,
            int resultStep,
            int results,
            int step,
            int count) {
        for (int r = 0; r < results; r++) {
            long target = d + (long) r * lane.bytes();
            long source = a + (long) r * resultStep;
            if (lane == LaneType.F32) {
                float value = floats(s, op, source, step, count);
                s.set(Lanes.FLOAT, target, accumulate ? combine(op, s.get(Lanes.FLOAT, target), value) : value);
            } else {
                long value = integers(s, op, lane, source, step, count);
                Integers.set(s, lane, target, accumulate ? combine(op, Integers.get(s, lane, target), value) : value);
            }
        }
    }

    private static float floats(MemorySegment s, Op op, long a, int step, int count) {
        float value = (float) op.semantics().floatIdentity();
        for (int i = 0; i < count; i++) {
            value = combine(op, value, s.get(Lanes.FLOAT, a + (long) i * step));
        }
        return value;
    }

    private static long integers(MemorySegment s, Op op, LaneType lane, long a, int step, int count) {
        long value = op.semantics().integerIdentity();
        if (lane == LaneType.I32) {
            value = Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        for (int i = 0; i < count; i++) {
            value = combine(op, value, Integers.get(s, lane, a + (long) i * step));
        }
        return value;
    }

    private static float combine(Op op, float a, float b) {
        return switch (op) {
            case SUM -> a + b;
            case REDUCE_MAX -> Math.max(a, b);
            case REDUCE_MIN -> Math.min(a, b);
            default -> throw new BytecodeException(op + " is not a reduction of floats");
        };
    }

    private static long combine(Op op, long a, long b) {
        return switch (op) {
            case SUM -> a + b;
            case REDUCE_MAX -> Math.max(a, b);
            case REDUCE_MIN -> Math.min(a, b);
            case ANY -> a | b;
            case ALL -> a & b;
            default -> throw new BytecodeException(op + " is not a reduction of integers");
        };
    }
}
