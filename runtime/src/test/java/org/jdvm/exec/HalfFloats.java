package org.jdvm.exec;

import java.util.Arrays;
import java.util.Random;
import org.jdvm.annotations.DType;

/** The 16-bit float types, from their definition: a sign, some bits of exponent, some bits of fraction. */
final class HalfFloats {
    private static final double[] F16 = finite(DType.F16);
    private static final double[] BF16 = finite(DType.BF16);

    private HalfFloats() {}

    /** {@return the number that 16 bits represent} */
    static double value(DType type, int bits) {
        int fractionBits = type == DType.F16 ? 10 : 7;
        int bias = type == DType.F16 ? 15 : 127;
        int fraction = bits & (1 << fractionBits) - 1;
        int exponent = (bits & 0x7fff) >>> fractionBits;
        double magnitude;
        if (exponent == 2 * bias + 1) {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (exponent == 0) {
            magnitude = Math.scalb((double) fraction, 1 - bias - fractionBits);
        } else {
            magnitude = Math.scalb((double) (fraction + (1 << fractionBits)), exponent - bias - fractionBits);
        }
        return (bits & 0x8000) == 0 ? magnitude : -magnitude;
    }

    /** All finite numbers from 0 up; the index is the bit pattern. */
    private static double[] finite(DType type) {
        int end = type == DType.F16 ? 0x7c00 : 0x7f80;
        double[] values = new double[end];
        for (int i = 0; i < end; i++) {
            values[i] = value(type, i);
        }
        return values;
    }

    /** {@return the nearest number of a type, of two equally near ones the one with the even pattern} */
    static double nearest(DType type, double x) {
        if (Double.isNaN(x)) {
            return x;
        }
        double[] values = type == DType.F16 ? F16 : BF16;
        double magnitude = Math.abs(x);
        int found = Arrays.binarySearch(values, magnitude);
        int above = found >= 0 ? found : -found - 1;
        double result;
        if (found >= 0) {
            result = magnitude;
        } else {
            double low = values[above - 1];
            // Beyond the largest number the next one of the pattern would be a step further; from its middle on it is
            // infinity.
            double high = above < values.length ? values[above] : 2 * low - values[above - 2];
            boolean up = magnitude - low > high - magnitude || magnitude - low == high - magnitude && (above & 1) == 0;
            result = !up ? low : above < values.length ? high : Double.POSITIVE_INFINITY;
        }
        return Math.copySign(result, x);
    }

    /** {@return a float of any size, often the midpoint between two numbers of a type or next to it} */
    static float hard(DType type, Random random) {
        float any = Float.intBitsToFloat(random.nextInt());
        double[] values = type == DType.F16 ? F16 : BF16;
        if (random.nextInt(3) == 0) {
            return any;
        }
        int at = random.nextInt(values.length - 1);
        float middle = (float) ((values[at] + values[at + 1]) / 2);
        float near = switch (random.nextInt(3)) {
            case 0 -> Math.nextUp(middle);
            case 1 -> Math.nextDown(middle);
            default -> middle;
        };
        return random.nextBoolean() ? near : -near;
    }
}
