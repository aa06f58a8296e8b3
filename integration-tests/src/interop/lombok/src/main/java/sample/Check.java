package sample;

import org.jdvm.Tensor;

/** Calls the generated operators with tensors of a class that Lombok completed. */
final class Check {
    private Check() {}

    public static void main(String[] arguments) {
        Weights weights = Weights.builder()
                .weight(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2))
                .bias(Tensor.of(new float[] {-1, 1}, 2))
                .build();
        Tensor x = Tensor.of(new float[] {1, 0, 2, -1, -1, 0}, 2, 3);
        float[] dense = LayersOperators.denseRelu(x, weights.getWeight(), weights.getBias())
                .toFloatArray();
        compare(dense, 10, 15, 0, 0);
        float[] gated =
                LayersOperators.gated(Tensor.of(new float[] {0, 1, -2}, 3)).toFloatArray();
        compare(gated, 0, 1 / (1 + Math.exp(-1)), -2 / (1 + Math.exp(2)));
    }

    private static void compare(float[] actual, double... expected) {
        for (int i = 0; i < expected.length; i++) {
            if (actual.length != expected.length || !(Math.abs(expected[i] - actual[i]) <= 1e-5)) {
                throw new AssertionError("element " + i + ": expected " + expected[i] + ", got " + actual[i]);
            }
        }
    }
}
