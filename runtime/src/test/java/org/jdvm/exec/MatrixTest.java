package org.jdvm.exec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.Random;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Extent;
import org.jdvm.bytecode.LaneType;
import org.jdvm.bytecode.Opcode;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.text.Assembler;
import org.jdvm.exec.TileProgram.Matrix;
import org.jdvm.exec.TileProgram.Operand;
import org.jdvm.exec.gemm.MicroKernels;
import org.jdvm.exec.gemm.Panel;
import org.jdvm.exec.gemm.PanelCache;
import org.jdvm.exec.state.Binding;
import org.jdvm.ir.Op;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.api.Test;

/** Matrix products of all shapes, strides and types, against plain sums. */
class MatrixTest {
    private static final DType[] TYPES = {DType.F32, DType.F32, DType.F16, DType.BF16, DType.I8};

    /** Sizes around those of the blocks, and others. */
    private static final int[] ROWS = {1, 2, 4, 5, 8, 9, 12, 13, 24, 25, 40};

    private static final int[] COLUMNS = {1, 7, 16, 31, 32, 33, 48, 64, 70, 100, 130, 290};
    private static final int[] DEPTHS = {0, 1, 2, 3, 17, 64, 100};

    private static double[] values(DType type, int count, Random random) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = type == DType.I8 ? random.nextInt(21) - 10 : (float) random.nextGaussian();
        }
        return values;
    }

    private static Matrix matrix(DType type, int rows, int columns, boolean constant, Random random) {
        int offset = random.nextInt(3) * 5;
        int gap = random.nextInt(3);
        boolean transposed = random.nextBoolean();
        long rowStride = transposed ? 1 : columns + gap;
        long columnStride = transposed ? rows + gap : 1;
        if (random.nextInt(6) == 0) {
            rowStride *= 2;
            columnStride *= 2;
        }
        // Sometimes the last element of the matrix is the last one of the array.
        int length = rows == 0 || columns == 0
                ? offset
                : Math.toIntExact(offset + (rows - 1) * rowStride + (columns - 1) * columnStride + 1);
        length += random.nextInt(2) * 100;
        Object array = TypedArrays.of(type, values(type, length, random));
        return new Matrix(type, array, offset, rowStride, columnStride, constant);
    }

    private static double element(Matrix matrix, int row, int column) {
        long at = matrix.offset() + row * matrix.rowStride() + column * matrix.columnStride();
        return TypedArrays.get(matrix.type(), matrix.array(), Math.toIntExact(at));
    }

    @Test
    void agreesWithPlainSums() {
        for (int seed = 0; seed < 600; seed++) {
            Random random = new Random(seed);
            int rows = ROWS[random.nextInt(ROWS.length)];
            int columns = COLUMNS[random.nextInt(COLUMNS.length)];
            int depth = DEPTHS[random.nextInt(DEPTHS.length)];
            check(random, rows, columns, depth, "seed " + seed);
        }
    }

    @Test
    void agreesWithPlainSumsForDeepProducts() {
        for (int depth : new int[] {511, 512, 513, 1500, 4100}) {
            for (int rows : new int[] {3, 14}) {
                check(new Random(depth), rows, 33, depth, rows + " x 33 x " + depth);
            }
            for (int seed = 0; seed < 4; seed++) {
                check(new Random(seed), 1, 170, depth, "1 x 170 x " + depth + ", seed " + seed);
            }
        }
    }

    private static void check(Random random, int rows, int columns, int depth, String what) {
        NpuSpec machine = TileProgram.MACHINES.get(random.nextInt(2));
        DType leftType = TYPES[random.nextInt(TYPES.length)];
        DType rightType = TYPES[random.nextInt(TYPES.length)];
        Matrix left = matrix(leftType, rows, depth, random.nextInt(4) == 0, random);
        Matrix right = matrix(rightType, depth, columns, random.nextBoolean(), random);
        boolean accumulate = random.nextInt(3) == 0;
        TileProgram program = new TileProgram(machine, rows, columns);
        float[] old = (float[]) TypedArrays.of(DType.F32, values(DType.F32, rows * columns, random));
        Operand target =
                accumulate ? program.load(DType.F32, Extent.TILE, old) : program.allocate(Extent.TILE, LaneType.F32);
        // The memory after the tile must not change.
        float[] guard = {42};
        Operand guarded = program.load(DType.F32, Extent.ONE, guard);
        program.matmul(target, leftType, left, right, depth, accumulate);
        float[] result = new float[rows * columns];
        program.store(DType.F32, target, result);
        float[] guardAfter = new float[1];
        program.store(DType.F32, guarded, guardAfter);
        program.run();
        assertEquals(guard[0], guardAfter[0], what + ": writes after the tile");
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                double sum = accumulate ? old[r * columns + c] : 0;
                double magnitude = Math.abs(sum);
                for (int k = 0; k < depth; k++) {
                    double product = element(left, r, k) * element(right, k, c);
                    sum += product;
                    magnitude += Math.abs(product);
                }
                float actual = result[r * columns + c];
                if (!(Math.abs(sum - actual) <= 2e-6 * magnitude)) {
                    fail(what + ": " + leftType + " x " + rightType + " at " + r + ", " + c + " of " + rows + " x "
                            + columns + " x " + depth + " gives " + actual + ", not " + sum);
                }
            }
        }
    }

    @Test
    void rowsOfTheLocalBufferAgreeWithPlainSums() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            NpuSpec machine = TileProgram.MACHINES.get(random.nextInt(2));
            int rows = 1 + random.nextInt(30);
            int inner = 1 + random.nextInt(90);
            int columns = random.nextInt(4) == 0 ? 420 : 1 + random.nextInt(70);
            DType type = TYPES[random.nextInt(TYPES.length)];
            TileProgram program = new TileProgram(machine, rows, columns, inner);
            float[] values = (float[]) TypedArrays.of(DType.F32, values(DType.F32, rows * inner, random));
            float[] others = (float[]) TypedArrays.of(DType.F32, values(DType.F32, rows * inner, random));
            boolean accumulate = random.nextBoolean();
            float[] old = (float[]) TypedArrays.of(DType.F32, values(DType.F32, rows * columns, random));
            Operand left = program.load(DType.F32, Extent.INNER_TILE, values);
            Operand other = program.load(DType.F32, Extent.INNER_TILE, others);
            Operand target = accumulate
                    ? program.load(DType.F32, Extent.TILE, old)
                    : program.allocate(Extent.TILE, LaneType.F32);
            Operand again = program.allocate(Extent.TILE, LaneType.F32);
            Matrix right = matrix(type, inner, columns, random.nextBoolean(), random);
            // Another way to find the right operand may ask for another way to find the left one.
            Matrix sameRight = new Matrix(
                    type, right.array(), right.offset(), right.rowStride(), right.columnStride(), !right.constant());
            // What is copied for a product that may compute rows twice is not enough for one that adds.
            boolean addsLast = random.nextBoolean();
            if (!addsLast) {
                program.multiplyLocal(target, left, right, accumulate);
            }
            program.multiplyLocal(again, left, sameRight, false);
            if (addsLast) {
                program.multiplyLocal(target, left, right, accumulate);
            }
            // What was copied of the left operand must follow what is written there.
            program.instruction(Opcode.BINARY, Op.ADD, DType.F32, false, left, left, other);
            Operand sum = program.allocate(Extent.TILE, LaneType.F32);
            program.multiplyLocal(sum, left, right, false);
            float[][] results = {new float[rows * columns], new float[rows * columns], new float[rows * columns]};
            program.store(DType.F32, target, results[0]);
            program.store(DType.F32, again, results[1]);
            program.store(DType.F32, sum, results[2]);
            program.run();
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < columns; c++) {
                    double expected = 0;
                    double expectedSum = 0;
                    double magnitude = Math.abs(old[r * columns + c]);
                    for (int k = 0; k < inner; k++) {
                        double x = values[r * inner + k];
                        double y = x + others[r * inner + k];
                        double factor = element(right, k, c);
                        expected += x * factor;
                        expectedSum += y * factor;
                        magnitude += (Math.abs(x) + Math.abs(y)) * Math.abs(factor);
                    }
                    int at = r * columns + c;
                    String what = "seed " + seed + " at " + r + ", " + c;
                    double start = accumulate ? old[at] : 0;
                    assertEquals(start + expected, results[0][at], 2e-6 * magnitude, what);
                    assertEquals(expected, results[1][at], 2e-6 * magnitude, what);
                    assertEquals(expectedSum, results[2][at], 2e-6 * magnitude, what);
                }
            }
        }
    }

    @Test
    void rowsDoNotDependOnTheirNumber() {
        // As a batch of another size must give the same results: blocks of all heights, packed and direct.
        Random random = new Random(1);
        float[] a = (float[]) TypedArrays.of(DType.F32, values(DType.F32, 40 * 700, random));
        float[] b = (float[]) TypedArrays.of(DType.F32, values(DType.F32, 700 * 40, random));
        float[] all = product(40, a, b);
        for (int rows : new int[] {1, 3, 6, 11, 12, 30}) {
            assertArrayEquals(Arrays.copyOf(all, rows * 40), product(rows, a, b));
        }
    }

    @Test
    void singleRowsOfManyColumnsGiveTheSameNumbers() {
        for (int depth : new int[] {50, 4100}) {
            for (boolean constant : new boolean[] {false, true}) {
                Random random = new Random(depth);
                float[] a = (float[]) TypedArrays.of(DType.F32, values(DType.F32, 30 * depth, random));
                Matrix right = new Matrix(
                        DType.F32,
                        TypedArrays.of(DType.F32, values(DType.F32, depth * 200, random)),
                        0,
                        200,
                        1,
                        constant);
                float[] all = product(30, a, depth, right, 200, depth);
                float[] first = product(1, a, depth, right, 200, depth);
                assertArrayEquals(Arrays.copyOf(all, 200), first);
            }
        }
    }

    @Test
    void rowsAPageApartGiveTheSameNumbers() {
        for (int depth : new int[] {1024, 2048}) {
            Random random = new Random(depth);
            float[] a = (float[]) TypedArrays.of(DType.F32, values(DType.F32, 40 * depth, random));
            float[] apart = new float[40 * (depth + 8)];
            for (int row = 0; row < 40; row++) {
                System.arraycopy(a, row * depth, apart, row * (depth + 8), depth);
            }
            float[] b = (float[]) TypedArrays.of(DType.F32, values(DType.F32, depth * 40, random));
            for (int rows : new int[] {4, 8, 13, 29, 40}) {
                assertArrayEquals(product(rows, apart, depth + 8, b, depth), product(rows, a, depth, b, depth));
            }
        }
    }

    private static float[] product(int rows, float[] a, float[] b) {
        return product(rows, a, 700, b, 700);
    }

    private static float[] product(int rows, float[] a, int rowStride, float[] b, int depth) {
        return product(rows, a, rowStride, new Matrix(DType.F32, b, 0, 40, 1, false), 40, depth);
    }

    private static float[] product(int rows, float[] a, int rowStride, Matrix right, int columns, int depth) {
        TileProgram program = new TileProgram(TileProgram.MACHINES.getFirst(), rows, columns);
        Operand target = program.allocate(Extent.TILE, LaneType.F32);
        program.matmul(target, DType.F32, new Matrix(DType.F32, a, 0, rowStride, 1, false), right, depth, false);
        float[] result = new float[rows * columns];
        program.store(DType.F32, target, result);
        program.run();
        return result;
    }

    @Test
    void whatIsPackedFollowsTheMemory() {
        // The second product reads what the task has stored meanwhile: x := x * w, three times.
        Program program = Assembler.parse("""
            program powers
            machine host, cores 1, local 65536, align 64, tile 8192, events 8, cube 12 x 32, spawn 0
            scalars 0
            workspace x f32 2560
            workspace w f32 1600
            section loop i0 3; rows 64; columns 40; cost 1; local 10240
              loop i0
                matmul.f32 tile@0x0, x[0; rows 40, cols 1], w[0; rows 40, cols 1], depth 40
                store.f32 tile@0x0, x[0; rows 40, cols 1]
              next i0
            end
            section rows 40; columns 40; cost 1; local 10240
              matmul.f32 tile@0x0, x[0; rows 40, cols 1], w[0; rows 40, cols 1], depth 40
              store.f32 tile@0x0, w[0; rows 40, cols 1]
            end
            section rows 64; columns 40; cost 1; local 10240
              matmul.f32 tile@0x0, x[0; rows 40, cols 1], w[0; rows 40, cols 1], depth 40
              store.f32 tile@0x0, x[0; rows 40, cols 1]
            end
            """);
        Random random = new Random(8);
        float[] x = (float[]) TypedArrays.of(DType.F32, values(DType.F32, 64 * 40, random));
        float[] w = (float[]) TypedArrays.of(DType.F32, values(DType.F32, 40 * 40, random));
        double[] expected = plain(64, plain(64, plain(64, doubles(x), doubles(w)), doubles(w)), doubles(w));
        double[] square = plain(40, expected, doubles(w));
        expected = plain(64, expected, square);
        assertComputes(program, x, w, expected, 40);
    }

    /** Runs a program on two workspaces, of which the first then has the expected rows of 40 elements, some elements apart. */
    private static void assertComputes(Program program, float[] x, float[] w, double[] expected, int apart) {
        try (Npu npu = new Npu(program.machine())) {
            npu.run(program, new Binding[] {new Binding(x, 0, null), new Binding(w, 0, null)}, new double[0]);
        }
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], x[i / 40 * apart + i % 40], 1e-5 * largest);
        }
    }

    @Test
    void whatIsCopiedFollowsTheMemory() {
        // Rows a page apart; one right operand is packed, the other read in place, which asks for another form of
        // the same rows.
        Program program = Assembler.parse("""
            program pages
            machine host, cores 1, local 65536, align 64, tile 8192, events 8, cube 12 x 32, spawn 0
            scalars 0
            workspace x f32 13312
            workspace w f32 1600
            section loop i0 3; rows 13; columns 40; cost 1; local 4096
              loop i0
                matmul.f32 tile@0x0, x[0; rows 1024, cols 1], w[0; rows 1, cols 40], depth 40
                store.f32 tile@0x0, x[0; rows 1024, cols 1]
                matmul.f32 tile@0x0, x[0; rows 1024, cols 1], w[0; rows 40, cols 1], depth 40
                matmul.f32 tile@0x0, x[0; rows 1024, cols 1], w[0; rows 1, cols 40], depth 40
                store.f32 tile@0x0, x[0; rows 1024, cols 1]
              next i0
            end
            """);
        Random random = new Random(9);
        float[] x = (float[]) TypedArrays.of(DType.F32, values(DType.F32, 13 * 1024, random));
        float[] w = (float[]) TypedArrays.of(DType.F32, values(DType.F32, 40 * 40, random));
        double[] factors = new double[40 * 40];
        double[] expected = new double[13 * 40];
        for (int i = 0; i < 40; i++) {
            for (int j = 0; j < 40; j++) {
                factors[i * 40 + j] = w[j * 40 + i];
            }
        }
        for (int i = 0; i < expected.length; i++) {
            expected[i] = x[i / 40 * 1024 + i % 40];
        }
        for (int i = 0; i < 6; i++) {
            expected = plain(13, expected, factors);
        }
        assertComputes(program, x, w, expected, 1024);
    }

    private static double[] doubles(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = values[i];
        }
        return result;
    }

    private static double[] plain(int rows, double[] a, double[] b) {
        double[] c = new double[rows * 40];
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < 40; i++) {
                for (int k = 0; k < 40; k++) {
                    c[r * 40 + i] += a[r * 40 + k] * b[k * 40 + i];
                }
            }
        }
        return c;
    }

    @Test
    void panelsOfConstantsAreKept() {
        float[] array = new float[64 * 100];
        for (int i = 0; i < array.length; i++) {
            array[i] = i;
        }
        int columns = MicroKernels.COLUMNS - 3;
        PanelCache cache = new PanelCache(array);
        Panel first = cache.panel(DType.F32, 7, 100, 1, 50, columns);
        long size = 4L * 50 * MicroKernels.COLUMNS;
        assertEquals(size, cache.bytes());
        for (int k = 0; k < 50; k++) {
            for (int c = 0; c < MicroKernels.COLUMNS; c++) {
                assertEquals(
                        c < columns ? 7 + 100 * k + c : 0,
                        first.floats()[first.first() + k * MicroKernels.COLUMNS + c]);
            }
        }
        assertSame(first, cache.panel(DType.F32, 7, 100, 1, 50, columns));
        // Enough for the table to grow, and then for the limit.
        int kept = 0;
        for (int from = 0; from < 200; from++) {
            Panel panel = cache.panel(DType.F32, from, 100, 1, 50, columns - 1);
            if (panel != null) {
                kept++;
                assertEquals(from, panel.floats()[panel.first()]);
            }
        }
        long limit = 16L * array.length + (1 << 16);
        assertEquals(limit / size - 1, kept);
        assertTrue(cache.bytes() <= limit);
        assertSame(first, cache.panel(DType.F32, 7, 100, 1, 50, columns));
    }
}
