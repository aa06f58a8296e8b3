package org.jdvm.benchmarks;

import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import org.jdvm.examples.host.HostSpeed;
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
    /** A multiple of those of a step, whatever the vectors. */
    private static final int OPERATIONS = 2 * 12 * 64 * 1000;

    private final float[] start = new float[FloatVector.SPECIES_PREFERRED.length()];

    /** {@return the sum of some chains, on one thread} */
    @Benchmark
    @Threads(1)
    @OperationsPerInvocation(OPERATIONS)
    public float oneThread() {
        return HostSpeed.chains(start, OPERATIONS / HostSpeed.OPERATIONS);
    }

    /** {@return the sum of some chains, on each of two threads} */
    @Benchmark
    @Threads(2)
    @OperationsPerInvocation(OPERATIONS)
    public float twoThreads() {
        return HostSpeed.chains(start, OPERATIONS / HostSpeed.OPERATIONS);
    }
}
