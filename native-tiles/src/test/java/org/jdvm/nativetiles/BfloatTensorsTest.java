package org.jdvm.nativetiles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import org.jdvm.Tensor;
import org.jdvm.WeightFormat;
import org.jdvm.annotations.DType;
import org.jdvm.exec.gemm.FoundFloatTiles;
import org.junit.jupiter.api.Test;

/** Products of tensors rounded to bfloat16 with weights of that form, against sums in 64-bit floats. */
class BfloatTensorsTest {
    private static final int[] ROWS = {0, 1, 2, 3, 5, 12, 13, 37, 131};
    private static final int[] COLUMNS = {1, 2, 7, 31, 32, 33, 64, 67, 131, 257};
    private static final int[] DEPTHS = {1, 2, 3, 5, 31, 64, 67, 257, 1031, 9001};

    private final Random random = new Random(23);

    private int any(int... sizes) {
        return sizes[random.nextInt(sizes.length)];
    }

    private float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian() * (1 + i % 7);
        }
        return numbers;
    }

    private static Tensor product(Tensor x, Tensor weight) {
        return x.cast(DType.BF16).cast(DType.F32).matmul(weight);
    }

    @Test
    void products() {
        for (int i = 0; i < 150; i++) {
            int rows = any(ROWS);
            int columns = any(COLUMNS);
            int depth = any(DEPTHS);
            boolean isTransposed = random.nextBoolean();
            Tensor x = Tensor.of(numbers(rows * depth), rows, depth);
            Tensor weight = isTransposed
                    ? Tensor.of(numbers(depth * columns), columns, depth)
                            .quantize(WeightFormat.BF16, 0, -1)
                            .transpose()
                    : Tensor.of(numbers(depth * columns), depth, columns).quantize(WeightFormat.BF16);
            float[] product = product(x, weight).toFloatArray();
            float[] left = x.cast(DType.BF16).cast(DType.F32).toFloatArray();
            float[] right = weight.toFloatArray();
            assertEquals(rows * columns, product.length);
            for (int j = 0; j < product.length; j++) {
                double sum = 0;
                double magnitude = 0;
                for (int k = 0; k < depth; k++) {
                    double term = (double) left[j / columns * depth + k] * right[k * columns + j % columns];
                    sum += term;
                    magnitude += Math.abs(term);
                }
                double error = Math.abs(product[j] - sum);
                assertTrue(
                        error <= (depth + 1) * magnitude * 0x1p-24,
                        () -> "%d x %d x %d is off by %s".formatted(rows, depth, columns, error));
            }
        }
    }

    /** The order of sums of one instruction set shows which one computes them; with the same bits in parts of the rows, and again. */
    @Test
    void kernelsComputeProducts() {
        assumeTrue(FoundFloatTiles.description().contains("AVX512-BF16"), FoundFloatTiles.description());
        int rows = 75;
        int depth = 386;
        int columns = 160;
        float[] numbers = numbers(rows * depth);
        Tensor weight = Tensor.of(numbers(depth * columns), depth, columns).quantize(WeightFormat.BF16);
        Tensor x = Tensor.of(numbers, rows, depth);
        float[] product = product(x, weight).toFloatArray();
        float[] left = x.cast(DType.BF16).cast(DType.F32).toFloatArray();
        float[] right = weight.toFloatArray();
        float[] expected = new float[rows * columns];
        for (int j = 0; j < expected.length; j++) {
            int row = j / columns * depth;
            int column = j % columns;
            float sum = 0;
            for (int k = 0; k < depth; k += 2) {
                sum = Math.fma(left[row + k + 1], right[(k + 1) * columns + column], sum);
                sum = Math.fma(left[row + k], right[k * columns + column], sum);
            }
            expected[j] = sum;
        }
        assertArrayEquals(expected, product);
        for (int i = 0; i < 30; i++) {
            assertArrayEquals(expected, product(x, weight).toFloatArray());
        }
        for (int row : new int[] {0, 40}) {
            float[] part = product(x.slice(0, row, row + 19), weight).toFloatArray();
            for (int j = 0; j < part.length; j++) {
                assertEquals(expected[row * columns + j], part[j]);
            }
        }
    }
}
