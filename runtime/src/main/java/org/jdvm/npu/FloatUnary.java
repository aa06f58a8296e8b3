package org.jdvm.npu;

import static org.jdvm.npu.Lanes.ORDER;
import static org.jdvm.npu.Lanes.floats;
import static org.jdvm.npu.Layout.BYTES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.ir.Op;

/**
 * Functions of one operand over rows of 32-bit floats in a local buffer: one small method with one loop nest for each function,
 * so that each is compiled by itself.
 *
 * <p>Target row r begins at {@code d + r * dStep}, source row r at {@code a + r * aStep}; {@code bytes} is a multiple of the vector.
 */
final class FloatUnary {
    private static final FloatVector ONE = FloatVector.broadcast(Lanes.F32, 1f);

    private FloatUnary() {}

    static void apply(Op op, MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        switch (op) {
            case NEG -> neg(s, d, dStep, a, aStep, rows, bytes);
            case ABS -> abs(s, d, dStep, a, aStep, rows, bytes);
            case SQRT -> sqrt(s, d, dStep, a, aStep, rows, bytes);
            case RSQRT -> rsqrt(s, d, dStep, a, aStep, rows, bytes);
            case RECIPROCAL -> reciprocal(s, d, dStep, a, aStep, rows, bytes);
            case EXP -> exp(s, d, dStep, a, aStep, rows, bytes);
            case LOG -> log(s, d, dStep, a, aStep, rows, bytes);
            case SIN -> sin(s, d, dStep, a, aStep, rows, bytes);
            case COS -> cos(s, d, dStep, a, aStep, rows, bytes);
            case TANH -> tanh(s, d, dStep, a, aStep, rows, bytes);
            case ERF -> erf(s, d, dStep, a, aStep, rows, bytes);
            case SIGMOID -> sigmoid(s, d, dStep, a, aStep, rows, bytes);
            case SILU -> silu(s, d, dStep, a, aStep, rows, bytes);
            case GELU -> gelu(s, d, dStep, a, aStep, rows, bytes);
            case GELU_TANH -> geluTanh(s, d, dStep, a, aStep, rows, bytes);
            case ROUND -> round(s, d, dStep, a, aStep, rows, bytes);
            case FLOOR -> floor(s, d, dStep, a, aStep, rows, bytes);
            case CEIL -> ceil(s, d, dStep, a, aStep, rows, bytes);
            case TRUNC -> trunc(s, d, dStep, a, aStep, rows, bytes);
            case IS_FINITE -> isFinite(s, d, dStep, a, aStep, rows, bytes);
            default -> throw new BytecodeException(op + " is not a function of one float");
        }
    }

    private static void neg(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                floats(s, a + i).neg().intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void abs(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                floats(s, a + i).abs().intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void sqrt(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                floats(s, a + i).sqrt().intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void rsqrt(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                ONE.div(floats(s, a + i).sqrt()).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void reciprocal(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                ONE.div(floats(s, a + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void exp(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                FloatMath.exp(floats(s, a + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void log(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                FloatMath.log(floats(s, a + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void sin(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                FloatMath.sin(floats(s, a + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void cos(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                FloatMath.cos(floats(s, a + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void tanh(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                FloatMath.tanh(floats(s, a + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void erf(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                FloatMath.erf(floats(s, a + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void sigmoid(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                FloatMath.sigmoid(floats(s, a + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void silu(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                FloatMath.silu(floats(s, a + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void gelu(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                FloatMath.gelu(floats(s, a + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void geluTanh(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                FloatMath.geluTanh(floats(s, a + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void round(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                FloatMath.round(floats(s, a + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void floor(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                FloatMath.floor(floats(s, a + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void ceil(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                FloatMath.ceil(floats(s, a + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void trunc(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                FloatMath.trunc(floats(s, a + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void isFinite(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                FloatMath.isFinite(floats(s, a + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }
}
