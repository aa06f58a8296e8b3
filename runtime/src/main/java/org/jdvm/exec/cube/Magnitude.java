package org.jdvm.exec.cube;

import static org.jdvm.exec.lane.Layout.COUNT;

import org.jdvm.annotations.DType;
import org.jdvm.exec.lane.KernelVariants;

/** The largest magnitude of the elements of a matrix in memory; infinite or not a number if there are such elements. */
public final class Magnitude {
    private Magnitude() {}

    static float of(DType type, Object array, long start, long rowStride, long columnStride, int rows, int columns) {
        if (rowStride == 1 && columnStride != 1) {
            return of(type, array, start, columnStride, rowStride, columns, rows);
        }
        boolean isWhole = columnStride == 1 && rowStride == columns;
        int length = isWhole ? Math.multiplyExact(rows, columns) : columns;
        float largest = 0;
        for (int row = 0; row < (isWhole ? 1 : rows); row++) {
            int first = Math.toIntExact(start + row * rowStride);
            int step = Math.toIntExact(length == 1 ? 1 : columnStride);
            largest = Math.max(
                    largest,
                    switch (type) {
                        case F32 -> ofFloats((float[]) array, first, step, length);
                        case F16 -> Float.float16ToFloat((short) ofHalves((short[]) array, first, step, length));
                        case BF16 -> Float.intBitsToFloat(ofHalves((short[]) array, first, step, length) << 16);
                        case I8 -> ofBytes((byte[]) array, first, step, length);
                        case U8, I16, U16, I32, I64, F64, BOOL ->
                            throw new IllegalStateException("a factor of " + type);
                    });
        }
        return largest;
    }

    private static float ofFloats(float[] array, int first, int step, int count) {
        if (step != 1 || !KernelVariants.isReady(KernelVariants.MOVE, KernelVariants.MAGNITUDE)) {
            return scalar(array, first, step, count);
        }
        int whole = count & -2 * COUNT;
        return Math.max(MagnitudeVectors.largest(array, first, whole), scalar(array, first + whole, 1, count - whole));
    }

    public static float scalar(float[] array, int first, int step, int count) {
        float largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, Math.abs(array[first + i * step]));
        }
        return largest;
    }

    private static int ofBytes(byte[] array, int first, int step, int count) {
        int largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, Math.abs(array[first + i * step]));
        }
        return largest;
    }

    /** Bits of the largest of numbers of 16 bits, which have the same order without their sign. */
    private static int ofHalves(short[] array, int first, int step, int count) {
        int largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, array[first + i * step] & 0x7fff);
        }
        return largest;
    }
}
