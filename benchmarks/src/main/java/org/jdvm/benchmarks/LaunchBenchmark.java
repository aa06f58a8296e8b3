package org.jdvm.benchmarks;

import java.util.concurrent.TimeUnit;
import org.jdvm.Dvm;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.machine.NpuSpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The overhead of a call: layer norm of one row of 16 elements, at a known shape and in turn at two of them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class LaunchBenchmark {
    private static final int HIDDEN = 16;

    private final Dvm dvm = new Dvm(NpuSpec.host(1));
    private final Tensor one = Tensor.zeros(DType.F32, 1, HIDDEN);
    private final Tensor two = Tensor.zeros(DType.F32, 2, HIDDEN);
    private final Tensor gamma = Tensor.zeros(DType.F32, HIDDEN);
    private final Tensor beta = Tensor.zeros(DType.F32, HIDDEN);
    private final Tensor result = Tensor.zeros(DType.F32, 1, HIDDEN);
    private boolean second;

    /** Ends the machine. */
    @TearDown
    public void close() {
        dvm.close();
    }

    /** {@return the result of a call at the same shape as before} */
    @Benchmark
    public Tensor sameShape() {
        return NormsOperators.layerNorm(dvm, one, gamma, beta, 1e-5f);
    }

    /** {@return the result of a call at another shape than before} */
    @Benchmark
    public Tensor alternatingShapes() {
        second = !second;
        return NormsOperators.layerNorm(dvm, second ? two : one, gamma, beta, 1e-5f);
    }

    /** {@return the tensor of the caller that got the result} */
    @Benchmark
    public Tensor intoTensor() {
        NormsOperators.layerNormInto(dvm, result, one, gamma, beta, 1e-5f);
        return result;
    }
}
