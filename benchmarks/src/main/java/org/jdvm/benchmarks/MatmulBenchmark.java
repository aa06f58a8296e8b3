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

/** A product of matrices of floats: rows times weights that are prepared once. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class MatmulBenchmark extends CasesBenchmark {
    /** Who does it. */
    @Param({"jdvm", "onnxruntime"})
    public String engine = "";

    /** Rows of the left matrix, its columns, columns of the right matrix. */
    @Param({"1x768x768", "7x768x768", "37x768x768", "128x768x768", "512x768x768"})
    public String cases = "";

    @Override
    String cases() {
        return cases;
    }

    @Override
    Case open(String which) throws OrtException {
        int[] sizes = numbers(which);
        return Case.of(Tasks.matmul(sizes[0], sizes[1], sizes[2], true).open(engine, threads));
    }

    /** {@return the product} */
    @Benchmark
    public Object product() throws OrtException {
        return result();
    }
}
