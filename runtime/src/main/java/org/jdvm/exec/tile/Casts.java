package org.jdvm.exec.tile;

import static org.jdvm.exec.lane.Lanes.F32;
import static org.jdvm.exec.lane.Lanes.I32;
import static org.jdvm.exec.lane.Lanes.ORDER;
import static org.jdvm.exec.lane.Lanes.floats;
import static org.jdvm.exec.lane.Lanes.ints;
import static org.jdvm.exec.lane.Layout.BYTES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Words;
import org.jdvm.exec.lane.Copies;
import org.jdvm.exec.lane.Halves;
import org.jdvm.exec.lane.Integers;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.exec.lane.LaneVectors;
import org.jdvm.exec.lane.Layout;
import org.jdvm.exec.lane.ScalarTiles;
import org.jdvm.exec.state.CoreState;
import org.jdvm.exec.state.LaunchOperands;

/** Conversions between element types inside a local buffer. */
public final class Casts {
    private Casts() {}

    public static void run(CoreState core, LaunchOperands launch, long head, int at) {
        long target = launch.words()[at];
        long source = launch.words()[at + 1];
        int te = Words.extent(target);
        int se = Words.extent(source);
        int rows = core.rowsOf(te);
        int columns = core.elementsOf(te);
        if (rows == 0 || columns == 0) {
            return;
        }
        DType type = Layout.TYPES[Words.memoryType(head)];
        int fromLane = Words.operandLane(source);
        LaneType from = Layout.LANES[fromLane];
        LaneType to = Layout.LANES[Words.operandLane(target)];
        long d = Words.value(target);
        long dStep = core.pitch(te, to.bytes());
        long a = core.place(launch, source, fromLane, 0);
        long aStep = core.step(te, se, from.bytes());
        boolean vector = CoreState.isVector(te, se);
        if (from == to && type == to.memoryType()) {
            Copies.spread(core.local, to.bytes(), vector, d, dStep, a, aStep, rows, columns);
            return;
        }
        // Whole vectors may be written only where operands are aligned to vectors.
        boolean padded = core.pad(1) % BYTES == 0;
        if (vector && padded && from.bytes() == 4 && to.bytes() == 4) {
            if (KernelVariants.isReady(KernelVariants.CAST, number(from, type))) {
                convert(core, from, type, d, dStep, a, aStep, rows, columns);
            } else {
                ScalarTiles.cast(core.scalarRoom, core.local, from, type, d, dStep, a, aStep, rows, columns);
            }
            return;
        }
        for (int r = 0; r < rows; r++) {
            int converted = vector ? columns : 1;
            for (int c = 0; c < converted; c++) {
                element(core.local, from, to, type, a + (long) c * from.bytes(), d + (long) c * to.bytes());
            }
            if (!vector) {
                Copies.spread(core.local, to.bytes(), false, d, 0, d, 0, 1, columns);
            }
            a += aStep;
            d += dStep;
        }
    }

    /** Numbers the conversions. */
    public static int number(LaneType from, DType type) {
        return from.ordinal() * Layout.TYPES.length + type.ordinal();
    }

    public static void convert(
            CoreState core, LaneType from, DType type, long d, long dStep, long a, long aStep, int rows, int columns) {
        MemorySegment s = core.local;
        int bytes = columns * 4;
        if (from == LaneType.F32) {
            switch (type) {
                case F16 -> roundToF16(core, d, dStep, a, aStep, rows, columns);
                case BF16 -> roundToBf16(s, d, dStep, a, aStep, rows, bytes);
                case I32 -> toInt(s, d, dStep, a, aStep, rows, bytes);
                case BOOL -> isNotZero(s, d, dStep, a, aStep, rows, bytes);
                case I8, U8, I16, U16 -> saturate(s, type, d, dStep, a, aStep, rows, bytes);
                case F32, I64, F64 -> throw new IllegalStateException(type.toString());
            }
        } else {
            switch (type) {
                case BOOL -> isNotZeroInt(s, d, dStep, a, aStep, rows, bytes);
                case F32, F16, BF16 -> toFloat(s, d, dStep, a, aStep, rows, bytes);
                case I8, I16 -> shiftOut(s, Integer.SIZE - 8 * type.bytes(), d, dStep, a, aStep, rows, bytes);
                case U8, U16 -> mask(s, (int) type.most(), d, dStep, a, aStep, rows, bytes);
                case I32, I64, F64 -> throw new IllegalStateException(type.toString());
            }
            if (type == DType.F16) {
                roundToF16(core, d, dStep, d, dStep, rows, columns);
            } else if (type == DType.BF16) {
                roundToBf16(s, d, dStep, d, dStep, rows, bytes);
            }
        }
    }

