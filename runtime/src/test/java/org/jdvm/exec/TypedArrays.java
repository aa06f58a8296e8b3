package org.jdvm.exec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.jdvm.annotations.DType;

/** TypedArrays of tensors' element types, seen as doubles. */
final class TypedArrays {
    private TypedArrays() {}

    /** {@return an array of a type's representation with values that it can hold} */
    static Object of(DType type, double... values) {
        Object array = allocate(type, values.length);
        for (int i = 0; i < values.length; i++) {
            switch (array) {
                case float[] a -> a[i] = (float) values[i];
                case short[] a ->
                    a[i] = (short)
                            (type == DType.F16
                                    ? Float.floatToFloat16((float) values[i])
                                    : type == DType.BF16
                                            ? Float.floatToRawIntBits((float) values[i]) >>> 16
                                            : (int) values[i]);
                case byte[] a -> a[i] = (byte) (int) values[i];
                case int[] a -> a[i] = (int) values[i];
                case long[] a -> a[i] = (long) values[i];
                case double[] a -> a[i] = values[i];
                default -> throw new AssertionError(array);
            }
        }
        return array;
    }

    static Object allocate(DType type, int length) {
        return switch (type) {
            case F32 -> new float[length];
            case F16, BF16, I16, U16 -> new short[length];
            case I8, U8, BOOL -> new byte[length];
            case I32 -> new int[length];
            case I64 -> new long[length];
            case F64 -> new double[length];
        };
    }

    /** {@return an element of an array without 16-bit floats} */
    static double get(Object array, int index) {
        return switch (array) {
            case float[] a -> a[index];
            case byte[] a -> a[index];
            case int[] a -> a[index];
            case long[] a -> a[index];
            case double[] a -> a[index];
            default -> throw new AssertionError(array);
        };
    }

    /** {@return an element} */
    static double get(DType type, Object array, int index) {
        return switch (type) {
            case F16 -> Float.float16ToFloat(((short[]) array)[index]);
            case BF16 -> Float.intBitsToFloat(((short[]) array)[index] << 16);
            case U8 -> Byte.toUnsignedInt(((byte[]) array)[index]);
            case I16 -> ((short[]) array)[index];
            case U16 -> (char) ((short[]) array)[index];
            default -> get(array, index);
        };
    }

    static Object copy(Object array) {
        return switch (array) {
            case float[] a -> a.clone();
            case short[] a -> a.clone();
            case byte[] a -> a.clone();
            case int[] a -> a.clone();
            case long[] a -> a.clone();
            case double[] a -> a.clone();
            default -> throw new AssertionError(array);
        };
    }

    /** Any not-a-number is like any other one. */
    static void assertSameBits(Object expected, Object actual) {
        switch (actual) {
            case float[] a -> assertArrayEquals((float[]) expected, a);
            case short[] a -> assertArrayEquals((short[]) expected, a);
            case byte[] a -> assertArrayEquals((byte[]) expected, a);
            case int[] a -> assertArrayEquals((int[]) expected, a);
            case long[] a -> assertArrayEquals((long[]) expected, a);
            case double[] a -> assertArrayEquals((double[]) expected, a);
            default -> throw new AssertionError(actual);
        }
    }
}
