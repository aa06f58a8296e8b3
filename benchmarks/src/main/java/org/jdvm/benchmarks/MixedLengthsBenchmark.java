package org.jdvm.benchmarks;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
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
 * A stream of 200 inputs of mixed lengths (log-normal, mean 40, longest 301 tokens), one at a time: milliseconds for all of them, and the
 * median and the 99th percentile of the milliseconds for one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class MixedLengthsBenchmark {
    /** Who runs the model. */
    @Param({"jdvm", "onnxruntime"})
    public String engine = "";

    /** Threads that it may use. */
    @Param({"1", "2"})
    public int threads;

    private @Nullable SentenceModel model;
    private List<long[]> texts = List.of();

    /** Loads the model and the lengths. */
    @Setup(Level.Trial)
    public void open() throws OrtException {
        model = SentenceModel.open(engine, threads);
        texts = texts();
    }

    /** {@return the tokens of the inputs, random ones} */
    public static List<long[]> texts() {
        Random random = new Random(1);
        return lengths().stream()
                .map(length -> random.longs(length, 1000, 30_000).toArray())
                .toList();
    }

    private static List<Integer> lengths() {
        try (InputStream file =
                Objects.requireNonNull(MixedLengthsBenchmark.class.getResourceAsStream("lengths.txt"), "lengths.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(line -> Integer.valueOf(line.strip()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets it go. */
    @TearDown(Level.Trial)
    public void close() throws OrtException {
        Objects.requireNonNull(model).close();
    }

    /** Times of single inputs; each pass of an iteration brings all 200 of them, so that their shares are always the same. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class OneText {
        private long[] nanos = new long[1024];
        private int count;

        /** Forgets what it has. */
        @Setup(Level.Iteration)
        public void clear() {
            count = 0;
        }

        private void add(long taken) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count++] = taken;
        }

        /** {@return the median, in milliseconds} */
        public double median() {
            return percentile(50);
        }

        /** {@return the 99th percentile, in milliseconds} */
        public double p99() {
            return percentile(99);
        }

        /** The smallest time that this percentage of all does not exceed. */
        private double percentile(int percent) {
            long[] sorted = Arrays.copyOf(nanos, count);
            Arrays.sort(sorted);
            return count == 0 ? 0 : sorted[Math.ceilDiv(count * percent, 100) - 1] / 1e6;
        }
    }

    /**
     * Runs all inputs.
     *
     * @param hole takes the results
     * @param times takes the times
     */
    @Benchmark
    public void stream(Blackhole hole, OneText times) throws OrtException {
        SentenceModel runner = Objects.requireNonNull(model);
        long before = System.nanoTime();
        for (long[] text : texts) {
            hole.consume(runner.run(text));
            long after = System.nanoTime();
            times.add(after - before);
            before = after;
        }
    }
}
