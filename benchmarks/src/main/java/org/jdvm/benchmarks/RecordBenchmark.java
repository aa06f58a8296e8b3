package org.jdvm.benchmarks;

import java.util.concurrent.TimeUnit;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to record an operation, and to compute a small graph that was seen before. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class RecordBenchmark {
    private final Tensor rows = Tensor.zeros(DType.F32, 4, 16);
    private final Tensor row = Tensor.zeros(DType.F32, 16);

    /** {@return recorded pointwise operations} */
    @Benchmark
    @OperationsPerInvocation(5)
    public Tensor pointwise() {
        Tensor product = rows.mul(row);
        return product.add(rows).exp().mul(0.3).sub(product);
    }

    /** {@return a recorded softmax, operation by operation} */
    @Benchmark
    @OperationsPerInvocation(5)
    public Tensor reductions() {
        Tensor exps = rows.sub(rows.max(-1, Tensor.KEEP_DIMS)).exp();
        return exps.div(exps.sum(-1, Tensor.KEEP_DIMS));
    }

    /** {@return views} */
    @Benchmark
    @OperationsPerInvocation(3)
    public Tensor views() {
        return rows.slice(0, 1, 3).transpose().reshape(2, 8, 2);
    }

    /** {@return one operation recorded and computed} */
    @Benchmark
    public Tensor computed() {
        Tensor sum = rows.add(row);
        Tensor.compute(sum);
        return sum;
    }
}
