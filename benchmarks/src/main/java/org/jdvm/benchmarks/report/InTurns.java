package org.jdvm.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdvm.exec.warmup.JitWarmup;

/** Measures several ways to do the same work in turns within one process, so that all run under the same conditions. */
final class InTurns {
    /** Work that all ways have done for so long is compiled, but for vector forms that are not ready yet. */
    private static final long WARM_UP_NANOS = 3_000_000_000L;

    /** How long these are waited for: on a machine with much other work they take many seconds. */
    private static final long MOST_NANOS = 60_000_000_000L;

    private static final long SAMPLE_NANOS = 20_000_000;
    private static final int SAMPLES = 21;

    /** How much longer many ways warm up together than one. */
    private static final int ROUNDS = 5;

    /**
     * How long it is measured.
     *
     * @param warmUpNanos how long all ways run before
     * @param samples how many samples of each are taken
     */
    record Effort(long warmUpNanos, int samples) {
        /** {@return the effort of a mode} */
        static Effort of(String mode) {
            return switch (mode) {
                case "try" -> new Effort(100_000_000, 2);
                case "quick" -> new Effort(WARM_UP_NANOS, 11);
                default -> new Effort(2 * WARM_UP_NANOS, SAMPLES);
            };
        }
    }

    private InTurns() {}

    /**
     * {@return for each way microseconds of one run, once for each sample}
     *
     * @param ways by name
     */
    static Map<String, List<Double>> measure(Map<String, Runnable> ways) {
        return measure(ways, new Effort(WARM_UP_NANOS, SAMPLES));
    }

    /** Runs many ways in rotation, so that code which they share is compiled before the first of them is measured. */
    static void warmUp(List<Runnable> ways, Effort effort) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < ROUNDS * effort.warmUpNanos) {
            ways.forEach(Runnable::run);
        }
    }

    /** The same with another effort. */
    static Map<String, List<Double>> measure(Map<String, Runnable> ways, Effort effort) {
        long start = System.nanoTime();
        long now = start;
        while (now - start < effort.warmUpNanos || JitWarmup.isBusy() && now - start < MOST_NANOS) {
            ways.values().forEach(InTurns::sample);
            now = System.nanoTime();
        }
        Map<String, List<Double>> samples = new LinkedHashMap<>();
        for (int i = 0; i < effort.samples; i++) {
            ways.forEach((way, run) ->
                    samples.computeIfAbsent(way, _ -> new ArrayList<>()).add(sample(run)));
        }
        return samples;
    }

    /** Microseconds of one run, the mean of all runs that fit into a sample. */
    private static double sample(Runnable run) {
        long start = System.nanoTime();
        long runs = 0;
        long now;
        do {
            run.run();
            runs++;
            now = System.nanoTime();
        } while (now - start < SAMPLE_NANOS);
        return (now - start) / 1e3 / runs;
    }
}
