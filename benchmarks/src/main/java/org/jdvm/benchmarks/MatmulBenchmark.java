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

/** A product of matrices of floats: squares with two matrices that are given, rows times weights that are prepared once. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class MatmulBenchmark {
    /** Who does it. */
    @Param({"jdvm", "onnxruntime"})
    public String engine = "";

    /** Threads that it may use. */
    @Param({"1", "2"})
    public int threads;

    /** Rows of the left matrix. */
    @Param({"1", "7", "37", "128", "512"})
    public int m;

    /** Its columns. */
    @Param({"384", "768", "1536", "2048"})
    public int k;

    /** Columns of the right matrix. */
    @Param({"384", "768", "1536", "2048"})
    public int n;

    /** Whether the right matrix is a weight. */
    @Param({"true"})
    public boolean weights;

    private Task.@Nullable Running running;

    /** Prepares it and compares what both sides compute. */
    @Setup(Level.Trial)
    public void open() throws OrtException {
        running = Tasks.matmul(m, k, n, weights).open(engine, threads);
    }

    /** Lets it go. */
    @TearDown(Level.Trial)
    public void close() throws OrtException {
        Objects.requireNonNull(running).close();
    }

    /** {@return the product} */
    @Benchmark
    public Object product() throws OrtException {
        return Objects.requireNonNull(running).run();
    }
}
