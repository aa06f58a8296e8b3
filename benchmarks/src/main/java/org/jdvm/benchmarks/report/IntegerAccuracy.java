package org.jdvm.benchmarks.report;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jdvm.benchmarks.peer.OnnxFile;
import org.jdvm.benchmarks.peer.TextEmbedding;
import org.jdvm.embeddings.tokenizer.Tokenizer;
import org.jdvm.examples.search.JavadocCorpus;
import org.jdvm.examples.search.Passage;

/**
 * Compares the vectors of text encoders with products of 8-bit integers with those of the models of 32-bit floats that they were made of, and with those of ONNX Runtime on the same file; texts are
 * passages of the JDK's Javadoc.
 */
public final class IntegerAccuracy {
    private static final List<String> PACKAGES = List.of("java.util", "java.util.concurrent", "java.io", "java.time");
    private static final int TEXTS = 300;

    /** Of a try. */
    private static final int FEW_TEXTS = 20;

    private static final int MOST_TOKENS = 512;
    private static final int TOP = 10;

    private IntegerAccuracy() {}

    /**
     * Compares.
     *
     * @param arguments the mode, {@code try}, {@code quick} or {@code full}
     */
    @SuppressWarnings("SystemOut") // the results are what it prints
    public static void main(String[] arguments) throws IOException, OrtException {
        List<Result> results = new ArrayList<>();
        Path archive = JavadocCorpus.ofRunningJdk();
        if (JavadocCorpus.isAvailable(archive)) {
            List<Passage> all = JavadocCorpus.read(archive, PACKAGES);
            int count = Math.min(all.size(), arguments[0].equals("try") ? FEW_TEXTS : TEXTS);
            List<String> texts = new ArrayList<>(IntStream.range(0, count)
                    .mapToObj(
                            i -> all.get((int) ((long) i * all.size() / count)).text())
                    .toList());
            texts.addAll(JavadocCorpus.QUESTIONS);
            for (OnnxFile model : OnnxFile.QUANTISED_TEXTS) {
                compare(model, texts, results);
            }
        } else {
            System.err.printf("vectors: %s; there is no %s%n", Measure.LEFT_OUT, archive);
        }
        System.out.print(new ResultFile(Map.of(), results).text());
    }

    private static void compare(OnnxFile model, List<String> texts, List<Result> results)
            throws IOException, OrtException {
        try (UnpackedModels models = new UnpackedModels()) {
            Path file = models.unpack(model);
            Path tokens = model.unpackTokenizer(models.folder());
            if (file == null || tokens == null) {
                return;
            }
            Tokenizer tokenizer = Tokenizer.read(tokens);
            List<long[]> ids = texts.stream()
                    .map(text -> Arrays.stream(
                                    tokenizer.encode(text, MOST_TOKENS).ids())
                            .asLongStream()
                            .toArray())
                    .toList();
            List<float[]> own = vectors("jdvm", model, file, ids);
            List<Double> toRuntime = cosines(own, vectors("onnxruntime", model, file, ids));
            add(model, "cosine to ONNX Runtime, least", least(toRuntime), results);
            add(model, "cosine to ONNX Runtime, mean", mean(toRuntime), results);
            Path original = models.unpack(model.original());
            if (original != null) {
                List<float[]> floats = vectors("jdvm", model, original, ids);
                List<Double> toFloats = cosines(own, floats);
                add(model, "cosine to 32-bit floats, least", least(toFloats), results);
                add(model, "cosine to 32-bit floats, mean", mean(toFloats), results);
                add(model, "share of the top %d kept".formatted(TOP), kept(own, floats), results);
            }
        }
    }

    private static void add(OnnxFile model, String figure, double value, List<Result> results) {
        results.add(new Result(
                "IntegerAccuracy.vectors", Map.of("model", model.name(), "figure", figure), "", List.of(value)));
    }

    /** Vectors of length 1: the mean of hidden states, or the first one for models that are made for it. */
    private static List<float[]> vectors(String engine, OnnxFile model, Path file, List<long[]> texts)
            throws IOException, OrtException {
        String described = OnnxFile.describe(file);
        List<float[]> vectors = new ArrayList<>();
        try (OnnxFile.Runner runner = OnnxFile.open(engine, file, 1)) {
            for (long[] text : texts) {
                float[] states = runner.result(OnnxFile.texts(described, List.of(text)));
                int size = states.length / text.length;
                int rows = model.name().startsWith("bge") ? 1 : text.length;
                vectors.add(TextEmbedding.mean(states, 0, rows, size));
            }
        }
        return vectors;
    }

    private static double cosine(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static List<Double> cosines(List<float[]> some, List<float[]> others) {
        return IntStream.range(0, some.size())
                .mapToObj(i -> cosine(some.get(i), others.get(i)))
                .toList();
    }

    private static double least(List<Double> numbers) {
        return numbers.stream().mapToDouble(x -> x).min().orElseThrow();
    }

    private static double mean(List<Double> numbers) {
        return numbers.stream().mapToDouble(x -> x).average().orElseThrow();
    }

    /** Of the best passages for the questions, which are the last texts, how many both have. */
    private static double kept(List<float[]> some, List<float[]> others) {
        int passages = some.size() - JavadocCorpus.QUESTIONS.size();
        int kept = 0;
        for (int question = passages; question < some.size(); question++) {
            Set<Integer> both = new HashSet<>(best(some, question, passages));
            both.retainAll(best(others, question, passages));
            kept += both.size();
        }
        return kept / (double) (TOP * JavadocCorpus.QUESTIONS.size());
    }

    private static List<Integer> best(List<float[]> vectors, int question, int passages) {
        return IntStream.range(0, passages)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -cosine(vectors.get(i), vectors.get(question))))
                .limit(TOP)
                .toList();
    }
}
