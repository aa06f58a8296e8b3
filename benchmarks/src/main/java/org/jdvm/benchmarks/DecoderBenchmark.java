package org.jdvm.benchmarks;

import java.util.concurrent.TimeUnit;
import org.jdvm.Dvm;
import org.jdvm.examples.dynamic.Decoder;
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

/** Texts written token by token with a growing cache: control flow that no static graph has. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 6, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class DecoderBenchmark {
    private static final int[] PROMPT = {3, 14, 15, 92, 65};

    /** Whether each operation is computed at once. */
    @Param({"false", "true"})
    public boolean atOnce;

    private final Decoder decoder = Decoder.random(1, new Decoder.Config(1000, 256, 8, 2, 688, 4));

    /** Says how. */
    @Setup(Level.Trial)
    public void open() {
        Dvm.shared().sync(atOnce);
    }

    /** Records as usual again. */
    @TearDown(Level.Trial)
    public void close() {
        Dvm.shared().sync(false);
    }

    /** {@return 32 tokens, the most probable one each time} */
    @Benchmark
    public Object greedy() {
        return decoder.greedy(PROMPT, -1, 32);
    }

    /** {@return 32 tokens, following 4 texts} */
    @Benchmark
    public Object beam() {
        return decoder.beam(PROMPT, -1, 32, 4);
    }
}
