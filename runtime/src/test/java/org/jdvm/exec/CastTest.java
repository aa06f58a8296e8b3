package org.jdvm.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Opcode;
import org.jdvm.exec.TileProgram.Operand;
import org.jdvm.ir.Op;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Conversions from each lane type to each element type. */
class CastTest {
    private static final double[] SPECIAL = {
        0,
        -0.0,
        0.4,
        -0.6,
        1.5,
        -2.5,
        127.9,
        128,
        -129,
        255,
        300,
        65519,
        65520,
        1e9,
        3e9,
        -3e9,
        1e19,
        -1e19,
        1e-8,
        1e-40,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        16777217,
        Integer.MIN_VALUE,
        Long.MAX_VALUE
    };

    static Stream<Arguments> conversions() {
        List<Arguments> cases = new ArrayList<>();
        for (DType from : List.of(DType.F32, DType.I32, DType.I64, DType.F64)) {
            for (DType to : DType.values()) {
                TileProgram.MACHINES.forEach(machine -> cases.add(Arguments.of(from, to, machine)));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0} to {1} {2}")
    @MethodSource("conversions")
    void convertsAsDefined(DType from, DType to, NpuSpec machine) {
        Random random = new Random(5);
        for (int[] size : new int[][] {{1, 1}, {3, 33}, {7, 1}, {4, 48}, {0, 3}, {3, 0}}) {
            for (Extent target : List.of(Extent.TILE, Extent.ROW, Extent.COLUMN, Extent.ONE)) {
                for (Extent extent : ElementwiseTest.fitting(target)) {
                    check(from, to, new TileProgram(machine, size[0], size[1]), target, extent, random);
                }
            }
        }
    }

    private static void check(
            DType from, DType to, TileProgram program, Extent targetExtent, Extent extent, Random random) {
        Object values = TypedArrays.allocate(from, program.elements(extent));
        for (int i = 0; i < program.elements(extent); i++) {
            double value =
                    random.nextBoolean() ? SPECIAL[random.nextInt(SPECIAL.length)] : random.nextGaussian() * 1000;
            switch (values) {
                case float[] a -> a[i] = (float) value;
                case int[] a -> a[i] = random.nextBoolean() ? random.nextInt() : (int) value;
                case long[] a -> a[i] = random.nextBoolean() ? random.nextLong() >> random.nextInt(64) : (long) value;
                case double[] a -> a[i] = value;
                default -> throw new AssertionError(from);
            }
        }
        Operand source;
        if (extent == Extent.SCALAR) {
            values = TypedArrays.of(from, 17);
            source = program.scalar(17, LaneType.of(from));
        } else {
            source = program.load(from, extent, values);
        }
        Operand target = program.allocate(targetExtent, LaneType.of(to));
        program.instruction(Opcode.CAST, Op.CAST, to, false, target, source);
        // Stored as the lane type holds it, so that the store rounds nothing.
        DType held = LaneType.of(to).memoryType();
        Object results = TypedArrays.allocate(held, program.elements(targetExtent));
        program.store(held, target, results);
        program.run();
        for (int r = 0; r < program.rows; r++) {
            for (int c = 0; c < program.columns; c++) {
                int at = program.element(extent, r, c);
                String what = from + " to " + to + " of " + TypedArrays.get(values, at);
                assertEquals(
                        expected(values, at, to), TypedArrays.get(results, program.element(targetExtent, r, c)), what);
            }
        }
    }

    private static double expected(Object values, int at, DType to) {
        if (values instanceof float[] a) {
            float x = a[at];
            return switch (to) {
                case F32 -> x;
                case F16, BF16 -> HalfFloats.nearest(to, x);
                case BOOL -> x != 0 ? 1 : 0;
                case I8 -> Float.isNaN(x) ? 0 : Math.max(-128, Math.min(127, (int) x));
                case U8 -> Float.isNaN(x) ? 0 : Math.max(0, Math.min(255, (int) x));
                case I16 -> Float.isNaN(x) ? 0 : Math.max(-32768, Math.min(32767, (int) x));
                case U16 -> Float.isNaN(x) ? 0 : Math.max(0, Math.min(65535, (int) x));
                case I32 -> (int) x;
                case I64 -> (long) x;
                case F64 -> x;
            };
        }
        if (values instanceof double[] a) {
            double x = a[at];
            return switch (to) {
                case F32 -> (float) x;
                case F16, BF16 -> HalfFloats.nearest(to, x);
                case BOOL -> x != 0 ? 1 : 0;
                case I8 -> Double.isNaN(x) ? 0 : Math.max(-128, Math.min(127, (int) x));
                case U8 -> Double.isNaN(x) ? 0 : Math.max(0, Math.min(255, (int) x));
                case I16 -> Double.isNaN(x) ? 0 : Math.max(-32768, Math.min(32767, (int) x));
                case U16 -> Double.isNaN(x) ? 0 : Math.max(0, Math.min(65535, (int) x));
                case I32 -> (int) x;
                case I64 -> (long) x;
                case F64 -> x;
            };
        }
        long x = values instanceof int[] a ? a[at] : ((long[]) values)[at];
        return switch (to) {
            case F32 -> (float) x;
            case F16, BF16 -> (float) HalfFloats.nearest(to, x);
            case BOOL -> x != 0 ? 1 : 0;
            case I8 -> (byte) x;
            case U8 -> Byte.toUnsignedInt((byte) x);
            case I16 -> (short) x;
            case U16 -> (char) x;
            case I32 -> (int) x;
            case I64, F64 -> x;
        };
    }
}
