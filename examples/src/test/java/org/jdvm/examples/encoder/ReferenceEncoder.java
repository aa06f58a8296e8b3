package org.jdvm.examples.encoder;

import org.jdvm.examples.encoder.BertWeights.Dense;
import org.jdvm.examples.encoder.BertWeights.Layer;
import org.jdvm.examples.encoder.BertWeights.Matrix;
import org.jdvm.examples.encoder.BertWeights.Norm;

/** A BERT encoder in double precision, one obvious loop after another: slow, and the oracle for the operators. */
final class ReferenceEncoder {
    private final BertWeights weights;

    ReferenceEncoder(BertWeights weights) {
        this.weights = weights;
    }

    /** The last hidden states: one row a token. */
    double[][] hiddenStates(long[] ids) {
        double[][] x = new double[ids.length][];
        for (int t = 0; t < ids.length; t++) {
            x[t] = add(add(row(weights.words(), (int) ids[t]), row(weights.positions(), t)), row(weights.types(), 0));
        }
        x = normalise(x, weights.embeddingNorm());
        for (Layer layer : weights.layers()) {
            double[][] attended = dense(attention(x, layer), layer.attentionOutput());
            x = normalise(add(x, attended), layer.attentionNorm());
            double[][] inner = dense(x, layer.intermediate());
            for (double[] values : inner) {
                for (int i = 0; i < values.length; i++) {
                    values[i] = 0.5 * values[i] * (1 + erf(values[i] / Math.sqrt(2)));
                }
            }
            x = normalise(add(x, dense(inner, layer.output())), layer.outputNorm());
        }
        return x;
    }

    /** The mean of the rows, scaled to length 1. */
    static double[] meanVector(double[][] hidden) {
        double[] mean = new double[hidden[0].length];
        for (double[] values : hidden) {
            mean = add(mean, values);
        }
        return unit(mean);
    }

    /** A vector scaled to length 1. */
    static double[] unit(double[] vector) {
        double squares = 0;
        for (double v : vector) {
            squares += v * v;
        }
        double[] out = new double[vector.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = vector[i] / Math.sqrt(squares);
        }
        return out;
    }

    private double[][] attention(double[][] x, Layer layer) {
        double[][] queries = dense(x, layer.query());
        double[][] keys = dense(x, layer.key());
        double[][] values = dense(x, layer.value());
        int size = weights.config().headSize();
        double[][] out = new double[x.length][x[0].length];
        for (int head = 0; head < weights.config().heads(); head++) {
            int from = head * size;
            for (int t = 0; t < x.length; t++) {
                double[] scores = new double[x.length];
                for (int s = 0; s < x.length; s++) {
                    for (int i = from; i < from + size; i++) {
                        scores[s] += queries[t][i] * keys[s][i];
                    }
                    scores[s] /= Math.sqrt(size);
                }
                softmax(scores);
                for (int s = 0; s < x.length; s++) {
                    for (int i = from; i < from + size; i++) {
                        out[t][i] += scores[s] * values[s][i];
                    }
                }
            }
        }
        return out;
    }

    private static void softmax(double[] scores) {
        double max = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            max = Math.max(max, score);
        }
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.exp(scores[i] - max);
            sum += scores[i];
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] /= sum;
        }
    }

    private static double[][] dense(double[][] x, Dense dense) {
        Matrix weight = dense.weight();
        double[][] out = new double[x.length][weight.columns()];
        for (int t = 0; t < x.length; t++) {
            for (int k = 0; k < weight.rows(); k++) {
                for (int n = 0; n < weight.columns(); n++) {
                    out[t][n] += x[t][k] * weight.values()[k * weight.columns() + n];
                }
            }
            for (int n = 0; n < weight.columns(); n++) {
                out[t][n] += dense.bias()[n];
            }
        }
        return out;
    }

    private double[][] normalise(double[][] x, Norm norm) {
        double[][] out = new double[x.length][x[0].length];
        for (int t = 0; t < x.length; t++) {
            int size = x[t].length;
            double mean = 0;
            for (double v : x[t]) {
                mean += v / size;
            }
            double variance = 0;
            for (double v : x[t]) {
                variance += (v - mean) * (v - mean) / size;
            }
            double root = Math.sqrt(variance + weights.config().epsilon());
            for (int i = 0; i < size; i++) {
                out[t][i] = (x[t][i] - mean) / root * norm.gamma()[i] + norm.beta()[i];
            }
        }
        return out;
    }

    /** The error function by its Taylor series near 0 and by its continued fraction further out. */
    static double erf(double x) {
        double z = Math.abs(x);
        double value;
        if (z > 6) {
            value = 1;
        } else if (z < 2.5) {
            double term = z;
            double sum = z;
            for (int n = 1; n < 80; n++) {
                term *= -z * z / n;
                sum += term / (2 * n + 1);
            }
            value = 2 / Math.sqrt(Math.PI) * sum;
        } else {
            double fraction = 0;
            for (int n = 80; n > 0; n--) {
                fraction = n / 2.0 / (z + fraction);
            }
            value = 1 - Math.exp(-z * z) / Math.sqrt(Math.PI) / (z + fraction);
        }
        return Math.copySign(value, x);
    }

    private static double[] row(Matrix matrix, int row) {
        double[] out = new double[matrix.columns()];
        for (int i = 0; i < out.length; i++) {
            out[i] = matrix.values()[row * matrix.columns() + i];
        }
        return out;
    }

    private static double[] add(double[] a, double[] b) {
        double[] out = new double[a.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = a[i] + b[i];
        }
        return out;
    }

    private static double[][] add(double[][] a, double[][] b) {
        double[][] out = new double[a.length][];
        for (int i = 0; i < out.length; i++) {
            out[i] = add(a[i], b[i]);
        }
        return out;
    }
}
