package org.jdvm.examples.cli;

import java.lang.reflect.Array;
import java.util.StringJoiner;
import java.util.function.IntToDoubleFunction;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.BufferSlot;
import org.jdvm.examples.io.InputException;

/** The arrays of the buffers of a program: filled from short descriptions, and shown shortly. */
final class BufferContents {
    private static final int SHOWN = 8;

    private BufferContents() {}

    /**
     * {@return an array with the elements that a description gives}
     *
     * @param values zeros, iota, a number for all elements, or one number for each element, separated by commas
     */
    static Object fill(BufferSlot buffer, String values) {
        String[] numbers = values.split(",", -1);
        if (numbers.length > 1 && numbers.length != buffer.elements()) {
            throw new InputException("%s has %d elements, but %d numbers are given"
                    .formatted(buffer.name(), buffer.elements(), numbers.length));
        }
        return switch (values) {
            case "zeros" -> array(buffer, _ -> 0);
            case "iota" -> array(buffer, i -> i);
            default -> array(buffer, i -> number(buffer, numbers[numbers.length == 1 ? 0 : i]));
        };
    }

    private static double number(BufferSlot buffer, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException _) {
            throw new InputException(
                    buffer.name() + ": expected zeros, iota or numbers with commas between them, found '" + text + "'");
        }
    }

    private static Object array(BufferSlot buffer, IntToDoubleFunction element) {
        if (buffer.elements() > Integer.MAX_VALUE - 8) {
            throw new InputException(
                    buffer.name() + " has " + buffer.elements() + " elements, more than a Java array can have");
        }
        int count = (int) buffer.elements();
        Object array = switch (buffer.type()) {
            case F32 -> new float[count];
            case F16, BF16, I16, U16 -> new short[count];
            case I8, U8, BOOL -> new byte[count];
            case I32 -> new int[count];
            case I64 -> new long[count];
            case F64 -> new double[count];
        };
        for (int i = 0; i < count; i++) {
            double value = element.applyAsDouble(i);
            switch (array) {
                case float[] floats -> floats[i] = (float) value;
                case short[] shorts -> shorts[i] = shortBits(buffer.type(), value);
                case byte[] bytes -> bytes[i] = (byte) (buffer.type() == DType.BOOL ? value == 0 ? 0 : 1 : (int) value);
                case int[] ints -> ints[i] = (int) value;
                case long[] longs -> longs[i] = (long) value;
                case double[] doubles -> doubles[i] = value;
                default -> throw new IllegalStateException(buffer.toString());
            }
        }
        return array;
    }

    private static short shortBits(DType type, double value) {
        return switch (type) {
            case F16 -> Float.floatToFloat16((float) value);
            case BF16 -> bf16((float) value);
            default -> (short) (int) value;
        };
    }

    private static short bf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }

    /** {@return a line: the buffer, and its first elements} */
    static String show(BufferSlot buffer, Object array) {
        StringJoiner elements = new StringJoiner(" ");
        int count = Array.getLength(array);
        for (int i = 0; i < Math.min(count, SHOWN); i++) {
            elements.add(
                    switch (buffer.type()) {
                        case F16 -> Float.toString(Float.float16ToFloat(Array.getShort(array, i)));
                        case BF16 -> Float.toString(Float.intBitsToFloat(Array.getShort(array, i) << 16));
                        default -> String.valueOf(Array.get(array, i));
                    });
        }
        return "%s %s %d: %s%s".formatted(buffer.name(), buffer.type(), count, elements, count > SHOWN ? " ..." : "");
    }
}
