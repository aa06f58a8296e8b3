package sample;

import org.jdvm.annotations.DType;

/** Ends with exit code 1 if a number is wrong. */
final class Check {
    private Check() {}

    public static void main(String[] arguments) {
        if (DType.values().length < 7) {
            throw new AssertionError("types: " + DType.values().length);
        }
    }
}
