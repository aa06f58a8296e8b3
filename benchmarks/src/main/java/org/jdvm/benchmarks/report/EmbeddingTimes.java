package org.jdvm.benchmarks.report;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jdvm.benchmarks.ChildProcess;
import org.jdvm.benchmarks.peer.OnnxFile;
import org.jdvm.benchmarks.peer.TextEmbedding;
import org.jdvm.examples.text.MixedTexts;

/**
 * Measures what turns texts into vectors, tokenizer and encoder together, in jdvm and with ONNX Runtime: the jars, and in fresh virtual machines the time
 * to the first vector, memory after numbers of texts, and texts a second.
 */
public final class EmbeddingTimes {
    /** The heap a server would give it. */
    static final String HEAP = "-Xmx512m";

    private static final long SEED = 1;
    private static final int LIST = 1000;

    /** For each engine a class of each jar that an application adds; by name, for some are there only at run time. */
    private static final Map<String, List<String>> JARS = new TreeMap<>(Map.of(
            "jdvm",
            List.of(
                    "org.jdvm.annotations.Operator",
                    "org.jdvm.Dvm",
                    "org.jdvm.onnx.OnnxModel",
                    "org.jdvm.embeddings.Embedder",
                    "org.jdvm.asm.AsmSectionCompiler",
                    "com.fasterxml.jackson.core.JsonFactory",
                    "org.objectweb.asm.Opcodes"),
            "onnxruntime",
            List.of(
                    "ai.onnxruntime.OrtEnvironment",
                    "ai.djl.huggingface.tokenizers.HuggingFaceTokenizer",
                    "ai.djl.Device")));

    private EmbeddingTimes() {}

    /**
     * What is measured.
     *
     * @param models names of the models
     * @param starts processes whose first vector is timed
     * @param texts numbers of texts with one thread and with two: memory is read after each, and texts between the last two are timed
     */
    private record Effort(List<String> models, int starts, List<List<Integer>> texts) {
        static Effort of(String mode) {
            return switch (mode) {
                case "try" -> new Effort(List.of("all-minilm-l6-v2"), 1, List.of(List.of(5, 10), List.of(5, 10)));
                case "quick" ->
                    new Effort(
                            List.of("all-minilm-l6-v2"), 5, List.of(List.of(1000, 3000), List.of(100, 1000, 10_000)));
                default ->
                    new Effort(
                            List.of("all-minilm-l6-v2", "bge-small-en-v15"),
                            9,
                            List.of(List.of(100, 1000, 10_000), List.of(100, 1000, 10_000)));
            };
        }
    }

    /**
     * Measures, or is one of the measured processes.
     *
     * @param arguments the mode, {@code try}, {@code quick} or {@code full}; or the time in milliseconds at which the process was started, an
     *     engine, files of a model and its tokenizer, the number of threads, and numbers of texts, none for a single text
     */
    @SuppressWarnings("SystemOut") // the results are what it prints
    public static void main(String[] arguments) throws IOException, InterruptedException, OrtException {
        if (arguments.length == 1) {
            System.out.print(new ResultFile(Map.of(), measure(Effort.of(arguments[0]))).text());
            return;
        }
        try (TextEmbedding embedding = TextEmbedding.open(
                arguments[1], Path.of(arguments[2]), Path.of(arguments[3]), Integer.parseInt(arguments[4]))) {
            if (arguments.length == 5) {
                embedding.embed(List.of(MixedTexts.text(SEED, 0)));
                System.out.println("first " + (System.currentTimeMillis() - Long.parseLong(arguments[0])));
            } else {
                many(
                        embedding,
                        Stream.of(arguments).skip(5).map(Integer::valueOf).toList());
            }
        }
    }

    /** Prints memory after numbers of texts, and how long those after the last but one took. */
    @SuppressWarnings("SystemOut") // the process that started this one reads it
    private static void many(TextEmbedding embedding, List<Integer> counts) throws IOException, OrtException {
        int done = 0;
        for (int count : counts) {
            long start = System.nanoTime();
            int before = done;
            while (done < count) {
                int end = Math.min(done + LIST, count);
                embedding.embed(LongStream.range(done, end)
                        .mapToObj(number -> MixedTexts.text(SEED, number))
                        .toList());
                done = end;
            }
            double seconds = (System.nanoTime() - start) * 1e-9;
            // Before a collection gives memory back to the system.
            ProcessMemory.resident().ifPresent(bytes -> System.out.println("resident/" + count + " " + bytes / 1e6));
            System.out.println("live-heap/" + count + " " + ProcessMemory.live() / 1e6);
            if (count == counts.getLast()) {
                System.out.println("rate " + (count - before) / seconds);
            }
        }
    }

