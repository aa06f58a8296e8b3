package org.jdvm.exec.gemm;

import java.lang.foreign.MemorySegment;
import org.jdvm.annotations.DType;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.exec.lane.Layout;
import org.jdvm.ir.Op;

/**
 * Combines the elements of each window of one channel: their products with a weight are added, or they are added themselves, or the largest is
 * taken.
 *
 * <p>The channel is copied to a {@link WindowPlane}, where a vector of windows takes one load for each element of a window. A vector may have lanes
 * between two lines of windows, or between windows that are two elements apart; its other lanes are moved together before it is stored.
 */
public final class WindowSweep {
    private static final int COUNT = Layout.COUNT;
    private static final long[] NONE = {};

    /** The bits of all lanes. */
    static final long ALL = (1L << COUNT) - 1;

    private final WindowPlane plane = new WindowPlane();

    // What the plane is laid out for.
    private long[] program = NONE;
    private int position;
    private long window;
    private int asked;
    private int columns;
    private int room;

    /** For each element of a window its distance in the plane from the first one. */
    private int[] offsets = new int[0];

    private float[] weights = new float[0];
    private int elements;

    /** For each vector of windows where its first element is in the plane, which lanes are windows, and how many windows are before it. */
    private int[] bases = new int[0];

    private long[] lanes = new long[0];
    private int[] targets = new int[0];
    private int vectors;

    /** How many elements of the plane vectors read: a multiple of the lanes of a vector. */
    private int read;

    /** The plane as integers in the order of its floats, for maxima. */
    private int[] ordered = new int[0];

    /** How many vectors, the first ones, end before the end of the room. */
    private int inRoom;

    /** {@return whether it is laid out for some windows; the parameters are those of {@link #begin}} */
    public boolean isFor(long[] words, int at, long from, int count, int rowRoom) {
        return program == words && position == at && window == from && asked == count && room == rowRoom;
    }

    /**
     * Lays out the plane for some windows.
     *
     * @param words the words of a program
     * @param at where a field of kind {@code WINDOWS} begins
     * @param from the number of the first window
     * @param count how many windows follow one another
     * @param rowRoom elements that a row of results has room for, at least one for each window
     */
    public void begin(long[] words, int at, long from, int count, int rowRoom) {
        program = words;
        position = at;
        elements = plane.read(words, at);
        if (offsets.length < elements) {
            offsets = new int[elements];
            weights = new float[elements];
        }
        window = from;
        asked = count;
        columns = count;
        room = rowRoom;
        long line = plane.line();
        int lineEnd = (int) Math.min(count, line - from % line);
        while (!plane.layOut(window, columns, offsets, elements)) {
            columns = columns > lineEnd ? lineEnd : (columns + 1) / 2;
        }
        findVectors();
    }

    /** {@return how many of the windows that were asked for the plane has: all, if it does not become too large} */
    public int columns() {
        return columns;
    }

    private void findVectors() {
        int lines = columns / (int) Math.min(columns, plane.line()) + 2;
        int most = plane.apart() * (columns / COUNT + 2 * lines);
        if (bases.length < most) {
            bases = new int[most];
            lanes = new long[most];
            targets = new int[most];
        }
        vectors = 0;
        plane.first(window);
        for (int column = 0; column < columns; ) {
            int run = (int) Math.min(columns - column, plane.restOfLine());
            line(plane.place(), run, column);
            column += run;
            plane.skip(run);
        }
        int last = 0;
        for (int vector = 0; vector < vectors; vector++) {
            last = Math.max(last, bases[vector]);
        }
        int furthest = 0;
        for (int element = 0; element < elements; element++) {
            furthest = Math.max(furthest, offsets[element]);
        }
        read = Math.ceilDiv(last + furthest + COUNT, COUNT) * COUNT;
        inRoom = 0;
        while (inRoom < vectors && targets[inRoom] + COUNT <= room) {
            inRoom++;
        }
    }

    /** Adds vectors for windows that follow one another; the last vector is used further if it reaches so far. */
    private void line(int first, int count, int column) {
        int apart = plane.apart();
        for (int i = 0; i < count; ) {
            int place = first + i * apart;
            if (vectors == 0 || place < bases[vectors - 1] || place >= bases[vectors - 1] + COUNT) {
                bases[vectors] = place;
                lanes[vectors] = 0;
                targets[vectors++] = column + i;
            }
            int lane = place - bases[vectors - 1];
            int taken = Math.min(count - i, (COUNT - lane + apart - 1) / apart);
            if (apart == 1) {
                lanes[vectors - 1] |= (1L << lane + taken) - (1L << lane);
            } else {
                for (int next = 0; next < taken; next++) {
                    lanes[vectors - 1] |= 1L << lane + next * apart;
                }
            }
            i += taken;
        }
    }

