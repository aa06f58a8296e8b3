package org.jdvm.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jdvm.Tensor;
import org.jdvm.onnx.proto.TensorProto;
import org.jdvm.onnx.proto.Wire;
import org.jdvm.onnx.value.TensorReader;
import org.jdvm.onnx.value.TensorValue;
import org.jspecify.annotations.Nullable;

/** The node tests of the standard, in a zip file: a model with inputs and the outputs that are expected. */
final class NodeTests implements AutoCloseable {
    private static final Pattern FILE = Pattern.compile("([^/]+)/test_data_set_0/(input|output)_(\\d+)\\.pb");

    private final ZipFile zip;
    private final Map<String, TreeMap<Integer, ZipEntry>> inputs = new TreeMap<>();
    private final Map<String, TreeMap<Integer, ZipEntry>> outputs = new TreeMap<>();

    NodeTests(Path file) throws IOException {
        zip = new ZipFile(file.toFile());
        zip.stream().forEach(entry -> {
            if (entry.getName().endsWith("/model.onnx")) {
                String name = entry.getName().substring(0, entry.getName().indexOf('/'));
                inputs.computeIfAbsent(name, _ -> new TreeMap<>());
                outputs.computeIfAbsent(name, _ -> new TreeMap<>());
            }
            Matcher matcher = FILE.matcher(entry.getName());
            if (matcher.matches()) {
                (matcher.group(2).equals("input") ? inputs : outputs)
                        .computeIfAbsent(matcher.group(1), _ -> new TreeMap<>())
                        .put(Integer.parseInt(matcher.group(3)), entry);
            }
        });
    }

    List<String> names() {
        return List.copyOf(inputs.keySet());
    }

    byte[] model(String name) {
        return bytes(zip.getEntry(name + "/model.onnx"));
    }

    /** The tolerances of the standard, by test. */
    Map<String, double[]> tolerances(Path manifest) throws IOException {
        Map<String, double[]> tolerances = new LinkedHashMap<>();
        Matcher matcher = Pattern.compile(
                        "\"name\":\\s*\"([^\"]+)\".*?\"rtol\":\\s*([0-9.e-]+),\\s*\"atol\":\\s*([0-9.e-]+)",
                        Pattern.DOTALL)
                .matcher(Files.readString(manifest, StandardCharsets.UTF_8));
        while (matcher.find()) {
            tolerances.put(
                    matcher.group(1),
                    new double[] {Double.parseDouble(matcher.group(2)), Double.parseDouble(matcher.group(3))});
        }
        return tolerances;
    }

    /**
     * Runs a test.
     *
     * @return what is wrong with the results; null if nothing is
     */
    @Nullable
    String run(String name, double relative, double absolute) {
        OnnxModel model = OnnxModel.parse(model(name), name);
        List<@Nullable Tensor> arguments = new ArrayList<>();
        inputs.get(name).forEach((index, entry) -> {
            while (arguments.size() < index) {
                arguments.add(null);
            }
            byte[] bytes = bytes(entry);
            arguments.add(bytes.length == 0 ? null : tensor(bytes).tensor());
        });
        while (arguments.size() > model.inputs().size()) {
            arguments.removeLast();
        }
        Tensor[] results = model.call(arguments.toArray(Tensor[]::new));
        for (Map.Entry<Integer, ZipEntry> expected : outputs.get(name).entrySet()) {
            String fault = compare(results[expected.getKey()], tensor(bytes(expected.getValue())), relative, absolute);
            if (fault != null) {
                return "output " + expected.getKey() + ": " + fault;
            }
        }
        return null;
    }

    private static TensorValue tensor(byte[] bytes) {
        return new TensorReader(null).read(TensorProto.read(Wire.of("test data", MemorySegment.ofArray(bytes))));
    }

    private static @Nullable String compare(Tensor actual, TensorValue expected, double relative, double absolute) {
        if (!Arrays.equals(actual.dims(), expected.dims())) {
            return "sizes %s, expected %s".formatted(Arrays.toString(actual.dims()), Arrays.toString(expected.dims()));
        }
        if (actual.type() != expected.type().carrier()) {
            return "type %s, expected %s".formatted(actual.type(), expected.type());
        }
        TensorValue value = TensorValue.of(expected.type(), actual);
        double[] there = value.doubles();
        double[] wanted = expected.doubles();
        for (int i = 0; i < there.length; i++) {
            boolean isEqual = Double.compare(there[i], wanted[i]) == 0
                    || Double.isFinite(wanted[i])
                            && Math.abs(there[i] - wanted[i]) <= absolute + relative * Math.abs(wanted[i]);
            if (!isEqual) {
                return "element %d is %s, expected %s".formatted(i, there[i], wanted[i]);
            }
        }
        return null;
    }

    private byte[] bytes(ZipEntry entry) {
        try {
            return zip.getInputStream(entry).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** Prints what fails. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        try (NodeTests tests = new NodeTests(folder.resolve("onnx-node.zip"))) {
            Map<String, double[]> tolerances = tests.tolerances(folder.resolve("manifest.json"));
            int good = 0;
            for (String name : tests.names()) {
                if (arguments.length > 1 && !name.matches(arguments[1])) {
                    continue;
                }
                double[] tolerance = tolerances.getOrDefault(name, new double[] {1e-3, 1e-7});
                String fault;
                try {
                    fault = tests.run(name, tolerance[0], tolerance[1]);
                } catch (Throwable e) {
                    fault = e.toString();
                    if (arguments.length > 2) {
                        e.printStackTrace(System.out);
                    }
                }
                if (fault == null) {
                    good++;
                } else {
                    System.out.println(name + " :: " + fault.replace('\n', ' '));
                }
            }
            System.out.println(good + " of " + tests.names().size());
        }
    }
}
