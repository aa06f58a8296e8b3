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

/** The product of two square matrices of floats, compared with the peak that {@link PeakBenchmark} measures on the machine. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class SquareMatmulBenchmark extends TaskBenchmark {
    /** Who does it. */
    @Param({"jdvm", "onnxruntime"})
    public String engine = "";

    /** Rows and columns. */
    @Param({"128", "256", "512", "1024", "2048"})
    public int size;

    /** Whether the right matrix is a weight that is prepared once. */
    @Param({"true", "false"})
    public boolean weights;

    @Override
    String engine() {
        return engine;
    }

    @Override
    Task task() {
        return Tasks.matmul(size, size, size, weights);
    }

    /** {@return the product} */
    @Benchmark
    public Object product() throws OrtException {
        return result();
    }
}
