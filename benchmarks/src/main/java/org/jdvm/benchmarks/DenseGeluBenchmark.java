package org.jdvm.benchmarks;

import ai.onnxruntime.OrtException;
import java.util.concurrent.TimeUnit;
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
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class DenseGeluBenchmark extends CasesBenchmark {
    /** Who does it. */
    @Param({"jdvm", "onnxruntime"})
    public String engine = "";

    /** Rows, and inputs as well as outputs. */
    @Param({"1x768", "7x768", "37x768", "128x768", "512x768"})
    public String cases = "";

    @Override
    String cases() {
        return cases;
    }

    @Override
    Case open(String which) throws OrtException {
        int[] sizes = numbers(which);
        return Case.of(Tasks.denseGelu(sizes[0], sizes[1], sizes[1]).open(engine, threads));
    }

    /** {@return what the layer gives} */
    @Benchmark
    public Object layer() throws OrtException {
        return result();
    }
}
