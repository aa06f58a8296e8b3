package org.jdvm.benchmarks;

import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The most that the machine can do: fused multiplications and additions of vectors in registers, without memory. Operations a
 * nanosecond are GFLOP/s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class PeakBenchmark {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int CHAINS = 12;
    private static final int OPERATIONS = 2 * CHAINS * 64 * 1000;

    private final float[] start = new float[SPECIES.length()];

    /** {@return the sum of some chains, on one thread} */
    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(OPERATIONS)
    public float oneThread() {
        return chains();
    }

    /** {@return the sum of some chains, on each of two threads} */
    @Benchmark
    @Threads(2)
    @OperationsPerInvocation(OPERATIONS)
    public float twoThreads() {
        return chains();
    }

    /** Each chain waits for its own last result only, so that their operations overlap. */
    private float chains() {
        FloatVector x = FloatVector.fromArray(SPECIES, start, 0);
        FloatVector y = x.add(1e-9f);
        FloatVector a0 = x.add(0f);
        FloatVector a1 = x.add(1f);
        FloatVector a2 = x.add(2f);
        FloatVector a3 = x.add(3f);
        FloatVector a4 = x.add(4f);
        FloatVector a5 = x.add(5f);
        FloatVector a6 = x.add(6f);
        FloatVector a7 = x.add(7f);
        FloatVector a8 = x.add(8f);
        FloatVector a9 = x.add(9f);
        FloatVector a10 = x.add(10f);
        FloatVector a11 = x.add(11f);
        for (int i = 0; i < OPERATIONS / (2 * CHAINS * SPECIES.length()); i++) {
            a0 = x.fma(y, a0);
            a1 = x.fma(y, a1);
            a2 = x.fma(y, a2);
            a3 = x.fma(y, a3);
            a4 = x.fma(y, a4);
            a5 = x.fma(y, a5);
            a6 = x.fma(y, a6);
            a7 = x.fma(y, a7);
            a8 = x.fma(y, a8);
            a9 = x.fma(y, a9);
            a10 = x.fma(y, a10);
            a11 = x.fma(y, a11);
        }
        return a0.add(a1)
                .add(a2)
                .add(a3)
                .add(a4)
                .add(a5)
                .add(a6)
                .add(a7)
                .add(a8)
                .add(a9)
                .add(a10)
                .add(a11)
                .reduceLanes(VectorOperators.ADD);
    }
}
