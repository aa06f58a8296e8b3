package org.jdvm.examples.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jdvm.Dvm;
import org.jdvm.Profile;
import org.jdvm.Tensor;
import org.jdvm.examples.io.InputException;
import org.jdvm.onnx.OnnxInfo;
import org.jdvm.onnx.OnnxModel;
import org.jdvm.onnx.file.Npy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the model of an ONNX file. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {"Runs the model of an ONNX file and prints its outputs and times.", ""},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed, with the reason on standard error", "2:called with wrong arguments"})
final class RunCommand implements Callable<Integer> {
    /** So many elements of an output are printed. */
    private static final int SHOWN = 8;

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "An ONNX file.")
    @Nullable
    Path file;

    @Option(
            names = "--input",
            paramLabel = "NAME=FILE|SHAPE:TYPE",
            description =
                    "An input: an .npy file, or sizes and an element type (f32, i64, i32, bool) for random elements,"
                            + " as in x=1x3x48x320:f32. May be repeated; inputs without one get random elements.")
    Map<String, String> inputs = Map.of();

    @Option(
            names = "--dims",
            split = ",",
            paramLabel = "NAME=SIZE",
            description = "Sizes that the model names: batch=1,seq=37. Others are 1.")
    Map<String, Integer> dims = Map.of();

    @Option(
            names = "--repeat",
            defaultValue = "1",
            paramLabel = "N",
            description = "How many calls are timed after the first one (default: ${DEFAULT-VALUE}).")
    int repeat = 1;

    @Option(names = "--out", paramLabel = "DIR", description = "Write each output to DIR as an .npy file.")
    @Nullable
    Path folder;

    @Option(
            names = "--profile",
            description =
                    "Print where the time of the first call goes, and the kernels of all further calls with the names"
                            + " of the nodes in them.")
    boolean profiles;

    @Option(
            names = "--compare",
            description =
                    "Print for each output the largest difference to ONNX Runtime, which must be on the class path.")
    boolean compares;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Path path = Objects.requireNonNull(file);
        if (!Files.exists(path)) {
            throw new InputException("there is no model file %s".formatted(path));
        }
        if (compares && !OnnxRuntimePeer.isPresent()) {
            throw new InputException(
                    "--compare needs ONNX Runtime, com.microsoft.onnxruntime:onnxruntime, which is not on the"
                            + " class path; './jdvm run' from the sources has it");
        }
        long start = System.nanoTime();
        OnnxModel model = OnnxModel.read(path);
        long read = System.nanoTime() - start;
        Map<String, Tensor> arguments = arguments(model);
        Map<String, Tensor> results = new LinkedHashMap<>();
        Profile firstCall = Dvm.shared().profile(() -> results.putAll(model.call(arguments)));
        long first = firstCall.nanos();
        long[] times = new long[Math.max(0, repeat)];
        Runnable repeated = () -> {
            for (int i = 0; i < times.length; i++) {
                long from = System.nanoTime();
                model.call(arguments);
                times[i] = System.nanoTime() - from;
            }
        };
        Profile further = null;
        if (profiles) {
            further = Dvm.shared().profile(repeated);
        } else {
            repeated.run();
        }
        Arrays.sort(times);
        for (Map.Entry<String, Tensor> result : results.entrySet()) {
            print(out, result.getKey(), result.getValue());
            if (folder != null) {
                Files.createDirectories(folder);
                Npy.write(
                        folder.resolve(result.getKey().replaceAll("[^A-Za-z0-9._-]", "_") + ".npy"), result.getValue());
            }
        }
        out.printf(Locale.ROOT, "read %.1f ms, first call %.1f ms", read / 1e6, first / 1e6);
        if (times.length > 0) {
            out.printf(Locale.ROOT, ", median of %d calls %.2f ms", times.length, times[times.length / 2] / 1e6);
        }
        out.println();
        if (further != null) {
            out.printf(
                    Locale.ROOT,
                    "first call: read %.1f ms, plan %.1f ms, specialise %.1f ms, run %.1f ms, other %.1f ms%n",
                    read / 1e6,
                    firstCall.planNanos() / 1e6,
                    firstCall.specialiseNanos() / 1e6,
                    firstCall.runNanos() / 1e6,
                    firstCall.otherNanos() / 1e6);
            out.printf(
                    "%s: %s",
                    times.length == 0 ? "first call" : "further calls", times.length == 0 ? firstCall : further);
        }
        if (compares) {
            compare(out, path, model, arguments, results);
        }
        return 0;
    }

    private static void compare(
            PrintWriter out, Path path, OnnxModel model, Map<String, Tensor> arguments, Map<String, Tensor> results) {
        int threads = Dvm.shared().machine().cores();
        try (OnnxRuntimePeer peer = new OnnxRuntimePeer(path, threads)) {
            out.println("largest difference to ONNX Runtime:");
            for (OnnxRuntimePeer.Difference difference : peer.compare(model.inputs(), arguments, results)) {
                out.printf(
                        Locale.ROOT,
                        "  %s: %.3g, %.2g of the largest magnitude %.3g%n",
                        difference.output(),
                        difference.absolute(),
                        difference.relative(),
                        difference.scale());
            }
        }
    }

    private Map<String, Tensor> arguments(OnnxModel model) {
        SplittableRandom random = new SplittableRandom(1);
        Map<String, Tensor> arguments = new LinkedHashMap<>();
        for (OnnxInfo input : model.inputs()) {
            String given = inputs.get(input.name());
            arguments.put(
                    input.name(),
                    given == null
                            ? random(random, sizes(input), input.type())
                            : given.endsWith(".npy")
                                    ? Npy.read(Path.of(given))
                                    : described(random, input.name(), given));
        }
        for (String name : inputs.keySet()) {
            if (!arguments.containsKey(name)) {
                throw new InputException("the model has no input '%s'; it has %s".formatted(name, model.inputs()));
            }
        }
        checkDims(model);
        return arguments;
    }

    /** A size that the model does not name would be ignored, and the one that is meant would be 1. */
    private void checkDims(OnnxModel model) {
        Set<String> named = new TreeSet<>();
        for (OnnxInfo input : model.inputs()) {
            List<String> sizes = Objects.requireNonNullElse(input.dims(), List.of());
            sizes.stream().filter(dim -> !dim.isEmpty() && !isNumber(dim)).forEach(named::add);
        }
        for (String name : dims.keySet()) {
            if (!named.contains(name)) {
                throw new InputException("the model names no size '%s'; it has %s".formatted(name, named));
            }
        }
    }

    private static boolean isNumber(String dim) {
        return !dim.isEmpty() && dim.chars().allMatch(Character::isDigit);
    }

    private int[] sizes(OnnxInfo input) {
        List<String> named = input.dims();
        if (named == null) {
            throw new InputException(
                    "the model does not give the rank of input '%s'; give it with --input %s=SHAPE:TYPE"
                            .formatted(input.name(), input.name()));
        }
        return named.stream()
                .mapToInt(dim -> isNumber(dim) ? Integer.parseInt(dim) : dims.getOrDefault(dim, 1))
                .toArray();
    }

    private static Tensor described(SplittableRandom random, String name, String text) {
        String[] parts = text.split(":", 2);
        try {
            int[] sizes = parts[0].isEmpty()
                    ? new int[0]
                    : Arrays.stream(parts[0].split("x"))
                            .mapToInt(Integer::parseInt)
                            .toArray();
            return random(random, sizes, parts.length > 1 ? parts[1] : "f32");
        } catch (NumberFormatException e) {
            throw new InputException(
                    "input '%s' is '%s'; an .npy file or sizes such as 1x3x48x320:f32 are expected"
                            .formatted(name, text),
                    e);
        }
    }

    private static Tensor random(SplittableRandom random, int[] sizes, String type) {
        int count = Arrays.stream(sizes).reduce(1, Math::multiplyExact);
        switch (type) {
            case "float", "f32" -> {
                float[] elements = new float[count];
                for (int i = 0; i < count; i++) {
                    elements[i] = (float) random.nextDouble(-1, 1);
                }
                return Tensor.of(elements, sizes);
            }
            case "int64", "i64" -> {
                long[] elements = new long[count];
                Arrays.setAll(elements, _ -> random.nextInt(2));
                return Tensor.of(elements, sizes);
            }
            case "int32", "i32" -> {
                int[] elements = new int[count];
                Arrays.setAll(elements, _ -> random.nextInt(2));
                return Tensor.of(elements, sizes);
            }
            case "bool" -> {
                boolean[] elements = new boolean[count];
                for (int i = 0; i < count; i++) {
                    elements[i] = random.nextBoolean();
                }
                return Tensor.of(elements, sizes);
            }
            default -> throw new InputException("no random elements of type '%s'; give an .npy file".formatted(type));
        }
    }

    private static void print(PrintWriter out, String name, Tensor tensor) {
        StringBuilder shown = new StringBuilder();
        Tensor flat = tensor.reshape(tensor.size()).slice(0, 0, Math.min(SHOWN, tensor.size()));
        if (tensor.type().isFloat()) {
            for (float element : flat.toFloatArray()) {
                shown.append(' ').append(element);
            }
        } else {
            for (long element : flat.toLongArray()) {
                shown.append(' ').append(element);
            }
        }
        out.printf(
                "%s: %s%s%s%s%n",
                name, tensor.type(), Arrays.toString(tensor.dims()), shown, tensor.size() > SHOWN ? " ..." : "");
    }
}
