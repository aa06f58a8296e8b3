package org.jdvm.benchmarks;

import ai.onnxruntime.OrtException;
import java.util.concurrent.TimeUnit;
import org.jdvm.benchmarks.peer.SingleOperation;
import org.jdvm.benchmarks.peer.Task;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Warmup;

/** Single operations along rows, some of them long, and recurrent layers. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class OperationsBenchmark extends TaskBenchmark {
    /** Who does it. */
    @Param({"jdvm", "onnxruntime"})
    public String engine = "";

    /** The operation, as {@link SingleOperation} reads it. */
    @Param({
        "cumsum@16x4096",
        "cumsum@16x65536",
        "cumsum@1x1048576",
        "top1@16x4096",
        "top10@16x4096",
        "top100@16x4096",
        "top1@16x65536",
        "top10@16x65536",
        "top100@16x65536",
        "top1@1x1048576",
        "top10@1x1048576",
        "top100@1x1048576",
        "softmax@16x4096",
        "softmax@16x65536",
        "softmax@1x1048576",
        "layernorm@16x4096",
        "layernorm@16x65536",
        "layernorm@1x65536",
        "lstm@50x1",
        "lstm@50x16"
    })
    public String operation = "";

    @Override
    String engine() {
        return engine;
    }

    @Override
    Task task() {
        return SingleOperation.parse(operation).task();
    }

    /** {@return the result of the operation} */
    @Benchmark
    public Object run() throws OrtException {
        return result();
    }
}
