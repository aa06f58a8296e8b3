package org.jdvm.exec.gemm;

import java.util.Arrays;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.WindowMap;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.exec.lane.Layout;

/**
 * Packs panels of columns that are windows of a tensor, as {@link Packing} does for columns of a matrix.
 *
 * <p>For a panel a table is made of where each element of its windows is in the first channel; the other channels are a constant distance
 * further. The columns of half a panel are those of a vector. They are cut into runs, which are adjacent in memory or two elements apart: a new
 * run begins where the windows go on with the next row of the tensor. Each run is one load, from which its columns are selected; columns
 * outside of the tensor are in no run.
 */
public final class WindowPacking {
    private static final int WIDTH = MicroKernels.COLUMNS;
    private static final int COUNT = Layout.COUNT;

    /** The offset of what is outside of the tensor. */
    private static final int OUTSIDE = Integer.MIN_VALUE;

    /** Most runs in half a panel whose columns are moved together. */
    private static final int MOST_RUNS = 4;

    /** Instead of the number of runs: one run has all columns, and they are adjacent. */
    private static final byte WHOLE = -1;

    /** Instead of the number of runs: there are too many of them, each column is moved alone. */
    private static final byte SINGLE = -2;

    /** Channels that are moved one after the other. */
    private static final int BLOCK = 16;

    /** Windows of more elements have no masks, which would take much memory. */
    private static final int MOST_MASKED = 1 << 12;

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

    /** For each axis the number of the window of a column. */
    private final int[] numbers = new int[WindowMap.MOST_AXES];

    /** For each axis and each column of a panel where its window begins. */
    private final long[] first = new long[WindowMap.MOST_AXES * WIDTH];

    /** For each axis where its part of {@link #along} begins. */
    private final int[] part = new int[WindowMap.MOST_AXES];

    /** For each axis, each index along it in a window and each column what this adds to the offset, or {@link #OUTSIDE}. */
    private int[] along = new int[0];

    /** For each axis the element of a window. */
    private final int[] at = new int[WindowMap.MOST_AXES];

    /** The offsets of all columns for one element of the windows, or {@link #OUTSIDE}. */
    private final int[] all = new int[WIDTH];

    /** For each element of the windows and each half how many columns are inside. */
    private byte[] inside = new byte[0];

    /** For each element of the windows and each half which columns are inside, as far as {@link #inside} says. */
    private int[] lanes = new int[0];

    /** The offsets of these columns. */
    private int[] offsets = new int[0];

    /** For each element of the windows and each half the number of its runs, or {@link #WHOLE}, or {@link #SINGLE}. */
    private byte[] runs = new byte[0];

    /** For each run where its first lane would be loaded from. */
    private int[] starts = new int[0];

    /** For each run all bits set in its lanes. */
    private int[] masks = new int[0];

    /** How far columns of a run are apart, 1 or 2. */
    private int apart;

    /** The least start of a run of the panel, and the greatest one. */
    private long least;

