package org.jdvm.exec.warmup;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jdvm.exec.lane.KernelVariants;
import org.jdvm.ir.Op;
import org.jdvm.machine.CubeSpec;
import org.jdvm.machine.NpuSpec;
import org.jdvm.tier.Allocation;
import org.jdvm.tier.Daemon;
import org.jspecify.annotations.Nullable;

/**
 * Makes the vector forms of routines ready: a separate thread runs those that were asked for on made-up data until they are compiled,
 * and hands over to each once it was measured to be faster than the scalar form and to allocate nothing. The thread ends when there is
 * nothing more to do, and when no machine is open. If it fails, the next request or wait starts another one.
 */
public final class JitWarmup {
    /** Set up when there is something to say: finding what prints it takes longer than many an operator's first call. */
    private static final class Log {
        static final Logger LOG = System.getLogger(JitWarmup.class.getName());
    }

    /** Runs after which the compiler takes a routine, with the loops of {@link WarmupInputs}; and how many of them are made at a time. */
    private static final int RUNS = 1700;

    private static final int RUNS_AT_A_TIME = 50;

    private static final int MEASURED_RUNS = 5;

    /** Measurements without success after which the compiler gets more runs to see. */
    private static final int FRUITLESS = 100;

    private static final long BETWEEN_MEASUREMENTS_NANOS = 3_000_000;
    private static final long IDLE_MILLIS = 2000;

    /** Where there is no processor to spare, a program's first answers have priority: for this time after an operator was planned last. */
    private static final long FIRST_ANSWERS_NANOS = 400_000_000;

    /** And for at most this time in all. */
    private static final long MOST_FIRST_ANSWERS_NANOS = 3_000_000_000L;

    /** No thread waits longer than this for a routine; the processors may be busy with other programs. */
    private static final long SOON_NANOS = 5_000_000_000L;

    /** Pause between measurements of routines that took so long, and how many of them go without more runs. */
    private static final long SELDOM_MILLIS = 100;

    private static final int FRUITLESS_LATE = 10;

    /** After this time it is logged that a routine is still scalar. */
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    /** How many times the vector form of a routine may fail. */
    private static final int MOST_FAILURES = 3;

    /** True once it was logged that a routine stays scalar. */
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private static final Daemon.Trouble ROUTINE_TROUBLE =
            new Daemon.Trouble(JitWarmup.class, "the vector code of a routine failed; it stays scalar");

    private static final Daemon.Trouble TROUBLE = new Daemon.Trouble(
            JitWarmup.class, "vector code cannot be made ready; what is not ready by now stays scalar for a while");

    /** With few of them, the second one is left to the compiler as long as routines are made ready. */
    public static final boolean FEW_PROCESSORS = Runtime.getRuntime().availableProcessors() <= 2;

    /** Routines that were asked for and not taken by the thread yet; guarded by itself. */
    private static final List<Job> ASKED = new ArrayList<>();

    /** Those that nothing asked for yet, on their way; guarded by {@link #ASKED}. */
    private static final Map<KernelVariants.Routine, Job> EXPECTED = new HashMap<>();

    /** Kinds of routines whose number is the height of a block. */
    private static final Set<Integer> BY_HEIGHT = Set.of(
            KernelVariants.PRODUCT,
            KernelVariants.DIRECT_PRODUCT,
            KernelVariants.COPIED_PRODUCT,
            KernelVariants.EXCHANGED_PRODUCT);

    /** Numbers of moves through windows. */
    private static final Set<Integer> WINDOWS =
            Set.of(KernelVariants.PACK_WINDOWS, KernelVariants.WINDOW_SUMS, KernelVariants.WINDOW_MAXIMA);

    private static final Op[] OPS = Op.values();

    /** {@link Op#cost} from which a function takes much longer as scalar code. */
    private static final int LONG = 8;

    private static final List<CubeSpec.Block> BLOCKS = NpuSpec.host(1).cube().blocks();

    /** How many machines are open: without one no routine is needed. Guarded by {@link #ASKED}. */
    private static int machines;

    /** Null while there is nothing to do; guarded by {@link #ASKED}. */
    private static @Nullable Thread thread;

    /** Written under the lock of {@link #ASKED}. */
    private static volatile boolean busy;

    /** True as soon as a thread waits for routines, or once first answers were given; guarded by {@link #ASKED}. */
    private static boolean urgent = !FEW_PROCESSORS;

    /** When an operator was planned last. */
    private static volatile long lastPlanned = System.nanoTime();

    /** For tests: run by the thread in each round; and before each run of a routine. */
    static volatile @Nullable Runnable fault;

    static volatile @Nullable Runnable jobFault;

    private JitWarmup() {}

    /** A machine was opened. */
    public static void opened() {
        KernelVariants.requestsTo(JitWarmup::ask);
        synchronized (ASKED) {
            machines++;
            start();
        }
    }

