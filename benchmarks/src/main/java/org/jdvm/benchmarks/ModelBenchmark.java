package org.jdvm.benchmarks;

import ai.onnxruntime.OrtException;
import java.util.List;
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

/** Whole models on 20 inputs of mixed lengths, one after another: milliseconds for all of them. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ModelBenchmark extends TaskBenchmark {
    private static final List<Integer> LENGTHS =
            List.of(183, 204, 33, 510, 75, 219, 415, 111, 356, 193, 406, 31, 80, 353, 374, 50, 226, 400, 175, 494);

    /** Models with random weights. */
    public enum Model {
        /** A decoder of 6 layers of 512 numbers. */
        LLAMA6,
        /** 4 layers of the size of BERT base. */
        BERT4;

        Task task() {
            return switch (this) {
                case LLAMA6 -> Tasks.llama6(LENGTHS);
                case BERT4 -> Tasks.bert4(LENGTHS);
            };
        }
    }

    /** Who does it. */
    @Param({"jdvm", "onnxruntime", "onnxruntime-fused"})
    public String engine = "";

    /** Which model. */
    @Param
    public Model model = Model.LLAMA6;

    @Override
    String engine() {
        return engine;
    }

    @Override
    Task task() {
        return model.task();
    }

    /** {@return what the model gives} */
    @Benchmark
    public Object stream() throws OrtException {
        return result();
    }
}
