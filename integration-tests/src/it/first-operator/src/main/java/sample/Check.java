package sample;

import java.util.Random;
import org.jdvm.Tensor;

/** Calls the generated operators at several sizes and ends with exit code 1 if a number is wrong. */
final class Check {
    private static final double TOLERANCE = 1e-4;
    private static final float EPS = 1e-5f;

    private final Random random = new Random(7);

    private Check() {}

    public static void main(String[] arguments) {
        Check check = new Check();
        for (int[] sizes : new int[][] {{1, 1, 1}, {3, 5, 2}, {7, 384, 33}, {64, 100, 17}}) {
            check.layerNorm(sizes[0], sizes[1]);
            check.denseRelu(sizes[0], sizes[1], sizes[2]);
        }
        check.refusesAWrongSize();
    }

    private void layerNorm(int rows, int columns) {
        float[] x = values(rows * columns);
        float[] gamma = values(columns);
        float[] beta = values(columns);
        float[] actual = LayersOperators.layerNorm(
                        Tensor.of(x, rows, columns), Tensor.of(gamma, columns), Tensor.of(beta, columns), EPS)
                .toFloatArray();
        for (int r = 0; r < rows; r++) {
            double mean = 0;
            for (int c = 0; c < columns; c++) {
                mean += x[r * columns + c] / (double) columns;
            }
            double variance = 0;
            for (int c = 0; c < columns; c++) {
                variance += Math.pow(x[r * columns + c] - mean, 2) / columns;
            }
            for (int c = 0; c < columns; c++) {
                double normal = (x[r * columns + c] - mean) / Math.sqrt(variance + EPS);
                compare("layerNorm", rows, columns, normal * gamma[c] + beta[c], actual[r * columns + c]);
            }
        }
    }

    private void denseRelu(int rows, int inputs, int outputs) {
        float[] x = values(rows * inputs);
        float[] weight = values(inputs * outputs);
        float[] bias = values(outputs);
        float[] actual = LayersOperators.denseRelu(
                        Tensor.of(x, rows, inputs), Tensor.of(weight, inputs, outputs), Tensor.of(bias, outputs))
                .toFloatArray();
        for (int r = 0; r < rows; r++) {
            for (int n = 0; n < outputs; n++) {
                double sum = bias[n];
                for (int i = 0; i < inputs; i++) {
                    sum += (double) x[r * inputs + i] * weight[i * outputs + n];
                }
                compare("denseRelu", rows, outputs, Math.max(sum, 0), actual[r * outputs + n]);
            }
        }
    }

    private void refusesAWrongSize() {
        try {
            LayersOperators.layerNorm(
                    Tensor.of(values(12), 3, 4), Tensor.of(values(5), 5), Tensor.of(values(4), 4), EPS);
        } catch (IllegalArgumentException e) {
            if (e.getMessage().contains("layerNorm") && e.getMessage().contains("gamma")) {
                return;
            }
            throw new AssertionError("the message names neither operator nor argument: " + e.getMessage(), e);
        }
        throw new AssertionError("a gamma of the wrong size was accepted");
    }

    private static void compare(String operator, int rows, int columns, double expected, float actual) {
        if (!(Math.abs(expected - actual) <= TOLERANCE * (1 + Math.abs(expected)))) {
            throw new AssertionError(
                    operator + " at " + rows + " x " + columns + ": expected " + expected + ", got " + actual);
        }
    }

    private float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
