package org.jdvm.exec.gemm;

/**
 * Brings panels of constant matrices near before they are multiplied.
 *
 * <p>A micro-kernel that reads memory for the first time waits for each line of it: there are too many operations between two loads for
 * the core to look far ahead. Reading the panel in a loop of nothing but loads takes a fraction of that time. It is wasted on panels
 * that are near already, so the time is measured: while it shows that they are, only few panels are looked at.
 */
public final class Prefetch {
    /** Floats in a cache line. */
    private static final int LINE = 16;

    /** Lines from the third-level cache take about 0.6 ns each on present machines, lines from memory 1.3 ns and more. */
    private static final double NEAR_NANOS = 0.9;

    /** Panels that are not looked at after one that was near. */
    private static final int REST = 24;

    private int rest;

    /** Keeps the loads from being dropped. */
    private float sum;

    /** Reads some elements of an array, if such have been far away lately. */
    public void approach(float[] array, int from, int count) {
        if (rest > 0) {
            rest--;
            return;
        }
        long start = System.nanoTime();
        sum += read(array, from, count);
        if (System.nanoTime() - start < count * (NEAR_NANOS / LINE)) {
            rest = REST;
        }
    }

    private static float read(float[] array, int from, int count) {
        float sum0 = 0;
        float sum1 = 0;
        float sum2 = 0;
        float sum3 = 0;
        int end = from + count - 3 * LINE;
        for (int i = from; i < end; i += 4 * LINE) {
            sum0 += array[i];
            sum1 += array[i + LINE];
            sum2 += array[i + 2 * LINE];
            sum3 += array[i + 3 * LINE];
        }
        return sum0 + sum1 + sum2 + sum3;
    }
}
