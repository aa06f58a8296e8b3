package org.jdvm.benchmarks.report;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jdvm.Tensor;
import org.jdvm.benchmarks.ChildProcess;
import org.jdvm.benchmarks.MixedLengthsBenchmark;
import org.jdvm.benchmarks.peer.OnnxFile;

/**
 * Measures text encoders with products of 8-bit integers in jdvm and in ONNX Runtime, in turns within a fresh virtual machine for each model and number of threads.
 * In a batch jdvm runs texts of the same length together, as {@code Embedder} does; ONNX Runtime runs all at the length of the longest.
 */
public final class IntegerModels {
    private static final int[] TOKENS = {1, 8, 16, 32, 64, 128, 256, 512};
    private static final int BATCH = 32;

    private IntegerModels() {}

    /** What one call computes. */
    @FunctionalInterface
    private interface Work {
        void run() throws OrtException;
    }

    /**
     * Work in both engines.
     *
     * @param what the name of its results
     * @param params the parameters of these
     * @param ways by engine
     */
    private record Case(String what, Map<String, String> params, Map<String, Runnable> ways) {
        static Case of(String what, Map<String, String> params, Work jdvm, Work other) {
            Map<String, Runnable> ways = new LinkedHashMap<>();
            ways.put("jdvm", unchecked(jdvm));
            ways.put("onnxruntime", unchecked(other));
            return new Case(what, params, ways);
        }
    }

    /**
     * Measures, or is one of the measured processes.
     *
     * @param arguments the mode, {@code try}, {@code quick} or {@code full}; or a mode, the name of a model, its file and the number of threads
     */
    @SuppressWarnings("SystemOut") // the results are what it prints
    public static void main(String[] arguments) throws IOException, InterruptedException, OrtException {
        List<Result> results = arguments.length == 1
                ? measure(arguments[0])
                : measure(arguments[0], arguments[1], Path.of(arguments[2]), Integer.parseInt(arguments[3]));
        System.out.print(new ResultFile(Map.of(), results).text());
    }

    private static List<Result> measure(String mode) throws IOException, InterruptedException {
        List<Result> results = new ArrayList<>();
        try (UnpackedModels models = new UnpackedModels()) {
            for (OnnxFile model : OnnxFile.QUANTISED_TEXTS) {
                Path file = models.unpack(model);
                if (file == null) {
                    continue;
                }
                for (int threads = 1; threads <= 2; threads++) {
                    String printed = ChildProcess.java(
                            List.of("-XX:ActiveProcessorCount=" + threads, "-XX:+UseParallelGC"),
                            IntegerModels.class,
                            List.of(mode, model.name(), file.toString(), "" + threads),
                            Redirect.INHERIT);
                    results.addAll(ResultFile.parse(printed).results());
                }
            }
        }
        return results;
    }

    private static List<Result> measure(String mode, String name, Path file, int threads)
            throws IOException, OrtException {
        String described = OnnxFile.describe(file);
        List<Case> cases = new ArrayList<>();
        List<Result> results = new ArrayList<>();
        List<long[]> mixed = MixedLengthsBenchmark.texts();
        InTurns.Effort effort = InTurns.Effort.of(mode);
        try (OnnxFile.Runner jdvm = OnnxFile.open("jdvm", file, threads);
                OnnxFile.Runner other = OnnxFile.open("onnxruntime", file, threads)) {
            Map<String, String> params = Map.of("model", name, "threads", "" + threads);
            for (int tokens : TOKENS) {
                long[] text = new Random(tokens).longs(tokens, 1000, 30_000).toArray();
                Map<String, Tensor> inputs = OnnxFile.texts(described, List.of(text));
                Map<String, String> sized = new TreeMap<>(params);
                sized.put("tokens", "" + tokens);
                cases.add(Case.of("tokens", sized, () -> jdvm.run(inputs), () -> other.run(inputs)));
            }
            List<Map<String, Tensor>> texts = mixed.stream()
                    .map(text -> OnnxFile.texts(described, List.of(text)))
                    .toList();
            cases.add(Case.of("stream", params, () -> run(jdvm, texts), () -> run(other, texts)));
            List<long[]> batch = mixed.subList(0, BATCH);
            Map<Integer, List<long[]>> byLength = new TreeMap<>();
            batch.forEach(text -> byLength.computeIfAbsent(text.length, _ -> new ArrayList<>())
                    .add(text));
            List<Map<String, Tensor>> groups = byLength.values().stream()
                    .map(group -> OnnxFile.texts(described, group))
                    .toList();
            Map<String, Tensor> padded = OnnxFile.texts(described, batch);
            cases.add(Case.of("batch", params, () -> run(jdvm, groups), () -> other.run(padded)));
            InTurns.warmUp(
                    cases.stream().flatMap(each -> each.ways.values().stream()).toList(), effort);
            for (Case each : cases) {
                InTurns.measure(each.ways, effort)
                        .forEach((engine, times) ->
                                results.add(new Result("IntegerModels." + each.what, each.params, "us/op", times)
                                        .with("engine", engine)));
            }
        }
        return results;
    }

    private static void run(OnnxFile.Runner runner, List<Map<String, Tensor>> all) throws OrtException {
        for (Map<String, Tensor> inputs : all) {
            runner.run(inputs);
        }
    }

    private static Runnable unchecked(Work work) {
        return () -> {
            try {
                work.run();
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        };
    }
}
