package org.jdvm.exec.lane;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.LaneType;
import org.jdvm.exec.tile.Casts;
import org.jdvm.ir.Op;

/**
 * The scalar forms of elementwise routines: elements are brought into plain arrays, where loops are fast long before vector code is
 * compiled. Target row r begins at {@code d + r * dStep}, likewise the sources; results have the same bits as those of vectors.
 */
public final class ScalarTiles {
    private static final int STAGE = 1024;

    private ScalarTiles() {}

    /** The operand has an element for each one of the target, or one for each row. */
    public static void unary(
            Op op,
            LaneType lane,
            boolean vector,
            ScalarRoom room,
            MemorySegment s,
            long d,
            long dStep,
            long a,
            long aStep,
            int rows,
            int elements) {
        switch (lane) {
            case F32 -> floats(op, true, vector, vector, room, s, d, dStep, a, aStep, a, aStep, rows, elements);
            case I32 -> ints(op, true, vector, vector, room, s, d, dStep, a, aStep, a, aStep, rows, elements);
            case I64 -> longs(op, true, vector, vector, room, s, d, dStep, a, aStep, a, aStep, rows, elements);
            case F64 -> doubles(op, true, vector, vector, room, s, d, dStep, a, aStep, a, aStep, rows, elements);
        }
    }

    /** An operand has an element for each one of the target, or one for each row. */
    public static void binary(
            Op op,
            LaneType lane,
            boolean vectorA,
            boolean vectorB,
            ScalarRoom room,
            MemorySegment s,
            long d,
            long dStep,
            long a,
            long aStep,
            long b,
            long bStep,
            int rows,
            int elements) {
        switch (lane) {
            case F32 -> floats(op, false, vectorA, vectorB, room, s, d, dStep, a, aStep, b, bStep, rows, elements);
            case I32 -> ints(op, false, vectorA, vectorB, room, s, d, dStep, a, aStep, b, bStep, rows, elements);
            case I64 -> longs(op, false, vectorA, vectorB, room, s, d, dStep, a, aStep, b, bStep, rows, elements);
            case F64 -> doubles(op, false, vectorA, vectorB, room, s, d, dStep, a, aStep, b, bStep, rows, elements);
        }
    }

