package org.jdvm.benchmarks;

import ai.onnxruntime.OrtException;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The sentence encoder on one text of some length, on jdvm and on ONNX Runtime: hidden states, without tokenizing. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class EncoderBenchmark extends CasesBenchmark {
    private static final int HIDDEN = 384;

    /** The words and six layers: on jdvm each makes a new tensor. */
    private static final int RESULTS = 7;

    /** Who runs the model. */
    @Param({"jdvm", "onnxruntime"})
    public String engine = "";

    /** Length of the text. */
    @Param({"1", "8", "16", "32", "64", "128", "256", "512"})
    public String cases = "";

    private @Nullable SentenceModel model;

    @Override
    String cases() {
        return cases;
    }

    @Override
    Case open(String which) throws OrtException {
        SentenceModel opened = model == null ? SentenceModel.open(engine, threads) : model;
        model = opened;
        int tokens = Integer.parseInt(which);
        long[] ids = new Random(tokens).longs(tokens, 1000, 30_000).toArray();
        return new Case() {
            @Override
            public Object run() throws OrtException {
                return opened.run(ids);
            }

            @Override
            public long resultBytes() {
                return (long) Float.BYTES * HIDDEN * RESULTS * tokens;
            }

            @Override
            public void close() {
                // The model serves the next case.
            }
        };
    }

    /** Lets the model go. */
    @TearDown(Level.Trial)
    public void closeModel() throws OrtException {
        if (model != null) {
            model.close();
        }
    }

    /** {@return what the model gives} */
    @Benchmark
    public Object text() throws OrtException {
        return result();
    }
}
