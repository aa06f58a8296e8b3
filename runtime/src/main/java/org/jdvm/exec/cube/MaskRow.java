package org.jdvm.exec.cube;

import java.util.Arrays;
import org.jdvm.annotations.DType;

/** A row of a mask in memory. Where an element excludes, as a truth value of 0 does, its number is minus infinity. */
final class MaskRow {
    private static final int CHUNK = 1024;

    private DType type = DType.F32;
    private Object array = new float[0];
    private long start;
    private long stride;
    private int count;

    /** Equal numbers, to be compared with many elements of a row at once. */
    private final float[] run = new float[CHUNK];

    /** Goes to a row of the given number of elements. */
    void set(DType type, Object array, long start, long stride, int count) {
        this.type = type;
        this.array = array;
        this.start = start;
        this.stride = stride;
        this.count = count;
    }

    float number(int i) {
        int at = Math.toIntExact(start + i * stride);
        return switch (type) {
            case F32 -> ((float[]) array)[at];
            case F16 -> Float.float16ToFloat(((short[]) array)[at]);
            case BF16 -> Float.intBitsToFloat(((short[]) array)[at] << 16);
            case BOOL -> ((byte[]) array)[at] == 0 ? Float.NEGATIVE_INFINITY : 0;
            case I8, U8, I16, U16, I32, I64, F64 -> throw new IllegalStateException("a mask of " + type);
        };
    }

    int bits(int i) {
        return Float.floatToRawIntBits(number(i));
    }

    /** {@return the first index in a range whose element is not a given one, or its end} */
    int mismatch(int from, int to, int bits) {
        if (type != DType.F32 || stride != 1) {
            int i = from;
            while (i < to && bits(i) == bits) {
                i++;
            }
            return i;
        }
        fill(bits);
        float[] floats = (float[]) array;
        for (int i = from; i < to; i += CHUNK) {
            int first = Math.toIntExact(start + i);
            int length = Math.min(CHUNK, to - i);
            int found = Arrays.mismatch(floats, first, first + length, run, 0, length);
            if (found >= 0) {
                return i + found;
            }
        }
        return to;
    }

    private void fill(int bits) {
        if (Float.floatToRawIntBits(run[0]) != bits) {
            Arrays.fill(run, Float.intBitsToFloat(bits));
        }
    }

    /** {@return where the equal elements before an index begin} */
    int runBefore(int end, int bits) {
        int i = end;
        while (i > 0 && bits(i - 1) == bits) {
            i--;
        }
        return i;
    }
}
