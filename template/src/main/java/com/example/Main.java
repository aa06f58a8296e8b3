package com.example;

import java.util.Arrays;
import org.jdvm.Tensor;

/** Normalises two rows of four numbers. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 8, 6, 4, 2}, 2, 4);
        Tensor gamma = Tensor.of(new float[] {1, 1, 1, 1}, 4);
        Tensor beta = Tensor.of(new float[4], 4);
        Tensor y = LayersOperators.layerNorm(x, gamma, beta, 1e-12f);
        System.out.println(Arrays.toString(y.toFloatArray()));
    }
}