    @SuppressWarnings("SystemOut") // this is how a program says it
    private static List<Result> measure(Effort effort) throws IOException, InterruptedException {
        List<Result> results = new ArrayList<>(jars());
        Path folder = Files.createTempDirectory("embedding-models");
        try {
            for (String name : effort.models()) {
                OnnxFile model = OnnxFile.named(name);
                Path file = model.unpack(folder);
                Path tokenizer = model.unpackTokenizer(folder);
                if (file == null || tokenizer == null) {
                    System.err.printf("%s: %s; fetch it with %s%n", name, Measure.LEFT_OUT, model.fetch());
                    continue;
                }
                for (int threads = 1; threads <= 2; threads++) {
                    List<String> texts = effort.texts().get(threads - 1).stream()
                            .map(String::valueOf)
                            .toList();
                    for (String engine : JARS.keySet()) {
                        Case one = new Case(name, engine, threads, file, tokenizer);
                        results.addAll(one.starts(effort.starts()));
                        results.addAll(one.texts(texts));
                    }
                }
            }
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        return results;
    }

    /** The sizes of jars, each and together. */
    @SuppressWarnings("SystemOut") // this is how a program says it
    private static List<Result> jars() throws IOException {
        List<Result> results = new ArrayList<>();
        for (Map.Entry<String, List<String>> engine : JARS.entrySet()) {
            long all = 0;
            for (String one : engine.getValue()) {
                Path jar = location(one);
                if (!Files.isRegularFile(jar)) {
                    System.err.printf("size of %s: %s, it is no jar%n", jar, Measure.LEFT_OUT);
                    return List.of();
                }
                String name = jar.getFileName().toString().replaceAll("-\\d.*", "");
                results.add(jar(engine.getKey(), name, Files.size(jar)));
                all += Files.size(jar);
            }
            results.add(jar(engine.getKey(), "all", all));
        }
        return results;
    }

    private static Result jar(String engine, String name, long bytes) {
        return new Result("EmbeddingTimes.jars", Map.of("engine", engine, "jar", name), "MB", List.of(bytes / 1e6));
    }

    private static Path location(String one) throws IOException {
        try {
            return Path.of(Class.forName(one, false, EmbeddingTimes.class.getClassLoader())
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** A model with an engine and a number of threads. */
    private record Case(String model, String engine, int threads, Path file, Path tokenizer) {
        private Map<String, String> output(List<String> texts) throws IOException, InterruptedException {
            List<String> arguments = new ArrayList<>(List.of(
                    Long.toString(System.currentTimeMillis()),
                    engine,
                    file.toString(),
                    tokenizer.toString(),
                    Integer.toString(threads)));
            arguments.addAll(texts);
            String output = ChildProcess.java(
                    List.of("-XX:ActiveProcessorCount=" + threads, HEAP),
                    EmbeddingTimes.class,
                    arguments,
                    Redirect.INHERIT);
            return output.lines()
                    .map(line -> line.split(" "))
                    .collect(Collectors.toMap(words -> words[0], words -> words[1], (_, last) -> last, TreeMap::new));
        }

        private Result result(String method, Map<String, String> more, String unit, List<Double> samples) {
            Map<String, String> params = new TreeMap<>(more);
            params.putAll(Map.of("model", model, "engine", engine, "threads", Integer.toString(threads)));
            return new Result("EmbeddingTimes." + method, params, unit, samples);
        }

        List<Result> starts(int processes) throws IOException, InterruptedException {
            List<Double> samples = new ArrayList<>();
            for (int i = 0; i < processes; i++) {
                samples.add(Double.valueOf(output(List.of()).get("first")));
            }
            return List.of(result("first", Map.of(), "ms/op", samples));
        }

        List<Result> texts(List<String> counts) throws IOException, InterruptedException {
            List<Result> results = new ArrayList<>();
            Map<String, String> found = output(counts);
            for (String count : counts) {
                for (String memory : List.of("resident", "live-heap")) {
                    String megabytes = found.get(memory + "/" + count);
                    if (megabytes != null) {
                        Map<String, String> what = Map.of("memory", memory.replace('-', ' '), "texts", count);
                        results.add(result("memory", what, "MB", List.of(Double.valueOf(megabytes))));
                    }
                }
            }
            double rate = Double.parseDouble(found.get("rate"));
            results.add(result("text", Map.of(), "ms/op", List.of(1e3 / rate)));
            results.add(result("rate", Map.of(), "texts/s", List.of(rate)));
            return results;
        }
    }
}
