package org.jdvm.benchmarks.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdvm.benchmarks.report.Group.Jmh;
import org.jdvm.benchmarks.report.Group.Setting;
import org.jdvm.benchmarks.report.Turns.OneByOne;
import org.jdvm.benchmarks.report.Turns.RoundAndRound;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs benchmarks of this module and takes their samples. */
record JmhRun(Measure.Mode mode, Path log) {
    /** How many iterations, and how long they are. */
    private record Pace(int warmups, int warmupMillis, int iterations, int millis) {}

    /** What they give; choices of parameters that fail are left out, with a word about it in the log. */
    List<Result> run(Jmh jmh, PrintWriter out) throws IOException {
        Path part = Files.createTempFile("jmh", ".log");
        Optional<Turns> turns = jmh.turns().map(all -> all.first(mode.values));
        Pace pace = turns.map(this::pace)
                .orElseGet(() -> new Pace(
                        mode.warmups * jmh.warmup(), mode.warmupMillis, mode.iterations * jmh.samples(), mode.millis));
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("\\." + Pattern.quote(jmh.benchmark())
                        + (jmh.benchmark().contains(".") ? "$" : "\\."))
                .forks(mode.forks)
                // What is measured is the steady state: without the time in which scalar routines replace vector
                // code.
                .jvmArgsPrepend(
                        Stream.concat(Stream.of("-Djdvm.routines=vector"), jmh.setting().map(Setting::option).stream())
                                .filter(option -> !option.isEmpty())
                                .toArray(String[]::new))
                .warmupIterations(pace.warmups)
                .warmupTime(TimeValue.milliseconds(pace.warmupMillis))
                .measurementIterations(pace.iterations)
                .measurementTime(TimeValue.milliseconds(pace.millis))
                .output(part.toString());
        (mode.isFull() ? jmh.full() : jmh.quick())
                .forEach((name, values) ->
                        options.param(name, values.stream().limit(mode.values).toArray(String[]::new)));
        turns.ifPresent(all -> options.param(all.parameter(), all.value()));
        List<Result> results = new ArrayList<>();
        try {
            for (RunResult result : new Runner(options.build()).run()) {
                turns.map(primary(result)::dealOut).orElseGet(() -> all(result)).stream()
                        .map(each -> jmh.setting()
                                .map(setting -> each.with(setting.parameter(), setting.value()))
                                .orElse(each))
                        .forEach(results::add);
            }
        } catch (NoBenchmarksException e) {
            out.printf("%s: there is no such benchmark%n", jmh.benchmark());
        } catch (RunnerException e) {
            out.printf("%s: failed: %s%n", jmh.benchmark(), e.getMessage());
        } finally {
            Files.write(log, Files.readAllBytes(part), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            Files.delete(part);
        }
        return results;
    }

    /** Runs with turns bring themselves to a steady state. */
    private Pace pace(Turns turns) {
        int count = turns.choices().size();
        return switch (turns) {
            // They should change between what they compare often.
            case RoundAndRound _ ->
                new Pace(count, mode.warmupMillis / 2, 2 * mode.iterations * count, Math.max(1, mode.millis / 2));
            case OneByOne _ -> new Pace(1, mode.caseMillis, mode.caseIterations * count, mode.caseMillis);
        };
    }

    private static Result primary(RunResult run) {
        return result(run, run.getPrimaryResult().getLabel(), IterationResult::getPrimaryResult);
    }

    /** The times of the method, and what else the benchmark counted: further times, in the same unit. */
    private static List<Result> all(RunResult run) {
        List<Result> results = new ArrayList<>(List.of(primary(run)));
        for (String name : run.getSecondaryResults().keySet()) {
            results.add(result(
                    run, name, iteration -> iteration.getSecondaryResults().get(name)));
        }
        return results;
    }

    private static Result result(
            RunResult run, String method, Function<IterationResult, org.openjdk.jmh.results.Result<?>> sample) {
        BenchmarkParams params = run.getParams();
        String[] names = params.getBenchmark().split("\\.");
        Map<String, String> values = new HashMap<>();
        params.getParamsKeys().forEach(key -> values.put(key, params.getParam(key)));
        List<Double> samples = new ArrayList<>();
        for (BenchmarkResult fork : run.getBenchmarkResults()) {
            fork.getIterationResults().forEach(i -> samples.add(sample.apply(i).getScore()));
        }
        return new Result(
                names[names.length - 2] + "." + method,
                values,
                run.getPrimaryResult().getScoreUnit(),
                samples);
    }
}