    private static void floats(
            Op op,
            boolean unary,
            boolean vectorA,
            boolean vectorB,
            ScalarRoom room,
            MemorySegment s,
            long d,
            long dStep,
            long a,
            long aStep,
            long b,
            long bStep,
            int rows,
            int elements) {
        int stage = Math.min(elements, STAGE);
        float[] x = room.floats(0, stage);
        float[] y = unary ? x : room.floats(1, stage);
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < elements; i += STAGE) {
                int count = Math.min(STAGE, elements - i);
                get(s, a, vectorA, i, x, count);
                if (unary) {
                    FloatArrays.unary(op, x, count);
                } else {
                    get(s, b, vectorB, i, y, count);
                    FloatArrays.binary(op, x, y, count);
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

    private static void ints(
            Op op,
            boolean unary,
            boolean vectorA,
            boolean vectorB,
            ScalarRoom room,
            MemorySegment s,
            long d,
            long dStep,
            long a,
            long aStep,
            long b,
            long bStep,
            int rows,
            int elements) {
        int stage = Math.min(elements, STAGE);
        int[] x = room.ints(0, stage);
        int[] y = unary ? x : room.ints(1, stage);
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < elements; i += STAGE) {
                int count = Math.min(STAGE, elements - i);
                get(s, a, vectorA, i, x, count);
                if (unary) {
                    IntArrays.unary(op, x, count);
                } else {
                    get(s, b, vectorB, i, y, count);
                    IntArrays.binary(op, x, y, count);
                }
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

    private static void longs(
            Op op,
            boolean unary,
            boolean vectorA,
            boolean vectorB,
            ScalarRoom room,
            MemorySegment s,
            long d,
            long dStep,
            long a,
            long aStep,
            long b,
            long bStep,
            int rows,
            int elements) {
        int stage = Math.min(elements, STAGE);
        long[] x = room.longs(0, stage);
        long[] y = unary ? x : room.longs(1, stage);
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < elements; i += STAGE) {
                int count = Math.min(STAGE, elements - i);
                get(s, a, vectorA, i, x, count);
                if (unary) {
                    LongArrays.unary(op, x, count);
                } else {
                    get(s, b, vectorB, i, y, count);
                    LongArrays.binary(op, x, y, count);
                }
                if (LaneType.I64.resultOf(op) == LaneType.I64) {
                    MemorySegment.copy(x, 0, s, Layout.LONG, d + 8L * i, count);
                } else {
                    for (int k = 0; k < count; k++) {
                        s.set(Layout.INT, d + 4L * (i + k), (int) x[k]);
                    }
                }
            }
        }
    }

    private static void get(MemorySegment s, long at, boolean vector, int i, long[] to, int count) {
        if (vector) {
            MemorySegment.copy(s, Layout.LONG, at + 8L * i, to, 0, count);
        } else {
            Arrays.fill(to, 0, count, s.get(Layout.LONG, at));
        }
    }

    private static void doubles(
            Op op,
            boolean unary,
            boolean vectorA,
            boolean vectorB,
            ScalarRoom room,
            MemorySegment s,
            long d,
            long dStep,
            long a,
            long aStep,
            long b,
            long bStep,
            int rows,
            int elements) {
        int stage = Math.min(elements, STAGE);
        double[] x = room.doubles(0, stage);
        double[] y = unary ? x : room.doubles(1, stage);
        for (int r = 0; r < rows; r++, d += dStep, a += aStep, b += bStep) {
            for (int i = 0; i < elements; i += STAGE) {
                int count = Math.min(STAGE, elements - i);
                get(s, a, vectorA, i, x, count);
                if (unary) {
                    DoubleArrays.unary(op, x, count);
                } else {
                    get(s, b, vectorB, i, y, count);
                    DoubleArrays.binary(op, x, y, count);
                }
                if (LaneType.F64.resultOf(op) == LaneType.F64) {
                    MemorySegment.copy(x, 0, s, Layout.DOUBLE, d + 8L * i, count);
                } else {
                    for (int k = 0; k < count; k++) {
                        s.set(Layout.INT, d + 4L * (i + k), (int) x[k]);
                    }
                }
            }
        }
    }

    private static void get(MemorySegment s, long at, boolean vector, int i, double[] to, int count) {
        if (vector) {
            MemorySegment.copy(s, Layout.DOUBLE, at + 8L * i, to, 0, count);
        } else {
            Arrays.fill(to, 0, count, s.get(Layout.DOUBLE, at));
        }
    }

    /** The choice between two operands, for one row. */
    public static void select(
            ScalarRoom room,
            MemorySegment s,
            long d,
            long c,
            long a,
            boolean vectorA,
            long b,
            boolean vectorB,
            int elements) {
        int[] condition = room.ints(0, elements);
        int[] x = room.ints(1, elements);
        int[] y = room.ints(2, elements);
        MemorySegment.copy(s, Layout.INT, c, condition, 0, elements);
        get(s, a, vectorA, 0, x, elements);
        get(s, b, vectorB, 0, y, elements);
        for (int i = 0; i < elements; i++) {
            x[i] = condition[i] != 0 ? x[i] : y[i];
        }
        MemorySegment.copy(x, 0, s, Layout.INT, d, elements);
    }

    /** A conversion of {@link Casts#convert}. */
    public static void cast(
            ScalarRoom room,
            MemorySegment s,
            LaneType from,
            DType type,
            long d,
            long dStep,
            long a,
            long aStep,
            int rows,
            int elements) {
        float[] floats = room.floats(0, elements);
        int[] ints = room.ints(0, elements);
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            if (from == LaneType.F32) {
                MemorySegment.copy(s, Layout.FLOAT, a, floats, 0, elements);
            } else {
                MemorySegment.copy(s, Layout.INT, a, ints, 0, elements);
            }
            if (!type.isFloat()) {
                for (int i = 0; i < elements && from == LaneType.F32; i++) {
                    ints[i] = type == DType.BOOL ? floats[i] != 0 ? 1 : 0 : (int) type.saturate((long) floats[i]);
                }
                for (int i = 0; i < elements && type != DType.BOOL && from != LaneType.F32; i++) {
                    ints[i] = (int) type.wrap(ints[i]);
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

    public static void fill(MemorySegment s, long d, int value, int elements) {
        int[] x = new int[elements];
        Arrays.fill(x, value);
        MemorySegment.copy(x, 0, s, Layout.INT, d, elements);
    }

    public static void roundToBf16(MemorySegment s, long a, int[] to, int at, int elements) {
        MemorySegment.copy(s, Layout.INT, a, to, at, elements);
        for (int i = at; i < at + elements; i++) {
            to[i] = LaneFunctions.roundToBf16(Float.intBitsToFloat(to[i]));
        }
    }

    public static void edge(MemorySegment s, long from, long to, int elements, boolean accumulate) {
        if (!accumulate) {
            MemorySegment.copy(s, from, s, to, 4L * elements);
            return;
        }
        float[] x = new float[elements];
        float[] y = new float[elements];
        MemorySegment.copy(s, Layout.FLOAT, from, x, 0, elements);
        MemorySegment.copy(s, Layout.FLOAT, to, y, 0, elements);
        FloatArrays.binary(Op.ADD, x, y, elements);
        MemorySegment.copy(x, 0, s, Layout.FLOAT, to, elements);
    }
}
