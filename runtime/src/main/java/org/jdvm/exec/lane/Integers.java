package org.jdvm.exec.lane;

import java.lang.foreign.MemorySegment;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.bytecode.LaneType;
import org.jdvm.ir.Op;

/** Integers of either width: access to single ones, reductions, and counting. */
public final class Integers {
    private Integers() {}

    public static long get(MemorySegment s, LaneType lane, long at) {
        return lane == LaneType.I64 ? s.get(Layout.LONG, at) : s.get(Layout.INT, at);
    }

    public static void set(MemorySegment s, LaneType lane, long at, long value) {
        if (lane == LaneType.I64) {
            s.set(Layout.LONG, at, value);
        } else {
            s.set(Layout.INT, at, (int) value);
        }
    }

    /**
     * {@return an element of an array of a tensor}
     *
     * @param type an integer type or bool
     */
    public static long at(DType type, Object array, int index) {
        return switch (type) {
            case I8, U8, BOOL -> ((byte[]) array)[index] & mask(type);
            case I16, U16 -> ((short[]) array)[index] & mask(type);
            case I32 -> ((int[]) array)[index];
            case I64 -> ((long[]) array)[index];
            case F32, F16, BF16, F64 -> throw new IllegalStateException(type + " is no integer type");
        };
    }

    /** {@return what of an element that Java has widened to an {@code int} counts: all of it, or the bits of an unsigned type} */
    public static int mask(DType type) {
        return switch (type) {
            case U8 -> 0xff;
            case U16 -> 0xffff;
            case I8, I16, I32, I64, BOOL, F32, F16, BF16, F64 -> -1;
        };
    }

    /**
     * Combines elements of a memory with a stride, for each result.
     *
     * @param resultStep bytes between the first elements for consecutive results
     * @param step bytes between elements for the same result
     */
    public static void reduce(
            Op op,
            MemorySegment s,
            LaneType lane,
            long d,
            long a,
            int resultStep,
            int results,
            int step,
            int count,
            boolean accumulate) {
        long identity = op.integerIdentity();
        if (lane == LaneType.I32) {
            identity = Math.clamp(identity, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        for (int r = 0; r < results; r++) {
            long target = d + (long) r * lane.bytes();
            long value = accumulate ? get(s, lane, target) : identity;
            for (int i = 0; i < count; i++) {
                value = combine(op, value, get(s, lane, a + (long) r * resultStep + (long) i * step));
            }
            set(s, lane, target, value);
        }
    }

    /** Sets elements to start, start + stride and so on. */
    public static void count(MemorySegment s, LaneType lane, long d, long start, long stride, int elements) {
        long value = start;
        for (int i = 0; i < elements; i++, value += stride) {
            long at = d + (long) i * lane.bytes();
            if (lane == LaneType.F32) {
                s.set(Layout.FLOAT, at, value);
            } else if (lane == LaneType.F64) {
                s.set(Layout.DOUBLE, at, value);
            } else {
                set(s, lane, at, value);
            }
        }
    }

    private static long combine(Op op, long x, long y) {
        return switch (op) {
            case SUM -> x + y;
            case REDUCE_MAX -> Math.max(x, y);
            case REDUCE_MIN -> Math.min(x, y);
            case ANY -> x | y;
            case ALL -> x & y;
            default -> throw new BytecodeException(op + " is not a reduction of integers");
        };
    }
}
