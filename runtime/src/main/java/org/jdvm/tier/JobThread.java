package org.jdvm.tier;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Does jobs one after the other on a background thread, which exists while there are any. Adding one takes no lock, so that callers
 * never wait. A job that fails ends its thread; the next job gets another one.
 */
final class JobThread {
    private static final int MOST_WAITING = 1024;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Something to do. */
    interface Job {
        void run() throws InterruptedException;

        /**
         * Hears that it was done, or why it was not.
         *
         * @param failure what ended it; null if it is done
         */
        void ended(@Nullable Throwable failure);
    }

    private final String name;
    private final Daemon.Trouble trouble;
    private final ConcurrentLinkedQueue<Job> jobs = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    private volatile boolean closed;

    /** For tests: run on the thread before each job. */
    volatile @Nullable Runnable fault;

    JobThread(String name, Daemon.Trouble trouble) {
        this.name = name;
        this.trouble = trouble;
    }

    /** Adds a job; it ends at once if this is closed or there are too many. */
    void add(Job job) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            job.ended(new IllegalStateException("too many programs wait to be lowered"));
            return;
        }
        jobs.add(job);
        wake();
        if (closed) {
            drop(closedFailure());
        }
    }

    private void wake() {
        Thread present = thread.get();
        if (present != null) {
            LockSupport.unpark(present);
            return;
        }
        try {
            Thread made = Daemon.create(name, this::run);
            if (thread.compareAndSet(null, made)) {
                start(made);
            }
        } catch (Throwable e) {
            trouble.log(e);
            drop(e);
        }
    }

    private void start(Thread made) {
        boolean started = false;
        try {
            made.start();
            started = true;
        } finally {
            if (!started) {
                thread.set(null);
            }
        }
    }

    private void run() {
        Job job = null;
        try {
            while ((job = next()) != null) {
                Runnable injected = fault;
                if (injected != null) {
                    injected.run();
                }
                job.run();
                job.ended(null);
            }
        } catch (Throwable e) {
            if (!closed) {
                trouble.log(e);
            }
            if (job != null) {
                job.ended(e);
            }
        } finally {
            thread.set(null);
            // Added by who still saw this thread.
            if (!jobs.isEmpty()) {
                wake();
            }
        }
    }

    /** The next job, or null if there is none for long, or this is closed. */
    private @Nullable Job next() {
        long end = System.nanoTime() + IDLE_NANOS;
        while (!closed) {
            Job job = jobs.poll();
            if (job != null) {
                waiting.decrementAndGet();
                forgetInterrupt();
                return job;
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                return null;
            }
            LockSupport.parkNanos(this, left);
            // With an interrupt pending it could not park again.
            forgetInterrupt();
        }
        return null;
    }

    /** An interrupt is meant for the job that it came upon, not for the next one; that of the end stays. */
    private void forgetInterrupt() {
        if (Thread.interrupted() && closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void drop(Throwable why) {
        for (Job job = jobs.poll(); job != null; job = jobs.poll()) {
            waiting.decrementAndGet();
            job.ended(why);
        }
    }

    private static IllegalStateException closedFailure() {
        return new IllegalStateException("the machine was closed");
    }

    boolean isClosed() {
        return closed;
    }

    /** Ends the thread; jobs that wait end without being done. */
    void close() {
        closed = true;
        Thread present = thread.get();
        if (present != null) {
            present.interrupt();
            Daemon.awaitEnd(present);
        }
        drop(closedFailure());
    }
}
