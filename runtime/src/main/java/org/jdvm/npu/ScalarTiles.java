package org.jdvm.npu;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.BytecodeException;
import org.jdvm.bytecode.LaneType;
import org.jdvm.ir.Op;

/**
 * The scalar forms of elementwise routines: loops over plain arrays, which are fast long before vector code is compiled. Layout as in
 * {@link FloatUnary} and {@link FloatBinary}; results have the same bits.
 */
final class ScalarTiles {
    private static final int STAGE = 1024;

    private ScalarTiles() {}

    static void unary(Op op, MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        int elements = bytes / Float.BYTES;
        float[] x = new float[Math.min(elements, STAGE)];
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < elements; i += STAGE) {
                int count = Math.min(STAGE, elements - i);
                MemorySegment.copy(s, Layout.FLOAT, a + 4L * i, x, 0, count);
                unary(op, x, count);
                MemorySegment.copy(x, 0, s, Layout.FLOAT, d + 4L * i, count);
            }
        }
    }

    private static void unary(Op op, float[] x, int count) {
        switch (op) {
            case NEG -> neg(x, count);
            case ABS -> abs(x, count);
            case SQRT -> sqrt(x, count);
            case RSQRT -> rsqrt(x, count);
            case RECIPROCAL -> reciprocal(x, count);
            case EXP -> exp(x, count);
            case LOG -> log(x, count);
            case SIN -> sin(x, count);
            case COS -> cos(x, count);
            case TANH -> tanh(x, count);
            case ERF -> erf(x, count);
            case SIGMOID -> sigmoid(x, count);
            case SILU -> silu(x, count);
            case GELU -> gelu(x, count);
            case GELU_TANH -> geluTanh(x, count);
            case ROUND -> round(x, count);
            case FLOOR -> floor(x, count);
            case CEIL -> ceil(x, count);
            case TRUNC -> trunc(x, count);
            case IS_FINITE -> isFinite(x, count);
            default -> throw new BytecodeException(op + " is not a function of one float");
        }
    }

    private static void neg(float[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = -x[i];
        }
    }

    private static void abs(float[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = Math.abs(x[i]);
        }
    }

    private static void sqrt(float[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = (float) Math.sqrt(x[i]);
        }
    }

    private static void rsqrt(float[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = 1f / (float) Math.sqrt(x[i]);
        }
    }

    private static void reciprocal(float[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = 1f / x[i];
        }
    }

    private static void exp(float[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = ScalarMath.exp(x[i]);
        }
    }

    private static void log(float[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = ScalarMath.log(x[i]);
        }
    }

    private static void sin(float[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = ScalarMath.sin(x[i]);
        }
    }

    private static void cos(float[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = ScalarMath.cos(x[i]);
        }
    }

    private static void tanh(float[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = ScalarMath.tanh(x[i]);
        }
    }

    private static void erf(float[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = ScalarMath.erf(x[i]);
        }
    }

    private static void sigmoid(float[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = ScalarMath.sigmoid(x[i]);
        }
    }

    private static void silu(float[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = ScalarMath.silu(x[i]);
        }
    }

    private static void gelu(float[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = ScalarMath.gelu(x[i]);
        }
    }

    private static void geluTanh(float[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = ScalarMath.geluTanh(x[i]);
        }
    }

    private static void round(float[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = ScalarMath.round(x[i]);
        }
    }

    private static void floor(float[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = ScalarMath.floor(x[i]);
        }
    }

    private static void ceil(float[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = ScalarMath.ceil(x[i]);
        }
    }

    private static void trunc(float[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = ScalarMath.trunc(x[i]);
        }
    }

    private static void isFinite(float[] x, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = Float.intBitsToFloat(ScalarMath.isFinite(x[i]));
        }
    }

    /** Both operands, or one of them, have an element for each one of the target; the other one has one for each row. */
    static void binary(
            Op op,
            boolean floats,
            boolean vectorA,
            boolean vectorB,
            MemorySegment s,
            long d,
            long dStep,
            long a,
            long aStep,
            long b,
            long bStep,
            int rows,
            int bytes) {
        int elements = bytes / Float.BYTES;
        int stage = Math.min(elements, STAGE);
        if (floats) {
            floats(op, vectorA, vectorB, s, d, dStep, a, aStep, b, bStep, rows, elements, stage);
        } else {
            ints(op, vectorA, vectorB, s, d, dStep, a, aStep, b, bStep, rows, elements, stage);
        }
    }

    private static void floats(
            Op op,
            boolean vectorA,
            boolean vectorB,
            MemorySegment s,
            long d,
            long dStep,
            long a,
            long aStep,
            long b,
            long bStep,
            int rows,
            int elements,
            int stage) {
        float[] x = new float[stage];
        float[] y = new float[stage];
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < elements; i += STAGE) {
                int count = Math.min(STAGE, elements - i);
                get(s, a, vectorA, i, x, count);
                get(s, b, vectorB, i, y, count);
                if (op.kind() == Op.Kind.COMPARE) {
                    compare(op, x, y, count);
                } else {
                    combine(op, x, y, count);
                }
                MemorySegment.copy(x, 0, s, Layout.FLOAT, d + 4L * i, count);
            }
        }
    }

    private static void get(MemorySegment s, long at, boolean vector, int i, float[] to, int count) {
        if (vector) {
            MemorySegment.copy(s, Layout.FLOAT, at + 4L * i, to, 0, count);
        } else {
            Arrays.fill(to, 0, count, s.get(Layout.FLOAT, at));
        }
    }

    private static void combine(Op op, float[] x, float[] y, int count) {
        switch (op) {
            case ADD -> add(x, y, count);
            case SUB -> sub(x, y, count);
            case MUL -> mul(x, y, count);
            case DIV -> div(x, y, count);
            case MAX -> max(x, y, count);
            case MIN -> min(x, y, count);
            case POW -> pow(x, y, count);
            default -> throw new BytecodeException(op + " is not a function of two floats");
        }
    }

    private static void compare(Op op, float[] x, float[] y, int count) {
        switch (op) {
            case EQ -> equal(x, y, count);
            case NE -> notEqual(x, y, count);
            case LT -> less(x, y, x, count);
            case LE -> lessOrEqual(x, y, x, count);
            case GT -> less(y, x, x, count);
            case GE -> lessOrEqual(y, x, x, count);
            default -> throw new BytecodeException(op + " is not a comparison");
        }
    }

    private static void add(float[] x, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = x[i] + y[i];
        }
    }

    private static void sub(float[] x, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = x[i] - y[i];
        }
    }

    private static void mul(float[] x, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = x[i] * y[i];
        }
    }

    private static void div(float[] x, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = x[i] / y[i];
        }
    }

    private static void pow(float[] x, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = ScalarMath.pow(x[i], y[i]);
        }
    }

    private static void equal(float[] x, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = Float.intBitsToFloat(x[i] == y[i] ? 1 : 0);
        }
    }

    private static void notEqual(float[] x, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = Float.intBitsToFloat(x[i] != y[i] ? 1 : 0);
        }
    }

    private static void max(float[] x, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = Math.max(x[i], y[i]);
        }
    }

    private static void min(float[] x, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = Math.min(x[i], y[i]);
        }
    }

    private static void less(float[] x, float[] y, float[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = Float.intBitsToFloat(x[i] < y[i] ? 1 : 0);
        }
    }

    private static void lessOrEqual(float[] x, float[] y, float[] to, int count) {
        for (int i = 0; i < count; i++) {
            to[i] = Float.intBitsToFloat(x[i] <= y[i] ? 1 : 0);
        }
    }

    private static void ints(
            Op op,
            boolean vectorA,
            boolean vectorB,
            MemorySegment s,
            long d,
            long dStep,
            long a,
            long aStep,
            long b,
            long bStep,
            int rows,
            int elements,
            int stage) {
        int[] x = new int[stage];
        int[] y = new int[stage];
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < elements; i += STAGE) {
                int count = Math.min(STAGE, elements - i);
                get(s, a, vectorA, i, x, count);
                get(s, b, vectorB, i, y, count);
                ints(op, x, y, count);
                MemorySegment.copy(x, 0, s, Layout.INT, d + 4L * i, count);
            }
        }
    }

    private static void get(MemorySegment s, long at, boolean vector, int i, int[] to, int count) {
        if (vector) {
            MemorySegment.copy(s, Layout.INT, at + 4L * i, to, 0, count);
        } else {
            Arrays.fill(to, 0, count, s.get(Layout.INT, at));
        }
    }

    private static void ints(Op op, int[] x, int[] y, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = switch (op) {
                case ADD -> x[i] + y[i];
                case SUB -> x[i] - y[i];
                case MUL -> x[i] * y[i];
                case MAX -> Math.max(x[i], y[i]);
                case MIN -> Math.min(x[i], y[i]);
                case AND -> x[i] & y[i];
                case OR -> x[i] | y[i];
                case EQ -> x[i] == y[i] ? 1 : 0;
                case NE -> x[i] != y[i] ? 1 : 0;
                case LT -> x[i] < y[i] ? 1 : 0;
                case LE -> x[i] <= y[i] ? 1 : 0;
                case GT -> x[i] > y[i] ? 1 : 0;
                case GE -> x[i] >= y[i] ? 1 : 0;
                default -> throw new BytecodeException(op + " is not a function of two integers");
            };
        }
    }

    /** The choice between two operands, for one row. */
    static void select(
            MemorySegment s, long d, long c, long a, boolean vectorA, long b, boolean vectorB, int elements) {
        int[] condition = new int[elements];
        int[] x = new int[elements];
        int[] y = new int[elements];
        MemorySegment.copy(s, Layout.INT, c, condition, 0, elements);
        get(s, a, vectorA, 0, x, elements);
        get(s, b, vectorB, 0, y, elements);
        for (int i = 0; i < elements; i++) {
            x[i] = condition[i] != 0 ? x[i] : y[i];
        }
        MemorySegment.copy(x, 0, s, Layout.INT, d, elements);
    }

    /** A conversion of {@link Casts#convert}. */
    static void cast(
            MemorySegment s,
            LaneType from,
            DType type,
            long d,
            long dStep,
            long a,
            long aStep,
            int rows,
            int elements) {
        float[] floats = new float[elements];
        int[] ints = new int[elements];
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            if (from == LaneType.F32) {
                MemorySegment.copy(s, Layout.FLOAT, a, floats, 0, elements);
            } else {
                MemorySegment.copy(s, Layout.INT, a, ints, 0, elements);
            }
            if (type == DType.BOOL || type == DType.I32) {
                for (int i = 0; i < elements && from == LaneType.F32; i++) {
                    ints[i] = type == DType.I32 ? (int) floats[i] : floats[i] != 0 ? 1 : 0;
                }
                for (int i = 0; i < elements && type == DType.BOOL && from != LaneType.F32; i++) {
                    ints[i] = ints[i] != 0 ? 1 : 0;
                }
                MemorySegment.copy(ints, 0, s, Layout.INT, d, elements);
            } else {
                for (int i = 0; i < elements; i++) {
                    floats[i] = Halves.round(from == LaneType.F32 ? floats[i] : ints[i], type);
                }
                MemorySegment.copy(floats, 0, s, Layout.FLOAT, d, elements);
            }
        }
    }

    static void fill(MemorySegment s, long d, int value, int elements) {
        int[] x = new int[elements];
        Arrays.fill(x, value);
        MemorySegment.copy(x, 0, s, Layout.INT, d, elements);
    }

    static void roundToBf16(MemorySegment s, long a, int[] to, int at, int elements) {
        MemorySegment.copy(s, Layout.INT, a, to, at, elements);
        for (int i = at; i < at + elements; i++) {
            to[i] = ScalarMath.roundToBf16(Float.intBitsToFloat(to[i]));
        }
    }

    static void edge(MemorySegment s, long from, long to, int elements, boolean accumulate) {
        if (!accumulate) {
            MemorySegment.copy(s, from, s, to, 4L * elements);
            return;
        }
        float[] x = new float[elements];
        float[] y = new float[elements];
        MemorySegment.copy(s, Layout.FLOAT, from, x, 0, elements);
        MemorySegment.copy(s, Layout.FLOAT, to, y, 0, elements);
        add(x, y, elements);
        MemorySegment.copy(x, 0, s, Layout.FLOAT, to, elements);
    }
}
