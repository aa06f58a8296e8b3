package org.jdvm.tier;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Decides whether code is ready to take over: it is run on made-up data until its time is steady and it allocates nothing, which is
 * when the optimising compiler has done its work, and is then compared with the interpreter.
 */
final class Promotion {
    /** How much slower than the best round a round may be to count as steady. */
    private static final double STEADY = 1.5;

    private static final int STEADY_ROUNDS = 4;
    private static final long ROUND_NANOS = 4_000_000;

    /** Bytes that a run may allocate on average. Vectors that are not in registers take thousands; nothing else should be large. */
    private static final long RUN_BYTES = 256;

    private final Interpretation interpretation;
    private final LongSupplier allocatedBytes;
    private final long patienceNanos;
    private final Rest rest;

    /** What is done between rounds, so that those who launch programs have the cores. */
    @FunctionalInterface
    interface Rest {
        /**
         * Rests.
         *
         * @param nanos how long the round took
         */
        void after(long nanos) throws InterruptedException;
    }

    /**
     * The outcome.
     *
     * @param accepted true if the code may be published
     * @param reason in a few words, with the measured numbers
     */
    record Verdict(boolean accepted, String reason) {}

    /**
     * Prepares to judge.
     *
     * @param patienceNanos how long code is run before it is given up; rests do not count
     */
    Promotion(Interpretation interpretation, LongSupplier allocatedBytes, long patienceNanos, Rest rest) {
        this.interpretation = interpretation;
        this.allocatedBytes = allocatedBytes;
        this.patienceNanos = patienceNanos;
        this.rest = rest;
    }

    /** Runs code until it is ready or patience ends. The other trials are only run, so that all of the code is compiled. */
    Verdict judge(SectionCode code, TrialRun trial, TrialRun... others) throws InterruptedException {
        interpretation.run(trial.program, trial.arrays, trial.scalars);
        interpretation.settle();
        Scratch scratch = new Scratch();
        long spent = 0;
        Round round = new Round(() -> run(code, trial, scratch));
        Round[] otherRounds = new Round[others.length];
        for (int i = 0; i < others.length; i++) {
            TrialRun other = others[i];
            otherRounds[i] = new Round(() -> run(code, other, scratch));
        }
        // The sizes that were launched come first and last: what the compiler finds out about loops should come from
        // them.
        List<Round> order = new ArrayList<>(List.of(round));
        order.addAll(List.of(otherRounds));
        order.add(round);
        for (Round next : order) {
            next.restart();
            while (!next.isReady()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (spent > patienceNanos) {
                    return new Verdict(
                            false,
                            "still not steady after %.1f s of runs: %s, at other sizes %s"
                                    .formatted(patienceNanos * 1e-9, round, List.of(otherRounds)));
                }
                spent += next.next();
            }
        }
        Round interpreted = new Round(() -> interpretation.run(trial.program, trial.arrays, trial.scalars));
        for (int i = 0; i < STEADY_ROUNDS; i++) {
            interpreted.next();
            round.next();
        }
        String numbers = String.format(
                Locale.ROOT, "%.1f us against %.1f us interpreted", round.best * 1e-3, interpreted.best * 1e-3);
        return round.best < interpreted.best
                ? new Verdict(true, numbers)
                : new Verdict(false, "slower than the interpreter: " + numbers);
    }

    private static void run(SectionCode code, TrialRun trial, Scratch scratch) {
        code.run(trial.numbers, trial.arrays, trial.offsets, trial.scalars, scratch, 0, trial.tasks);
    }

    /** Rounds of runs of one thing, and how steady they are. */
    private final class Round {
        private final Runnable action;
        private double best = Double.MAX_VALUE;
        private long bytes = Long.MAX_VALUE;
        private double last;
        private int steady;

        Round(Runnable action) {
            this.action = action;
        }

        /** Some milliseconds of runs, and a rest; returns how long the runs took. */
        long next() throws InterruptedException {
            long bytesBefore = allocatedBytes.getAsLong();
            long start = System.nanoTime();
            long now = start;
            double least = Double.MAX_VALUE;
            long runs = 0;
            while (now - start < ROUND_NANOS) {
                long before = now;
                action.run();
                now = System.nanoTime();
                least = Math.min(least, now - before);
                runs++;
            }
            bytes = (allocatedBytes.getAsLong() - bytesBefore) / runs;
            steady = least <= best * STEADY && least >= best / STEADY && bytes <= RUN_BYTES ? steady + 1 : 0;
            best = Math.min(best, least);
            last = least;
            rest.after(now - start);
            return now - start;
        }

        /** Forgets what was measured: other runs may have made the compiler change the code. */
        void restart() {
            best = Double.MAX_VALUE;
            steady = 0;
        }

        boolean isReady() {
            return steady >= STEADY_ROUNDS;
        }

        @Override
        public String toString() {
            if (bytes == Long.MAX_VALUE) {
                return "not run yet";
            }
            // After a restart nothing is the best yet.
            return String.format(
                    Locale.ROOT,
                    "%.1f us a run (best %.1f us), %d bytes allocated in each",
                    last * 1e-3,
                    Math.min(best, last) * 1e-3,
                    bytes);
        }
    }
}
