package org.jdvm.asm;

import java.util.Arrays;

/**
 * Moves rows between tensors and rows of lanes in scratch memory, for elements that vectors cannot load or store as they are. Plain loops
 * from array to array, which the compiler of the virtual machine turns into vector code.
 *
 * <p>The columns of a folded row are two axes: a step from fold to fold, and one inside a fold.
 */
final class Stage {
    private Stage() {}

    static void loadF32(float[] array, int from, int step, float[] to, int at, int count) {
        if (step == 1) {
            System.arraycopy(array, from, to, at, count);
            return;
        }
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

    static void loadU8(byte[] array, int from, int step, int[] to, int at, int count) {
        for (int i = 0; i < count; i++) {
            to[at + i] = array[from + i * step] & 0xff;
        }
    }

    static void storeU8(byte[] array, int to, int step, int[] from, int at, int count) {
        for (int i = 0; i < count; i++) {
            array[to + i * step] = (byte) from[at + i];
        }
    }

    static void loadI16(short[] array, int from, int step, int[] to, int at, int count) {
        for (int i = 0; i < count; i++) {
            to[at + i] = array[from + i * step];
        }
    }

    static void storeI16(short[] array, int to, int step, int[] from, int at, int count) {
        for (int i = 0; i < count; i++) {
            array[to + i * step] = (short) from[at + i];
        }
    }

    static void loadU16(short[] array, int from, int step, int[] to, int at, int count) {
        for (int i = 0; i < count; i++) {
            to[at + i] = array[from + i * step] & 0xffff;
        }
    }

    static void storeU16(short[] array, int to, int step, int[] from, int at, int count) {
        for (int i = 0; i < count; i++) {
            array[to + i * step] = (short) from[at + i];
        }
    }

    static void loadI32(int[] array, int from, int step, int[] to, int at, int count) {
        if (step == 1) {
            System.arraycopy(array, from, to, at, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            to[at + i] = array[from + i * step];
        }
    }

    static void loadI64(long[] array, int from, int step, long[] to, int at, int count) {
        for (int i = 0; i < count; i++) {
            to[at + i] = array[from + i * step];
        }
    }

    static void storeI32(int[] array, int to, int step, int[] from, int at, int count) {
        for (int i = 0; i < count; i++) {
            array[to + i * step] = from[at + i];
        }
    }

    static void loadF64(double[] array, int from, int step, double[] to, int at, int count) {
        for (int i = 0; i < count; i++) {
            to[at + i] = array[from + i * step];
        }
    }

    /** One of the loads above. */
    private interface Load<A, R> {
        void load(A array, int from, int step, R to, int at, int count);
    }

    private static <A, R> void fold(
            Load<A, R> rows, A array, int from, int outerStep, int fold, int step, R to, int at, int count) {
        if (outerStep == 0) {
            rows.load(array, from, step, to, at, fold);
            repeat(to, at, fold, count);
        } else if (step == 0) {
            int single = count / fold;
            rows.load(array, from, outerStep, to, at + count - single, single);
            spread(to, at, fold, count);
        } else {
            for (int done = 0; done < count; done += fold) {
                rows.load(array, from + done / fold * outerStep, step, to, at + done, fold);
            }
        }
    }

    static void foldF32(float[] array, int from, int outerStep, int fold, int step, float[] to, int at, int count) {
        fold(Stage::loadF32, array, from, outerStep, fold, step, to, at, count);
    }

    static void foldF16(short[] array, int from, int outerStep, int fold, int step, float[] to, int at, int count) {
        fold(Stage::loadF16, array, from, outerStep, fold, step, to, at, count);
    }

    static void foldBf16(short[] array, int from, int outerStep, int fold, int step, float[] to, int at, int count) {
        fold(Stage::loadBf16, array, from, outerStep, fold, step, to, at, count);
    }

    static void foldI8(byte[] array, int from, int outerStep, int fold, int step, int[] to, int at, int count) {
        fold(Stage::loadI8, array, from, outerStep, fold, step, to, at, count);
    }

    static void foldU8(byte[] array, int from, int outerStep, int fold, int step, int[] to, int at, int count) {
        fold(Stage::loadU8, array, from, outerStep, fold, step, to, at, count);
    }

    static void foldI16(short[] array, int from, int outerStep, int fold, int step, int[] to, int at, int count) {
        fold(Stage::loadI16, array, from, outerStep, fold, step, to, at, count);
    }

    static void foldU16(short[] array, int from, int outerStep, int fold, int step, int[] to, int at, int count) {
        fold(Stage::loadU16, array, from, outerStep, fold, step, to, at, count);
    }

    static void foldI32(int[] array, int from, int outerStep, int fold, int step, int[] to, int at, int count) {
        fold(Stage::loadI32, array, from, outerStep, fold, step, to, at, count);
    }

    static void foldI64(long[] array, int from, int outerStep, int fold, int step, long[] to, int at, int count) {
        fold(Stage::loadI64, array, from, outerStep, fold, step, to, at, count);
    }

    static void foldF64(double[] array, int from, int outerStep, int fold, int step, double[] to, int at, int count) {
        fold(Stage::loadF64, array, from, outerStep, fold, step, to, at, count);
    }

    /** Repeats each of the elements at the end of a row; what is written never overtakes what is read. */
    private static void spread(Object row, int at, int fold, int count) {
        int from = at + count - count / fold;
        for (int to = at; to < at + count; to += fold, from++) {
            switch (row) {
                case float[] floats -> fill(floats, to, fold, floats[from]);
                case int[] ints -> fill(ints, to, fold, ints[from]);
                case long[] longs -> fill(longs, to, fold, longs[from]);
                case double[] doubles -> fill(doubles, to, fold, doubles[from]);
                default -> throw new IllegalArgumentException("no row of lanes: " + row);
            }
        }
    }

    /** Repeats the first elements of a row up to its end: each copy doubles them. */
    private static void repeat(Object row, int at, int first, int count) {
        for (int done = first; done < count; done *= 2) {
            System.arraycopy(row, at, row, at + done, Math.min(done, count - done));
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

    static void fill(double[] array, int at, int count, double value) {
        Arrays.fill(array, at, at + count, value);
    }

    static void copy(Object array, int from, int to, int count) {
        System.arraycopy(array, from, array, to, count);
    }
}
