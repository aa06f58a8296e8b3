package org.jdvm.benchmarks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdvm.Dvm;
import org.jdvm.Tensor;

/**
 * What it costs to plan graphs of recorded operations: each {@link RecordedGraph} with 16 to 256 operations. A line shows the processor
 * time of the first computation of a graph, less that of a second one of the same structure, median of several structures of that
 * kind; the processor time of the whole process in which it is the first thing computed; and how many graphs are planned when the same
 * program is recorded and computed again. The exponent says how the time grows from 16 operations to 256: 1 is linear.
 *
 * <p>{@code ./jdvm planning [part of a name]}
 */
public final class PlanningTimes {
    private static final List<Integer> OPERATIONS = List.of(16, 32, 64, 128, 256);
    private static final int WARM_RUNS = 8;
    private static final int RUNS = 9;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final String COLD = "--cold";

    private PlanningTimes() {}

    /**
     * What a graph costs.
     *
     * @param graph the kind of graph
     * @param operations how many it has
     * @param warmNanos processor time of planning, for several structures
     * @param coldMillis processor time of a process in which it is the first thing computed
     * @param plannedAgain how many graphs are planned when the same program is computed again
     */
    public record Times(String graph, int operations, double[] warmNanos, long coldMillis, int plannedAgain) {
        double warmMillis() {
            double[] sorted = warmNanos.clone();
            Arrays.sort(sorted);
            return sorted[sorted.length / 2] / 1e6;
        }
    }

    /**
     * Measures and prints.
     *
     * @param arguments a part of the names of the kinds to measure; all if absent
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length == 3 && arguments[0].equals(COLD)) {
            compute(RecordedGraph.valueOf(arguments[1]), Integer.parseInt(arguments[2]), 0);
            System.out.println(ProcessHandle.current()
                    .info()
                    .totalCpuDuration()
                    .orElseThrow()
                    .toMillis());
            return;
        }
        System.out.printf("%-26s %10s %10s %10s %10s%n", "graph", "operations", "warm ms", "cold ms", "2nd plans");
        for (RecordedGraph kind : RecordedGraph.values()) {
            if (arguments.length == 0 || kind.title().contains(arguments[0])) {
                print(measure(kind));
            }
        }
    }

    private static void print(List<Times> sizes) {
        for (Times times : sizes) {
            System.out.printf(
                    Locale.ROOT,
                    "%-26s %10d %10.2f %10d %10d%n",
                    times.graph(),
                    times.operations(),
                    times.warmMillis(),
                    times.coldMillis(),
                    times.plannedAgain());
        }
        Times first = sizes.getFirst();
        Times last = sizes.getLast();
        double exponent = Math.log(last.warmMillis() / first.warmMillis())
                / Math.log((double) last.operations() / first.operations());
        System.out.printf(Locale.ROOT, "%-26s exponent %.2f%n", first.graph(), exponent);
    }

    /**
     * Measures all kinds of graphs.
     *
     * @return their times, by kind and number of operations
     */
    public static List<Times> measure() throws IOException, InterruptedException {
        List<Times> all = new ArrayList<>();
        for (RecordedGraph kind : RecordedGraph.values()) {
            all.addAll(measure(kind));
        }
        return all;
    }

    private static List<Times> measure(RecordedGraph kind) throws IOException, InterruptedException {
        List<Times> sizes = new ArrayList<>();
        AtomicInteger number = new AtomicInteger(1);
        // all sizes first: what is compiled for one of them would else count for the smaller ones only
        for (int operations : OPERATIONS) {
            for (int run = 0; run < WARM_RUNS; run++) {
                nanos(kind, operations, number.getAndIncrement());
            }
        }
        for (int operations : OPERATIONS) {
            double[] nanos = new double[RUNS];
            for (int run = 0; run < RUNS; run++) {
                nanos[run] = nanos(kind, operations, number.getAndIncrement());
            }
            sizes.add(
                    new Times(kind.title(), operations, nanos, cold(kind, operations), plannedAgain(kind, operations)));
        }
        return sizes;
    }

    /** The time that a first computation takes longer than a second one of equal structure. */
    private static double nanos(RecordedGraph kind, int operations, int number) {
        long start = THREADS.getCurrentThreadCpuTime();
        compute(kind, operations, number);
        long planned = THREADS.getCurrentThreadCpuTime();
        compute(kind, operations, number);
        return planned - start - (THREADS.getCurrentThreadCpuTime() - planned);
    }

    private static void compute(RecordedGraph kind, int operations, int number) {
        Tensor x = RecordedGraph.distinct(RecordedGraph.input(1, RecordedGraph.SIZE, RecordedGraph.SIZE), number);
        Tensor.compute(kind.record(x, operations).toArray(Tensor[]::new));
    }

    /** How many graphs are planned for a program that was computed once before. */
    private static int plannedAgain(RecordedGraph kind, int operations) {
        compute(kind, operations, 0);
        AtomicInteger planned = new AtomicInteger();
        Dvm.shared().trace(text -> {
            if (text.contains("not seen before")) {
                planned.incrementAndGet();
            }
        });
        compute(kind, operations, 0);
        Dvm.shared().trace(null);
        return planned.get();
    }

    /** Milliseconds of processor time of a process that only computes the graph. */
    private static long cold(RecordedGraph kind, int operations) throws IOException, InterruptedException {
        String millis = ChildProcess.java(
                PlanningTimes.class, List.of(COLD, kind.name(), String.valueOf(operations)), Redirect.DISCARD);
        return Long.parseLong(millis.strip());
    }
}
