package org.jdvm.exec.gemm;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.WindowMap;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.exec.lane.Lanes;
import org.jdvm.exec.lane.Layout;

/**
 * Packs panels of columns that are windows of a tensor, as {@link Packing} does for columns of a matrix.
 *
 * <p>For a panel a table is made of where each element of its windows is in the first channel; the other channels are a constant distance
 * further. Columns that are adjacent in memory are moved together.
 */
public final class WindowPacking {
    private static final int WIDTH = MicroKernels.COLUMNS;

    /** The offset of what is outside of the tensor. */
    private static final int OUTSIDE = Integer.MIN_VALUE;

    /** All columns are adjacent. */
    private static final byte RUN = 0;

    /** No column is inside of the tensor. */
    private static final byte ZEROS = 1;

    /** Anything else. */
    private static final byte MIXED = 2;

    private int axes;
    private int elements;
    private final int[] size = new int[WindowMap.MOST_AXES];
    private final int[] count = new int[WindowMap.MOST_AXES];
    private final long[] step = new long[WindowMap.MOST_AXES];
    private final long[] dilation = new long[WindowMap.MOST_AXES];
    private final long[] before = new long[WindowMap.MOST_AXES];
    private final long[] spread = new long[WindowMap.MOST_AXES];
    private final long[] extent = new long[WindowMap.MOST_AXES];
    private final long[] stride = new long[WindowMap.MOST_AXES];

    /** For each axis and each column of a panel where its window begins. */
    private final long[] first = new long[WindowMap.MOST_AXES * WIDTH];

    /** For each axis the element of a window. */
    private final int[] at = new int[WindowMap.MOST_AXES];

    /** For each element of the windows of a panel and each column its offset, or {@link #OUTSIDE}. */
    private int[] offsets = new int[0];

    /** For each element of the windows of a panel how its offsets are related. */
    private byte[] forms = new byte[0];

    /**
     * Reads how windows move.
     *
     * @param words the words of a program
     * @param position where a field of kind {@code WINDOWS} begins
     */
    public void read(long[] words, int position) {
        axes = (int) words[position];
        elements = 1;
        int word = position + 1;
        for (int axis = 0; axis < axes; axis++, word += WindowMap.AXIS_WORDS) {
            size[axis] = (int) words[word];
            count[axis] = (int) words[word + 1];
            step[axis] = words[word + 2];
            dilation[axis] = words[word + 3];
            before[axis] = words[word + 4];
            spread[axis] = words[word + 5];
            extent[axis] = words[word + 6];
            stride[axis] = words[word + 7];
            elements = Math.multiplyExact(elements, size[axis]);
        }
        if (forms.length < elements) {
            forms = new byte[elements];
            offsets = new int[Math.multiplyExact(elements, WIDTH)];
        }
    }

    /** {@return the distance from the first element of a channel to the lowest one that windows show} */
    public long lowest() {
        long lowest = 0;
        for (int axis = 0; axis < axes; axis++) {
            lowest += Math.min(0, (extent[axis] - 1) * stride[axis]);
        }
        return lowest;
    }

    /** {@return the distance from the first element of a channel to the highest one that windows show} */
    public long highest() {
        long highest = 0;
        for (int axis = 0; axis < axes; axis++) {
            highest += Math.max(0, (extent[axis] - 1) * stride[axis]);
        }
        return highest;
    }

    /**
     * Packs one panel.
     *
     * @param type element type of the array
     * @param array the memory of the tensor
     * @param from index of the first element of the first channel for the first column
     * @param columnStride what a column adds to it
     * @param window the number of the window that the first column is
     * @param windowStride what a column adds to it
     * @param channelStride elements from channel to channel
     * @param columns columns that there are, at most a panel
     * @param depth elements of each column
     * @param to where the panel goes
     * @param target index of its first element
     */
    public void panel(
            DType type,
            Object array,
            long from,
            long columnStride,
            long window,
            long windowStride,
            long channelStride,
            int columns,
            int depth,
            float[] to,
            int target) {
        begin(window, windowStride, columnStride, columns);
        int channels = depth / elements;
        boolean isVector =
                type == DType.F32 && KernelVariants.isReady(KernelVariants.MOVE, KernelVariants.PACK_WINDOWS);
        for (int channel = 0; channel < channels; channel++) {
            int base = Math.toIntExact(from + channel * channelStride);
            int row = target + channel * elements * WIDTH;
            if (isVector) {
                vectors((float[]) array, base, to, row);
            } else if (type == DType.F32) {
                rows((float[]) array, base, to, row);
            } else {
                others(type, array, base, to, row);
            }
        }
    }

