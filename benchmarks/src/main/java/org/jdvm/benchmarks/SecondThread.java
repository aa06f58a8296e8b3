package org.jdvm.benchmarks;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A second thread that takes half of some work. It spins for a while before it waits for more, so that both halves begin at once. */
final class SecondThread implements AutoCloseable {
    private static final long SPIN_NANOS = 500_000;

    private @Nullable Thread thread;
    private volatile @Nullable Half half;
    private volatile boolean waiting;
    private volatile boolean closed;

    /** Work on a range of rows or columns. */
    interface Range {
        void run(int from, int to);
    }

    private static final class Half {
        final Range range;
        final int from;
        final int to;
        volatile boolean done;

        Half(Range range, int from, int to) {
            this.range = range;
            this.from = from;
            this.to = to;
        }
    }

    /** Runs both halves and returns when they are done. */
    void both(Range range, int count) {
        Thread other = thread;
        if (other == null) {
            other = Thread.ofPlatform().daemon().start(this::serve);
            thread = other;
        }
        Half mine = new Half(range, count / 2, count);
        half = mine;
        if (waiting) {
            LockSupport.unpark(other);
        }
        range.run(0, count / 2);
        while (!mine.done) {
            Thread.onSpinWait();
        }
    }

    private void serve() {
        Half last = null;
        long idleSince = System.nanoTime();
        while (!closed) {
            Half next = half;
            if (next != null && next != last) {
                next.range.run(next.from, next.to);
                next.done = true;
                last = next;
                idleSince = System.nanoTime();
            } else if (System.nanoTime() - idleSince < SPIN_NANOS) {
                Thread.onSpinWait();
            } else {
                waiting = true;
                if (half == last) {
                    LockSupport.parkNanos(1_000_000);
                }
                waiting = false;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
