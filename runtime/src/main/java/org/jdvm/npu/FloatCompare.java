package org.jdvm.npu;

import static org.jdvm.npu.Lanes.I32;
import static org.jdvm.npu.Lanes.ORDER;
import static org.jdvm.npu.Lanes.broadcast;
import static org.jdvm.npu.Lanes.floats;
import static org.jdvm.npu.Layout.BYTES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.ir.Op;

/** Comparisons over rows of 32-bit floats in a local buffer, giving 0 or 1 as 32-bit integers. Layout as in {@link FloatBinary}. */
final class FloatCompare {
    private static final IntVector ZERO = IntVector.zero(I32);

    private FloatCompare() {}

    /** Both operands have an element for each one of the target. */
    static void vectors(
            Op op, MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        switch (op) {
            case EQ -> equal(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case NE -> notEqual(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case LT -> less(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case LE -> lessOrEqual(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case GT -> less(s, d, dStep, b, bStep, a, aStep, rows, bytes);
            case GE -> lessOrEqual(s, d, dStep, b, bStep, a, aStep, rows, bytes);
            default -> throw new BytecodeException(op + " is not a comparison");
        }
    }

    /** The second operand has one element for each row. */
    static void vectorAndScalar(
            Op op, MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        switch (op) {
            case EQ -> equalScalar(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case NE -> notEqualScalar(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case LT -> lessScalar(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case LE -> lessOrEqualScalar(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case GT -> greaterScalar(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case GE -> greaterOrEqualScalar(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            default -> throw new BytecodeException(op + " is not a comparison");
        }
    }

    /** The first operand has one element for each row. */
    static void scalarAndVector(
            Op op, MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        switch (op) {
            case EQ -> equalScalar(s, d, dStep, b, bStep, a, aStep, rows, bytes);
            case NE -> notEqualScalar(s, d, dStep, b, bStep, a, aStep, rows, bytes);
            case LT -> greaterScalar(s, d, dStep, b, bStep, a, aStep, rows, bytes);
            case LE -> greaterOrEqualScalar(s, d, dStep, b, bStep, a, aStep, rows, bytes);
            case GT -> lessScalar(s, d, dStep, b, bStep, a, aStep, rows, bytes);
            case GE -> lessOrEqualScalar(s, d, dStep, b, bStep, a, aStep, rows, bytes);
            default -> throw new BytecodeException(op + " is not a comparison");
        }
    }

    private static void equal(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                ZERO.blend(
                                1,
                                floats(s, a + i)
                                        .compare(VectorOperators.EQ, floats(s, b + i))
                                        .cast(I32))
                        .intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void notEqual(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                ZERO.blend(
                                1,
                                floats(s, a + i)
                                        .compare(VectorOperators.NE, floats(s, b + i))
                                        .cast(I32))
                        .intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void less(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                ZERO.blend(
                                1,
                                floats(s, a + i)
                                        .compare(VectorOperators.LT, floats(s, b + i))
                                        .cast(I32))
                        .intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void lessOrEqual(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                ZERO.blend(
                                1,
                                floats(s, a + i)
                                        .compare(VectorOperators.LE, floats(s, b + i))
                                        .cast(I32))
                        .intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void equalScalar(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            FloatVector y = broadcast(s, b);
            for (int i = 0; i < bytes; i += BYTES) {
                ZERO.blend(1, floats(s, a + i).compare(VectorOperators.EQ, y).cast(I32))
                        .intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void notEqualScalar(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            FloatVector y = broadcast(s, b);
            for (int i = 0; i < bytes; i += BYTES) {
                ZERO.blend(1, floats(s, a + i).compare(VectorOperators.NE, y).cast(I32))
                        .intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void lessScalar(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            FloatVector y = broadcast(s, b);
            for (int i = 0; i < bytes; i += BYTES) {
                ZERO.blend(1, floats(s, a + i).compare(VectorOperators.LT, y).cast(I32))
                        .intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void lessOrEqualScalar(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            FloatVector y = broadcast(s, b);
            for (int i = 0; i < bytes; i += BYTES) {
                ZERO.blend(1, floats(s, a + i).compare(VectorOperators.LE, y).cast(I32))
                        .intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void greaterScalar(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            FloatVector y = broadcast(s, b);
            for (int i = 0; i < bytes; i += BYTES) {
                ZERO.blend(1, floats(s, a + i).compare(VectorOperators.GT, y).cast(I32))
                        .intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void greaterOrEqualScalar(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            FloatVector y = broadcast(s, b);
            for (int i = 0; i < bytes; i += BYTES) {
                ZERO.blend(1, floats(s, a + i).compare(VectorOperators.GE, y).cast(I32))
                        .intoMemorySegment(s, d + i, ORDER);
            }
        }
    }
}
