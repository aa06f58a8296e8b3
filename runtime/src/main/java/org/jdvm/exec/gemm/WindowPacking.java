package org.jdvm.exec.gemm;

import java.util.Arrays;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.WindowMap;
import org.jdvm.exec.lane.KernelVariants;
import org.jspecify.annotations.Nullable;

/**
 * Packs panels of columns that are windows of a tensor, as {@link Packing} does for columns of a matrix.
 *
 * <p>For a panel a {@link WindowTable} is made of where each element of its windows is in the first channel; the other channels are a
 * constant distance further. Lines of windows repeat, so most panels use the table of an earlier one, at another place.
 */
public final class WindowPacking {
    private static final int WIDTH = MicroKernels.COLUMNS;

    private static final int OUTSIDE = WindowTable.OUTSIDE;

    /** Tables that are kept, but for large windows: enough for the panels of a few lines of windows, after which they begin again. */
    private static final int MOST_TABLES = 24;

    /** Elements of windows of which only few tables are kept. */
    private static final int LARGE = 256;

    private static final int FEW_TABLES = 4;

    /** The key of tables whose columns are in one line, all of them inside. */
    private static final long ANYWHERE = -1;

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

    /** Tables of panels before; null where there is none yet. */
    private final @Nullable Entry[] entries = new @Nullable Entry[MOST_TABLES];

    private int next;

    /** A table for each entry; those of one that goes are written anew. */
    private final @Nullable WindowTable[] tables = new @Nullable WindowTable[MOST_TABLES];

    /** The table of the panel, which may be that of another one, and how far the panel is from that one. */
    private WindowTable table = new WindowTable();

    private long shift;

    /** Windows that have been read, with their words; the first words of the array. */
    private long[] known = new long[0];

    /**
     * A table with what it is for.
     *
     * @param table of a panel
     * @param key which windows may use it
     * @param windowStride from column to column
     * @param columnStride from column to column
     * @param columns columns that there are
     * @param origin offset of the window of its first column
     */
    private record Entry(WindowTable table, long key, long windowStride, long columnStride, int columns, long origin) {
        boolean isFor(long other, long step, long distance, int count) {
            return key == other && windowStride == step && columnStride == distance && columns == count;
        }
    }

    /**
     * Reads how windows move.
     *
     * @param words the words of a program
     * @param position where a field of kind {@code WINDOWS} begins
     */
    public void read(long[] words, int position) {
        int length = 1 + (int) words[position] * WindowMap.AXIS_WORDS;
        if (Arrays.equals(words, position, position + length, known, 0, known.length)) {
            return;
        }
        known = Arrays.copyOfRange(words, position, position + length);
        Arrays.fill(entries, null);
        next = 0;
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
        int apart = Math.toIntExact(channelStride);
        if (type != DType.F32) {
            int first = Math.toIntExact(from + shift);
            for (int channel = 0; channel < channels; channel++) {
                table.others(type, array, first + channel * apart, to, target + channel * elements * WIDTH);
            }
        } else if (KernelVariants.isReady(KernelVariants.MOVE, KernelVariants.PACK_WINDOWS)) {
            vectors((float[]) array, base, apart, channels, to, target);
        } else {
            rows((float[]) array, base, apart, channels, to, target);
        }
    }

    /**
     * Finds the table of a panel: that of an earlier one if all columns are as far from its columns, and if of both the same are inside.
     *
     * @param window the number of the window that the first column is
     * @param windowStride what a column adds to it
     * @param columnStride what a column adds to the offsets
     * @param columns columns that there are
     */
    public void begin(long window, long windowStride, long columnStride, int columns) {
        find(window);
        long key = windowStride == 1 ? key(window, columns) : window;
        long origin = 0;
        for (int axis = 0; axis < axes && key < 0; axis++) {
            origin += numbers[axis] * step[axis] * stride[axis];
        }
        for (Entry entry : entries) {
            if (entry != null && entry.isFor(key, windowStride, columnStride, columns)) {
                table = entry.table();
                shift = origin - entry.origin();
                return;
            }
        }
        next = (next + 1) % (elements > LARGE ? FEW_TABLES : MOST_TABLES);
        table = tables[next];
        if (table == null) {
            table = new WindowTable();
            tables[next] = table;
        }
        shift = 0;
        entries[next] = new Entry(table, key, windowStride, columnStride, columns, origin);
        make(window, windowStride, columnStride, columns);
    }

    /**
     * {@return what tells apart tables of adjacent windows: nothing if all elements of the windows are inside, the number of the first window
     * in its line if they are so along the axes before the last, else the number of the window}
     */
    private long key(long window, int columns) {
        int last = axes - 1;
        if (last < 0) {
            return window;
        }
        long lines = (numbers[last] + columns - 1) / count[last];
        for (int axis = last - 1; axis >= 0; axis--) {
            long end = numbers[axis] + lines;
            if (end >= count[axis] || !isInside(axis, numbers[axis], end)) {
                return window;
            }
            lines = 0;
        }
        if (lines > 0) {
            return window;
        }
        boolean isLine = numbers[last] + columns <= count[last];
        return isLine && isInside(last, numbers[last], numbers[last] + columns - 1) ? ANYWHERE : -2L - numbers[last];
    }

    /** Whether all elements of some windows are inside along an axis, and none of them is between elements. */
    private boolean isInside(int axis, long from, long to) {
        long reach = (size[axis] - 1) * dilation[axis];
        long low = Math.min(from * step[axis], to * step[axis]) - before[axis] + Math.min(0, reach);
        long high = Math.max(from * step[axis], to * step[axis]) - before[axis] + Math.max(0, reach);
        return spread[axis] == 1 && low >= 0 && high < extent[axis];
    }

    private void make(long window, long windowStride, long columnStride, int columns) {
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
        boolean areApart = axes > 0 && windowStride == 1 && step[axes - 1] * stride[axes - 1] + columnStride == 2;
        table.begin(elements, areApart ? 2 : 1);
        Arrays.fill(at, 0, axes, 0);
        for (int element = 0; element < elements; element++) {
            element(columnStride, columns);
            table.add(2 * element, all);
            table.add(2 * element + 1, all);
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

    /**
     * Packs channels.
     *
     * @param array the memory of the tensor
     * @param from index of the first element of the first channel for the first column
     * @param apart elements from channel to channel
     * @param channels how many there are
     * @param to where the panel goes
     * @param target index of its first element
     */
    public void vectors(float[] array, int from, int apart, int channels, float[] to, int target) {
        table.vectors(array, Math.toIntExact(from + shift), apart, channels, to, target);
    }

    /** The scalar form of {@link #vectors}. */
    public void rows(float[] array, int from, int apart, int channels, float[] to, int target) {
        table.rows(array, Math.toIntExact(from + shift), apart, channels, to, target);
    }
}
