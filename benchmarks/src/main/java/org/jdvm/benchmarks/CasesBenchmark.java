package org.jdvm.benchmarks;

import ai.onnxruntime.OrtException;
import org.jdvm.benchmarks.peer.Task;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * What benchmarks share that go through many cases in one process: the measured iterations are dealt out evenly, those of the first case
 * come first, and before them each case is run until it gets no faster. The cases are in a parameter, separated by spaces.
 */
@State(Scope.Thread)
public abstract class CasesBenchmark {
    /** So many cases are run before anything is measured, so that the compiler of the JVM has seen what they have in common. */
    private static final int FIRST = 10;

    private static final long ALL_FIRST_NANOS = 10_000_000_000L;
    private static final long NEXT_NANOS = 200_000_000;

    /** It takes no longer than this multiple of it. */
    private static final int MOST = 8;

    /** Threads that the engine may use. */
    @Param({"1", "2"})
    public int threads;

    private String[] cases = {};
    private int current = -1;
    private int measured;
    private @Nullable Case running;

    /** A case that is ready to be run. */
    interface Case extends AutoCloseable {
        /** {@return something that depends on the result} */
        Object run() throws OrtException;

        /** {@return the bytes of results that are new ones each time} */
        default long resultBytes() {
            return 0;
        }

        @Override
        void close() throws OrtException;

        /** A task on an engine. */
        static Case of(Task.Running task) {
            return new Case() {
                @Override
                public Object run() throws OrtException {
                    return task.run();
                }

                @Override
                public void close() throws OrtException {
                    task.close();
                }
            };
        }
    }

    /** {@return the cases, with spaces between them} */
    abstract String cases();

    /** {@return a case, made ready} */
    abstract Case open(String which) throws OrtException;

    /** {@return the numbers in the name of a case, which has an x between them} */
    static int[] numbers(String which) {
        String[] words = which.split("x");
        int[] numbers = new int[words.length];
        for (int i = 0; i < words.length; i++) {
            numbers[i] = Integer.parseInt(words[i]);
        }
        return numbers;
    }

    /** Runs the first cases until they get no faster. */
    @Setup(Level.Trial)
    public void warmUp() throws OrtException {
        cases = cases().split(" ");
        int first = Math.min(FIRST, cases.length);
        for (int i = 0; i < first; i++) {
            try (Case each = open(cases[i])) {
                steady(each, ALL_FIRST_NANOS / first);
            }
        }
    }

    /**
     * Goes on to the next case, if it is its turn.
     *
     * @param iteration what is run next
     */
    @Setup(Level.Iteration)
    public void next(IterationParams iteration) throws OrtException {
        int number = iteration.getType() == IterationType.WARMUP ? 0 : measured++ * cases.length / iteration.getCount();
        if (number != current) {
            close();
            current = number;
            running = open(cases[number]);
            steady(running, NEXT_NANOS);
        }
    }

    private static void steady(Case one, long leastNanos) {
        Steady.await(
                () -> {
                    try {
                        one.run();
                    } catch (OrtException e) {
                        throw new IllegalStateException(e);
                    }
                },
                leastNanos,
                MOST * leastNanos,
                one.resultBytes());
    }

    /** Lets the last case go. */
    @TearDown(Level.Trial)
    public void close() throws OrtException {
        Case last = running;
        running = null;
        if (last != null) {
            last.close();
        }
    }

    /** {@return what the current case gives} */
    final Object result() throws OrtException {
        Case now = running;
        if (now == null) {
            throw new IllegalStateException("no case is open");
        }
        return now.run();
    }
}
