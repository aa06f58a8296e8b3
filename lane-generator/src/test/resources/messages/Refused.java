package org.jdvm.exec.lane;

import java.util.function.IntSupplier;

/** Each function has one thing that is refused, after the line with the message. */
@LaneDescription(Operation.class)
final class Refused {
    static float count = 1f;

    // MESSAGE: 'instance' is not static
    float instance(float x) {
        return x;
    }

    // MESSAGE: 'char' is not the type of a lane: it is float, int, long, double or boolean
    static float wide(char x) {
        return 0f;
    }

    // MESSAGE: 'three' is an operation: it takes one or two numbers of one type
    static float three(float x, float y, float z) {
        return x;
    }

    // MESSAGE: 'mixed' is an operation: it takes one or two numbers of one type
    static float mixed(float x, int y) {
        return x;
    }

    // MESSAGE: 'otherResult' is an operation: its result is float like its operands, or boolean
    static int otherResult(float x) {
        return 1;
    }

    static float branch(float x) {
        if (x < 0f) {
            // MESSAGE: a lane function has local variables, assignments to them, if, and one return at its end
            return 0f;
        }
        return x;
    }

    static float loop(float x) {
        float y = x;
        // MESSAGE: a lane function has local variables, assignments to them, if, and one return at its end
        for (int i = 0; i < 3; i++) {
            y = y * x;
        }
        return y;
    }

    // MESSAGE: 'endless' does not end with a return
    static float endless(float x) {
        float y = x;
    }

    static float twice(float x) {
        // MESSAGE: 'x' is not a local variable
        x = x + x;
        return x;
    }

    static float empty(float x) {
        float y;
        // MESSAGE: 'y' has no value
        return x + y;
    }

    static float half(float x) {
        float y;
        // MESSAGE: 'y' has a value on one side only
        if (x < 0f) {
            y = x;
        }
        return y;
    }

    static float truths(float x) {
        boolean y = x < 1f;
        // MESSAGE: 'y' is chosen between truth values
        if (x < 0f) {
            y = x > 2f;
        }
        return y ? x : 0f;
    }

    static float longLocal(float x) {
        // MESSAGE: 'long' is not the type of a vector's lane
        long y = 1;
        return x;
    }

    static float precise(float x) {
        // MESSAGE: 'double' is not the type of a vector's lane
        double y = x;
        return (float) y;
    }

    static float literal(float x) {
        // MESSAGE: '2.0' is not a float or int
        return (float) (x * 2.0);
    }

    static int quotient(int x, int y) {
        // MESSAGE: '/' has no vector form for int
        return x / y;
    }

    static float remainder(float x, float y) {
        // MESSAGE: '%' has no vector form for float
        return x % y;
    }

    static int increment(int x) {
        int y = x;
        // MESSAGE: 'y++' has no vector form
        return y++;
    }

    static float early(float x) {
        // MESSAGE: 'Math.sin' has no vector form
        float y = x < 1f ? x : (float) Math.sin(x);
        return y;
    }

    static float nested(float x) {
        return large(x);
    }

    private static float large(float x) {
        // MESSAGE: 'Math.cos' has no vector form
        return x < 1f ? x : (float) Math.cos(x);
    }

    static float ofLibrary(float x) {
        // MESSAGE: 'StrictMath.sqrt' has no vector form
        return (float) StrictMath.sqrt(x);
    }

    static float constantChoice(float x) {
        // MESSAGE: '1 < 2' is not a comparison of lanes
        return 1 < 2 ? x : 0f;
    }

    static boolean sameTruth(float x, float y) {
        // MESSAGE: 'x < 0.0F == y < 0.0F' compares truth values
        return x < 0f == y < 0f;
    }

    static boolean chosenTruth(float x, float y) {
        // MESSAGE: 'x < 0.0F ? y < 0.0F : y > 0.0F' chooses between truth values
        return x < 0f ? y < 0f : y > 0f;
    }

    // MESSAGE: 'itself' calls itself
    static float itself(float x) {
        return itself(x);
    }

    static float field(float x) {
        // MESSAGE: 'unknown' is not a local variable or constant
        return x + unknown;
    }

    static float otherConstant(float x) {
        // MESSAGE: 'Byte.MAX_VALUE' is not a constant of a lane
        return x + Byte.MAX_VALUE;
    }

    static int supplier(int x) {
        // MESSAGE: '((IntSupplier)()->x).getAsInt' has no vector form
        return ((IntSupplier) () -> x).getAsInt();
    }

    static int element(int x) {
        // MESSAGE: 'new int[]{x}[0]' has no vector form
        return new int[] {x}[0];
    }

    static float otherTypes(int x) {
        // MESSAGE: there is no function 'branch' of exactly these types in the description
        return branch(x);
    }

    static float ofScalar(float x) {
        // MESSAGE: 'pow' has no vector form
        return pow(x, x);
    }

    @LaneDescription.Scalar
    static float pow(float x, float y) {
        return (float) Math.pow(x, y);
    }

    static float narrowed(float x) {
        // MESSAGE: 'long' is not the type of a vector's lane
        return (long) x;
    }
}
