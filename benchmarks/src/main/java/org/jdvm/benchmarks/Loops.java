package org.jdvm.benchmarks;

/** The same work as arrays and loops, one loop and one fresh array for each operation. */
final class Loops {
    private interface Function {
        float of(float a, float b);
    }

    private Loops() {}

    private static float[] each(float[] a, float[] b, Function function) {
        float[] result = new float[a.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = function.of(a[i], b[i]);
        }
        return result;
    }

    static float[] step(float[] weight, float[] gradient, float[] first, float[] second, float rate) {
        float[] oldMean = each(first, first, (a, _) -> a * 0.9f);
        float[] newMean = each(gradient, gradient, (a, _) -> a * 0.1f);
        float[] mean = each(oldMean, newMean, Float::sum);
        float[] oldSquare = each(second, second, (a, _) -> a * 0.999f);
        float[] square = each(gradient, gradient, (a, b) -> a * b);
        float[] newSquare = each(square, square, (a, _) -> a * 0.001f);
        float[] sum = each(oldSquare, newSquare, Float::sum);
        float[] root = each(sum, sum, (a, _) -> (float) Math.sqrt(a) + 1e-8f);
        float[] length = each(mean, root, (a, b) -> a / b);
        float[] decay = each(weight, weight, (a, _) -> a * 0.01f);
        float[] total = each(length, decay, (a, b) -> (a + b) * rate);
        return each(weight, total, (a, b) -> a - b);
    }

    static float[] kepler(float[] mean, float[] eccentricity) {
        float[] anomaly = each(mean, eccentricity, (m, e) -> m + e * (float) Math.sin(m));
        while (true) {
            float[] sine = each(anomaly, eccentricity, (a, e) -> e * (float) Math.sin(a));
            float[] error = each(each(anomaly, sine, (a, b) -> a - b), mean, (a, b) -> a - b);
            float[] slope = each(anomaly, eccentricity, (a, e) -> 1 - e * (float) Math.cos(a));
            float[] step = each(error, slope, (a, b) -> a / b);
            anomaly = each(anomaly, step, (a, b) -> a - b);
            float largest = 0;
            for (float size : step) {
                largest = Math.max(largest, Math.abs(size));
            }
            if (largest <= 1e-6f) {
                return anomaly;
            }
        }
    }
}