    /** By way of arrays: loops over them with the conversions of {@link Float} become vector code, others do not. */
    private static void roundToF16(CoreState core, long d, long dStep, long a, long aStep, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c += CoreState.STAGE) {
                int count = Math.min(CoreState.STAGE, columns - c);
                MemorySegment.copy(core.local, Layout.FLOAT, a + r * aStep + 4L * c, core.floatStage, 0, count);
                Halves.narrow(core.floatStage, core.shortStage, 0, count);
                Halves.widen(core.shortStage, 0, core.floatStage, 0, count);
                MemorySegment.copy(core.floatStage, 0, core.local, Layout.FLOAT, d + r * dStep + 4L * c, count);
            }
        }
    }

    private static void roundToBf16(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                LaneVectors.roundToBf16(floats(s, a + i)).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void toInt(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                floats(s, a + i)
                        .convert(VectorOperators.F2I, 0)
                        .reinterpretAsInts()
                        .intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    /** Cut off as for 32 bits, whose range is wider; then brought into the range of the type. */
    private static void saturate(
            MemorySegment s, DType type, long d, long dStep, long a, long aStep, int rows, int bytes) {
        int least = (int) type.least();
        int most = (int) type.most();
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                floats(s, a + i)
                        .convert(VectorOperators.F2I, 0)
                        .reinterpretAsInts()
                        .max(least)
                        .min(most)
                        .intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    /** The lowest bits with their sign. */
    private static void shiftOut(
            MemorySegment s, int shift, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                ints(s, a + i)
                        .lanewise(VectorOperators.LSHL, shift)
                        .lanewise(VectorOperators.ASHR, shift)
                        .intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void mask(MemorySegment s, int mask, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                ints(s, a + i).and(mask).intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void toFloat(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                ints(s, a + i)
                        .convert(VectorOperators.I2F, 0)
                        .reinterpretAsFloats()
                        .intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void isNotZero(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                FloatVector x = floats(s, a + i);
                IntVector.zero(I32)
                        .blend(1, x.compare(VectorOperators.NE, 0f).cast(I32))
                        .intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void isNotZeroInt(MemorySegment s, long d, long dStep, long a, long aStep, int rows, int bytes) {
        for (int r = 0; r < rows; r++, d += dStep, a += aStep) {
            for (int i = 0; i < bytes; i += BYTES) {
                IntVector.zero(I32)
                        .blend(1, ints(s, a + i).compare(VectorOperators.NE, 0))
                        .intoMemorySegment(s, d + i, ORDER);
            }
        }
    }

    private static void element(MemorySegment s, LaneType from, LaneType to, DType type, long a, long d) {
        if (from == LaneType.F32) {
            float x = s.get(Layout.FLOAT, a);
            switch (type) {
                case F32, F16, BF16 -> s.set(Layout.FLOAT, d, Halves.round(x, type));
                case I8, U8, I16, U16 -> s.set(Layout.INT, d, (int) type.saturate((long) x));
                case I32 -> s.set(Layout.INT, d, (int) x);
                case I64 -> s.set(Layout.LONG, d, (long) x);
                case F64 -> s.set(Layout.DOUBLE, d, x);
                case BOOL -> Integers.set(s, to, d, x != 0 ? 1 : 0);
            }
        } else if (from == LaneType.F64) {
            double x = s.get(Layout.DOUBLE, a);
            switch (type) {
                case F32, F16, BF16 -> s.set(Layout.FLOAT, d, Halves.round(x, type));
                case I8, U8, I16, U16 -> s.set(Layout.INT, d, (int) type.saturate((long) x));
                case I32 -> s.set(Layout.INT, d, (int) x);
                case I64 -> s.set(Layout.LONG, d, (long) x);
                case F64 -> s.set(Layout.DOUBLE, d, x);
                case BOOL -> Integers.set(s, to, d, x != 0 ? 1 : 0);
            }
        } else {
            long x = Integers.get(s, from, a);
            switch (type) {
                case F32, F16, BF16 -> s.set(Layout.FLOAT, d, Halves.round(x, type));
                case I8, U8, I16, U16 -> s.set(Layout.INT, d, (int) type.wrap(x));
                case I32 -> s.set(Layout.INT, d, (int) x);
                case I64 -> s.set(Layout.LONG, d, x);
                case F64 -> s.set(Layout.DOUBLE, d, (double) x);
                case BOOL -> Integers.set(s, to, d, x != 0 ? 1 : 0);
            }
        }
    }
}
