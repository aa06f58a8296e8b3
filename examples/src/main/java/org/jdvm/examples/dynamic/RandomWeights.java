package org.jdvm.examples.dynamic;

import java.util.Arrays;
import java.util.Random;
import org.jdvm.Tensor;

/** Weights of a model that was never trained: the same ones for the same seed. */
final class RandomWeights {
    private final Random random;

    RandomWeights(long seed) {
        this.random = new Random(seed);
    }

    /** A matrix that keeps the size of what it is multiplied with about the same. */
    Tensor matrix(int rows, int columns) {
        float[] data = new float[rows * columns];
        double scale = 1 / Math.sqrt(rows);
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) (scale * random.nextGaussian());
        }
        return Tensor.of(data, rows, columns).constant();
    }

    Tensor near(float value, int size) {
        float[] data = new float[size];
        Arrays.setAll(new Float[size], i -> data[i] = value + 0.1f * (float) random.nextGaussian());
        return Tensor.of(data, size).constant();
    }
}
