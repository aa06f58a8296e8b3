package org.jdvm.npu;

import static org.jdvm.npu.Lanes.ORDER;
import static org.jdvm.npu.Lanes.broadcastInt;
import static org.jdvm.npu.Lanes.ints;
import static org.jdvm.npu.Layout.BYTES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.ir.Op;

/**
 * Functions of two operands over rows of 32-bit integers in a local buffer: one small method for each function and pattern of
 * operands. Layout as in {@link FloatBinary}.
 */
final class IntBinary {
    private IntBinary() {}

    /** Both operands have an element for each one of the target. */
    static void vectors(
            Op op, MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        switch (op) {
            case ADD -> add(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case SUB -> sub(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case MUL -> mul(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case MAX -> max(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case MIN -> min(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case AND -> and(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case OR -> or(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            default -> throw new BytecodeException(op + " is not a function of two integers");
        }
    }

    /** The second operand has one element for each row, at {@code b + r * bStep}. */
    static void vectorAndScalar(
            Op op, MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        switch (op) {
            case ADD -> addScalar(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case SUB -> subScalar(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case MUL -> mulScalar(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case MAX -> maxScalar(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case MIN -> minScalar(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case AND -> andScalar(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case OR -> orScalar(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            default -> throw new BytecodeException(op + " is not a function of two integers");
        }
    }

    /** The first operand has one element for each row, at {@code a + r * aStep}. */
    static void scalarAndVector(
            Op op, MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        switch (op) {
            case ADD -> addScalar(s, d, dStep, b, bStep, a, aStep, rows, bytes);
            case SUB -> scalarSub(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case MUL -> mulScalar(s, d, dStep, b, bStep, a, aStep, rows, bytes);
            case MAX -> maxScalar(s, d, dStep, b, bStep, a, aStep, rows, bytes);
            case MIN -> minScalar(s, d, dStep, b, bStep, a, aStep, rows, bytes);
            case AND -> andScalar(s, d, dStep, b, bStep, a, aStep, rows, bytes);
            case OR -> orScalar(s, d, dStep, b, bStep, a, aStep, rows, bytes);
            default -> throw new BytecodeException(op + " is not a function of two integers");
        }
    }

    private static void add(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                ints(s, a + i).add(ints(s, b + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void sub(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                ints(s, a + i).sub(ints(s, b + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void mul(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                ints(s, a + i).mul(ints(s, b + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void max(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                ints(s, a + i).max(ints(s, b + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void min(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                ints(s, a + i).min(ints(s, b + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void and(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                ints(s, a + i).and(ints(s, b + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void or(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                ints(s, a + i).or(ints(s, b + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void addScalar(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            IntVector y = broadcastInt(s, b);
            for (int i = 0; i < bytes; i += BYTES) {
                ints(s, a + i).add(y).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void subScalar(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            IntVector y = broadcastInt(s, b);
            for (int i = 0; i < bytes; i += BYTES) {
                ints(s, a + i).sub(y).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void mulScalar(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            IntVector y = broadcastInt(s, b);
            for (int i = 0; i < bytes; i += BYTES) {
                ints(s, a + i).mul(y).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void maxScalar(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            IntVector y = broadcastInt(s, b);
            for (int i = 0; i < bytes; i += BYTES) {
                ints(s, a + i).max(y).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void minScalar(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            IntVector y = broadcastInt(s, b);
            for (int i = 0; i < bytes; i += BYTES) {
                ints(s, a + i).min(y).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void andScalar(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            IntVector y = broadcastInt(s, b);
            for (int i = 0; i < bytes; i += BYTES) {
                ints(s, a + i).and(y).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void orScalar(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            IntVector y = broadcastInt(s, b);
            for (int i = 0; i < bytes; i += BYTES) {
                ints(s, a + i).or(y).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void scalarSub(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            IntVector x = broadcastInt(s, a);
            for (int i = 0; i < bytes; i += BYTES) {
                x.sub(ints(s, b + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }
}
