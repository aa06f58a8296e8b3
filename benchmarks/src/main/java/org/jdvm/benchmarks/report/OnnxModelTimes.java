package org.jdvm.benchmarks.report;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdvm.Tensor;
import org.jdvm.benchmarks.ChildProcess;
import org.jdvm.benchmarks.peer.OnnxFile;

/**
 * Measures models of ONNX files in jdvm and in ONNX Runtime, each in fresh virtual machines with one processor and with two: how long it takes from
 * the file to the first result, a call with the sizes of the one before, a call with new sizes, and how much memory is held.
 */
public final class OnnxModelTimes {
    /** Sizes that are new: the last one of a shape grows by a step for each call. */
    private static final int NEW_SIZES = 16;

    /** How many shapes of each model a quick look takes. */
    private static final int QUICK_SHAPES = 2;

    private OnnxModelTimes() {}

    /** How long each part takes: the first shape waits for compiled code longer than those after it. */
    private record Effort(long firstWarmUpMillis, long warmUpMillis, long measureMillis) {
        static Effort of(String mode) {
            return switch (mode) {
                case "try" -> new Effort(200, 200, 200);
                case "quick" -> new Effort(10_000, 5_000, 2_000);
                default -> new Effort(14_000, 3_000, 2_000);
            };
        }
    }

    /**
     * Measures, or is one of the measured processes.
     *
     * @param arguments the mode, {@code try}, {@code quick} or {@code full}; or an engine, a file, its inputs, the number of threads, a
     *     mode, and the shapes
     */
    @SuppressWarnings("SystemOut") // the results are what it prints
    public static void main(String[] arguments) throws IOException, InterruptedException, OrtException {
        if (arguments.length == 1) {
            System.out.print(new ResultFile(Map.of(), measure(arguments[0])).text());
        } else {
            measure(
                    arguments[0],
                    Path.of(arguments[1]),
                    arguments[2],
                    Integer.parseInt(arguments[3]),
                    Effort.of(arguments[4]),
                    List.of(arguments).subList(5, arguments.length));
        }
    }

    private static List<Result> measure(String mode) throws IOException, InterruptedException {
        List<Result> results = new ArrayList<>();
        boolean isFull = mode.equals("full");
        try (UnpackedModels models = new UnpackedModels()) {
            for (OnnxFile each : isFull ? OnnxFile.ALL : OnnxFile.ONE_OF_EACH_KIND) {
                OnnxFile model = isFull ? each : each.withShapes(QUICK_SHAPES);
                Path file = models.unpack(model);
                if (file == null) {
                    continue;
                }
                for (int threads = 1; threads <= 2; threads++) {
                    for (String engine : List.of("jdvm", "onnxruntime")) {
                        measure(model, file, engine, threads, mode, results);
                    }
                }
                Files.delete(file);
            }
        }
        return results;
    }

    private static void measure(
            OnnxFile model, Path file, String engine, int threads, String mode, List<Result> results)
            throws IOException, InterruptedException {
        Map<String, List<Double>> samples = new TreeMap<>();
        List<String> arguments =
                new ArrayList<>(List.of(engine, file.toString(), OnnxFile.describe(file), "" + threads, mode));
        model.shapes().forEach(shape -> arguments.add(text(shape)));
        String output = ChildProcess.java(
                List.of("-XX:ActiveProcessorCount=" + threads, "-XX:+UseParallelGC"),
                OnnxModelTimes.class,
                arguments,
                Redirect.INHERIT);
        output.lines()
                .map(line -> line.split(" "))
                .forEach(words -> samples.computeIfAbsent(words[0] + " " + words[1], _ -> new ArrayList<>())
                        .add(Double.valueOf(words[2])));
        samples.forEach((key, values) -> {
            String[] words = key.split(" ");
            boolean isMemory = words[0].equals("memory");
            Map<String, String> params = Map.of(
                    "model",
                    model.name(),
                    isMemory ? "memory" : "shape",
                    words[1],
                    "engine",
                    engine,
                    "threads",
                    "" + threads);
            results.add(new Result("OnnxModelTimes." + words[0], params, isMemory ? "MB" : "ms/op", values));
        });
    }

    private static String text(List<Integer> shape) {
        return shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
    }

    private static List<Integer> shape(String text) {
        return Stream.of(text.split("x")).map(Integer::valueOf).toList();
    }

    private static void measure(
            String engine, Path file, String described, int threads, Effort effort, List<String> shapes)
            throws IOException, OrtException {
        Map<String, Tensor> inputs = OnnxFile.inputs(described, shape(shapes.getFirst()));
        long start = System.nanoTime();
        try (OnnxFile.Runner runner = OnnxFile.open(engine, file, threads)) {
            print("read", shapes.getFirst(), System.nanoTime() - start);
            runner.run(inputs);
            print("first", shapes.getFirst(), System.nanoTime() - start);
            for (String text : shapes) {
                List<Integer> shape = shape(text);
                Map<String, Tensor> sized = OnnxFile.inputs(described, shape);
                boolean isFirst = text.equals(shapes.getFirst());
                median(runner, sized, isFirst ? effort.firstWarmUpMillis() : effort.warmUpMillis());
                print("again", text, median(runner, sized, effort.measureMillis()));
                List<Double> fresh = new ArrayList<>();
                for (int i = 1; i <= NEW_SIZES; i++) {
                    List<Integer> larger = new ArrayList<>(shape);
                    // Images have sizes that all strides divide.
                    larger.set(shape.size() - 1, shape.getLast() + i * (shape.size() > 2 ? 32 : 1));
                    Map<String, Tensor> other = OnnxFile.inputs(described, larger);
                    long from = System.nanoTime();
                    runner.run(other);
                    fresh.add((double) (System.nanoTime() - from));
                }
                print("new", text, Result.median(fresh));
            }
            memory();
        }
    }

    /** Nanoseconds of a call, the median of all that fit into some milliseconds. */
    private static double median(OnnxFile.Runner runner, Map<String, Tensor> inputs, long millis) throws OrtException {
        List<Double> times = new ArrayList<>();
        long end = System.nanoTime() + millis * 1_000_000;
        do {
            long from = System.nanoTime();
            runner.run(inputs);
            times.add((double) (System.nanoTime() - from));
        } while (System.nanoTime() < end);
        return Result.median(times);
    }

    @SuppressWarnings("SystemOut") // the process that started this one reads it
    private static void print(String what, String shape, double nanos) {
        System.out.println(what + " " + shape + " " + nanos / 1e6);
    }

    /** What is reachable on the heap, and what the process has in memory. */
    @SuppressWarnings("SystemOut") // the process that started this one reads it
    private static void memory() throws IOException {
        System.out.println("memory heap " + ProcessMemory.live() / 1e6);
        ProcessMemory.resident().ifPresent(bytes -> System.out.println("memory resident " + bytes / 1e6));
    }
}
