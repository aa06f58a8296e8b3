package org.jdvm.benchmarks;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;
import org.jdvm.tier.Allocation;

/** Runs something until it gets no faster, allocates next to nothing, and nothing is compiled any more. */
final class Steady {
    private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();
    private static final long ROUND_NANOS = 15_000_000;
    private static final int ROUNDS = 10;
    private static final double FASTER = 0.97;

    /** A run that allocates more waits for its compilation: vectors that are not in registers are objects. */
    private static final long MOST_BYTES = 32_768;

    private static final LongSupplier ALLOCATED = Allocation.ofThisThread();

    /** A compilation counts when it is done: code is run for that long at least. */
    private static final long LEAST_NANOS = 500_000_000;

    private static final long MOST_NANOS = 6_000_000_000L;

    private Steady() {}

    static void await(Runnable action) {
        await(action, LEAST_NANOS, MOST_NANOS, 0);
    }

    /** At least and at most for some time, and with results of some bytes. */
    static void await(Runnable action, long leastNanos, long mostNanos, long resultBytes) {
        long start = System.nanoTime();
        long compiled = COMPILER.getTotalCompilationTime();
        double best = Double.MAX_VALUE;
        int rounds = 0;
        long now = start;
        while (now - start < mostNanos && (rounds < ROUNDS || now - start < leastNanos)) {
            long begun = now;
            long runs = 0;
            long bytes = ALLOCATED.getAsLong();
            do {
                action.run();
                runs++;
                now = System.nanoTime();
            } while (now - begun < ROUND_NANOS);
            double time = (double) (now - begun) / runs;
            long compiledNow = COMPILER.getTotalCompilationTime();
            boolean allocates = (ALLOCATED.getAsLong() - bytes) / runs > MOST_BYTES + resultBytes;
            rounds = time < FASTER * best || compiledNow != compiled || allocates ? 0 : rounds + 1;
            best = Math.min(best, time);
            compiled = compiledNow;
        }
    }
}
