package org.jdvm.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.Random;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Opcode;
import org.jdvm.exec.TileProgram.Operand;
import org.jdvm.ir.Op;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Loads, stores and gathers of every element type with every kind of strides. */
class TransferTest {
    private static final int[][] SIZES = {
        {1, 17}, {7, 1}, {5, 16}, {3, 33}, {20, 40}, {1, 1100}, {33, 3}, {0, 5}, {5, 0}
    };

    private static Object numbered(DType type, int length) {
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = type == DType.BOOL ? i % 3 % 2 : i % 127 - 60;
        }
        return TypedArrays.of(type, values);
    }

    @ParameterizedTest
    @EnumSource
    void loadsWithAnyStridesAndStoresThemAgain(DType type) {
        for (NpuSpec machine : TileProgram.MACHINES) {
            for (int[] size : SIZES) {
                int rows = size[0];
                int columns = size[1];
                long[][] strides = {
                    {columns, 1}, {columns + 3, 1}, {1, rows}, {1, rows + 5}, {0, 1}, {1, 0}, {0, 0}, {2 * columns, 2}
                };
                for (long[] stride : strides) {
                    for (Extent extent : List.of(Extent.TILE, Extent.ROW, Extent.COLUMN, Extent.ONE)) {
                        copy(type, machine, rows, columns, extent, stride[0], stride[1]);
                    }
                }
            }
        }
    }

    /** Loads with some strides and stores without gaps; then loads that and stores with the strides (if they are distinct places). */
    private static void copy(
            DType type, NpuSpec machine, int rows, int columns, Extent extent, long rowStride, long columnStride) {
        int offset = 5;
        int length = offset + 4 * (rows + 8) * (columns + 8);
        Object memory = numbered(type, length);
        TileProgram program = new TileProgram(machine, rows, columns);
        Operand operand = program.load(type, extent, memory, offset, rowStride, columnStride);
        Object packed = TypedArrays.allocate(type, program.elements(extent));
        program.store(type, operand, packed);
        program.run();
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                int at = Math.toIntExact(offset + address(extent, r, c, rowStride, columnStride));
                double loaded = TypedArrays.get(type, packed, program.element(extent, r, c));
                if (loaded != TypedArrays.get(type, memory, at)) {
                    fail(type + " " + extent + " of " + rows + " x " + columns + " at " + r + ", " + c
                            + " with strides " + rowStride + ", " + columnStride + " gives " + loaded);
                }
            }
        }
        if (rowStride == 0 || columnStride == 0) {
            return;
        }
        TileProgram back = new TileProgram(machine, rows, columns);
        Object copy = TypedArrays.allocate(type, length);
        back.store(type, back.load(type, extent, packed), copy, offset, rowStride, columnStride);
        back.run();
        boolean[] written = new boolean[length];
        // A row has its columns whatever the number of rows in the frame is, and the other way round.
        for (int r = 0; r < (extent == Extent.ROW || extent == Extent.ONE ? 1 : rows); r++) {
            for (int c = 0; c < (extent == Extent.COLUMN || extent == Extent.ONE ? 1 : columns); c++) {
                written[Math.toIntExact(offset + address(extent, r, c, rowStride, columnStride))] = true;
            }
        }
        for (int i = 0; i < length; i++) {
            double expected = written[i] ? TypedArrays.get(type, memory, i) : 0;
            if (TypedArrays.get(type, copy, i) != expected) {
                fail(type + " " + extent + " of " + rows + " x " + columns + " stores a wrong value at " + i);
            }
        }
    }

    private static long address(Extent extent, int row, int column, long rowStride, long columnStride) {
        return switch (extent) {
            case TILE, INNER_TILE -> row * rowStride + column * columnStride;
            case ROW, INNER_ROW -> column * columnStride;
            case COLUMN -> row * rowStride;
            case ONE, SCALAR -> 0;
        };
    }

    @ParameterizedTest
    @EnumSource
    void loadsColumnsOfTwoAxes(DType type) {
        for (NpuSpec machine : TileProgram.MACHINES) {
            for (int[] size : new int[][] {
                {1, 1, 1}, {3, 4, 5}, {1, 7, 61}, {5, 61, 7}, {2, 1, 40}, {2, 40, 1}, {0, 2, 3}, {3, 900, 3}
            }) {
                int outer = size[1];
                int fold = size[2];
                long[][] strides = {{0, 1}, {1, 0}, {fold, 1}, {fold + 3, 1}, {1, outer}, {2, 0}, {0, 3}, {7 * fold, 2}
                };
                for (long[] stride : strides) {
                    for (long rowStride : new long[] {0, 1, 50}) {
                        for (Extent extent : List.of(Extent.TILE, Extent.ROW)) {
                            loadFolded(type, machine, extent, size, rowStride, stride[0], stride[1]);
                        }
                    }
                }
            }
        }
    }

    private static void loadFolded(
            DType type, NpuSpec machine, Extent extent, int[] size, long rowStride, long outerStride, long stride) {
        int fold = size[2];
        int offset = 3;
        Object memory = numbered(type, offset + 50 * size[0] + 8 * (size[1] + 1) * (fold + 1));
        TileProgram program = new TileProgram(machine, size[0], size[1] * fold);
        Operand operand = program.loadFolded(type, extent, memory, offset, rowStride, outerStride, fold, stride);
        Object packed = TypedArrays.allocate(type, program.elements(extent));
        program.store(type, operand, packed);
        program.run();
        for (int r = 0; r < (extent == Extent.ROW ? 1 : program.rows); r++) {
            for (int c = 0; c < program.columns; c++) {
                long at = offset + r * rowStride + c / fold * outerStride + c % fold * stride;
                assertEquals(
                        TypedArrays.get(type, memory, Math.toIntExact(at)),
                        TypedArrays.get(type, packed, program.element(extent, r, c)),
                        () -> "%s %s of %d x %d x %d, strides %d, %d, %d"
                                .formatted(type, extent, size[0], size[1], fold, rowStride, outerStride, stride));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void gathersWithIndicesOfAnyExtent(DType type) {
        Random random = new Random(3);
        for (NpuSpec machine : TileProgram.MACHINES) {
            for (int[] size : new int[][] {{1, 1}, {6, 40}, {40, 6}, {0, 3}, {3, 0}}) {
                for (Extent target : List.of(Extent.TILE, Extent.ROW, Extent.COLUMN, Extent.ONE)) {
                    for (Extent index : ElementwiseTest.fitting(target)) {
                        gather(type, new TileProgram(machine, size[0], size[1]), target, index, random);
                    }
                }
            }
        }
    }

    private static void gather(DType type, TileProgram program, Extent target, Extent extent, Random random) {
        int limit = 11;
        int stride = program.columns + 2;
        Object table = numbered(type, limit * stride + program.rows + program.columns);
        double[] indices =
                random.ints(program.elements(extent), 0, limit).asDoubleStream().toArray();
        DType indexType = random.nextBoolean() ? DType.I32 : DType.I64;
        Operand index = extent == Extent.SCALAR
                ? program.scalar(indices[0], LaneType.of(indexType))
                : program.load(indexType, extent, TypedArrays.of(indexType, indices));
        Operand gathered = program.gather(type, target, table, index, 1, 1, stride, limit);
        Object results = TypedArrays.allocate(type, program.elements(target));
        program.store(type, gathered, results);
        program.run();
        for (int r = 0; r < program.rows; r++) {
            for (int c = 0; c < program.columns; c++) {
                long at = (long) indices[program.element(extent, r, c)] * stride + address(target, r, c, 1, 1);
                assertEquals(
                        TypedArrays.get(type, table, Math.toIntExact(at)),
                        TypedArrays.get(type, results, program.element(target, r, c)),
                        type + " " + target + " by " + extent + " at " + r + ", " + c);
            }
        }
    }

    @Test
    void sixteenBitFloatsSurviveALoadAndAStore() {
        for (DType type : List.of(DType.F16, DType.BF16)) {
            short[] all = new short[1 << 16];
            for (int i = 0; i < all.length; i++) {
                all[i] = (short) i;
            }
            short[] copy = new short[all.length];
            float[] values = new float[all.length];
            TileProgram program = new TileProgram(TileProgram.MACHINES.getFirst(), 1, all.length);
            Operand operand = program.load(type, Extent.TILE, all);
            program.store(type, operand, copy);
            program.store(DType.F32, operand, values);
            program.run();
            for (int i = 0; i < all.length; i++) {
                double value = HalfFloats.value(type, i);
                assertEquals((float) value, values[i], type + " " + i);
                if (Double.isNaN(value)) {
                    assertEquals(Double.NaN, HalfFloats.value(type, copy[i] & 0xffff));
                } else {
                    assertEquals(all[i], copy[i], type + " " + i);
                }
            }
        }
    }

    @Test
    void storesRoundToTheNearestSixteenBitFloat() {
        Random random = new Random(1);
        for (DType type : List.of(DType.F16, DType.BF16)) {
            float[] values = new float[60_000];
            for (int i = 0; i < values.length; i++) {
                values[i] = HalfFloats.hard(type, random);
            }
            short[] stored = new short[values.length];
            float[] cast = new float[values.length];
            TileProgram program = new TileProgram(TileProgram.MACHINES.getFirst(), 1, values.length);
            Operand operand = program.load(DType.F32, Extent.TILE, values);
            program.store(type, operand, stored);
            // In place.
            program.instruction(Opcode.CAST, Op.CAST, type, false, operand, operand);
            program.store(DType.F32, operand, cast);
            program.run();
            for (int i = 0; i < values.length; i++) {
                float expected = (float) HalfFloats.nearest(type, values[i]);
                assertEquals(expected, (float) HalfFloats.value(type, stored[i] & 0xffff), type + " of " + values[i]);
                assertEquals(expected, cast[i], type + " of " + values[i]);
            }
        }
    }
}
