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

/** A dense layer with the activation gelu, in one operator: rows times weights, plus bias, gelu. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class DenseGeluBenchmark extends TaskBenchmark {
    /** Who does it. */
    @Param({"jdvm", "onnxruntime"})
    public String engine = "";

    /** Rows. */
    @Param({"1", "7", "37", "128", "512"})
    public int m;

    /** Inputs and outputs. */
    @Param({"768", "2048"})
    public int size;

    @Override
    String engine() {
        return engine;
    }

    @Override
    Task task() {
        return Tasks.denseGelu(m, size, size);
    }

    /** {@return what the layer gives} */
    @Benchmark
    public Object layer() throws OrtException {
        return result();
    }
}