    /** A machine was closed: after the last one the thread ends. What is not ready by then is gone on with for the next machine. */
    public static void closed() {
        Thread ending;
        synchronized (ASKED) {
            machines--;
            ending = machines == 0 ? thread : null;
            ASKED.notifyAll();
        }
        if (ending != null) {
            Daemon.awaitEnd(ending);
        }
    }

    /** Asks for a routine, and expects products of other heights: the next sizes need them. */
    private static void ask(KernelVariants.Routine routine) {
        synchronized (ASKED) {
            Job expected = EXPECTED.remove(routine);
            if (expected != null) {
                expected.isExpected = false;
            } else {
                ASKED.add(new Job(routine, false));
            }
            if (BY_HEIGHT.contains(routine.kind())) {
                BLOCKS.stream()
                        .filter(block -> block.rows() != routine.number())
                        .forEach(block -> expect(new KernelVariants.Routine(routine.kind(), block.rows())));
            }
            start();
            ASKED.notifyAll();
        }
    }

    private static void expect(KernelVariants.Routine routine) {
        if (!KernelVariants.isKnown(routine) && !EXPECTED.containsKey(routine)) {
            Job job = new Job(routine, true);
            EXPECTED.put(routine, job);
            ASKED.add(job);
        }
    }

    /** Starts the thread if there is something to do and none is running. Called with the lock of {@link #ASKED}. */
    private static void start() {
        if (ASKED.isEmpty() || machines == 0) {
            return;
        }
        busy = true;
        if (thread != null) {
            return;
        }
        try {
            Thread made = Daemon.create("jdvm-warm", JitWarmup::run);
            thread = made;
            made.start();
        } catch (Throwable e) {
            thread = null;
            busy = false;
            TROUBLE.log(e);
        }
    }

    /** {@return true while there are routines that should soon be ready} */
    public static boolean isBusy() {
        return busy;
    }

    /** An operator was planned: more of them may follow before a program has its first answers. */
    public static void planned() {
        lastPlanned = System.nanoTime();
    }

    /** Begins at once, whatever first answers are on their way. */
    public static void hurry() {
        synchronized (ASKED) {
            urgent = true;
            ASKED.notifyAll();
        }
    }

    /** Waits until each routine that was asked for is ready, or takes too long, without delay by first answers. */
    public static void await() throws InterruptedException {
        hurry();
        settle();
    }

    /** Waits until each routine that was asked for is ready, or takes too long. */
    public static void settle() throws InterruptedException {
        synchronized (ASKED) {
            start();
            while (busy) {
                ASKED.wait();
            }
        }
    }

    /** The thread, for tests. */
    static @Nullable Thread thread() {
        synchronized (ASKED) {
            return thread;
        }
    }

    private static void run() {
        List<Job> jobs = new ArrayList<>();
        boolean failed = true;
        try {
            work(jobs);
            failed = false;
        } catch (Throwable e) {
            TROUBLE.log(e);
        } finally {
            ended(jobs, failed);
        }
    }

    /** Leaves everything so that the next request or wait starts another thread, and no thread waits for this one. */
    private static void ended(List<Job> jobs, boolean failed) {
        synchronized (ASKED) {
            thread = null;
            busy = false;
            boolean isNew = !ASKED.isEmpty();
            ASKED.addAll(jobs);
            if (isNew && !failed) {
                start();
            }
            ASKED.notifyAll();
        }
    }

    private static void setIdle() {
        synchronized (ASKED) {
            busy = !ASKED.isEmpty();
            ASKED.notifyAll();
        }
    }

    /** Waits for at most that long; less if something is asked for, or the last machine is closed. */
    private static void pause(long millis) {
        synchronized (ASKED) {
            if (ASKED.isEmpty() && machines > 0) {
                await(millis);
            }
        }
    }

    /** Waits with the lock of {@link #ASKED}. Only the end of the last machine ends the thread: interrupts do not concern it. */
    private static void await(long millis) {
        try {
            ASKED.wait(millis);
        } catch (InterruptedException _) {
            // Its flag is clear again.
        }
    }

    private static void waitForFirstAnswers() {
        long end = System.nanoTime() + MOST_FIRST_ANSWERS_NANOS;
        synchronized (ASKED) {
            long left = FIRST_ANSWERS_NANOS;
            while (!urgent && machines > 0 && left > 0) {
                await(left / 1_000_000 + 1);
                long now = System.nanoTime();
                left = Math.min(lastPlanned + FIRST_ANSWERS_NANOS - now, end - now);
            }
            urgent = true;
        }
    }

