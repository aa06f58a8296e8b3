package org.jdvm.call;

import java.util.Arrays;

/** The latest durations of something, for percentiles. */
public final class Durations {
    private static final int KEPT = 8192;

    private final long[] nanos = new long[KEPT];
    private long count;
    private long longest;

    synchronized void add(long duration) {
        nanos[(int) (count++ % KEPT)] = duration;
        longest = Math.max(longest, duration);
    }

    public synchronized long count() {
        return count;
    }

    public synchronized long longest() {
        return longest;
    }

    /** The duration that a fraction of the latest ones does not exceed; 0 if there are none. */
    public synchronized long percentile(double fraction) {
        int size = (int) Math.min(count, KEPT);
        if (size == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        return sorted[Math.clamp((int) Math.ceil(fraction * size) - 1, 0, size - 1)];
    }
}
