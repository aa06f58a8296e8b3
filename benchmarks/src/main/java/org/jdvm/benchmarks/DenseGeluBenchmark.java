package org.jdvm.benchmarks;

import ai.onnxruntime.OrtException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jdvm.benchmarks.peer.Task;
import org.jdvm.benchmarks.peer.Tasks;
import org.jspecify.annotations.Nullable;
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

/** A dense layer with the activation gelu, in one operator: rows times weights, plus bias, gelu. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class DenseGeluBenchmark {
    /** Who does it. */
    @Param({"jdvm", "onnxruntime"})
    public String engine = "";

    /** Threads that it may use. */
    @Param({"1", "2"})
    public int threads;

    /** Rows. */
    @Param({"1", "7", "37", "128", "512"})
    public int m;

    /** Inputs and outputs. */
    @Param({"768", "2048"})
    public int size;

    private Task.@Nullable Running running;

    /** Prepares it and compares what both sides compute. */
    @Setup(Level.Trial)
    public void open() throws OrtException {
        running = Tasks.denseGelu(m, size, size).open(engine, threads);
    }

    /** Lets it go. */
    @TearDown(Level.Trial)
    public void close() throws OrtException {
        Objects.requireNonNull(running).close();
    }

    /** {@return what the layer gives} */
    @Benchmark
    public Object layer() throws OrtException {
        return Objects.requireNonNull(running).run();
    }
}
