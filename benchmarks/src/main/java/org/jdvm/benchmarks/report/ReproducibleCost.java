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
    private ReproducibleCost() {}

    /**
     * Measures with one thread and with two, and prints the results.
     *
     * @param arguments not used
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
        try (Dvm usual = Dvm.builder().cores(threads).reproducible(false).start();
                Dvm reproducible =
                        Dvm.builder().cores(threads).reproducible(true).start()) {
            Map<String, Runnable> ways = new LinkedHashMap<>();
            ways.put("usual", run(task, usual));
            ways.put("reproducible", run(task, reproducible));
            InTurns.measure(ways)
                    .forEach((way, times) -> results.add(new Result(
                            "ReproducibleCost.task",
                            Map.of("task", task.name(), "threads", "" + threads, "machine", way),
                            "us/op",
                            times)));
        }
    }

    private static Runnable run(Task task, Dvm machine) {
        IntFunction<Tensor> operator = task.operator().on(machine);
        return () -> operator.apply(0);
    }
}