    private long greatest;

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
        int parts = 0;
        for (int axis = 0; axis < axes; axis++) {
            part[axis] = parts;
            parts = Math.addExact(parts, Math.multiplyExact(size[axis], WIDTH));
        }
        if (along.length < parts) {
            along = new int[parts];
        }
        if (runs.length < 2 * elements) {
            int columns = Math.multiplyExact(elements, WIDTH);
            masks = new int[elements <= MOST_MASKED ? columns * MOST_RUNS : 0];
            starts = new int[2 * elements * MOST_RUNS];
            runs = new byte[2 * elements];
            inside = new byte[2 * elements];
            offsets = new int[columns];
            lanes = new int[columns];
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
        int base = Math.toIntExact(from);
        int next = Math.toIntExact(channelStride);
        if (type != DType.F32) {
            for (int channel = 0; channel < channels; channel++) {
                others(type, array, base + channel * next, to, target + channel * elements * WIDTH);
            }
        } else if (KernelVariants.isReady(KernelVariants.MOVE, KernelVariants.PACK_WINDOWS)) {
            vectors((float[]) array, base, next, channels, to, target);
        } else {
            rows((float[]) array, base, next, channels, to, target);
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
            if (column == 0 || windowStride != 1) {
                find(window + column * windowStride);
            } else {
                for (int axis = axes - 1; axis >= 0 && ++numbers[axis] == count[axis]; axis--) {
                    numbers[axis] = 0;
                }
            }
            for (int axis = 0; axis < axes; axis++) {
                first[axis * WIDTH + column] = numbers[axis] * step[axis] - before[axis];
            }
        }
        for (int axis = 0; axis < axes; axis++) {
            for (int element = 0; element < size[axis]; element++) {
                along(axis, element, columns);
            }
        }
        apart = axes > 0 && windowStride == 1 && step[axes - 1] * stride[axes - 1] + columnStride == 2 ? 2 : 1;
        least = Integer.MAX_VALUE;
        greatest = Integer.MIN_VALUE;
        Arrays.fill(at, 0, axes, 0);
        for (int element = 0; element < elements; element++) {
            element(columnStride, columns);
            half(2 * element);
            half(2 * element + 1);
            for (int axis = axes - 1; axis >= 0 && ++at[axis] == size[axis]; axis--) {
                at[axis] = 0;
            }
        }
    }

    private void find(long number) {
        long rest = number;
        for (int axis = axes - 1; axis >= 0; axis--) {
            numbers[axis] = (int) (rest % count[axis]);
            rest /= count[axis];
        }
    }

    private void along(int axis, int element, int columns) {
        int to = part[axis] + element * WIDTH;
        for (int column = 0; column < columns; column++) {
            long place = first[axis * WIDTH + column] + element * dilation[axis];
            boolean isThere = true;
            if (spread[axis] > 1) {
                isThere = place % spread[axis] == 0;
                place /= spread[axis];
            }
            isThere &= place >= 0 && place < extent[axis];
            along[to + column] = isThere ? (int) (place * stride[axis]) : OUTSIDE;
        }
    }

    /** Finds the offsets of the next element of the windows. */
    private void element(long columnStride, int columns) {
        Arrays.fill(all, columns, WIDTH, OUTSIDE);
        for (int column = 0; column < columns; column++) {
            all[column] = (int) (column * columnStride);
        }
        for (int axis = 0; axis < axes; axis++) {
            int from = part[axis] + at[axis] * WIDTH;
            for (int column = 0; column < columns; column++) {
                int more = along[from + column];
                all[column] = all[column] == OUTSIDE || more == OUTSIDE ? OUTSIDE : all[column] + more;
            }
        }
    }

    /** Finds the runs of half a panel. */
    private void half(int half) {
        int from = half % 2 * COUNT;
        int to = half * COUNT;
        int found = 0;
        int number = 0;
        boolean isMasked = elements <= MOST_MASKED;
        boolean isSingle = false;
        for (int lane = 0; lane < COUNT; lane++) {
            int offset = all[from + lane];
            if (offset == OUTSIDE) {
                continue;
            }
            lanes[to + found] = lane;
            offsets[to + found] = offset;
            found++;
            int start = offset - lane * apart;
            if (number == 0 || starts[half * MOST_RUNS + number - 1] != start) {
                isSingle |= number == MOST_RUNS;
                if (isSingle) {
                    continue;
                }
                begin(half * MOST_RUNS + number++, start, isMasked);
            }
            if (isMasked) {
                masks[(half * MOST_RUNS + number - 1) * COUNT + lane] = -1;
            }
        }
        inside[half] = (byte) found;
        boolean isWhole = number == 1 && found == COUNT && apart == 1;
        boolean areFew = isMasked && !isSingle && (apart == 1 || number <= 2);
        runs[half] = isWhole ? WHOLE : areFew || found == 0 ? (byte) number : SINGLE;
    }

