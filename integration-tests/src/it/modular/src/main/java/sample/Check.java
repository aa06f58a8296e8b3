package sample;

import java.util.Arrays;
import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Calls a generated operator from a named module and ends with exit code 1 if a number is wrong. */
final class Check {
    private Check() {}

    @Operator
    static @Dims("N") Tensor scaleAndShift(@Dims("N") Tensor x, float scale, float shift) {
        return x.mul(scale).add(shift);
    }

    public static void main(String[] arguments) {
        if (!Check.class.getModule().isNamed()) {
            throw new AssertionError("not run on the module path");
        }
        float[] actual = CheckOperators.scaleAndShift(Tensor.of(new float[] {1, 2, -3}, 3), 2f, 0.5f)
                .toFloatArray();
        float[] expected = {2.5f, 4.5f, -5.5f};
        if (!Arrays.equals(expected, actual)) {
            throw new AssertionError("expected " + Arrays.toString(expected) + ", got " + Arrays.toString(actual));
        }
    }
}