    /**
     * Copies a channel to the plane.
     *
     * @param type element type of the array
     * @param array the memory of the tensor
     * @param from index of the first element of the channel
     * @param outside what is outside of the tensor
     */
    public void fill(DType type, Object array, long from, float outside) {
        plane.fill(type, array, from, outside);
    }

    /**
     * Reads the weights of the elements of a window.
     *
     * @param type element type of the array
     * @param array the memory
     * @param from index of the first weight
     * @param step elements from weight to weight
     */
    public void weigh(DType type, Object array, long from, long step) {
        if (type == DType.F32 && step == 1) {
            System.arraycopy(array, Math.toIntExact(from), weights, 0, elements);
            return;
        }
        for (int element = 0; element < elements; element++) {
            weights[element] = Packing.element(type, array, Math.toIntExact(from + element * step));
        }
    }

    /**
     * Combines the elements of all windows.
     *
     * @param op {@code MATMUL} for products with the weights, {@code SUM}, or {@code REDUCE_MAX}
     * @param s the local buffer
     * @param target where the results go
     * @param block where there is room for a vector
     */
    public void combine(Op op, MemorySegment s, long target, long block) {
        int done = 0;
        boolean isVector = KernelVariants.isReady(KernelVariants.MOVE, routine(op));
        if (isVector && op == Op.REDUCE_MAX) {
            if (ordered.length < read) {
                ordered = new int[read];
            }
            WindowSweepVectors.order(plane.elements, read, ordered);
        }
        if (isVector) {
            combineVectors(op, 0, inRoom, s, target);
            done = inRoom;
        }
        for (int vector = done; vector < vectors; vector++) {
            if (isVector) {
                combineVectors(op, vector, vector + 1, s, block - 4L * targets[vector]);
            } else {
                scalar(op, plane.elements, bases[vector], lanes[vector], offsets, weights, elements, s, block);
            }
            int count = Long.bitCount(lanes[vector]);
            MemorySegment.copy(s, block, s, target + 4L * targets[vector], 4L * count);
        }
    }

    private void combineVectors(Op op, int from, int to, MemorySegment s, long target) {
        float[] x = plane.elements;
        switch (op) {
            case MATMUL -> {
                if (elements == WindowSweepVectors.NINE) {
                    WindowSweepVectors.nineProducts(x, bases, lanes, targets, from, to, offsets, weights, s, target);
                } else {
                    WindowSweepVectors.products(
                            x, bases, lanes, targets, from, to, offsets, weights, elements, s, target);
                }
            }
            case SUM -> WindowSweepVectors.sums(x, bases, lanes, targets, from, to, offsets, elements, s, target);
            default ->
                WindowSweepVectors.maxima(ordered, bases, lanes, targets, from, to, offsets, elements, s, target);
        }
    }

    /** Forgets the program. */
    public void forget() {
        program = NONE;
    }

    /** {@return the number of the routine, of the kind {@code MOVE}, that combines elements} */
    private static int routine(Op op) {
        return switch (op) {
            case MATMUL -> KernelVariants.WINDOW_PRODUCTS;
            case SUM -> KernelVariants.WINDOW_SUMS;
            case REDUCE_MAX -> KernelVariants.WINDOW_MAXIMA;
            default -> throw new IllegalArgumentException("no windows are combined by " + op);
        };
    }

    /** The scalar form of one vector of {@link WindowSweepVectors}. */
    public static void scalar(
            Op op,
            float[] x,
            int base,
            long lanes,
            int[] offsets,
            float[] weights,
            int elements,
            MemorySegment s,
            long target) {
        long to = target;
        for (long rest = lanes; rest != 0; rest &= rest - 1) {
            int first = base + Long.numberOfTrailingZeros(rest);
            float sum = op == Op.REDUCE_MAX ? Float.NEGATIVE_INFINITY : 0;
            for (int element = 0; element < elements; element++) {
                float next = x[first + offsets[element]];
                sum = switch (op) {
                    case MATMUL -> Math.fma(weights[element], next, sum);
                    case SUM -> sum + next;
                    default -> Math.max(sum, next);
                };
            }
            s.set(Layout.FLOAT, to, sum);
            to += Float.BYTES;
        }
    }
}