    /**
     * Makes the table of a panel.
     *
     * @param window the number of the window that the first column is
     * @param windowStride what a column adds to it
     * @param columnStride what a column adds to the offsets
     * @param columns columns that there are
     */
    public void begin(long window, long windowStride, long columnStride, int columns) {
        for (int column = 0; column < columns; column++) {
            long number = window + column * windowStride;
            for (int axis = axes - 1; axis >= 0; axis--) {
                first[axis * WIDTH + column] = number % count[axis] * step[axis] - before[axis];
                number /= count[axis];
            }
        }
        Arrays.fill(at, 0, axes, 0);
        for (int element = 0; element < elements; element++) {
            element(element, columnStride, columns);
        }
    }

    /** Finds the offsets of the next element of the windows. */
    private void element(int element, long columnStride, int columns) {
        int to = element * WIDTH;
        int inside = 0;
        boolean isRun = true;
        for (int column = 0; column < WIDTH; column++) {
            long offset = column < columns ? offset(column, columnStride) : OUTSIDE;
            offsets[to + column] = (int) offset;
            inside += offset == OUTSIDE ? 0 : 1;
            isRun &= offset == offsets[to] + column;
        }
        forms[element] = inside == 0 ? ZEROS : inside == WIDTH && isRun ? RUN : MIXED;
        for (int axis = axes - 1; axis >= 0 && ++at[axis] == size[axis]; axis--) {
            at[axis] = 0;
        }
    }

    private long offset(int column, long columnStride) {
        long offset = column * columnStride;
        for (int axis = 0; axis < axes; axis++) {
            long place = first[axis * WIDTH + column] + at[axis] * dilation[axis];
            if (spread[axis] > 1) {
                if (place % spread[axis] != 0) {
                    return OUTSIDE;
                }
                place /= spread[axis];
            }
            if (place < 0 || place >= extent[axis]) {
                return OUTSIDE;
            }
            offset += place * stride[axis];
        }
        return offset;
    }

    /**
     * Packs one channel.
     *
     * @param array the memory of the tensor
     * @param base index of the first element of the channel for the first column
     * @param to where the panel goes
     * @param row index of the channel's first element there
     */
    public void vectors(float[] array, int base, float[] to, int row) {
        for (int element = 0; element < elements; element++, row += WIDTH) {
            int offset = element * WIDTH;
            if (forms[element] == RUN) {
                int from = base + offsets[offset];
                FloatVector.fromArray(Lanes.F32, array, from).intoArray(to, row);
                FloatVector.fromArray(Lanes.F32, array, from + Layout.COUNT).intoArray(to, row + Layout.COUNT);
            } else {
                columns(array, base, offset, to, row);
            }
        }
    }

    /** The scalar form of {@link #vectors}. */
    public void rows(float[] array, int base, float[] to, int row) {
        for (int element = 0; element < elements; element++, row += WIDTH) {
            int offset = element * WIDTH;
            if (forms[element] == RUN) {
                System.arraycopy(array, base + offsets[offset], to, row, WIDTH);
            } else {
                columns(array, base, offset, to, row);
            }
        }
    }

    private void columns(float[] array, int base, int offset, float[] to, int row) {
        if (forms[offset / WIDTH] == ZEROS) {
            Arrays.fill(to, row, row + WIDTH, 0f);
            return;
        }
        for (int column = 0; column < WIDTH; column++) {
            int from = offsets[offset + column];
            to[row + column] = from == OUTSIDE ? 0f : array[base + from];
        }
    }

    private void others(DType type, Object array, int base, float[] to, int row) {
        for (int column = 0; column < elements * WIDTH; column++) {
            int from = offsets[column];
            to[row + column] = from == OUTSIDE ? 0f : Packing.element(type, array, base + from);
        }
    }
}
