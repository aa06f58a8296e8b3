package org.jdvm.exec;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Hands out tasks. Each core has its own range of them, so that its caches hold what it worked on in the launch before; a
 * core that is done with its own helps with those of others.
 */
final class TaskQueues {
    /** Two cache lines between the counters of cores. */
    private static final int APART = 16;

    /** Tasks that code should get at once if there are at least four times that number: it does neighbours at once, as one wide or high frame. */
    private static final long NEIGHBOURS = 8;

    private final AtomicLongArray next;
    private final long[] ends;
    private int stretches;
    private long least;
    private long most;

    /** What matters when tasks are shared out. */
    enum Order {
        /** The first ones cost most and are begun first, one by one. */
        FALLING,
        /** All cost the same. */
        ANY,
        /** All cost the same, and several in a row are done faster than one by one. */
        NEIGHBOURS
    }

    /** Prepares for a number of cores. */
    TaskQueues(int cores) {
        next = new AtomicLongArray((cores + 2) * APART);
        ends = new long[cores];
    }

    /**
     * Begins to hand out tasks; cores must be told of it in a way that makes these writes visible.
     *
     * @param count how many tasks there are
     * @param order what matters when they are shared out
     */
    void open(long count, Order order) {
        stretches = order == Order.FALLING ? 1 : ends.length;
        most = order == Order.FALLING ? 1 : Long.MAX_VALUE;
        least = order == Order.NEIGHBOURS ? Math.clamp(count / (4L * stretches), 1, NEIGHBOURS) : 1;
        for (int i = 0; i < stretches; i++) {
            next.setPlain(place(i), count * i / stretches);
            ends[i] = count * (i + 1) / stretches;
        }
    }

    /** Does tasks on a core until none is left. */
    void work(int core, Work of, Core on) {
        for (int i = 0; i < stretches; i++) {
            int stretch = (core + i) % stretches;
            int place = place(stretch);
            long first;
            while ((first = next.get(place)) < ends[stretch]) {
                // Half of what is left: few steps, and small ones at the end, when all cores should be done at the same
                // time.
                long left = ends[stretch] - first;
                long count = Math.min(Math.min(left, most), Math.max(least, (left + 1) / 2));
                if (next.compareAndSet(place, first, first + count)) {
                    of.run(on, first, first + count);
                }
            }
        }
    }

    /** Hands out no more. */
    void stop() {
        for (int i = 0; i < stretches; i++) {
            next.set(place(i), ends[i]);
        }
    }

    private static int place(int stretch) {
        return (stretch + 1) * APART;
    }
}
