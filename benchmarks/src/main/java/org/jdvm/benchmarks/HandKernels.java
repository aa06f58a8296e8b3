package org.jdvm.benchmarks;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Kernels written by hand with the Vector API and tuned by measurement, each for its operator alone: one loop a method,
 * several accumulators, ends of rows as single elements. The yardstick for generated code; rows are contiguous.
 */
final class HandKernels {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    private HandKernels() {}

    static void add(float[] a, float[] b, float[] y, int from, int to) {
        int i = from;
        for (; i <= to - L; i += L) {
            FloatVector.fromArray(S, a, i).add(FloatVector.fromArray(S, b, i)).intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = a[i] + b[i];
        }
    }

    static void swiglu(float[] gate, float[] up, float[] y, int from, int to) {
        int i = from;
        for (; i <= to - L; i += L) {
            FloatVector g = FloatVector.fromArray(S, gate, i);
            FloatVector silu = g.div(exp(g.neg()).add(1f));
            silu.mul(FloatVector.fromArray(S, up, i)).intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] = gate[i] / (1 + (float) Math.exp(-gate[i])) * up[i];
        }
    }

    /** The tanh form of gelu after a bias that is the same for all rows. */
    static void biasGelu(float[] x, float[] bias, float[] y, int from, int to, int columns) {
        for (int r = from; r < to; r++) {
            biasGeluRow(x, bias, y, r * columns, columns);
        }
    }

    private static void biasGeluRow(float[] x, float[] bias, float[] y, int at, int columns) {
        int c = 0;
        for (; c <= columns - L; c += L) {
            FloatVector v = FloatVector.fromArray(S, x, at + c).add(FloatVector.fromArray(S, bias, c));
            // 1 + tanh(z) = 2 / (1 + exp(-2 z))
            FloatVector cubic = v.mul(v).mul(0.044715f).fma(v, v);
            FloatVector e = exp(cubic.mul(-2 * 0.7978845608f));
            v.div(e.add(1f)).intoArray(y, at + c);
        }
        for (; c < columns; c++) {
            float v = x[at + c] + bias[c];
            y[at + c] = v / (1 + (float) Math.exp(-2 * 0.7978845608f * (v + 0.044715f * v * v * v)));
        }
    }

    static void softmax(float[] x, float[] y, int from, int to, int columns) {
        for (int r = from; r < to; r++) {
            int at = r * columns;
            float max = max(x, at, columns);
            float sum = expOfDifference(x, at, y, at, columns, max);
            scale(y, at, columns, 1 / sum);
        }
    }

    /** The masked row has its own memory: what is read again right after it was written there must not be in the way. */
    static void maskedSoftmax(float[] x, float[] mask, float[] y, int from, int to, int columns, float scale) {
        float[] row = new float[columns];
        for (int r = from; r < to; r++) {
            int at = r * columns;
            float max = maskedMax(x, mask, row, at, columns, scale);
            float sum = expOfDifference(row, 0, y, at, columns, max);
            scale(y, at, columns, 1 / sum);
        }
    }

    private static float maskedMax(float[] x, float[] mask, float[] row, int at, int columns, float scale) {
        FloatVector a = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        FloatVector b = a;
        int c = 0;
        for (; c <= columns - 2 * L; c += 2 * L) {
            FloatVector p = FloatVector.fromArray(S, x, at + c).mul(scale).add(FloatVector.fromArray(S, mask, at + c));
            FloatVector q =
                    FloatVector.fromArray(S, x, at + c + L).mul(scale).add(FloatVector.fromArray(S, mask, at + c + L));
            p.intoArray(row, c);
            q.intoArray(row, c + L);
            a = a.blend(p, p.compare(VectorOperators.GT, a));
            b = b.blend(q, q.compare(VectorOperators.GT, b));
        }
        float max = a.max(b).reduceLanes(VectorOperators.MAX);
        for (; c < columns; c++) {
            row[c] = x[at + c] * scale + mask[at + c];
            max = Math.max(max, row[c]);
        }
        return max;
    }

    static float max(float[] x, int at, int columns) {
        FloatVector a = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int i = 0;
        for (; i <= columns - 4 * L; i += 4 * L) {
            FloatVector p = FloatVector.fromArray(S, x, at + i);
            FloatVector q = FloatVector.fromArray(S, x, at + i + L);
            FloatVector r = FloatVector.fromArray(S, x, at + i + 2 * L);
            FloatVector s = FloatVector.fromArray(S, x, at + i + 3 * L);
            a = a.blend(p, p.compare(VectorOperators.GT, a));
            b = b.blend(q, q.compare(VectorOperators.GT, b));
            c = c.blend(r, r.compare(VectorOperators.GT, c));
            d = d.blend(s, s.compare(VectorOperators.GT, d));
        }
        for (; i <= columns - L; i += L) {
            FloatVector p = FloatVector.fromArray(S, x, at + i);
            a = a.blend(p, p.compare(VectorOperators.GT, a));
        }
        float max = a.max(b).max(c.max(d)).reduceLanes(VectorOperators.MAX);
        for (; i < columns; i++) {
            max = Math.max(max, x[at + i]);
        }
        return max;
    }

    /** One vector at a time: with two, the compiler runs out of nodes before it has inlined the second polynomial, and allocates. */
    private static float expOfDifference(float[] x, int xAt, float[] y, int at, int columns, float max) {
        FloatVector total = FloatVector.zero(S);
        int i = 0;
        for (; i <= columns - L; i += L) {
            FloatVector p = exp(FloatVector.fromArray(S, x, xAt + i).sub(max));
            p.intoArray(y, at + i);
            total = total.add(p);
        }
        float sum = total.reduceLanes(VectorOperators.ADD);
        for (; i < columns; i++) {
            y[at + i] = (float) Math.exp(x[xAt + i] - max);
            sum += y[at + i];
        }
        return sum;
    }

    private static void scale(float[] y, int at, int columns, float factor) {
        int i = 0;
        for (; i <= columns - L; i += L) {
            FloatVector.fromArray(S, y, at + i).mul(factor).intoArray(y, at + i);
        }
        for (; i < columns; i++) {
            y[at + i] *= factor;
        }
    }

    static void layerNorm(float[] x, float[] gamma, float[] beta, float[] y, int from, int to, int columns, float eps) {
        for (int r = from; r < to; r++) {
            int at = r * columns;
            float mean = sum(x, at, columns) / columns;
            float variance = sumOfSquares(x, at, columns, mean) / columns;
            normalise(x, gamma, beta, y, at, columns, mean, 1 / (float) Math.sqrt(variance + eps));
        }
    }

    private static void normalise(
            float[] x, float[] gamma, float[] beta, float[] y, int at, int columns, float mean, float factor) {
        int i = 0;
        for (; i <= columns - L; i += L) {
            FloatVector.fromArray(S, x, at + i)
                    .sub(mean)
                    .mul(factor)
                    .mul(FloatVector.fromArray(S, gamma, i))
                    .add(FloatVector.fromArray(S, beta, i))
                    .intoArray(y, at + i);
        }
        for (; i < columns; i++) {
            y[at + i] = (x[at + i] - mean) * factor * gamma[i] + beta[i];
        }
    }

    static void rmsNorm(float[] x, float[] gamma, float[] y, int from, int to, int columns, float eps) {
        for (int r = from; r < to; r++) {
            int at = r * columns;
            float square = sumOfSquares(x, at, columns, 0) / columns;
            scaled(x, gamma, y, at, columns, 1 / (float) Math.sqrt(square + eps));
        }
    }

    private static void scaled(float[] x, float[] gamma, float[] y, int at, int columns, float factor) {
        int i = 0;
        for (; i <= columns - L; i += L) {
            FloatVector.fromArray(S, x, at + i)
                    .mul(factor)
                    .mul(FloatVector.fromArray(S, gamma, i))
                    .intoArray(y, at + i);
        }
        for (; i < columns; i++) {
            y[at + i] = x[at + i] * factor * gamma[i];
        }
    }

    static float sum(float[] x, int at, int columns) {
        FloatVector a = FloatVector.zero(S);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int i = 0;
        for (; i <= columns - 4 * L; i += 4 * L) {
            a = a.add(FloatVector.fromArray(S, x, at + i));
            b = b.add(FloatVector.fromArray(S, x, at + i + L));
            c = c.add(FloatVector.fromArray(S, x, at + i + 2 * L));
            d = d.add(FloatVector.fromArray(S, x, at + i + 3 * L));
        }
        for (; i <= columns - L; i += L) {
            a = a.add(FloatVector.fromArray(S, x, at + i));
        }
        float sum = a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
        for (; i < columns; i++) {
            sum += x[at + i];
        }
        return sum;
    }

    private static float sumOfSquares(float[] x, int at, int columns, float mean) {
        FloatVector a = FloatVector.zero(S);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int i = 0;
        for (; i <= columns - 4 * L; i += 4 * L) {
            FloatVector p = FloatVector.fromArray(S, x, at + i).sub(mean);
            FloatVector q = FloatVector.fromArray(S, x, at + i + L).sub(mean);
            FloatVector r = FloatVector.fromArray(S, x, at + i + 2 * L).sub(mean);
            FloatVector s = FloatVector.fromArray(S, x, at + i + 3 * L).sub(mean);
            a = p.fma(p, a);
            b = q.fma(q, b);
            c = r.fma(r, c);
            d = s.fma(s, d);
        }
        for (; i <= columns - L; i += L) {
            FloatVector p = FloatVector.fromArray(S, x, at + i).sub(mean);
            a = p.fma(p, a);
        }
        float sum = a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
        for (; i < columns; i++) {
            sum += (x[at + i] - mean) * (x[at + i] - mean);
        }
        return sum;
    }

    static void sumRows(float[] x, float[] y, int from, int to, int columns) {
        for (int r = from; r < to; r++) {
            y[r] = sum(x, r * columns, columns);
        }
    }

    static void meanRows(float[] x, float[] y, int from, int to, int columns) {
        for (int r = from; r < to; r++) {
            y[r] = sum(x, r * columns, columns) / columns;
        }
    }

    static void maxRows(float[] x, float[] y, int from, int to, int columns) {
        for (int r = from; r < to; r++) {
            y[r] = max(x, r * columns, columns);
        }
    }

    /** Adds four rows at a time to the results of a range of columns. */
    static void sumColumns(float[] x, float[] y, int rows, int columns, int from, int to) {
        Arrays.fill(y, from, to, 0f);
        int r = 0;
        for (; r <= rows - 4; r += 4) {
            addFourRows(x, y, r * columns, columns, from, to);
        }
        for (; r < rows; r++) {
            addRow(x, y, r * columns, from, to);
        }
    }

    private static void addFourRows(float[] x, float[] y, int at, int columns, int from, int to) {
        int i = from;
        for (; i <= to - L; i += L) {
            FloatVector a = FloatVector.fromArray(S, x, at + i).add(FloatVector.fromArray(S, x, at + columns + i));
            FloatVector b = FloatVector.fromArray(S, x, at + 2 * columns + i)
                    .add(FloatVector.fromArray(S, x, at + 3 * columns + i));
            FloatVector.fromArray(S, y, i).add(a.add(b)).intoArray(y, i);
        }
        for (; i < to; i++) {
            y[i] += x[at + i] + x[at + columns + i] + (x[at + 2 * columns + i] + x[at + 3 * columns + i]);
        }
    }

    private static void addRow(float[] x, float[] y, int at, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] += x[at + i];
        }
    }

    static void meanColumns(float[] x, float[] y, int rows, int columns, int from, int to) {
        sumColumns(x, y, rows, columns, from, to);
        for (int i = from; i < to; i++) {
            y[i] /= rows;
        }
    }

    /** Takes four rows at a time into the results of a range of columns. */
    static void maxColumns(float[] x, float[] y, int rows, int columns, int from, int to) {
        Arrays.fill(y, from, to, Float.NEGATIVE_INFINITY);
        int r = 0;
        for (; r <= rows - 4; r += 4) {
            maxOfFourRows(x, y, r * columns, columns, from, to);
        }
        for (; r < rows; r++) {
            for (int i = from; i < to; i++) {
                y[i] = Math.max(y[i], x[r * columns + i]);
            }
        }
    }

    private static void maxOfFourRows(float[] x, float[] y, int at, int columns, int from, int to) {
        int i = from;
        for (; i <= to - L; i += L) {
            FloatVector a = larger(FloatVector.fromArray(S, x, at + i), FloatVector.fromArray(S, x, at + columns + i));
            FloatVector b = larger(
                    FloatVector.fromArray(S, x, at + 2 * columns + i),
                    FloatVector.fromArray(S, x, at + 3 * columns + i));
            larger(FloatVector.fromArray(S, y, i), larger(a, b)).intoArray(y, i);
        }
        for (; i < to; i++) {
            float a = Math.max(x[at + i], x[at + columns + i]);
            y[i] = Math.max(y[i], Math.max(a, Math.max(x[at + 2 * columns + i], x[at + 3 * columns + i])));
        }
    }

    private static FloatVector larger(FloatVector a, FloatVector b) {
        return a.blend(b, b.compare(VectorOperators.GT, a));
    }

    /**
     * Turns the halves of each row of two times {@code half} columns by angles that all batches share. Rows are counted over all
     * batches.
     */
    static void rope(float[] x, float[] cos, float[] sin, float[] y, int rows, int half, int from, int to) {
        for (int r = from; r < to; r++) {
            ropeRow(x, cos, sin, y, 2 * half * r, 2 * half * (r % rows), half);
        }
    }

    private static void ropeRow(float[] x, float[] cos, float[] sin, float[] y, int at, int angle, int half) {
        int i = 0;
        for (; i <= half - L; i += L) {
            FloatVector lower = FloatVector.fromArray(S, x, at + i);
            FloatVector upper = FloatVector.fromArray(S, x, at + half + i);
            FloatVector c = FloatVector.fromArray(S, cos, angle + i);
            FloatVector s = FloatVector.fromArray(S, sin, angle + i);
            lower.mul(c).sub(upper.mul(s)).intoArray(y, at + i);
            FloatVector c2 = FloatVector.fromArray(S, cos, angle + half + i);
            FloatVector s2 = FloatVector.fromArray(S, sin, angle + half + i);
            upper.mul(c2).add(lower.mul(s2)).intoArray(y, at + half + i);
        }
        for (; i < half; i++) {
            y[at + i] = x[at + i] * cos[angle + i] - x[at + half + i] * sin[angle + i];
            y[at + half + i] = x[at + half + i] * cos[angle + half + i] + x[at + i] * sin[angle + half + i];
        }
    }

    /** A power of two times a polynomial of the rest; what overflows or underflows is blended in. */
    private static FloatVector exp(FloatVector x) {
        FloatVector shifted = x.fma(1.442695f, 0x1.8p23f);
        FloatVector n = shifted.sub(0x1.8p23f);
        FloatVector r = n.fma(FloatVector.broadcast(S, -0x1.62e43p-1f), x);
        r = n.fma(FloatVector.broadcast(S, 0x1.05c61p-29f), r);
        FloatVector p = r.fma(0x1.6a4b44p-10f, 0x1.123994p-7f);
        p = p.fma(r, FloatVector.broadcast(S, 0x1.5558b2p-5f));
        p = p.fma(r, FloatVector.broadcast(S, 0x1.555492p-3f));
        p = p.fma(r, FloatVector.broadcast(S, 0x1.fffffcp-2f));
        p = p.fma(r.mul(r), r).add(1f);
        IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
        FloatVector y = p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
        y = y.blend(0f, x.compare(VectorOperators.LT, -87.33654f));
        return y.blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, 88.376f));
    }
}
