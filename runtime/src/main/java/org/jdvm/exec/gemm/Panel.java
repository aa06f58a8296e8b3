package org.jdvm.exec.gemm;

import java.lang.reflect.Array;
import java.util.Arrays;
import org.jdvm.exec.lane.Halves;
import org.jdvm.exec.lane.Layout;

/**
 * Some columns of a right operand, at most {@link MicroKernels#COLUMNS}, packed: for each depth an element of each column, in a form that is
 * as narrow as the elements. Columns that the matrix does not have are 0.
 */
public final class Panel {
    /** Elements that vectors may read after the last one of a panel: of four bytes they read eight. */
    private static final int PADDING = 4;

    private static final int COLUMNS = MicroKernels.COLUMNS;
    private static final float[] NONE = {};

    /** Factors of a single group that change nothing. */
    private static final float[] ONES = new float[COLUMNS];

    /** A shift that makes one group of all depths. */
    private static final int ONE_GROUP = Integer.SIZE - 1;

    static {
        Arrays.fill(ONES, 1f);
    }

    private final PanelFormat format;
    private final Object elements;
    private final float[] scales;
    private final int shift;

    /** Index of its first element in the array, and how many there are. */
    private final int first;

    private final int length;

    private Panel(PanelFormat format, Object elements, float[] scales, int shift) {
        this(format, elements, 0, Array.getLength(elements), scales, shift);
    }

    private Panel(PanelFormat format, Object elements, int first, int length, float[] scales, int shift) {
        this.format = format;
        this.elements = elements;
        this.first = first;
        this.length = length;
        this.scales = scales;
        this.shift = shift;
    }

    /**
     * {@return a panel of floats}
     *
     * @param place where they are
     * @param length how many there are
     */
    static Panel of(PanelBlocks.Place place, int length) {
        return new Panel(PanelFormat.F32, place.array(), place.first(), length, NONE, ONE_GROUP);
    }

    /** {@return a panel of 16-bit floats} */
    static Panel of(PanelFormat format, short[] elements) {
        return new Panel(format, elements, NONE, ONE_GROUP);
    }

    /** {@return a panel of integers, made of a depth after the other} */
    static Panel of(byte[] elements) {
        return new Panel(PanelFormat.I8, Arrays.copyOf(elements, elements.length + PADDING), ONES, ONE_GROUP);
    }

    /**
     * {@return a panel of integers times factors}
     *
     * @param format of the integers
     * @param integers one for each column of each depth
     * @param scales one for each column of each group of depths
     * @param group depths of a group, a power of two
     */
    static Panel of(PanelFormat format, byte[] integers, float[] scales, int group) {
        int shift = Integer.numberOfTrailingZeros(group);
        return switch (format) {
            case I8 -> new Panel(format, Arrays.copyOf(integers, integers.length + PADDING), scales, shift);
            case I4 -> new Panel(format, nibbles(integers), scales, shift);
            case F32, F16, BF16 -> throw new IllegalArgumentException(format + " has no factors");
        };
    }

    /** The first half of the columns of a depth in the low bits, the second half in the high ones. */
    private static byte[] nibbles(byte[] integers) {
        int half = COLUMNS / 2;
        byte[] pairs = new byte[integers.length / 2 + PADDING];
        for (int k = 0; k < integers.length / COLUMNS; k++) {
            for (int column = 0; column < half; column++) {
                int low = integers[k * COLUMNS + column];
                int high = integers[k * COLUMNS + half + column];
                pairs[k * half + column] = (byte) (high << 4 | low & 0xf);
            }
        }
        return pairs;
    }

    /** {@return the form of its elements} */
    public PanelFormat format() {
        return format;
    }

    /** {@return the array with the elements of a panel of floats; they begin at {@link #first}} */
    public float[] floats() {
        return (float[]) elements;
    }

    /** {@return index of the first element in the array} */
    public int first() {
        return first;
    }

    short[] shorts() {
        return (short[]) elements;
    }

    byte[] bytes() {
        return (byte[]) elements;
    }

    float[] scales() {
        return scales;
    }

    /** By how many bits a depth is shifted to be the number of its group. */
    int shift() {
        return shift;
    }

    /** {@return how many bytes it takes} */
    long size() {
        long factors = scales == ONES ? 0 : 4L * scales.length;
        return factors
                + switch (format) {
                    case F32 -> 4L * length;
                    case BF16, F16 -> 2L * length;
                    case I8, I4 -> length;
                };
    }

    /** {@return index in the array of the elements where a depth begins} */
    int at(int depth) {
        return first + depth * (format == PanelFormat.I4 ? Layout.COUNT : COLUMNS);
    }

    /** {@return an element, as a float} */
    float element(int depth, int column) {
        int at = depth * COLUMNS + column;
        return switch (format) {
            case F32 -> floats()[first + at];
            case BF16 -> Halves.fromBf16(shorts()[at]);
            case F16 -> Float.float16ToFloat(shorts()[at]);
            case I8, I4 -> integer(depth, column) * scales[(depth >> shift) * COLUMNS + column];
        };
    }

    private int integer(int depth, int column) {
        if (format == PanelFormat.I8) {
            return bytes()[depth * COLUMNS + column];
        }
        int half = COLUMNS / 2;
        int pair = bytes()[depth * half + column % half];
        return column < half ? pair << Integer.SIZE - 4 >> Integer.SIZE - 4 : pair >> 4;
    }

    /** Widens some depths to floats. */
    void widen(int first, int depth, float[] to) {
        for (int k = 0; k < depth; k++) {
            for (int column = 0; column < COLUMNS; column++) {
                to[k * COLUMNS + column] = element(first + k, column);
            }
        }
    }
}
