package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.jdvm.annotations.DType;
import org.jdvm.exec.lane.KernelVariants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Weights that are kept narrower than floats: products have the bits of the same numbers in floats, and the memory stays narrow. */
class QuantizedWeightsTest {
    private static final int[] ROWS = {1, 2, 3, 5, 8, 12, 13, 25, 37};
    private static final int[] COLUMNS = {1, 2, 31, 32, 33, 64, 127, 128, 130, 300};
    private static final int[] DEPTHS = {1, 2, 7, 16, 33, 64, 129, 200};

    private static float[] numbers(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (random.nextFloat() - 0.5f) * (1 + i % 5);
        }
        return numbers;
    }

    private static Object plain(Tensor tensor) {
        return tensor.lazy().storage().bind(true).panels().present();
    }

    private static long kept(Tensor tensor) {
        return tensor.lazy().storage().bind(true).panels().bytes();
    }

    private static void assertSameProduct(
            Random random, WeightFormat format, int group, int rows, int depth, int columns) {
        Tensor x = Tensor.of(numbers(random, rows * depth), rows, depth);
        float[] elements = numbers(random, depth * columns);
        boolean isTransposed = random.nextBoolean();
        Tensor weights = isTransposed
                ? Tensor.of(elements, columns, depth).quantize(format, group, -1)
                : Tensor.of(elements, depth, columns).quantize(format, group, -2);
        Tensor right = isTransposed ? weights.transpose() : weights;
        float[] product = x.matmul(right).toFloatArray();
        // A matrix of a single row or column may be multiplied by something other than the cube unit.
        if (depth > 1 && columns > 1) {
            assertNull(plain(weights));
        }
        Tensor wide = Tensor.of(weights.toFloatArray(), weights.dims()).constant();
        float[] expected = x.matmul(isTransposed ? wide.transpose() : wide).toFloatArray();
        assertArrayEquals(expected, product, "%s, %d x %d x %d".formatted(format, rows, depth, columns));
    }

    /** Without native tiles, which this module has not. */
    @Test
    void productsOfRoundedActivationsAreNearExactOnes() {
        Random random = new Random(41);
        for (int i = 0; i < 40; i++) {
            int rows = ROWS[random.nextInt(ROWS.length)];
            int depth = DEPTHS[random.nextInt(DEPTHS.length)];
            int columns = COLUMNS[random.nextInt(COLUMNS.length)];
            float[] numbers = numbers(random, rows * depth);
            Tensor weights =
                    Tensor.of(numbers(random, depth * columns), depth, columns).quantize(WeightFormat.BF16);
            float[] product = Tensor.of(numbers, rows, depth)
                    .cast(DType.BF16)
                    .cast(DType.F32)
                    .matmul(weights)
                    .toFloatArray();
            float[] rounded = new float[numbers.length];
            for (int j = 0; j < rounded.length; j++) {
                // To nearest, ties to even.
                int bits = Float.floatToRawIntBits(numbers[j]);
                rounded[j] = Float.intBitsToFloat(bits + 0x7fff + (bits >> 16 & 1) & 0xffff0000);
            }
            float[] right = weights.toFloatArray();
            for (int j = 0; j < product.length; j++) {
                double sum = 0;
                double magnitude = 0;
                for (int k = 0; k < depth; k++) {
                    double term = (double) rounded[j / columns * depth + k] * right[k * columns + j % columns];
                    sum += term;
                    magnitude += Math.abs(term);
                }
                assertEquals(sum, product[j], (depth + 1) * magnitude * 0x1p-24);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(WeightFormat.class)
    void productsHaveTheBitsOfTheSameNumbersInFloats(WeightFormat format) {
        Random random = new Random(format.ordinal());
        int[] groups = format.panels().isScaled() ? new int[] {0, 16, 32, 64, 128} : new int[] {0};
        try {
            for (KernelVariants.Forms forms :
                    new KernelVariants.Forms[] {KernelVariants.Forms.SCALAR, KernelVariants.Forms.VECTOR}) {
                KernelVariants.use(forms);
                for (int i = 0; i < 60; i++) {
                    int rows = ROWS[random.nextInt(ROWS.length)];
                    int depth = DEPTHS[random.nextInt(DEPTHS.length)];
                    int columns = COLUMNS[random.nextInt(COLUMNS.length)];
                    assertSameProduct(random, format, groups[random.nextInt(groups.length)], rows, depth, columns);
                }
                // Slices of a depth that is no multiple of a group.
                assertSameProduct(random, format, groups[groups.length - 1], 3, 5003, 40);
                assertSameProduct(random, format, groups[groups.length - 1], 1, 5003, 200);
            }
        } finally {
            KernelVariants.use(KernelVariants.Forms.fromProperty());
        }
    }

    /** The most that an element may differ from the original, by what the format promises. */
    @ParameterizedTest
    @CsvSource({"INT8, 0", "INT8, 16", "INT4, 32", "INT4, 64", "BF16, 0", "F16, 0"})
    void elementsAreRoundedToTheFormat(WeightFormat format, int group) {
        int depth = 100;
        int columns = 70;
        float[] elements = numbers(new Random(5), depth * columns);
        float[] rounded =
                Tensor.of(elements, depth, columns).quantize(format, group, -2).toFloatArray();
        int together = group == 0 ? depth : group;
        for (int column = 0; column < columns; column++) {
            for (int first = 0; first < depth; first += together) {
                double largest = 0;
                double squares = 0;
                double plainSquares = 0;
                int end = Math.min(depth, first + together);
                for (int k = first; k < end; k++) {
                    largest = Math.max(largest, Math.abs(elements[k * columns + column]));
                }
                for (int k = first; k < end; k++) {
                    double element = elements[k * columns + column];
                    double error = rounded[k * columns + column] - element;
                    double most = switch (format) {
                        case BF16 -> Math.abs(element) * 0x1p-8;
                        case F16 -> Math.abs(element) * 0x1p-11;
                        case INT8 -> largest / 127 / 2 * (1 + 1e-5);
                        case INT4 -> largest;
                    };
                    assertTrue(Math.abs(error) <= most, format + ": " + element + " became " + (element + error));
                    squares += error * error;
                    double step = largest / 7;
                    double plainError = Math.rint(element / step) * step - element;
                    plainSquares += plainError * plainError;
                }
                if (format == WeightFormat.INT4) {
                    assertTrue(squares <= plainSquares * (1 + 1e-4), squares + " > " + plainSquares);
                }
            }
        }
    }

    @Test
    void memoryIsThatOfTheFormat() {
        int depth = 256;
        int columns = 320;
        Tensor weights = Tensor.of(numbers(new Random(1), depth * columns), depth, columns);
        long elements = (long) depth * columns;
        assertEquals(2 * elements, kept(weights.quantize(WeightFormat.BF16)));
        assertEquals(2 * elements, kept(weights.quantize(WeightFormat.F16)));
        assertTrue(kept(weights.quantize(WeightFormat.INT8)) <= 1.03 * elements);
        assertTrue(kept(weights.quantize(WeightFormat.INT4)) <= 0.64 * elements);
        assertTrue(kept(weights.quantize(WeightFormat.INT4, 128, -2)) <= 0.55 * elements);
    }

    @Test
    void batchesAndColumnsOfAMatrixAreReadAsTheyAreKept() {
        Random random = new Random(2);
        Tensor weights = Tensor.of(numbers(random, 3 * 40 * 70), 3, 40, 70).quantize(WeightFormat.INT8);
        Tensor x = Tensor.of(numbers(random, 3 * 5 * 40), 3, 5, 40);
        float[] product = x.matmul(weights).toFloatArray();
        assertNull(plain(weights));
        float[] expected =
                x.matmul(Tensor.of(weights.toFloatArray(), 3, 40, 70)).toFloatArray();
        assertArrayEquals(expected, product, 1e-4f);

        Tensor joint = Tensor.of(numbers(random, 64 * 192), 64, 192).quantize(WeightFormat.INT4);
        Tensor y = Tensor.of(numbers(random, 5 * 64), 5, 64);
        float[] third = y.matmul(joint.slice(1, 128, 192)).toFloatArray();
        assertNull(plain(joint));
        assertArrayEquals(y.matmul(joint).slice(1, 128, 192).toFloatArray(), third);
    }

    /** Constants of narrow element types stay as narrow as they are, too; what is not finite is multiplied right as well. */
    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"BF16", "F16", "I8"})
    void constantsOfNarrowElementTypesStayNarrow(DType type) {
        Random random = new Random(4);
        float[] elements = numbers(random, 50 * 70);
        for (int i = 0; i < elements.length; i++) {
            elements[i] = Math.round(elements[i] * 40);
        }
        Tensor weights = Tensor.of(elements, 50, 70).cast(type).contiguous().constant();
        float[] rounded = weights.cast(DType.F32).toFloatArray();
        Tensor narrow = Tensor.of(elements, 50, 70).cast(type).contiguous().constant();
        for (int rows : ROWS) {
            Tensor x = Tensor.of(numbers(random, rows * 50), rows, 50);
            Tensor wide = Tensor.of(rounded, 50, 70);
            // Products of 16-bit floats are rounded to that type.
            float[] expected = x.matmul(wide).toFloatArray();
            float[] product = (type == DType.I8
                            ? x.matmul(narrow.cast(DType.F32))
                            : x.cast(type).matmul(narrow))
                    .cast(DType.F32)
                    .toFloatArray();
            for (int i = 0; i < product.length; i++) {
                assertEquals(expected[i], product[i], 2 + 0.01 * Math.abs(expected[i]), type + ", " + rows + " rows");
            }
            assertNull(plain(narrow), type + ", " + rows + " rows");
        }
        assertArrayEquals(rounded, narrow.cast(DType.F32).toFloatArray());
    }

    @Test
    void otherOperationsReadTheRoundedElements() {
        Random random = new Random(3);
        Tensor weights = Tensor.of(numbers(random, 40 * 70), 40, 70).quantize(WeightFormat.INT4);
        float[] doubled = weights.add(weights).toFloatArray();
        float[] elements = weights.toFloatArray();
        for (int i = 0; i < elements.length; i++) {
            assertEquals(2 * elements[i], doubled[i]);
        }
        Tensor x = Tensor.of(numbers(random, 6 * 70), 6, 70);
        assertArrayEquals(
                x.matmul(Tensor.of(elements, 40, 70).transpose()).toFloatArray(),
                x.matmul(weights.transpose()).toFloatArray(),
                1e-4f);
        assertNotNull(plain(weights));
    }

    @Test
    void zerosAndEmptyMatrices() {
        for (WeightFormat format : WeightFormat.values()) {
            Tensor zeros = Tensor.of(new float[40 * 8], 40, 8).quantize(format);
            assertArrayEquals(new float[40 * 8], zeros.toFloatArray());
            Tensor empty = Tensor.of(new float[0], 0, 8).quantize(format);
            Tensor x = Tensor.of(new float[0], 3, 0);
            assertArrayEquals(new float[24], x.matmul(empty).toFloatArray());
        }
    }

    private static void assertMessage(String expected, Tensor weights, WeightFormat format, int group, int axis) {
        JdvmException e = assertThrows(JdvmException.class, () -> weights.quantize(format, group, axis));
        assertEquals(expected, e.getMessage());
    }

    @Test
    void messages() {
        Tensor weights = Tensor.of(new float[12], 3, 4);
        assertMessage(
                "quantize: expected an f32 tensor of at least two dims, but this is [12] of type f32",
                Tensor.of(new float[12], 12),
                WeightFormat.INT8,
                0,
                -1);
        assertMessage(
                "quantize: expected an f32 tensor of at least two dims, but this is [3, 4] of type i32",
                Tensor.of(new int[12], 3, 4),
                WeightFormat.INT8,
                0,
                -1);
        assertMessage(
                "quantize: products add along one of the last two axes of [3, 4], not along axis -3",
                weights,
                WeightFormat.INT8,
                0,
                -3);
        assertMessage(
                "quantize: a group is a power of two of at least 16 elements, or 0 for all, not 24",
                weights,
                WeightFormat.INT4,
                24,
                -2);
        assertMessage(
                "quantize: elements of the format BF16 have no factors, so there can be no groups of 32",
                weights,
                WeightFormat.BF16,
                32,
                -2);
        float[] large = new float[12];
        large[7] = 1e5f;
        assertMessage(
                "quantize: element 7 of [3, 4] is 100000.0, which the format F16 cannot hold",
                Tensor.of(large, 3, 4),
                WeightFormat.F16,
                0,
                -2);
        large[7] = Float.NaN;
        assertMessage(
                "quantize: element 7 of [3, 4] is NaN, which the format I8 cannot hold",
                Tensor.of(large, 3, 4),
                WeightFormat.INT8,
                0,
                -2);
    }
}
