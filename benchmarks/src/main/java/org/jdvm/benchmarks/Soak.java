package org.jdvm.benchmarks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdvm.benchmarks.SoakWork.Outcome;

/**
 * Runs native tiles under load with each garbage collector: many threads compute products of 8-bit integers and quantised layers of random sizes in a fresh virtual machine, and
 * compare all results with those of Java code. The same load without native tiles shows what they change about pauses.
 *
 * <p>Options: {@code --minutes N}, in all (10), and {@code --threads N} (24). Ends with status 1 if a value is wrong or a virtual machine crashes.
 */
public final class Soak {
    private static final String USAGE = "usage: ./jdvm soak [--minutes N] [--threads N]";

    /** Collectors of the virtual machine; those that it lacks are left out. */
    enum Collector {
        G1,
        PARALLEL("Parallel"),
        SERIAL("Serial"),
        ZGC("Z"),
        SHENANDOAH("Shenandoah");

        private final String name;

        Collector() {
            name = name();
        }

        Collector(String name) {
            this.name = name;
        }

        private String option() {
            return "-XX:+Use" + name + "GC";
        }

        /** {@return whether this virtual machine has it} */
        boolean isThere() throws IOException, InterruptedException {
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            Process process = new ProcessBuilder(java, option(), "-version")
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private Soak() {}

    /**
     * Runs all collectors.
     *
     * @param arguments see above
     */
    @SuppressWarnings("SystemOut") // this is how a program says it
    public static void main(String[] arguments) throws IOException, InterruptedException {
        double minutes = 10;
        int threads = 24;
        if (arguments.length % 2 != 0) {
            refuse("the last option has no number");
        }
        for (int i = 0; i < arguments.length; i += 2) {
            try {
                switch (arguments[i]) {
                    case "--minutes" -> minutes = Double.parseDouble(arguments[i + 1]);
                    case "--threads" -> threads = Integer.parseInt(arguments[i + 1]);
                    default -> refuse("there is no option " + arguments[i]);
                }
            } catch (NumberFormatException _) {
                refuse("%s takes a number, not '%s'".formatted(arguments[i], arguments[i + 1]));
            }
        }
        if (!(minutes > 0) || threads < 1) {
            refuse("minutes and threads are more than 0");
        }
        List<Collector> collectors = new ArrayList<>();
        for (Collector collector : Collector.values()) {
            if (collector.isThere()) {
                collectors.add(collector);
            }
        }
        double seconds = 60 * minutes / (2 * collectors.size());
        System.out.printf(
                Locale.ROOT, "%d threads, %.0f s for each line; times in ms%n%s%n", threads, seconds, heading());
        boolean isGood = true;
        for (Collector collector : collectors) {
            for (boolean isNative : new boolean[] {true, false}) {
                Optional<Outcome> outcome = run(collector, isNative, seconds, threads);
                System.out.println(line(collector, isNative, outcome));
                isGood &= outcome.isPresent() && outcome.get().wrong() == 0;
            }
        }
        if (!isGood) {
            System.exit(1);
        }
    }

    @SuppressWarnings("SystemOut") // this is how a program says it
    private static void refuse(String what) {
        System.err.println("jdvm: " + what + "\n" + USAGE);
        System.exit(2);
    }

    /**
     * Runs a virtual machine.
     *
     * @return what it did; empty if it crashed
     */
    static Optional<Outcome> run(Collector collector, boolean isNative, double seconds, int threads)
            throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(List.of(collector.option(), "-Xmx2g"));
        if (!isNative) {
            options.add("-Djdvm.nativeTiles=off");
        }
        try {
            String printed =
                    ChildProcess.java(options, SoakWork.class, List.of("" + seconds, "" + threads), Redirect.INHERIT);
            return Optional.of(Outcome.parse(printed));
        } catch (IllegalStateException _) {
            return Optional.empty();
        }
    }

    private static String heading() {
        return "%-10s %-13s %8s %6s %8s  %8s %8s %8s %12s"
                .formatted(
                        "collector",
                        "products by",
                        "calls",
                        "wrong",
                        "crashed",
                        "pauses",
                        "longest",
                        "p99",
                        "to safepoint");
    }

    private static String line(Collector collector, boolean isNative, Optional<Outcome> outcome) {
        String asked = isNative ? "native tiles" : "Java code";
        return outcome.map(each -> String.format(
                        Locale.ROOT,
                        "%-10s %-13s %8d %6d %8s  %8d %8.2f %8.2f %12.2f",
                        collector,
                        isNative && !each.isNative() ? "no tiles here" : asked,
                        each.calls(),
                        each.wrong(),
                        "no",
                        each.pauses().count(),
                        each.pauses().longest(),
                        each.pauses().percentile99(),
                        each.pauses().longestWait()))
                .orElseGet(() -> "%-10s %-13s %8s %6s %8s".formatted(collector, asked, "", "", "yes"));
    }
}
