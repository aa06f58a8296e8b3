package org.jdvm.asm;

import java.util.Arrays;

/**
 * Moves rows between tensors and rows of lanes in scratch memory, for elements that vectors cannot load or store as they are. Plain loops
 * from array to array, which the compiler of the virtual machine turns into vector code.
 */
final class Stage {
    private Stage() {}

    static void loadF32(float[] array, int from, int step, float[] to, int at, int count) {
        for (int i = 0; i < count; i++) {
            to[at + i] = array[from + i * step];
        }
    }

    static void storeF32(float[] array, int to, int step, float[] from, int at, int count) {
        for (int i = 0; i < count; i++) {
            array[to + i * step] = from[at + i];
        }
    }

    static void loadF16(short[] array, int from, int step, float[] to, int at, int count) {
        if (step == 1) {
            widenF16(array, from, to, at, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            to[at + i] = Float.float16ToFloat(array[from + i * step]);
        }
    }

    private static void widenF16(short[] array, int from, float[] to, int at, int count) {
        for (int i = 0; i < count; i++) {
            to[at + i] = Float.float16ToFloat(array[from + i]);
        }
    }

    static void storeF16(short[] array, int to, int step, float[] from, int at, int count) {
        if (step == 1) {
            narrowF16(array, to, from, at, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            array[to + i * step] = Float.floatToFloat16(from[at + i]);
        }
    }

    private static void narrowF16(short[] array, int to, float[] from, int at, int count) {
        for (int i = 0; i < count; i++) {
            array[to + i] = Float.floatToFloat16(from[at + i]);
        }
    }

    static void loadBf16(short[] array, int from, int step, float[] to, int at, int count) {
        for (int i = 0; i < count; i++) {
            to[at + i] = Float.intBitsToFloat(array[from + i * step] << 16);
        }
    }

    static void storeBf16(short[] array, int to, int step, float[] from, int at, int count) {
        for (int i = 0; i < count; i++) {
            array[to + i * step] = (short) ScalarFunctions.toBf16(from[at + i]);
        }
    }

    static void loadI8(byte[] array, int from, int step, int[] to, int at, int count) {
        for (int i = 0; i < count; i++) {
            to[at + i] = array[from + i * step];
        }
    }

    static void storeI8(byte[] array, int to, int step, int[] from, int at, int count) {
        for (int i = 0; i < count; i++) {
            array[to + i * step] = (byte) from[at + i];
        }
    }

    static void loadI32(int[] array, int from, int step, int[] to, int at, int count) {
        for (int i = 0; i < count; i++) {
            to[at + i] = array[from + i * step];
        }
    }

    static void storeI32(int[] array, int to, int step, int[] from, int at, int count) {
        for (int i = 0; i < count; i++) {
            array[to + i * step] = from[at + i];
        }
    }

    static void fill(float[] array, int at, int count, float value) {
        Arrays.fill(array, at, at + count, value);
    }

    static void fill(int[] array, int at, int count, int value) {
        Arrays.fill(array, at, at + count, value);
    }

    static void fill(long[] array, int at, int count, long value) {
        Arrays.fill(array, at, at + count, value);
    }

    static void copy(Object array, int from, int to, int count) {
        System.arraycopy(array, from, array, to, count);
    }
}
