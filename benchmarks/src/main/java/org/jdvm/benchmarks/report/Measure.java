package org.jdvm.benchmarks.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jdvm.benchmarks.report.Group.Command;
import org.jdvm.benchmarks.report.Group.FreshMachines;
import org.jdvm.benchmarks.report.Group.Jmh;
import org.jdvm.benchmarks.report.Group.Program;
import org.jdvm.examples.encoder.ModelFiles;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures groups of benchmarks, all in one go, and writes the page about it. */
@CommandLine.Command(
        name = "measure",
        mixinStandardHelpOptions = true,
        description = "Runs benchmarks and writes docs/performance.md with tables and charts.",
        footerHeading = "%nGroups, with the minutes that quick and full settings take on two cores, PyTorch and JAX"
                + " included:%n")
public final class Measure implements Callable<Integer> {
    /** How long each choice of parameters is measured. */
    enum Mode {
        /** Once and in this process, to see whether it works; the figures mean nothing. */
        TRY(1, 0, 1, 1, 1, 1, 1, 1),
        /** For a first look: fewer sizes, short runs. */
        QUICK(Integer.MAX_VALUE, 1, 2, 400, 3, 200, 5, 50),
        /** For figures to keep. */
        FULL(Integer.MAX_VALUE, 1, 4, 500, 7, 300, 9, 150);

        /** How many of the values listed for a parameter are taken. */
        final int values;

        final int forks;
        final int warmups;
        final int warmupMillis;
        final int iterations;
        final int millis;
        /** How many iterations a case gets where one run goes through many. */
        final int caseIterations;

        final int caseMillis;

        Mode(
                int values,
                int forks,
                int warmups,
                int warmupMillis,
                int iterations,
                int millis,
                int caseIterations,
                int caseMillis) {
            this.values = values;
            this.forks = forks;
            this.warmups = warmups;
            this.warmupMillis = warmupMillis;
            this.iterations = iterations;
            this.millis = millis;
            this.caseIterations = caseIterations;
            this.caseMillis = caseMillis;
        }

        /** What programs are told. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isFull() {
            return this == FULL;
        }
    }

    /** How programs, in whatever language, say that they do without something. */
    static final String LEFT_OUT = "left out";

    @Option(names = "--root", description = "the project (default: ${DEFAULT-VALUE})", defaultValue = ".")
    private Path root = Path.of(".");

    @Option(names = "--docs", description = "where the page and the results go (default: docs of the project)")
    private Path docs = Path.of("");

