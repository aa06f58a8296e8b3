package org.jdvm.npu;

import org.jdvm.ir.Op;

/**
 * How far the result of a function of 32-bit floats may be from the exact one: so many units in the last place of the result, or an
 * absolute distance for those that cancel or flush near 0.
 */
record Tolerance(double ulps, double absolute) {
    static Tolerance of(Op op) {
        return switch (op) {
            case EXP, SIGMOID -> new Tolerance(3, Float.MIN_NORMAL);
            case LOG, TANH, ERF, RSQRT, SIN, COS -> new Tolerance(3, 0);
            case SILU -> new Tolerance(4, 1e-35);
            // 1 + erf(x) cancels for negative x.
            case GELU, GELU_TANH -> new Tolerance(4, 3e-7);
            case POW -> new Tolerance(0.51, 0);
            default -> new Tolerance(0.5, 0);
        };
    }

    /** {@return 0 if a result is near enough, else by how many units in the last place it is off} */
    double excess(double expected, double actual) {
        float rounded = (float) expected;
        if (Float.isNaN(rounded)) {
            return Double.isNaN(actual) ? 0 : Double.NaN;
        }
        if (expected == actual || rounded == actual) {
            return 0;
        }
        double distance = Math.abs(expected - actual);
        double unit = Math.ulp(rounded);
        return distance <= absolute || distance <= ulps * unit ? 0 : distance / unit;
    }
}
