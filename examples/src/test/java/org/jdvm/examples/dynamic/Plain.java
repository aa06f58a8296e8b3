package org.jdvm.examples.dynamic;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jdvm.Tensor;

/**
 * A matrix of doubles, as plainly as it can be written.
 *
 * @param data the rows
 */
record Plain(double[][] data) {
    static Plain of(Tensor tensor) {
        int rows = tensor.rank() == 1 ? 1 : tensor.dim(0);
        int columns = tensor.dim(-1);
        float[] floats = tensor.toFloatArray();
        double[][] data = new double[rows][columns];
        for (int i = 0; i < floats.length; i++) {
            data[i / columns][i % columns] = floats[i];
        }
        return new Plain(data);
    }

    int rows() {
        return data.length;
    }

    int columns() {
        return data[0].length;
    }

    Plain times(Plain right) {
        double[][] product = new double[rows()][right.columns()];
        for (int i = 0; i < rows(); i++) {
            for (int j = 0; j < right.columns(); j++) {
                for (int k = 0; k < columns(); k++) {
                    product[i][j] += data[i][k] * right.data[k][j];
                }
            }
        }
        return new Plain(product);
    }

    Plain map(DoubleUnaryOperator function) {
        return new Plain(Arrays.stream(data)
                .map(row -> Arrays.stream(row).map(function).toArray())
                .toArray(double[][]::new));
    }

    /** Rows of the other are repeated if it has one. */
    Plain zip(Plain other, DoubleBinaryOperator function) {
        double[][] result = new double[rows()][columns()];
        for (int i = 0; i < rows(); i++) {
            for (int j = 0; j < columns(); j++) {
                result[i][j] = function.applyAsDouble(data[i][j], other.data[other.rows() == 1 ? 0 : i][j]);
            }
        }
        return new Plain(result);
    }

    Plain plus(Plain other) {
        return zip(other, Double::sum);
    }

    Plain by(Plain other) {
        return zip(other, (a, b) -> a * b);
    }

    Plain row(int row) {
        return new Plain(new double[][] {data[row]});
    }

    Plain columns(int from, int to) {
        return new Plain(Arrays.stream(data)
                .map(row -> Arrays.copyOfRange(row, from, to))
                .toArray(double[][]::new));
    }

    Plain transposed() {
        double[][] result = new double[columns()][rows()];
        for (int i = 0; i < rows(); i++) {
            for (int j = 0; j < columns(); j++) {
                result[j][i] = data[i][j];
            }
        }
        return new Plain(result);
    }

    Plain appended(Plain other) {
        double[][] result = new double[rows()][];
        for (int i = 0; i < rows(); i++) {
            result[i] = Arrays.copyOf(data[i], columns() + other.columns());
            System.arraycopy(other.data[i], 0, result[i], columns(), other.columns());
        }
        return new Plain(result);
    }

    Plain softmax() {
        double[][] result = new double[rows()][];
        for (int i = 0; i < rows(); i++) {
            double max = Arrays.stream(data[i]).max().orElseThrow();
            double sum = Arrays.stream(data[i]).map(v -> Math.exp(v - max)).sum();
            result[i] = Arrays.stream(data[i]).map(v -> Math.exp(v - max) / sum).toArray();
        }
        return new Plain(result);
    }

    Plain rmsNorm(Plain gamma, double eps) {
        double[][] result = new double[rows()][];
        for (int i = 0; i < rows(); i++) {
            double square = Arrays.stream(data[i]).map(v -> v * v).average().orElseThrow();
            result[i] =
                    Arrays.stream(data[i]).map(v -> v / Math.sqrt(square + eps)).toArray();
        }
        return new Plain(result).by(gamma);
    }

    Plain feedForward(Plain gate, Plain up, Plain down) {
        return times(gate).map(v -> v / (1 + Math.exp(-v))).by(times(up)).times(down);
    }

    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
