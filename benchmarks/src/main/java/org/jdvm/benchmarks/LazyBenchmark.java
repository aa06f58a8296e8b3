package org.jdvm.benchmarks;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jdvm.Dvm;
import org.jdvm.Tensor;
import org.jdvm.examples.dynamic.Kepler;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Pointwise work on lazy tensors: fused, each operation alone, each operation at once, and as a template made at build time. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 6, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class LazyBenchmark {
    /** How it is computed. */
    public enum Way {
        /** Called directly: recorded and fused. */
        FUSED,
        /** Recorded, but each operation is a separate launch. */
        UNFUSED,
        /** Each operation is computed at once. */
        AT_ONCE,
        /** The generated operator. */
        TEMPLATE,
        /** A loop in plain Java for each operation. */
        LOOPS
    }

    private static final String[] OPERATIONS = {
        "mul", "add", "sub", "div", "square", "sqrt", "sin", "cos", "rsub", "abs"
    };

    /** How it is computed. */
    @Param
    public Way way = Way.FUSED;

    /** Number of elements. */
    @Param({"4096", "65536", "1048576"})
    public int elements;

    private float[][] data = {};
    private Tensor[] tensors = {};

    /** Fills the tensors. */
    @Setup(Level.Trial)
    public void open() {
        data = new float[4][elements];
        tensors = new Tensor[4];
        Random random = new Random(1);
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < elements; j++) {
                data[i][j] = random.nextFloat(0, 0.9f);
            }
            tensors[i] = Tensor.of(data[i], elements);
        }
        if (way == Way.UNFUSED) {
            Dvm.shared().isolate(OPERATIONS);
        }
        Dvm.shared().sync(way == Way.AT_ONCE);
    }

    /** Records as usual again. */
    @TearDown(Level.Trial)
    public void close() {
        Dvm.shared().isolate();
        Dvm.shared().sync(false);
    }

    /** {@return weights after one step of an optimiser} */
    @Benchmark
    public Object optimiser() {
        return switch (way) {
            case FUSED, UNFUSED, AT_ONCE -> {
                Tensor result = Pointwise.step(tensors[0], tensors[1], tensors[2], tensors[3], 0.01);
                Tensor.compute(result);
                yield result;
            }
            case TEMPLATE -> PointwiseOperators.step(tensors[0], tensors[1], tensors[2], tensors[3], 0.01);
            case LOOPS -> Loops.step(data[0], data[1], data[2], data[3], 0.01f);
        };
    }

    /** {@return orbits found by Newton's method, iterating until all have converged} */
    @Benchmark
    public Object newton() {
        return switch (way) {
            case FUSED, UNFUSED, AT_ONCE, TEMPLATE -> {
                Kepler.Solution solution = Kepler.solve(tensors[0], tensors[1]);
                Tensor.compute(solution.anomaly());
                yield solution;
            }
            case LOOPS -> Loops.kepler(data[0], data[1]);
        };
    }
}
