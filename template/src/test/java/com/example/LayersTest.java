package com.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.jdvm.Tensor;
import org.junit.jupiter.api.Test;

class LayersTest {
    @Test
    void rowsHaveMeanZeroAndVarianceOne() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 8, 6, 4, 2, 0}, 2, 5);
        Tensor gamma = Tensor.of(new float[] {1, 1, 1, 1, 2}, 5);
        Tensor beta = Tensor.of(new float[] {0, 0, 0, 0, 3}, 5);
        float r = (float) Math.sqrt(2);
        float[] expected = {-r, -r / 2, 0, r / 2, 2 * r + 3, r, r / 2, 0, -r / 2, -2 * r + 3};
        assertArrayEquals(
                expected, LayersOperators.layerNorm(x, gamma, beta, 1e-12f).toFloatArray(), 1e-5f);
    }
}
