package org.jdvm.benchmarks;

import ai.onnxruntime.OrtException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * The inputs of {@link MixedLengthsBenchmark} in batches of 32 as they come: milliseconds for all 192 of them. Batches are ragged on jdvm and
 * padded to the longest input, with an attention mask, on ONNX Runtime; both also take the same inputs one at a time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class RaggedBenchmark {
    private static final int BATCH = 32;

    /** Who runs the model. */
    @Param({"jdvm", "onnxruntime"})
    public String engine = "";

    /** Whether a batch is one call. */
    @Param({"batch", "one"})
    public String texts = "";

    /** Threads that it may use. */
    @Param({"1", "2"})
    public int threads;

    private @Nullable SentenceModel model;
    private List<List<long[]>> batches = List.of();

    /** Loads the model and the lengths. */
    @Setup(Level.Trial)
    public void open() throws OrtException {
        model = SentenceModel.open(engine, threads);
        List<long[]> all = MixedLengthsBenchmark.texts();
        batches = IntStream.range(0, all.size() / BATCH)
                .mapToObj(i -> all.subList(i * BATCH, (i + 1) * BATCH))
                .toList();
    }

    /** Lets it go. */
    @TearDown(Level.Trial)
    public void close() throws OrtException {
        Objects.requireNonNull(model).close();
    }

    /** Runs all batches. */
    @Benchmark
    public void stream(Blackhole hole) throws OrtException {
        SentenceModel runner = Objects.requireNonNull(model);
        for (List<long[]> batch : batches) {
            if (texts.equals("batch")) {
                hole.consume(runner.runAll(batch));
            } else {
                for (long[] text : batch) {
                    hole.consume(runner.run(text));
                }
            }
        }
    }
}
