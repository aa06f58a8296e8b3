package sample;

import java.util.Arrays;
import org.jdvm.Tensor;

/** Calls the generated operator; the argument is the factor of its helper, or "stale" where the call must fail. */
final class Check {
    private Check() {}

    public static void main(String[] arguments) {
        if (arguments[0].equals("stale")) {
            try {
                call();
            } catch (IllegalStateException e) {
                String message = e.getMessage();
                if (message.contains("activated")
                        && message.contains("another version of sample.Activations")
                        && message.contains("compile sample.Layers again")) {
                    return;
                }
                throw new AssertionError("the message names neither operator nor class: " + message, e);
            }
            throw new AssertionError("an operator of an old helper ran");
        }
        float factor = Float.parseFloat(arguments[0]);
        float[] expected = {0, 4 * factor, 3 * factor, 0};
        float[] actual = call();
        if (!Arrays.equals(expected, actual)) {
            throw new AssertionError("expected " + Arrays.toString(expected) + ", got " + Arrays.toString(actual));
        }
    }

    private static float[] call() {
        Tensor x = Tensor.of(new float[] {-5, 2, 2, -8}, 2, 2);
        return LayersOperators.activated(x, Tensor.of(new float[] {1, 2}, 2)).toFloatArray();
    }
}
