package org.jdvm.npu;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jdvm.tier.Allocation;

/**
 * Makes the vector forms of routines ready: a thread of its own runs those that were asked for on made-up data until they are compiled,
 * and hands over to each once it was measured to be faster than the scalar form and to allocate nothing. The thread ends when there is
 * nothing more to do.
 */
final class Warmer {
    /** Set up when there is something to say: finding what prints it takes longer than many an operator's first call. */
    private static final class Log {
        static final Logger LOG = System.getLogger(Warmer.class.getName());
    }

    /** Runs after which the compiler takes a routine, with the loops of {@link Samples}; and how many of them are made at a time. */
    private static final int RUNS = 1700;

    private static final int RUNS_AT_A_TIME = 50;

    private static final int MEASURED_RUNS = 5;

    /** Measurements without success after which the compiler gets more runs to see. */
    private static final int FRUITLESS = 100;

    private static final long BETWEEN_MEASUREMENTS_NANOS = 3_000_000;
    private static final long IDLE_MILLIS = 2000;

    /** Where there is no processor to spare, a program's first answers go before; nobody has to wait for them longer than this. */
    private static final long FIRST_ANSWERS_NANOS = 400_000_000;

    /** After this time nobody waits for a routine any more; the processors may be busy with other programs. */
    private static final long SOON_NANOS = 5_000_000_000L;

    /** Pause between measurements of routines that took so long, and how many of them go without more runs. */
    private static final long SELDOM_MILLIS = 100;

    private static final int FRUITLESS_LATE = 10;

    /** After this time it is logged that a routine is still scalar. */
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    /** Routines that were asked for and not taken by the thread yet; guarded by itself. */
    private static final List<Job> ASKED = new ArrayList<>();

    /** Guarded by {@link #ASKED}. */
    private static boolean running;

    /** Written under the lock of {@link #ASKED}. */
    private static volatile boolean busy;

    /** True as soon as somebody waits for routines, or once first answers were given; guarded by {@link #ASKED}. */
    private static boolean urgent = !Npu.FEW_PROCESSORS;

    private Warmer() {}

