package org.jdvm.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.jdvm.Tensor;
import org.jdvm.examples.dynamic.Kepler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All ways of the lazy benchmark compute the same. */
class LoopsTest {
    @ParameterizedTest
    @EnumSource
    void allWaysAgree(LazyBenchmark.Way way) {
        LazyBenchmark expected = benchmark(LazyBenchmark.Way.LOOPS);
        LazyBenchmark actual = benchmark(way);
        assertArrayEquals(floats(expected.optimiser()), floats(actual.optimiser()), 1e-5f);
        assertArrayEquals(floats(expected.newton()), floats(actual.newton()), 1e-5f);
        actual.close();
    }

    private static LazyBenchmark benchmark(LazyBenchmark.Way way) {
        LazyBenchmark benchmark = new LazyBenchmark();
        benchmark.way = way;
        benchmark.elements = 1000;
        benchmark.open();
        return benchmark;
    }

    private static float[] floats(Object result) {
        return switch (result) {
            case float[] floats -> floats;
            case Tensor tensor -> tensor.toFloatArray();
            case Kepler.Solution solution -> solution.anomaly().toFloatArray();
            default -> throw new IllegalArgumentException(result.toString());
        };
    }
}
