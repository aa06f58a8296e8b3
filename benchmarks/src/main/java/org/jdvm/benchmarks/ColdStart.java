package org.jdvm.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Random;
import org.jdvm.Dvm;
import org.jdvm.OperatorTemplate;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.examples.encoder.ModelFiles;
import org.jdvm.examples.encoder.Pooling;
import org.jdvm.examples.encoder.SentenceEncoder;
import org.jdvm.examples.encoder.WeightPrecision;
import org.jspecify.annotations.Nullable;

/**
 * Measures fresh virtual machines: the time from their start to the 1st, 10th, 100th and 1000th answer of one operator, of the same one if
 * the build had left its plan to the first call ({@code planned}), and of the sentence encoder, with and without a cache of classes and
 * profiles made ahead of time. Each line is the median of several processes, which take turns.
 *
 * <p>Arguments: how many processes of each kind (5), and the number of texts for the encoder (1000).
 */
public final class ColdStart {
    private static final String STARTED = "jdvm.benchmark.started";
    private static final int CALLS = 1000;
    private static final List<Integer> SHOWN = List.of(1, 10, 100, 1000);

    private ColdStart() {}

    /**
     * Measures, or is one of the measured processes.
     *
     * @param arguments see above
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        String started = System.getProperty(STARTED);
        if (started == null) {
            int processes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
            String texts = arguments.length > 1 ? arguments[1] : "1000";
            measure(processes, "operator", "");
            measure(processes, "planned", layerNorm().graph());
            measure(processes, "encoder", texts);
            return;
        }
        Times times = new Times(Long.parseLong(started));
        times.add("main");
        switch (arguments[0]) {
            case "operator" -> operator(times, null);
            case "planned" -> operator(times, arguments[1]);
            default -> encoder(times, Integer.parseInt(arguments[1]));
        }
        times.print();
    }

    private static OperatorTemplate layerNorm() {
        return NormsOperators.templates().stream()
                .filter(template -> template.name().equals("layerNorm"))
                .findFirst()
                .orElseThrow();
    }

    /** Calls the operator with the plan that the build made, or one that is planned from the text of a graph. */
    private static void operator(Times times, @Nullable String graph) {
        Dvm dvm = Dvm.shared();
        Tensor[] arguments = {
            Tensor.zeros(DType.F32, 37, 384), Tensor.zeros(DType.F32, 384), Tensor.zeros(DType.F32, 384)
        };
        double[] eps = {1e-5};
        times.add("set up");
        OperatorTemplate template = graph == null ? layerNorm() : OperatorTemplate.parse(graph);
        for (int i = 1; i <= CALLS; i++) {
            template.call(dvm, arguments, eps);
            times.addAnswer(i);
        }
    }

    private static void encoder(Times times, int texts) {
        try (SentenceEncoder encoder = SentenceEncoder.open(
                ModelFiles.bundled(), OptionalInt.empty(), WeightPrecision.F32, Pooling.MEAN, warning -> {})) {
            times.add("model read");
            Random random = new Random(1);
            for (int i = 1; i <= texts; i++) {
                encoder.embed("cold start ".repeat(4 + random.nextInt(8)));
                times.addAnswer(i);
            }
        }
    }

    private static void measure(int processes, String what, String argument) throws IOException, InterruptedException {
        Path cache = Files.createTempFile("jdvm-cold-start", ".aot");
        try {
            run(what, argument, "-XX:AOTCacheOutput=" + cache);
            List<List<String>> plain = new ArrayList<>();
            List<List<String>> cached = new ArrayList<>();
            for (int i = 0; i < processes; i++) {
                plain.add(run(what, argument, "-Xshare:auto"));
                cached.add(run(what, argument, "-XX:AOTCache=" + cache));
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s, ms from the start of the JVM, medians of %d processes:%n%-20s %10s %10s%n",
                    what,
                    processes,
                    "",
                    "plain",
                    "AOT cache");
            for (int line = 0; line < plain.getFirst().size(); line++) {
                String label = plain.getFirst().get(line).split("\t", 2)[0];
                System.out.printf(
                        Locale.ROOT, "%-20s %10.1f %10.1f%n", label, median(plain, line), median(cached, line));
            }
        } finally {
            Files.deleteIfExists(cache);
        }
    }

    private static double median(List<List<String>> runs, int line) {
        List<Double> values = new ArrayList<>();
        for (List<String> run : runs) {
            values.add(Double.parseDouble(run.get(line).split("\t", 2)[1]));
        }
        Collections.sort(values);
        return values.get(values.size() / 2);
    }

    private static List<String> run(String what, String argument, String option)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseParallelGC",
                option));
        command.addAll(ModelFiles.options());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("-D" + STARTED + "=" + microsNow());
        command.addAll(Arrays.asList(ColdStart.class.getName(), what, argument));
        return ChildProcess.output(command)
                .lines()
                .filter(line -> line.contains("\t"))
                .toList();
    }

    /** Microseconds of the clock that all processes share. */
    private static long microsNow() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
    }

    /** Moments since the start. Nothing is formatted before the end: that would load more classes than an operator does. */
    private static final class Times {
        private final long start;
        private final List<String> labels = new ArrayList<>();
        private final List<Long> micros = new ArrayList<>();

        Times(long start) {
            this.start = start;
        }

        void add(String label) {
            labels.add(label);
            micros.add(microsNow() - start);
        }

        void addAnswer(int number) {
            if (SHOWN.contains(number)) {
                add("answer ".concat(Integer.toString(number)));
            }
        }

        void print() {
            for (int i = 0; i < labels.size(); i++) {
                System.out.println(labels.get(i) + "\t" + micros.get(i) * 1e-3);
            }
        }
    }
}
