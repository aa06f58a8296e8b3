package org.jdvm.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Generated classes compared with kernels written by hand, the interpreter, and a copy of the bytes that the operator moves: kernel against
 * kernel, without what a call of an operator costs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseTransparentHugePages"})
public class LoweredBenchmark {
    /** How it is computed. */
    public enum Implementation {
        /** By the generated class. */
        LOWERED,
        /** By the kernel written by hand. */
        HAND,
        /** By the interpreter. */
        INTERPRETER,
        /** Not at all: the same number of bytes is copied. */
        COPY,
        /** All of these in turn, each iteration another one, so that they run under the same conditions. */
        IN_TURN
    }

    /** What is computed. */
    @Param
    public HotKernel operator = HotKernel.ADD;

    /** Number of elements. */
    @Param({"4096", "65536", "1048576", "16777216"})
    public int elements = 4096;

    /** The length of a row. */
    @Param("1024")
    public int columns = 1024;

    /** Threads that share the work. */
    @Param({"1", "2"})
    public int threads = 1;

    /** How it is computed. */
    @Param({"LOWERED", "HAND", "INTERPRETER", "COPY"})
    public Implementation implementation = Implementation.LOWERED;

    private static final Implementation[] IN_ORDER = {
        Implementation.LOWERED, Implementation.HAND, Implementation.INTERPRETER, Implementation.COPY
    };

    private HotWork work = new HotWork(HotKernel.ADD, 1, 1, 1);
    private Implementation current = Implementation.LOWERED;
    private int iterations;

    /** Fills the arrays, makes the classes, and runs what will be measured until it gets no faster. */
    @Setup
    public void open() throws InterruptedException {
        work.close();
        work = new HotWork(operator, elements / columns, columns, threads).lower();
        iterations = 0;
        for (Implementation each :
                implementation == Implementation.IN_TURN ? IN_ORDER : new Implementation[] {implementation}) {
            Steady.await(() -> compute(each));
        }
    }

    /** Takes the next one, if they take turns. */
    @Setup(Level.Iteration)
    public void turn() {
        current = implementation == Implementation.IN_TURN ? IN_ORDER[iterations++ % IN_ORDER.length] : implementation;
    }

    /** Ends the threads. */
    @TearDown
    public void close() {
        work.close();
    }

    /**
     * Computes it once.
     *
     * @param blackhole takes the result
     */
    @Benchmark
    public void once(Blackhole blackhole) {
        compute(current);
        blackhole.consume(work.result);
    }

    private void compute(Implementation how) {
        switch (how) {
            case LOWERED -> work.lowered();
            case HAND -> work.hand();
            case INTERPRETER -> work.interpreted();
            case COPY -> work.copied();
            case IN_TURN -> throw new IllegalArgumentException("one of them at a time");
        }
    }
}
