package org.jdvm.onnx.value;

/** Floats of 8 and 4 bits: sign, exponent and fraction as the standard lists them. */
final class SmallFloats {
    private SmallFloats() {}

    private record Form(
            int exponentBits, int fractionBits, int bias, boolean isFinite, boolean hasOneNan, boolean isSigned) {}

    private static Form form(ElementType type) {
        return switch (type) {
            case FLOAT8E4M3FN -> new Form(4, 3, 7, true, false, true);
            case FLOAT8E4M3FNUZ -> new Form(4, 3, 8, true, true, true);
            case FLOAT8E5M2 -> new Form(5, 2, 15, false, false, true);
            case FLOAT8E5M2FNUZ -> new Form(5, 2, 16, true, true, true);
            case FLOAT4E2M1 -> new Form(2, 1, 1, true, false, true);
            default -> throw new AssertionError(type);
        };
    }

    static float toBfloat16(float value) {
        if (Float.isNaN(value)) {
            return value;
        }
        int bits = Float.floatToRawIntBits(value);
        return Float.intBitsToFloat((bits + 0x7fff + (bits >>> 16 & 1)) & 0xffff0000);
    }

    /** {@return the number that bits mean} */
    static double decode(ElementType type, int bits) {
        if (type == ElementType.FLOAT8E8M0) {
            return bits == 255 ? Double.NaN : Math.scalb(1.0, bits - 127);
        }
        Form form = form(type);
        int fraction = bits & (1 << form.fractionBits) - 1;
        int most = (1 << form.exponentBits) - 1;
        int exponent = bits >> form.fractionBits & most;
        boolean isNegative = (bits >> form.fractionBits + form.exponentBits & 1) != 0;
        if (form.hasOneNan) {
            if (isNegative && exponent == 0 && fraction == 0) {
                return Double.NaN;
            }
        } else if (type == ElementType.FLOAT8E4M3FN && exponent == most && fraction == 7) {
            return Double.NaN;
        } else if (!form.isFinite && exponent == most) {
            return fraction != 0 ? Double.NaN : isNegative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        double magnitude = exponent == 0
                ? Math.scalb((double) fraction, 1 - form.bias - form.fractionBits)
                : Math.scalb((double) (fraction + (1 << form.fractionBits)), exponent - form.bias - form.fractionBits);
        return isNegative ? -magnitude : magnitude;
    }

    private static double largest(ElementType type) {
        return switch (type) {
            case FLOAT8E4M3FN -> 448;
            case FLOAT8E4M3FNUZ -> 240;
            case FLOAT8E5M2, FLOAT8E5M2FNUZ -> 57344;
            case FLOAT4E2M1 -> 6;
            default -> Math.scalb(1.0, 127);
        };
    }

    /** {@return the nearest number of the type, ties to even; beyond the largest one the largest} */
    static double round(ElementType type, double value) {
        if (Double.isNaN(value)) {
            // Four bits have no NaN; the standard's reference makes it the zero with a sign.
            return type == ElementType.FLOAT4E2M1 ? -0.0 : value;
        }
        double largest = largest(type);
        if (type == ElementType.FLOAT8E8M0) {
            double magnitude = Math.max(Math.abs(value), Math.scalb(1.0, -127));
            int exponent = Math.getExponent(magnitude);
            return Math.scalb(1.0, magnitude > Math.scalb(1.0, exponent) ? Math.min(127, exponent + 1) : exponent);
        }
        if (Math.abs(value) >= largest) {
            return Math.copySign(largest, value);
        }
        double rounded = nearest(form(type), value);
        return Math.min(largest, Math.max(-largest, rounded));
    }

    /** {@return the nearest number of the type; beyond the largest one the infinity, or NaN if the type has none} */
    static double roundUnsaturated(ElementType type, double value) {
        if (type == ElementType.FLOAT4E2M1 || type == ElementType.FLOAT8E8M0 || Double.isNaN(value)) {
            return round(type, value);
        }
        Form form = form(type);
        double rounded = Double.isFinite(value) ? nearest(form, value) : value;
        if (Math.abs(rounded) <= largest(type)) {
            return rounded;
        }
        return form.isFinite ? Double.NaN : Math.copySign(Double.POSITIVE_INFINITY, rounded);
    }

    /** The nearest number if exponents had no end, ties to even. */
    private static double nearest(Form form, double value) {
        int exponent = Math.max(Math.getExponent(value), 1 - form.bias);
        double step = Math.scalb(1.0, exponent - form.fractionBits);
        double rounded = Math.rint(value / step) * step;
        return rounded == 0 && form.hasOneNan ? 0.0 : rounded;
    }
}
