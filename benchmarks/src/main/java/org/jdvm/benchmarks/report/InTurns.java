package org.jdvm.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures several ways to do the same work in turns within one process, so that all run under the same conditions. */
final class InTurns {
    /** Work that all ways have done for so long is compiled. */
    private static final long WARM_UP_NANOS = 3_000_000_000L;

    private static final long SAMPLE_NANOS = 20_000_000;
    private static final int SAMPLES = 21;

    private InTurns() {}

    /**
     * {@return for each way microseconds of one run, once for each sample}
     *
     * @param ways by name
     */
    static Map<String, List<Double>> measure(Map<String, Runnable> ways) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < WARM_UP_NANOS) {
            ways.values().forEach(InTurns::sample);
        }
        Map<String, List<Double>> samples = new LinkedHashMap<>();
        for (int i = 0; i < SAMPLES; i++) {
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
