package org.jdvm.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What streams cost, from given times. */
class StreamCostsTest {
    private static Result times(String kind, String engine, int process, Double... samples) {
        return new Result(
                "StreamTimes." + kind,
                Map.of("stream", "MLP", "engine", engine, "process", "" + process),
                "us/op",
                List.of(samples));
    }

    private static Result cost(String figure, String engine, Double... samples) {
        return new Result(
                "StreamTimes." + figure, Map.of("stream", "MLP", "engine", engine), "us/op", List.of(samples));
    }

    @Test
    void aSampleForEachProcess() {
        List<Result> times = List.of(
                times("first", "jdvm", 1, 100.0, 30.0, 8.0, 20.0),
                times("again", "jdvm", 1, 10.0, 10.0, 10.0, 10.0),
                times("first", "jax", 1, 50.0),
                times("again", "jdvm", 2, 1.0, 1.0),
                times("first", "jdvm", 2, 5.0, 3.0),
                times("again", "jax", 1, 20.0),
                times("first", "torch", 1, 1.0));
        List<Result> costs = StreamCosts.with(times);
        assertEquals(times, costs.subList(0, times.size()));
        assertEquals(
                List.of(
                        cost("total", "jdvm", 158.0, 8.0),
                        cost("total", "jax", 50.0),
                        cost("running", "jdvm", 38.0, 2.0),
                        cost("running", "jax", 20.0),
                        // compile times of the first process: 90, 20, 0 and 10
                        cost("medianCompile", "jdvm", 15.0, 3.0),
                        cost("medianCompile", "jax", 30.0),
                        cost("longestCompile", "jdvm", 90.0, 4.0),
                        cost("longestCompile", "jax", 30.0)),
                costs.subList(times.size(), costs.size()));
    }

    @Test
    void otherResultsAreLeftAlone() {
        List<Result> others = List.of(new Result("A.first", Map.of(), "us/op", List.of(1.0)));
        assertEquals(others, StreamCosts.with(others));
    }

    @Test
    void eachRequestIsRepeated() {
        List<Result> times = List.of(times("first", "jdvm", 1, 1.0, 2.0), times("again", "jdvm", 1, 1.0));
        assertThrows(IllegalArgumentException.class, () -> StreamCosts.with(times));
    }
}
