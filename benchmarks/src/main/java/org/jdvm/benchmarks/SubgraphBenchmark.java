package org.jdvm.benchmarks;

import ai.onnxruntime.OrtException;
import java.util.concurrent.TimeUnit;
import org.jdvm.benchmarks.peer.Task;
import org.jdvm.benchmarks.peer.Tasks;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Warmup;

/** Parts of transformer models on one text: swiglu MLP (768/2048), causal attention (12 heads of 64), a Llama-style decoder layer. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class SubgraphBenchmark extends CasesBenchmark {
    /** Parts of models. */
    public enum Part {
        /** The gated feed-forward part. */
        MLP,
        /** Attention with a mask. */
        ATTENTION,
        /** A decoder layer. */
        DECODER_LAYER;

        Task task(int tokens) {
            return switch (this) {
                case MLP -> Tasks.gatedFeedForward(tokens);
                case ATTENTION -> Tasks.attention(tokens);
                case DECODER_LAYER -> Tasks.decoderLayer(tokens);
            };
        }
    }

    /** Who does it. */
    @Param({"jdvm", "onnxruntime", "onnxruntime-fused"})
    public String engine = "";

    /** Which part. */
    @Param
    public Part part = Part.MLP;

    /** Length of the text. */
    @Param({"16", "63", "128", "511", "1024"})
    public String cases = "";

    @Override
    String cases() {
        return cases;
    }

    @Override
    Case open(String which) throws OrtException {
        return Case.of(part.task(Integer.parseInt(which)).open(engine, threads));
    }

    /** {@return what the part gives} */
    @Benchmark
    public Object run() throws OrtException {
        return result();
    }
}
