package org.jdvm.npu;

import java.lang.foreign.MemorySegment;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.bytecode.LaneType;
import org.jdvm.ir.Op;

/**
 * Functions of integers, element by element: all of those on 64-bit lanes, and the rare ones on 32-bit lanes. Layout as in {@link
 * FloatBinary}, but sizes in elements, and each source with its bytes from element to element (0: one for the row).
 */
final class Integers {
    private static final LaneType[] LANES = LaneType.values();

    private Integers() {}

    static long get(MemorySegment s, LaneType lane, long at) {
        return lane == LaneType.I64 ? s.get(Layout.LONG, at) : s.get(Layout.INT, at);
    }

    static void set(MemorySegment s, LaneType lane, long at, long value) {
        if (lane == LaneType.I64) {
            s.set(Layout.LONG, at, value);
        } else {
            s.set(Layout.INT, at, (int) value);
        }
    }

    static void unary(
            Op op,
            MemorySegment s,
            int lane,
            long d,
            long dStep,
            long a,
            long aStep,
            long aElement,
            int rows,
            int columns) {
        LaneType type = LANES[lane];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                long x = get(s, type, a + r * aStep + c * aElement);
                set(s, type, d + r * dStep + (long) c * type.bytes(), apply(op, x));
            }
        }
    }

    static void binary(
            Op op,
            MemorySegment s,
            int lane,
            int targetLane,
            long d,
            long dStep,
            long a,
            long aStep,
            long aElement,
            long b,
            long bStep,
            long bElement,
            int rows,
            int columns) {
        LaneType type = LANES[lane];
        LaneType targetType = LANES[targetLane];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                long x = get(s, type, a + r * aStep + c * aElement);
                long y = get(s, type, b + r * bStep + c * bElement);
                set(s, targetType, d + r * dStep + (long) c * targetType.bytes(), apply(op, x, y));
            }
        }
    }

    /**
     * Combines elements of a memory with a stride, for each result.
     *
     * @param resultStep bytes between the first elements for consecutive results
     * @param step bytes between elements for the same result
     */
    static void reduce(
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
    static void count(MemorySegment s, LaneType lane, long d, long start, long stride, int elements) {
        long value = start;
        for (int i = 0; i < elements; i++, value += stride) {
            long at = d + (long) i * lane.bytes();
            if (lane == LaneType.F32) {
                s.set(Layout.FLOAT, at, value);
            } else {
                set(s, lane, at, value);
            }
        }
    }

    private static long apply(Op op, long x) {
        return switch (op) {
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case NOT -> x == 0 ? 1 : 0;
            default -> throw new BytecodeException(op + " is not a function of one integer");
        };
    }

    private static long apply(Op op, long x, long y) {
        return switch (op) {
            case ADD -> x + y;
            case SUB -> x - y;
            case MUL -> x * y;
            // What lies in the padding may be a zero too.
            case DIV -> y == 0 ? 0 : x / y;
            case MAX -> Math.max(x, y);
            case MIN -> Math.min(x, y);
            case EQ -> x == y ? 1 : 0;
            case NE -> x != y ? 1 : 0;
            case LT -> x < y ? 1 : 0;
            case LE -> x <= y ? 1 : 0;
            case GT -> x > y ? 1 : 0;
            case GE -> x >= y ? 1 : 0;
            case AND -> x & y;
            case OR -> x | y;
            default -> throw new BytecodeException(op + " is not a function of two integers");
        };
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