    @Option(
            names = "--mode",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})",
            defaultValue = "QUICK")
    private Mode mode = Mode.QUICK;

    @Option(
            names = "--python",
            description = "a Python in which PyTorch or JAX may be installed (default: ${DEFAULT-VALUE})",
            defaultValue = "python3")
    private String python = "python3";

    @Option(names = "--page-only", description = "write the page from the results that are there")
    private boolean pageOnly;

    @Parameters(paramLabel = "GROUP", description = "what to measure (default: all groups)")
    private List<String> names = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandLine.Model.CommandSpec spec;

    /**
     * Runs the program.
     *
     * @param arguments options and names of groups
     */
    public static void main(String[] arguments) {
        CommandLine program = new CommandLine(new Measure()).setCaseInsensitiveEnumValuesAllowed(true);
        program.getCommandSpec()
                .usageMessage()
                .footer(Groups.ALL.stream()
                        .map(group -> "  %-10s %2d %3d  %s"
                                .formatted(
                                        group.name(),
                                        group.minutes().quick(),
                                        group.minutes().full(),
                                        group.title()))
                        .toArray(String[]::new));
        System.exit(program.execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> known = Groups.ALL.stream().map(Group::name).toList();
        if (!known.containsAll(names)) {
            names.removeAll(known);
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "no group is called %s; there are %s".formatted(names, known));
        }
        Path folder = docs.toString().isEmpty() ? root.resolve("docs") : docs;
        Report report = new Report(folder, Groups.ALL);
        Files.createDirectories(folder.resolve("performance"));
        PrintWriter out = spec.commandLine().getOut();
        for (Group group : pageOnly ? List.<Group>of() : Groups.ALL) {
            if (names.isEmpty() || names.contains(group.name())) {
                out.printf(
                        "%s: about %d minutes%n",
                        group.name(),
                        mode.isFull() ? group.minutes().full() : group.minutes().quick());
                out.flush();
                measure(group, report, out);
                report.write();
            }
        }
        report.write();
        return 0;
    }

    private void measure(Group group, Report report, PrintWriter out) throws IOException, InterruptedException {
        Path log = Files.createDirectories(root.resolve("target/measure")).resolve(group.name() + ".log");
        Files.deleteIfExists(log);
        Map<String, String> about = Machine.describe(root, mode.word());
        List<Result> results = new ArrayList<>();
        long start = System.nanoTime();
        for (Group.Source source : group.sources()) {
            switch (source) {
                case Jmh jmh -> results.addAll(new JmhRun(mode, log).run(jmh, out));
                case FreshMachines fresh ->
                    results.addAll(FreshTimes.parse(
                            output(java(fresh.mainClass(), mode.isFull() ? fresh.full() : fresh.quick()), log, out)));
                case Program program -> {
                    String text = output(java(program.mainClass().getName(), List.of(mode.word())), log, out);
                    results.addAll(results(text).results());
                }
                case Command command -> {
                    ResultFile other = run(command, log, out);
                    about.putAll(other.about());
                    results.addAll(other.results());
                }
            }
        }
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        about.put(Machine.TOOK, "%d:%02d minutes".formatted(seconds / 60, seconds % 60));
        out.printf("%s: done after %s%n", group.name(), about.get(Machine.TOOK));
        if (results.isEmpty()) {
            out.printf("%s: nothing was measured, see %s%n", group.name(), log);
        } else {
            Path file = report.file(group, about);
            Files.createDirectories(file.getParent());
            Files.writeString(file, new ResultFile(about, results).text());
        }
    }

    private ResultFile run(Command command, Path log, PrintWriter out) throws IOException, InterruptedException {
        List<String> words = Stream.of(
                        command.python() ? Stream.of(python) : Stream.<String>of(),
                        command.command().stream(),
                        Stream.of(mode.word()))
                .flatMap(part -> part)
                .toList();
        return results(output(words, log, out));
    }

    private static ResultFile results(String text) throws IOException {
        return text.isEmpty() ? new ResultFile(Map.of(), List.of()) : ResultFile.parse(text);
    }

    /** A class in a separate virtual machine. */
    private static List<String> java(String mainClass, List<String> arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path")));
        words.addAll(ModelFiles.options());
        words.add(mainClass);
        words.addAll(arguments);
        return words;
    }

    /**
     * What a program prints; nothing, and a word about it, if it cannot be run or fails. What it says itself about things that it has
     * left out is shown.
     */
    private String output(List<String> words, Path log, PrintWriter out) throws IOException, InterruptedException {
        try {
            int before = lines(log).size();
            Process process = new ProcessBuilder(words)
                    .directory(root.toFile())
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            lines(log).stream()
                    .skip(before)
                    .filter(line -> line.contains(LEFT_OUT))
                    .forEach(out::println);
            if (status == 0) {
                return text;
            }
            out.printf(
                    "%s: %s, see %s%n", String.join(" ", words.subList(words.size() - 3, words.size())), LEFT_OUT, log);
        } catch (IOException e) {
            out.printf("%s: %s: %s%n", words.getFirst(), LEFT_OUT, e.getMessage());
        }
        return "";
    }

    private static List<String> lines(Path log) throws IOException {
        return Files.exists(log)
                ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                        .lines()
                        .toList()
                : List.of();
    }
}
