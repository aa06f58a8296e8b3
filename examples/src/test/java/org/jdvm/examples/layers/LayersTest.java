package org.jdvm.examples.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.jdvm.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each layer, as generated and as called directly, against its formula in double precision. */
class LayersTest {
    private static final float EPS = 1e-5f;

    private final SplittableRandom random = new SplittableRandom(3);

    private float[] numbers(int count) {
        float[] out = new float[count];
        for (int i = 0; i < count; i++) {
            out[i] = (float) random.nextDouble(-2, 2);
        }
        return out;
    }

    private static void assertClose(float[] expected, Tensor generated, Tensor direct) {
        assertArrayEquals(expected, generated.toFloatArray(), 2e-5f);
        assertArrayEquals(expected, direct.toFloatArray(), 2e-5f);
    }

    private static double sum(int count, IntToDoubleFunction term) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += term.applyAsDouble(i);
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 7", "5, 1", "37, 384", "3, 1001"})
    void norms(int rows, int size) {
        float[] x = numbers(rows * size);
        float[] gamma = numbers(size);
        float[] beta = numbers(size);
        float[] layer = new float[x.length];
        float[] rms = new float[x.length];
        float[] soft = new float[x.length];
        for (int t = 0; t < rows; t++) {
            int row = t * size;
            double mean = sum(size, i -> x[row + i]) / size;
            double variance = sum(size, i -> (x[row + i] - mean) * (x[row + i] - mean)) / size;
            double square = sum(size, i -> (double) x[row + i] * x[row + i]) / size;
            double exps = sum(size, i -> Math.exp(x[row + i]));
            for (int i = 0; i < size; i++) {
                layer[row + i] = (float) ((x[row + i] - mean) / Math.sqrt(variance + EPS) * gamma[i] + beta[i]);
                rms[row + i] = (float) (x[row + i] / Math.sqrt(square + EPS) * gamma[i]);
                soft[row + i] = (float) (Math.exp(x[row + i]) / exps);
            }
        }
        Tensor tensor = Tensor.of(x, rows, size);
        Tensor scale = Tensor.of(gamma, size);
        Tensor shift = Tensor.of(beta, size);
        assertClose(
                layer,
                LayersOperators.layerNorm(tensor, scale, shift, EPS),
                Layers.layerNorm(tensor, scale, shift, EPS));
        assertClose(rms, LayersOperators.rmsNorm(tensor, scale, EPS), Layers.rmsNorm(tensor, scale, EPS));
        assertClose(soft, LayersOperators.softmax(tensor), Layers.softmax(tensor));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "5, 3, 7", "33, 65, 17"})
    void feedForward(int rows, int size, int inner) {
        float[] x = numbers(rows * size);
        float[] gate = numbers(size * inner);
        float[] up = numbers(size * inner);
        float[] down = numbers(inner * size);
        float[] expected = new float[x.length];
        for (int t = 0; t < rows; t++) {
            double[] gated = new double[inner];
            for (int m = 0; m < inner; m++) {
                double g = dot(x, t * size, gate, m, inner, size);
                gated[m] = g / (1 + Math.exp(-g)) * dot(x, t * size, up, m, inner, size);
            }
            for (int i = 0; i < size; i++) {
                int column = i;
                expected[t * size + i] = (float) sum(inner, m -> gated[m] * down[m * size + column]);
            }
        }
        Tensor[] tensors = {
            Tensor.of(x, rows, size),
            Tensor.of(gate, size, inner),
            Tensor.of(up, size, inner),
            Tensor.of(down, inner, size)
        };
        float[] generated = LayersOperators.gatedFeedForward(tensors[0], tensors[1], tensors[2], tensors[3])
                .toFloatArray();
        float[] direct = Layers.gatedFeedForward(tensors[0], tensors[1], tensors[2], tensors[3])
                .toFloatArray();
        for (int i = 0; i < expected.length; i++) {
            double tolerance = 1e-4 * Math.max(1, Math.abs(expected[i]));
            assertEquals(expected[i], generated[i], tolerance);
            assertEquals(expected[i], direct[i], tolerance);
        }
    }

    private static double dot(float[] x, int from, float[] matrix, int column, int columns, int count) {
        return sum(count, k -> (double) x[from + k] * matrix[k * columns + column]);
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0.34573123", "-3, -0.004049694", "0, 0"})
    void denseGelu(float input, float gelu) {
        Tensor x = Tensor.of(new float[] {1, input}, 1, 2);
        Tensor weight = Tensor.of(new float[] {0, 0, 1, 2}, 2, 2);
        Tensor bias = Tensor.of(new float[] {0, -input}, 2);
        assertClose(
                new float[] {gelu, gelu},
                LayersOperators.denseGelu(x, weight, bias),
                Layers.denseGelu(x, weight, bias));
    }
}
