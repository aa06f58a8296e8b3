package org.jdvm.benchmarks.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jdvm.Dvm;
import org.jdvm.Tensor;
import org.jdvm.benchmarks.peer.Task;
import org.jdvm.benchmarks.peer.Tasks;

/**
 * Measures what {@code reproducible(true)} costs: the same work on a machine with it and on one without, in turns within one process, so
 * that both run under the same conditions.
 */
public final class ReproducibleCost {
    /** Work that both machines have done for so long, and at least so often, is compiled. */
    private static final long WARM_UP_NANOS = 3_000_000_000L;

    private static final long SAMPLE_NANOS = 20_000_000;
    private static final int SAMPLES = 21;

    private ReproducibleCost() {}

    /**
     * Measures with one thread and with two, and prints the results.
     *
     * @param arguments none
     */
    @SuppressWarnings("SystemOut") // the results are what it prints
    public static void main(String[] arguments) throws IOException {
        List<Task> tasks = new ArrayList<>();
        for (int rows : new int[] {1, 8, 37, 128, 512}) {
            tasks.add(Tasks.matmul(rows, 384, 1536, true));
        }
        tasks.add(Tasks.matmul(512, 512, 512, true));
        tasks.add(Tasks.denseGelu(128, 768, 768));
        for (int tokens : new int[] {16, 128}) {
            tasks.add(Tasks.gatedFeedForward(tokens));
        }
        for (int tokens : new int[] {16, 128, 511}) {
            tasks.add(Tasks.attention(tokens));
        }
        tasks.add(Tasks.decoderLayer(128));
        List<Result> results = new ArrayList<>();
        for (int threads = 1; threads <= 2; threads++) {
            for (Task task : tasks) {
                measure(task, threads, results);
            }
        }
        System.out.print(new ResultFile(Map.of(), results).text());
    }

    private static void measure(Task task, int threads, List<Result> results) {
        Map<String, List<Double>> samples = new LinkedHashMap<>();
        try (Dvm usual = Dvm.builder().cores(threads).reproducible(false).start();
                Dvm reproducible =
                        Dvm.builder().cores(threads).reproducible(true).start()) {
            Map<String, IntFunction<Tensor>> ways = new LinkedHashMap<>();
            ways.put("usual", task.operator().on(usual));
            ways.put("reproducible", task.operator().on(reproducible));
            long start = System.nanoTime();
            while (System.nanoTime() - start < WARM_UP_NANOS) {
                ways.values().forEach(ReproducibleCost::sample);
            }
            for (int i = 0; i < SAMPLES; i++) {
                ways.forEach((way, run) ->
                        samples.computeIfAbsent(way, _ -> new ArrayList<>()).add(sample(run)));
            }
        }
        samples.forEach((way, times) -> results.add(new Result(
                "ReproducibleCost.task",
                Map.of("task", task.name(), "threads", "" + threads, "machine", way),
                "us/op",
                times)));
    }

    /** Microseconds of one run, the mean of all runs that fit into a sample. */
    private static double sample(IntFunction<Tensor> run) {
        long start = System.nanoTime();
        long runs = 0;
        long now;
        do {
            run.apply(0);
            runs++;
            now = System.nanoTime();
        } while (now - start < SAMPLE_NANOS);
        return (now - start) / 1e3 / runs;
    }
}
