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
import java.util.regex.Pattern;
import org.jdvm.benchmarks.report.Group.Jmh;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs benchmarks of this module and takes their samples. */
record JmhRun(Measure.Mode mode, Path log) {
    /** What they give; choices of parameters that fail are left out, with a word about it in the log. */
    List<Result> run(Jmh jmh, PrintWriter out) throws IOException {
        Path part = Files.createTempFile("jmh", ".log");
        int turns = jmh.turns().map(turn -> turn.values().size()).orElse(1);
        // Runs with turns bring themselves to a steady state, and should change between what they compare often.
        int warmups = turns > 1 ? turns : mode.warmups * jmh.warmup();
        int parts = turns > 1 ? 2 : 1;
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("\\." + Pattern.quote(jmh.benchmark())
                        + (jmh.benchmark().contains(".") ? "$" : "\\."))
                .forks(mode.forks)
                // What is measured is the steady state: without the time in which scalar routines stand in for vector
                // code.
                .jvmArgsPrepend("-Djdvm.routines=vector")
                .warmupIterations(warmups)
                .warmupTime(TimeValue.milliseconds(mode.warmupMillis / parts))
                .measurementIterations(mode.iterations * turns * parts)
                .measurementTime(TimeValue.milliseconds(Math.max(1, mode.millis / parts)))
                .output(part.toString());
        (mode.isFull() ? jmh.full() : jmh.quick())
                .forEach((name, values) ->
                        options.param(name, values.stream().limit(mode.values).toArray(String[]::new)));
        List<Result> results = new ArrayList<>();
        try {
            for (RunResult result : new Runner(options.build()).run()) {
                Result all = result(result);
                results.addAll(jmh.turns().map(all::dealOut).orElse(List.of(all)));
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

    private static Result result(RunResult run) {
        BenchmarkParams params = run.getParams();
        String[] names = params.getBenchmark().split("\\.");
        Map<String, String> values = new HashMap<>();
        params.getParamsKeys().forEach(key -> values.put(key, params.getParam(key)));
        List<Double> samples = new ArrayList<>();
        for (BenchmarkResult fork : run.getBenchmarkResults()) {
            fork.getIterationResults()
                    .forEach(i -> samples.add(i.getPrimaryResult().getScore()));
        }
        return new Result(
                names[names.length - 2] + "." + names[names.length - 1],
                values,
                run.getPrimaryResult().getScoreUnit(),
                samples);
    }
}