    private void begin(int run, int start, boolean isMasked) {
        starts[run] = start;
        least = Math.min(least, start);
        greatest = Math.max(greatest, start);
        if (isMasked) {
            Arrays.fill(masks, run * COUNT, (run + 1) * COUNT, 0);
        }
    }

    /**
     * Packs channels.
     *
     * @param array the memory of the tensor
     * @param from index of the first element of the first channel for the first column
     * @param next elements from channel to channel
     * @param channels how many there are
     * @param to where the panel goes
     * @param target index of its first element
     */
    public void vectors(float[] array, int from, int next, int channels, float[] to, int target) {
        int pitch = elements * WIDTH;
        for (int channel = 0; channel < channels; channel += BLOCK) {
            int count = Math.min(BLOCK, channels - channel);
            int base = from + channel * next;
            int last = base + (count - 1) * next;
            // Lanes that are in no run are read too.
            boolean isInside = Math.min(base, last) + least >= 0
                    && Math.max(base, last) + greatest <= array.length - (long) apart * COUNT;
            int row = target + channel * pitch;
            for (int half = 0; half < 2 * elements; half++, row += COUNT) {
                if (runs[half] == SINGLE || !isInside && runs[half] > 0) {
                    columns(array, base, next, count, half, to, row);
                } else {
                    runs(array, base, next, count, half, to, row);
                }
            }
        }
    }

    private void runs(float[] array, int base, int next, int count, int half, float[] to, int row) {
        int number = runs[half];
        int run = half * MOST_RUNS;
        int pitch = elements * WIDTH;
        int from = base + starts[run];
        if (number == WHOLE) {
            WindowRuns.whole(array, from, next, count, to, row, pitch);
        } else if (number == 0) {
            WindowRuns.zeros(count, to, row, pitch);
        } else if (number == 1 && apart == 1) {
            WindowRuns.one(array, from, next, count, masks, run * COUNT, to, row, pitch);
        } else if (number == 1) {
            WindowRuns.oneApart(array, from, next, count, masks, run * COUNT, to, row, pitch);
        } else if (apart == 1) {
            WindowRuns.two(array, from, base + starts[run + 1], next, count, masks, run * COUNT, to, row, pitch);
            for (int i = run + 2; i < run + number; i++) {
                WindowRuns.more(array, base + starts[i], next, count, masks, i * COUNT, to, row, pitch);
            }
        } else {
            WindowRuns.twoApart(array, from, base + starts[run + 1], next, count, masks, run * COUNT, to, row, pitch);
        }
    }

    /** The scalar form of {@link #vectors}. */
    public void rows(float[] array, int from, int next, int channels, float[] to, int target) {
        int row = target;
        for (int half = 0; half < 2 * elements; half++, row += COUNT) {
            columns(array, from, next, channels, half, to, row);
        }
    }

    private void columns(float[] array, int base, int next, int channels, int half, float[] to, int row) {
        int pitch = elements * WIDTH;
        for (int channel = 0; channel < channels; channel++) {
            if (runs[half] == WHOLE) {
                int from = base + channel * next + starts[half * MOST_RUNS];
                System.arraycopy(array, from, to, row + channel * pitch, COUNT);
            } else {
                columns(array, base + channel * next, half, to, row + channel * pitch);
            }
        }
    }

    private void columns(float[] array, int base, int half, float[] to, int row) {
        int found = inside[half];
        if (found < COUNT) {
            Arrays.fill(to, row, row + COUNT, 0f);
        }
        int from = half * COUNT;
        for (int i = from; i < from + found; i++) {
            to[row + lanes[i]] = array[base + offsets[i]];
        }
    }

    private void others(DType type, Object array, int base, float[] to, int row) {
        for (int half = 0; half < 2 * elements; half++, row += COUNT) {
            Arrays.fill(to, row, row + COUNT, 0f);
            int from = half * COUNT;
            for (int i = from; i < from + inside[half]; i++) {
                to[row + lanes[i]] = Packing.element(type, array, base + offsets[i]);
            }
        }
    }
}
