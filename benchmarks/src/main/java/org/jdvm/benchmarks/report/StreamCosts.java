package org.jdvm.benchmarks.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a stream of requests cost one process. The compile time of a request is what its first run took longer than the median of
 * repetitions, at least 0.
 *
 * @param total the times of all first runs
 * @param compiling the compile times of all requests
 */
record StreamCosts(double total, List<Double> compiling) {
    /** What is shown, by the names of its results. */
    private enum Figure {
        TOTAL("total", StreamCosts::total),
        RUNNING("running", costs -> costs.total() - sum(costs.compiling())),
        MEDIAN_COMPILE("medianCompile", costs -> Result.median(costs.compiling())),
        LONGEST_COMPILE("longestCompile", costs -> Collections.max(costs.compiling()));

        final String text;
        final ToDoubleFunction<StreamCosts> of;

        Figure(String text, ToDoubleFunction<StreamCosts> of) {
            this.text = text;
            this.of = of;
        }
    }

    /** From the first times of all requests and the medians of their repetitions. */
    static StreamCosts of(Result first, Result again) {
        if (first.samples().size() != again.samples().size()) {
            throw new IllegalArgumentException("%s: %d requests, repeated %d"
                    .formatted(
                            first.params(),
                            first.samples().size(),
                            again.samples().size()));
        }
        return new StreamCosts(
                sum(first.samples()),
                IntStream.range(0, first.samples().size())
                        .mapToObj(i -> Math.max(
                                0, first.samples().get(i) - again.samples().get(i)))
                        .toList());
    }

    private static double sum(List<Double> times) {
        return times.stream().mapToDouble(time -> time).sum();
    }

    /** The results, followed by what streams cost if there are any: a result for each figure, with a sample for each process. */
    static List<Result> with(List<Result> results) {
        Map<Map<String, String>, Result> again = results.stream()
                .filter(result -> result.isOf(StreamTimes.NAME + ".again"))
                .collect(Collectors.toMap(StreamCosts::process, result -> result));
        Map<Map<String, String>, List<StreamCosts>> costs = new LinkedHashMap<>();
        for (Result first : results) {
            Result repeated = again.get(process(first));
            if (first.isOf(StreamTimes.NAME + ".first") && repeated != null) {
                costs.computeIfAbsent(params(first, "stream", "engine"), _ -> new ArrayList<>())
                        .add(of(first, repeated));
            }
        }
        List<Result> all = new ArrayList<>(results);
        for (Figure figure : Figure.values()) {
            costs.forEach((params, each) -> all.add(new Result(
                    StreamTimes.NAME + "." + figure.text,
                    params,
                    "us/op",
                    each.stream().map(figure.of::applyAsDouble).toList())));
        }
        return all;
    }

    private static Map<String, String> params(Result result, String... names) {
        return Stream.of(names).collect(Collectors.toMap(name -> name, result::param));
    }

    private static Map<String, String> process(Result result) {
        return params(result, "stream", "engine", "process");
    }
}
