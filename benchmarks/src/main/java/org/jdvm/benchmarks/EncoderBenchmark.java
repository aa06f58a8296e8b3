package org.jdvm.benchmarks;

import ai.onnxruntime.OrtException;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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

/** The sentence encoder on one text of some length, on jdvm and on ONNX Runtime: hidden states, without tokenizing. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 6, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class EncoderBenchmark {
    /** Who runs the model. */
    @Param({"jdvm", "onnxruntime"})
    public String engine = "";

    /** Threads that it may use. */
    @Param({"1", "2"})
    public int threads;

    /** Length of the text. */
    @Param({"1", "8", "16", "32", "64", "128", "256", "512"})
    public int tokens;

    private @Nullable SentenceModel model;
    private long[] ids = {};

    /** Loads the model. */
    @Setup(Level.Trial)
    public void open() throws OrtException {
        model = SentenceModel.open(engine, threads);
        ids = new Random(tokens).longs(tokens, 1000, 30_000).toArray();
    }

    /** Lets it go. */
    @TearDown(Level.Trial)
    public void close() throws OrtException {
        Objects.requireNonNull(model).close();
    }

    /** {@return what the model gives} */
    @Benchmark
    public Object text() throws OrtException {
        return Objects.requireNonNull(model).run(ids);
    }
}
