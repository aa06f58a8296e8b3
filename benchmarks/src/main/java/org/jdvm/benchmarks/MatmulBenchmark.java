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

/** A product of matrices of floats: rows times weights that are prepared once. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class MatmulBenchmark extends TaskBenchmark {
    /** Who does it. */
    @Param({"jdvm", "onnxruntime"})
    public String engine = "";

    /** Rows of the left matrix. */
    @Param({"1", "7", "37", "128", "512"})
    public int m;

    /** Its columns. */
    @Param({"384", "768", "1536", "2048"})
    public int k;

    /** Columns of the right matrix. */
    @Param({"384", "768", "1536", "2048"})
    public int n;

    @Override
    String engine() {
        return engine;
    }

    @Override
    Task task() {
        return Tasks.matmul(m, k, n, true);
    }

    /** {@return the product} */
    @Benchmark
    public Object product() throws OrtException {
        return result();
    }
}
