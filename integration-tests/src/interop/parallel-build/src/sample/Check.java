package sample;

import java.util.Arrays;
import org.jdvm.Tensor;

/** Calls the generated operator. */
final class Check {
    private Check() {}

    public static void main(String[] arguments) {
        Tensor x = Tensor.of(new float[] {1, 2, -3, 4}, 2, 2);
        Tensor weight = Tensor.of(new float[] {1, 0, 2, -1, 1, 1}, 2, 3);
        float[] actual = LayersOperators.dense(x, weight, Tensor.of(new float[] {0, -1, 5}, 3))
                .toFloatArray();
        float[] expected = {0, 1, 9, 0, 3, 3};
        if (!Arrays.equals(expected, actual)) {
            throw new AssertionError("expected " + Arrays.toString(expected) + ", got " + Arrays.toString(actual));
        }
    }
}