    /** Asks for a routine. */
    static void ask(int kind, int number) {
        synchronized (ASKED) {
            ASKED.add(new Job(kind, number));
            busy = true;
            ASKED.notifyAll();
            if (!running) {
                running = true;
                Thread thread = new Thread(null, Warmer::run, "jdvm-warm", 0, false);
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    /** {@return true while there are routines that should soon be ready} */
    static boolean isBusy() {
        return busy;
    }

    /** Waits until each routine that was asked for is ready, or takes too long. */
    static void await() throws InterruptedException {
        synchronized (ASKED) {
            urgent = true;
            ASKED.notifyAll();
            while (busy) {
                ASKED.wait();
            }
        }
    }

    private static void run() {
        try {
            work();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | LinkageError e) {
            Log.LOG.log(Level.WARNING, "vector code cannot be made ready; what is not ready by now stays scalar", e);
        } finally {
            setIdle();
        }
    }

    private static void setIdle() {
        synchronized (ASKED) {
            busy = !ASKED.isEmpty();
            ASKED.notifyAll();
        }
    }

    private static void waitForFirstAnswers() throws InterruptedException {
        long end = System.nanoTime() + FIRST_ANSWERS_NANOS;
        synchronized (ASKED) {
            for (long left = FIRST_ANSWERS_NANOS; !urgent && left > 0; left = end - System.nanoTime()) {
                ASKED.wait(left / 1_000_000 + 1);
            }
            urgent = true;
        }
    }

    private static void work() throws InterruptedException {
        waitForFirstAnswers();
        LongSupplier allocatedBytes = Allocation.ofThisThread();
        Samples samples = new Samples();
        samples.load();
        List<Job> jobs = new ArrayList<>();
        long measured = 0;
        while (take(jobs)) {
            // One class of routines after the other: the compiler has a single queue.
            int urgency = jobs.stream().mapToInt(Job::urgency).max().orElse(0);
            boolean isRun = false;
            for (Job job : jobs) {
                isRun |= job.urgency() == urgency && job.run(samples);
            }
            if (!isRun || System.nanoTime() - measured > BETWEEN_MEASUREMENTS_NANOS) {
                jobs.removeIf(job -> job.urgency() == urgency && job.isDone(samples, allocatedBytes));
                measured = System.nanoTime();
            }
            if (!jobs.isEmpty() && jobs.stream().allMatch(Job::isLate)) {
                setIdle();
                Thread.sleep(SELDOM_MILLIS);
            } else if (!isRun) {
                Thread.sleep(1);
            }
        }
    }

    /** Adds what was asked for; waits if there is nothing to do, and is false if that lasts. */
    private static boolean take(List<Job> jobs) throws InterruptedException {
        synchronized (ASKED) {
            if (jobs.isEmpty() && ASKED.isEmpty()) {
                setIdle();
                ASKED.wait(IDLE_MILLIS);
                if (ASKED.isEmpty()) {
                    running = false;
                    return false;
                }
            }
            jobs.addAll(ASKED);
            ASKED.clear();
            return true;
        }
    }

    /** Tells when the vector form of a routine is good: faster several times in a row, without allocating. */
    static final class Comparison {
        private static final int TIMES = 2;

        /** Less than a single vector takes. */
        private static final long MOST_BYTES = 16;

        private int faster;

        /**
         * Adds a measurement.
         *
         * @param vector time of the vector form
         * @param scalar time of the scalar form
         * @param bytes what the vector form allocated
         * @return true if the vector form may take over
         */
        boolean add(long vector, long scalar, long bytes) {
            faster = vector < scalar && bytes <= MOST_BYTES ? faster + 1 : 0;
            return faster >= TIMES;
        }
    }

    /** A routine on its way. */
    private static final class Job {
        private final int kind;
        private final int number;
        private final long since = System.nanoTime();
        private int runsLeft = RUNS;
        private int fruitless;
        private boolean told;
        private final Comparison comparison = new Comparison();

        Job(int kind, int number) {
            this.kind = kind;
            this.number = number;
        }

        /** Products take most of the time of most programs. */
        int urgency() {
            return (kind == Routine.PRODUCT || kind == Routine.DIRECT_PRODUCT || kind == Routine.ROW_PRODUCT)
                            && !isLate()
                    ? 1
                    : 0;
        }

        boolean isLate() {
            return System.nanoTime() - since > SOON_NANOS;
        }

        /** {@return true if the vector form was run so that the compiler sees it, false if that was done often enough} */
        boolean run(Samples samples) {
            if (runsLeft <= 0) {
                return false;
            }
            for (int i = 0; i < RUNS_AT_A_TIME; i++) {
                samples.vector(kind, number);
            }
            runsLeft -= RUNS_AT_A_TIME;
            return true;
        }

        /** Measures both forms, and decides. */
        boolean isDone(Samples samples, LongSupplier allocatedBytes) {
            if (runsLeft > 0) {
                return false;
            }
            long before = allocatedBytes.getAsLong();
            long vector = best(() -> samples.vector(kind, number));
            long bytes = (allocatedBytes.getAsLong() - before) / MEASURED_RUNS;
            long scalar = best(() -> samples.scalar(kind, number));
            if (comparison.add(vector, scalar, bytes)) {
                Routine.setReady(kind, number);
                log(Level.DEBUG, "vector code", vector, scalar, bytes);
                return true;
            }
            if (!told && System.nanoTime() - since > PATIENCE_NANOS) {
                told = true;
                log(Level.INFO, "still scalar", vector, scalar, bytes);
            }
            if (++fruitless % (isLate() ? FRUITLESS_LATE : FRUITLESS) == 0) {
                runsLeft = RUNS;
            }
            return false;
        }

        private void log(Level level, String decision, long vector, long scalar, long bytes) {
            Log.LOG.log(
                    level,
                    () -> String.format(
                            Locale.ROOT,
                            "%s: %s after %d ms; %d ns against %d ns as scalar code, %d bytes allocated in each run",
                            Routine.name(kind, number),
                            decision,
                            (System.nanoTime() - since) / 1_000_000,
                            vector,
                            scalar,
                            bytes));
        }

        private static long best(Runnable action) {
            long best = Long.MAX_VALUE;
            long last = System.nanoTime();
            for (int i = 0; i < MEASURED_RUNS; i++) {
                action.run();
                long now = System.nanoTime();
                best = Math.min(best, now - last);
                last = now;
            }
            return best;
        }
    }
}
