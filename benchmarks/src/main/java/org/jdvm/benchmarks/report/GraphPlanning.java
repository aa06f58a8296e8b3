package org.jdvm.benchmarks.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jdvm.benchmarks.PlanningTimes;

/** Measures what planning recorded graphs costs, and prints the times as results. */
public final class GraphPlanning {
    private GraphPlanning() {}

    /**
     * Measures all kinds of graphs.
     *
     * @param arguments not used
     */
    @SuppressWarnings("SystemOut") // the results are what it prints
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<Result> results = new ArrayList<>();
        for (PlanningTimes.Times times : PlanningTimes.measure()) {
            Map<String, String> params = Map.of("graph", times.graph(), "operations", "" + times.operations());
            results.add(new Result(
                    "GraphPlanning.warm",
                    params,
                    "ns/op",
                    Arrays.stream(times.warmNanos()).boxed().toList()));
            results.add(new Result("GraphPlanning.cold", params, "ms/op", List.of((double) times.coldMillis())));
        }
        System.out.print(new ResultFile(Map.of(), results).text());
    }
}
