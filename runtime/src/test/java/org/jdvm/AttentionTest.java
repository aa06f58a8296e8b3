package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attention from one key up to numbers for which rows of scores do not fit the local buffer, against plain sums in double precision. */
class AttentionTest {
    private static final OperatorTemplate ATTENTION = OperatorTemplate.parse("""
        operator attention(%0 q: f32[N, S, D], %1 k: f32[T, D], %2 v: f32[T, C], %3 mask: f32[S, T]) {
          %4: f32[D, T] = permute %1 order [1, 0]
          %5: f32[N, S, T] = matmul %0, %4
          %6: f32[N, S, T] = mul %5, {div(1.0, sqrt(size(D)))}
          %7: f32[N, S, T] = add %6, %3
          %8: f32[N, S, 1] = reduce_max %7 axes [2] keep
          %9: f32[N, S, T] = sub %7, %8
          %10: f32[N, S, T] = exp %9
          %11: f32[N, S, 1] = sum %10 axes [2] keep
          %12: f32[N, S, T] = div %10, %11
          %13: f32[N, S, C] = matmul %12, %2
          return %13
        }
        """);

    private static final OperatorTemplate NORM_AND_PRODUCT = OperatorTemplate.parse("""
        operator normAndProduct(%0 x: f32[T, H], %1 w: f32[H, M]) {
          %2: f32[T, H] = mul %0, %0
          %3: f32[T, 1] = sum %2 axes [1] keep
          %4: f32[T, 1] = rsqrt %3
          %5: f32[T, H] = mul %0, %4
          %6: f32[T, M] = matmul %5, %1
          return %6
        }
        """);

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1, 1",
        "2, 13, 700, 16, 9",
        "3, 50, 1021, 8, 300",
        "1, 1, 3001, 64, 64",
        "1, 5, 11003, 4, 5",
        "1, 40, 30011, 8, 8",
        "2, 3, 40001, 3, 4"
    })
    void agreesWithPlainSumsOnAnyNumberOfCores(int heads, int queries, int keys, int depth, int columns) {
        Random random = new Random(keys);
        float[] q = numbers(random, heads * queries * depth);
        float[] k = numbers(random, keys * depth);
        float[] v = numbers(random, keys * columns);
        float[] mask = numbers(random, queries * keys);
        Tensor[] arguments = {
            Tensor.of(q, heads, queries, depth),
            Tensor.of(k, keys, depth),
            Tensor.of(v, keys, columns),
            Tensor.of(mask, queries, keys)
        };
        float[] actual = on(1, ATTENTION, arguments);
        for (int row = 0; row < heads * queries; row++) {
            double[] weights = new double[keys];
            double sum = 0;
            for (int key = 0; key < keys; key++) {
                double score = 0;
                for (int i = 0; i < depth; i++) {
                    score += (double) q[row * depth + i] * k[key * depth + i];
                }
                weights[key] = Math.exp(score / Math.sqrt(depth) + mask[row % queries * keys + key]);
                sum += weights[key];
            }
            for (int column = 0; column < columns; column++) {
                double expected = 0;
                for (int key = 0; key < keys; key++) {
                    expected += weights[key] / sum * v[key * columns + column];
                }
                assertEquals(expected, actual[row * columns + column], 1e-5, "row " + row + ", column " + column);
            }
        }
        for (int cores : new int[] {2, 3}) {
            assertArrayEquals(actual, on(cores, ATTENTION, arguments));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 4096, 300", "7, 33, 64", "100, 300, 700", "200, 64, 1000", "3, 30000, 40"})
    void normsBeforeProductsGiveTheSameOnAnyNumberOfCores(int rows, int inner, int columns) {
        Random random = new Random(rows);
        float[] x = numbers(random, rows * inner);
        float[] w = numbers(random, inner * columns);
        Tensor[] arguments = {Tensor.of(x, rows, inner), Tensor.of(w, inner, columns)};
        float[] actual = on(1, NORM_AND_PRODUCT, arguments);
        for (int row = 0; row < rows; row++) {
            double square = 0;
            for (int i = 0; i < inner; i++) {
                square += (double) x[row * inner + i] * x[row * inner + i];
            }
            for (int column = 0; column < columns; column++) {
                double expected = 0;
                for (int i = 0; i < inner; i++) {
                    expected += x[row * inner + i] / Math.sqrt(square) * w[i * columns + column];
                }
                assertEquals(expected, actual[row * columns + column], 1e-5, "row " + row + ", column " + column);
            }
        }
        for (int cores : new int[] {2, 3}) {
            assertArrayEquals(actual, on(cores, NORM_AND_PRODUCT, arguments));
        }
    }

    private static float[] on(int cores, OperatorTemplate operator, Tensor... arguments) {
        try (Dvm dvm = new Dvm(NpuSpec.host(cores))) {
            return operator.call(dvm, arguments, new double[0]).toFloatArray();
        }
    }

    private static float[] numbers(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
