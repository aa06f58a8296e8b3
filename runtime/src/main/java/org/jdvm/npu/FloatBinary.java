package org.jdvm.npu;

import static org.jdvm.npu.Lanes.ORDER;
import static org.jdvm.npu.Lanes.broadcast;
import static org.jdvm.npu.Lanes.floats;
import static org.jdvm.npu.Layout.BYTES;
import static org.jdvm.npu.Layout.FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.ir.Op;

/**
 * Functions of two operands over rows of 32-bit floats in a local buffer: one small method for each function and pattern of
 * operands.
 *
 * <p>Target row r begins at {@code d + r * dStep}, likewise the sources; a step of 0 repeats a row.
 */
final class FloatBinary {
    private FloatBinary() {}

    /** Both operands have an element for each one of the target. */
    static void vectors(
            Op op, MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        switch (op) {
            case ADD -> add(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case SUB -> sub(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case MUL -> mul(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case DIV -> div(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case MAX -> max(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case MIN -> min(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case POW -> pow(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            default -> throw new BytecodeException(op + " is not a function of two floats");
        }
    }

    /** The second operand has one element for each row, at {@code b + r * bStep}. */
    static void vectorAndScalar(
            Op op, MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        switch (op) {
            case ADD -> addScalar(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case SUB -> subScalar(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case MUL -> mulScalar(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case DIV -> divScalar(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case MAX -> maxScalar(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case MIN -> minScalar(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case POW -> powScalar(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            default -> throw new BytecodeException(op + " is not a function of two floats");
        }
    }

    /** The first operand has one element for each row, at {@code a + r * aStep}. */
    static void scalarAndVector(
            Op op, MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        switch (op) {
            case ADD -> addScalar(s, d, dStep, b, bStep, a, aStep, rows, bytes);
            case SUB -> scalarSub(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case MUL -> mulScalar(s, d, dStep, b, bStep, a, aStep, rows, bytes);
            case DIV -> scalarDiv(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            case MAX -> maxScalar(s, d, dStep, b, bStep, a, aStep, rows, bytes);
            case MIN -> minScalar(s, d, dStep, b, bStep, a, aStep, rows, bytes);
            case POW -> scalarPow(s, d, dStep, a, aStep, b, bStep, rows, bytes);
            default -> throw new BytecodeException(op + " is not a function of two floats");
        }
    }

    private static void add(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                floats(s, a + i).add(floats(s, b + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void sub(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                floats(s, a + i).sub(floats(s, b + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void mul(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                floats(s, a + i).mul(floats(s, b + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void div(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                floats(s, a + i).div(floats(s, b + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void max(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                floats(s, a + i).max(floats(s, b + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void min(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                floats(s, a + i).min(floats(s, b + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void addScalar(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            FloatVector y = broadcast(s, b);
            for (int i = 0; i < bytes; i += BYTES) {
                floats(s, a + i).add(y).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void subScalar(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            FloatVector y = broadcast(s, b);
            for (int i = 0; i < bytes; i += BYTES) {
                floats(s, a + i).sub(y).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void mulScalar(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            FloatVector y = broadcast(s, b);
            for (int i = 0; i < bytes; i += BYTES) {
                floats(s, a + i).mul(y).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void divScalar(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            FloatVector y = broadcast(s, b);
            for (int i = 0; i < bytes; i += BYTES) {
                floats(s, a + i).div(y).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void maxScalar(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            FloatVector y = broadcast(s, b);
            for (int i = 0; i < bytes; i += BYTES) {
                floats(s, a + i).max(y).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void minScalar(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            FloatVector y = broadcast(s, b);
            for (int i = 0; i < bytes; i += BYTES) {
                floats(s, a + i).min(y).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void scalarSub(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            FloatVector x = broadcast(s, a);
            for (int i = 0; i < bytes; i += BYTES) {
                x.sub(floats(s, b + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void scalarDiv(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            FloatVector x = broadcast(s, a);
            for (int i = 0; i < bytes; i += BYTES) {
                x.div(floats(s, b + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void pow(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < bytes; i += Float.BYTES) {
                s.set(FLOAT, d + i, ScalarMath.pow(s.get(FLOAT, a + i), s.get(FLOAT, b + i)));
            }
        }
    }

    private static void powScalar(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < bytes; i += Float.BYTES) {
                s.set(FLOAT, d + i, ScalarMath.pow(s.get(FLOAT, a + i), s.get(FLOAT, b)));
            }
        }
    }

    private static void scalarPow(
            MemorySegment s, long d, long dStep, long a, long aStep, long b, long bStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < bytes; i += Float.BYTES) {
                s.set(FLOAT, d + i, ScalarMath.pow(s.get(FLOAT, a), s.get(FLOAT, b + i)));
            }
        }
    }
}
