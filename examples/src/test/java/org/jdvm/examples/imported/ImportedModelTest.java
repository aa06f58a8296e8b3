package org.jdvm.examples.imported;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.onnx.ModelWriter;
import org.jdvm.onnx.OnnxModel;
import org.jdvm.onnx.OnnxSource;
import org.jdvm.onnx.RandomModel;
import org.jdvm.onnx.proto.MessageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models written as Java source give what they give at run time. */
class ImportedModelTest {
    private static final Path SHOWN = Path.of("../docs/onnx-source.md");
    private static final String BEGIN = "```java\n";
    private static final String END = "```\n";

    private static OnnxModel miniLm() throws IOException {
        try (InputStream in = ImportedModelTest.class.getResourceAsStream("/all-minilm-l6-v2.onnx")) {
            return OnnxModel.parse(in.readAllBytes(), "all-minilm-l6-v2.onnx");
        }
    }

    private static Tensor integers(long seed, int most, int... dims) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] elements = new long[Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
        Arrays.setAll(elements, _ -> random.nextInt(most));
        return Tensor.of(elements, dims);
    }

    /** The source gives the bits that the model gives at run time. */
    @Test
    void aSentenceEncoderIsOneLayerCalledSixTimes(@TempDir Path folder) throws Exception {
        OnnxModel model = miniLm();
        OnnxSource source = model.toSource("models", "MiniLm", Map.of());
        source.write(folder);
        String text = source.files().get("src/main/java/models/MiniLm.java");
        isShown(text);
        try (CompiledSource compiled = CompiledSource.of(folder)) {
            assertTrue(
                    compiled.messages().stream().anyMatch(message -> message.contains("layer: fused")),
                    () -> String.join("\n", compiled.messages()));
            CompiledSource.Loaded loaded = compiled.load("models.MiniLm", folder.resolve(source.weightsPath()));
            for (int[] shape : new int[][] {{1, 1}, {1, 9}, {3, 33}}) {
                Tensor ids = integers(1, 30522, shape);
                Tensor mask = integers(2, 2, shape).maximum(integers(3, 2, shape));
                Tensor types = integers(4, 2, shape);
                Tensor expected = model.call(ids, mask, types)[0];
                assertEquals(0, CompiledSource.difference(expected, loaded.call(ids, mask, types)));
            }
        }
    }

    /** The documentation shows the source as it is. */
    private static void isShown(String source) throws IOException {
        String page = Files.readString(SHOWN);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END, begin);
        if (Boolean.getBoolean("jdvm.golden.rewrite")) {
            Files.writeString(SHOWN, page.substring(0, begin) + source + page.substring(end));
        } else {
            assertEquals(page.substring(begin, end), source, "run with -Djdvm.golden.rewrite=true to write " + SHOWN);
        }
    }

    @Test
    void randomModels(@TempDir Path folder) throws Exception {
        Map<String, OnnxModel> models = new LinkedHashMap<>();
        for (int seed = 0; seed < 24; seed++) {
            String name = "Model" + (char) ('A' + seed);
            OnnxModel model = OnnxModel.parse(RandomModel.of(seed), name);
            models.put(name, model);
            model.toSource("random." + name.toLowerCase(Locale.ROOT), name, Map.of())
                    .write(folder.resolve(name));
        }
        try (CompiledSource compiled = CompiledSource.of(folder)) {
            for (Map.Entry<String, OnnxModel> each : models.entrySet()) {
                String name = each.getKey();
                CompiledSource.Loaded loaded = compiled.load(
                        "random." + name.toLowerCase(Locale.ROOT) + "." + name,
                        folder.resolve(name).resolve("weights.safetensors"));
                for (int[] shape : new int[][] {{1, 1, 8}, {2, 5, 8}, {3, 37, 8}}) {
                    Tensor x = integers(shape[1], 1000, shape)
                            .cast(DType.F32)
                            .mul(0.002)
                            .sub(1);
                    Tensor expected = each.getValue().call(x)[0];
                    double difference = CompiledSource.difference(expected, loaded.call(x));
                    assertTrue(difference < 1e-4, name + Arrays.toString(shape) + ": difference " + difference);
                }
            }
        }
    }

    private static OnnxModel model(MessageWriter... nodes) {
        MessageWriter graph = new MessageWriter().text(2, "graph");
        for (MessageWriter node : nodes) {
            graph.message(1, node);
        }
        return OnnxModel.parse(
                ModelWriter.model(graph.message(11, ModelWriter.value("x", "n", "4"))
                        .message(12, ModelWriter.value("y", "n", "4"))),
                "small");
    }

    private static String refused(OnnxModel model, String packageName, String className, Map<String, Integer> sizes) {
        return assertThrows(JdvmException.class, () -> model.toSource(packageName, className, sizes))
                .getMessage();
    }

    @Test
    void whatHasNoSourceIsRefusedWithItsNode() {
        OnnxModel indices = model(
                ModelWriter.node("NonZero", "x", "where"),
                ModelWriter.node("Shape", "where", "shape"),
                ModelWriter.node("Reshape", "x,shape", "y"));
        String message = refused(indices, "models", "Small", Map.of());
        assertTrue(message.contains("node NonZero 'n_where': its results depend on elements"), message);
    }

    @Test
    void badNamesAreRefused() {
        OnnxModel model = model(ModelWriter.node("Relu", "x", "y"));
        String packaged = refused(model, "My Models", "Small", Map.of());
        assertTrue(packaged.contains("'My Models' is no name of a package"), packaged);
        String named = refused(model, "models", "small", Map.of());
        assertTrue(named.contains("'small' is no name of a class"), named);
        String sized = refused(model, "models", "Small", Map.of("m", 3));
        assertTrue(sized.contains("there is no size 'm'; the inputs have [n]"), sized);
        assertTrue(model.toSource("models", "Small", Map.of("n", 3))
                .files()
                .get("src/main/java/models/Small.java")
                .contains("@Dims(\"3, 4\")"));
    }
}
