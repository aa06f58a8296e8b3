package org.jdvm.exec.gemm;

import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Brings panels of constant matrices near before they are multiplied, where that pays.
 *
 * <p>A micro-kernel that reads memory for the first time waits for each line of it: there are too many operations between two loads for
 * the core to look far ahead. Reading the panel in a loop of nothing but loads takes a fraction of that time on some CPUs; on others, and
 * where panels are near already, it is wasted. So both ways are measured, in turn, for some panels of each class of products (by number of
 * rows); the faster one is taken for the next thousands of panels. Results do not depend on it.
 */
public final class Prefetch {
    /** Bytes in a cache line. */
    private static final int LINE = 64;

    /** Classes of products: 2 rows, up to 4, 8, 16, 32, and more; for panels of floats, and for narrow ones. */
    private static final int CLASSES = 6;

    private final FasterWay[] choices = new FasterWay[2 * CLASSES];
    private FasterWay choice;

    /** Keeps the loads from being dropped. */
    private float sum;

    /** No product is measured yet. */
    public Prefetch() {
        this(System::nanoTime);
    }

    /**
     * The same with another clock.
     *
     * @param clock gives nanoseconds
     */
    Prefetch(LongSupplier clock) {
        Arrays.setAll(choices, number -> new FasterWay(() -> name(number), clock, 1));
        choice = choices[0];
    }

    private static String name(int number) {
        int power = number % CLASSES + 1;
        String rows = power == CLASSES ? "more than " + (1 << CLASSES - 1) : "up to " + (1 << power);
        return "read panels of " + (number < CLASSES ? "floats" : "narrow elements") + " ahead for " + rows + " rows";
    }

    /**
     * Begins the multiplication of a panel of floats.
     *
     * @param rows rows that are multiplied with it
     * @param panel the panel
     * @param from where its part begins
     * @param count elements of the part
     * @return whether it was read ahead
     */
    public boolean begin(int rows, float[] panel, int from, int count) {
        boolean isAhead = begin(rows, 0, count);
        if (isAhead) {
            sum += read(panel, from, count);
        }
        return isAhead;
    }

    /**
     * Begins the multiplication of a narrow panel.
     *
     * @param rows rows that are multiplied with it
     * @param panel the panel
     * @param first its depth that is multiplied first
     * @param depth depths that are multiplied
     */
    public void begin(int rows, Panel panel, int first, int depth) {
        if (begin(rows, CLASSES, depth * MicroKernels.COLUMNS)) {
            int from = panel.at(first);
            int count = panel.at(first + depth) - from;
            sum += switch (panel.format()) {
                case F32 -> read(panel.floats(), from, count);
                case BF16, F16 -> read(panel.shorts(), from, count);
                case I8, I4 -> read(panel.bytes(), from, count);
            };
        }
    }

    private boolean begin(int rows, int classes, int elements) {
        int power = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(Math.max(1, rows - 1));
        choice = choices[classes + Math.min(CLASSES - 1, power)];
        return choice.begin((double) rows * elements);
    }

    /** Ends the multiplication of a panel. */
    public void end() {
        choice.end();
    }

    private static float read(float[] array, int from, int count) {
        int line = LINE / Float.BYTES;
        float sum0 = 0;
        float sum1 = 0;
        float sum2 = 0;
        float sum3 = 0;
        int end = from + count - 3 * line;
        for (int i = from; i < end; i += 4 * line) {
            sum0 += array[i];
            sum1 += array[i + line];
            sum2 += array[i + 2 * line];
            sum3 += array[i + 3 * line];
        }
        return sum0 + sum1 + sum2 + sum3;
    }

    private static int read(short[] array, int from, int count) {
        int sum = 0;
        for (int i = from; i < from + count; i += LINE / Short.BYTES) {
            sum += array[i];
        }
        return sum;
    }

    private static int read(byte[] array, int from, int count) {
        int sum = 0;
        for (int i = from; i < from + count; i += LINE) {
            sum += array[i];
        }
        return sum;
    }
}