    private static void work(List<Job> jobs) {
        waitForFirstAnswers();
        LongSupplier allocatedBytes = Allocation.ofThisThread();
        WarmupInputs samples = new WarmupInputs();
        samples.load();
        long measured = 0;
        while (take(jobs)) {
            inject(fault);
            // One class of routines after the other: the compiler has a single queue.
            int urgency = jobs.stream().mapToInt(Job::urgency).max().orElseThrow();
            boolean isRun = false;
            for (Job job : jobs) {
                isRun |= job.urgency() == urgency && job.run(samples);
            }
            if (!isRun || System.nanoTime() - measured > BETWEEN_MEASUREMENTS_NANOS) {
                jobs.removeIf(job -> job.urgency() == urgency && job.isDone(samples, allocatedBytes));
                measured = System.nanoTime();
            }
            jobs.removeIf(Job::isHopeless);
            if (!jobs.isEmpty() && jobs.stream().allMatch(Job::canWait)) {
                setIdle();
                pause(SELDOM_MILLIS);
            } else if (!isRun) {
                pause(1);
            }
        }
    }

    private static void inject(@Nullable Runnable action) {
        if (action != null) {
            action.run();
        }
    }

    /** Adds what was asked for; waits if there is nothing to do, and is false if that lasts, or if no machine is open. */
    private static boolean take(List<Job> jobs) {
        synchronized (ASKED) {
            if (jobs.isEmpty() && ASKED.isEmpty()) {
                setIdle();
                pause(IDLE_MILLIS);
            }
            if (machines == 0 || jobs.isEmpty() && ASKED.isEmpty()) {
                return false;
            }
            jobs.addAll(ASKED);
            ASKED.clear();
            return true;
        }
    }

    /** Decides when the vector form of a routine is good: faster several times in a row, without allocating. */
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

        /** True as long as nothing asked for it; read without order. */
        private boolean isExpected;

        private final long since = System.nanoTime();
        private int runsLeft = RUNS;
        private int fruitless;
        private boolean told;
        private int failures;
        private final Comparison comparison = new Comparison();

        Job(KernelVariants.Routine routine, boolean isExpected) {
            kind = routine.kind();
            number = routine.number();
            this.isExpected = isExpected;
        }

        /**
         * Products and windows take most of the time of most programs, so they come first, then what takes several times as long as scalar code. What nothing
         * waits for comes last.
         */
        int urgency() {
            return canWait() ? 0 : isProductOrWindows() ? 2 : isLong() ? 1 : 0;
        }

        private boolean isProductOrWindows() {
            return BY_HEIGHT.contains(kind)
                    || kind == KernelVariants.ROW_PRODUCT
                    || kind == KernelVariants.NARROW_PRODUCT
                    || kind == KernelVariants.MOVE && WINDOWS.contains(number);
        }

        private boolean isLong() {
            return switch (kind) {
                case KernelVariants.REDUCE_ROWS, KernelVariants.REDUCE_COLUMNS, KernelVariants.CAST -> true;
                case KernelVariants.FLOATS -> OPS[number].cost() >= LONG;
                default -> false;
            };
        }

        /** {@return true if nothing waits for it: it was only expected, or takes too long} */
        boolean canWait() {
            return isExpected || isLate();
        }

        private boolean isLate() {
            return System.nanoTime() - since > SOON_NANOS;
        }

        /** {@return true if the vector form was run so that the compiler sees it, false if that was done often enough} */
        boolean run(WarmupInputs samples) {
            if (runsLeft <= 0) {
                return false;
            }
            try {
                inject(jobFault);
                Runnable vector = samples.vector(kind, number);
                for (int i = 0; i < RUNS_AT_A_TIME; i++) {
                    vector.run();
                }
                runsLeft -= RUNS_AT_A_TIME;
            } catch (Throwable e) {
                failed(e);
            }
            return true;
        }

        /** One routine that fails does not hold up the others. */
        private void failed(Throwable e) {
            failures++;
            ROUTINE_TROUBLE.log(() -> " (" + KernelVariants.name(kind, number) + ")", e);
        }

        /** {@return true if its vector form failed time and again: it stays scalar} */
        boolean isHopeless() {
            return failures >= MOST_FAILURES;
        }

        /** Measures both forms, and decides. */
        boolean isDone(WarmupInputs samples, LongSupplier allocatedBytes) {
            if (runsLeft > 0) {
                return false;
            }
            try {
                return isFaster(samples, allocatedBytes);
            } catch (Throwable e) {
                failed(e);
                return false;
            }
        }

        private boolean isFaster(WarmupInputs samples, LongSupplier allocatedBytes) {
            Runnable form = samples.vector(kind, number);
            long before = allocatedBytes.getAsLong();
            long vector = best(form);
            long bytes = (allocatedBytes.getAsLong() - before) / MEASURED_RUNS;
            long scalar = best(() -> samples.scalar(kind, number));
            if (comparison.add(vector, scalar, bytes)) {
                KernelVariants.setReady(kind, number);
                synchronized (ASKED) {
                    EXPECTED.values().remove(this);
                }
                log(Level.DEBUG, "vector code", vector, scalar, bytes);
                return true;
            }
            if (!told && System.nanoTime() - since > PATIENCE_NANOS) {
                told = true;
                // The first one is news; with it, what others look like can be asked for.
                log(TOLD.compareAndSet(false, true) ? Level.INFO : Level.DEBUG, "still scalar", vector, scalar, bytes);
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
                            KernelVariants.name(kind, number),
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
