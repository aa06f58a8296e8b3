package org.jdvm.exec.gemm;

import java.util.Arrays;
import org.jdvm.annotations.DType;
import org.jdvm.exec.lane.Layout;

/**
 * Where the columns of one panel of windows are in a channel: for each element of the windows and each half of the panel the runs of
 * columns, and the columns one by one for what runs cannot move.
 *
 * <p>The columns of half a panel are those of a vector. A run is columns that are adjacent in memory or two elements apart: a new one begins
 * where the windows go on with the next row of the tensor. Each run is one load, from which its columns are selected; columns outside of the
 * tensor are in no run.
 */
final class WindowTable {
    private static final int WIDTH = MicroKernels.COLUMNS;
    private static final int COUNT = Layout.COUNT;

    /** The offset of what is outside of the tensor. */
    static final int OUTSIDE = Integer.MIN_VALUE;

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

    private int elements;

    /** For each element of the windows and each half how many columns are inside. */
    private byte[] inside = new byte[0];

    /** For each element of the windows and each half which columns are inside, as far as {@link #inside} says. */
    private byte[] lanes = new byte[0];

    /** The offsets of these columns. */
    private int[] offsets = new int[0];

    /** For each element of the windows and each half the number of its runs, or {@link #WHOLE}, or {@link #SINGLE}. */
    private byte[] runs = new byte[0];

    /** For each element of the windows and each half the number of its first run. */
    private int[] firstRun = new int[0];

    /** How many runs there are. */
    private int allRuns;

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
     * Empties the table.
     *
     * @param count elements of a window
     * @param distance how far columns of a run are apart, 1 or 2
     */
    void begin(int count, int distance) {
        elements = count;
        apart = distance;
        allRuns = 0;
        least = Integer.MAX_VALUE;
        greatest = Integer.MIN_VALUE;
        if (runs.length < 2 * elements) {
            int columns = Math.multiplyExact(elements, WIDTH);
            runs = new byte[2 * elements];
            firstRun = new int[2 * elements];
            inside = new byte[2 * elements];
            offsets = new int[columns];
            lanes = new byte[columns];
        }
    }

    /**
     * Finds the runs of half a panel; halves are added in order.
     *
     * @param half twice the element of the windows, and 1 more for the second half
     * @param all the offsets of the columns of the panel, or {@link #OUTSIDE}
     */
    void add(int half, int[] all) {
        int from = half % 2 * COUNT;
        int to = half * COUNT;
        int found = 0;
        int number = 0;
        firstRun[half] = allRuns;
        boolean isMasked = elements <= MOST_MASKED;
        boolean isSingle = false;
        for (int lane = 0; lane < COUNT; lane++) {
            int offset = all[from + lane];
            if (offset == OUTSIDE) {
                continue;
            }
            lanes[to + found] = (byte) lane;
            offsets[to + found] = offset;
            found++;
            int start = offset - lane * apart;
            if (number == 0 || starts[allRuns - 1] != start) {
                isSingle |= number == MOST_RUNS;
                if (isSingle) {
                    continue;
                }
                begin(start, isMasked);
                number++;
            }
            if (isMasked) {
                masks[(allRuns - 1) * COUNT + lane] = -1;
            }
        }
        inside[half] = (byte) found;
        boolean isWhole = number == 1 && found == COUNT && apart == 1;
        boolean areFew = isMasked && !isSingle;
        runs[half] = isWhole ? WHOLE : areFew || found == 0 ? (byte) number : SINGLE;
    }

    private void begin(int start, boolean isMasked) {
        int run = allRuns++;
        if (starts.length <= run) {
            starts = Arrays.copyOf(starts, 2 * elements + 2 * run);
        }
        starts[run] = start;
        least = Math.min(least, start);
        greatest = Math.max(greatest, start);
        if (isMasked) {
            if (masks.length < starts.length * COUNT) {
                masks = Arrays.copyOf(masks, starts.length * COUNT);
            }
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
    void vectors(float[] array, int from, int next, int channels, float[] to, int target) {
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
        int run = firstRun[half];
        int pitch = elements * WIDTH;
        if (number == 0) {
            WindowRuns.zeros(count, to, row, pitch);
            return;
        }
        int from = base + starts[run];
        if (number == WHOLE) {
            WindowRuns.whole(array, from, next, count, to, row, pitch);
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
            for (int i = run + 2; i < run + number; i++) {
                WindowRuns.moreApart(array, base + starts[i], next, count, masks, i * COUNT, to, row, pitch);
            }
        }
    }

    /** The scalar form of {@link #vectors}. */
    void rows(float[] array, int from, int next, int channels, float[] to, int target) {
        int row = target;
        for (int half = 0; half < 2 * elements; half++, row += COUNT) {
            columns(array, from, next, channels, half, to, row);
        }
    }

    private void columns(float[] array, int base, int next, int channels, int half, float[] to, int row) {
        int pitch = elements * WIDTH;
        for (int channel = 0; channel < channels; channel++) {
            if (runs[half] == WHOLE) {
                int from = base + channel * next + starts[firstRun[half]];
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

    void others(DType type, Object array, int base, float[] to, int row) {
        for (int half = 0; half < 2 * elements; half++, row += COUNT) {
            Arrays.fill(to, row, row + COUNT, 0f);
            int from = half * COUNT;
            for (int i = from; i < from + inside[half]; i++) {
                to[row + lanes[i]] = Packing.element(type, array, base + offsets[i]);
            }
        }
    }
}
