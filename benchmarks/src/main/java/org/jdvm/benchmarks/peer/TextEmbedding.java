package org.jdvm.benchmarks.peer;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdvm.Tensor;
import org.jdvm.embeddings.Embedder;
import org.jdvm.examples.text.TextTokenizer;

/** Texts to vectors with all that takes: tokenizer, encoder, the mean over the tokens, scaled to length 1. */
public interface TextEmbedding extends AutoCloseable {
    /** {@return the vectors of texts, in their order} Texts of the same number of tokens run together, at most 2,048 tokens. */
    float[][] embed(List<String> texts) throws OrtException;

    @Override
    void close() throws OrtException;

    /**
     * {@return the mean of hidden states, scaled to length 1}
     *
     * @param states one row a token
     * @param from where the first row begins
     * @param rows how many
     * @param size elements of a row
     */
    static float[] mean(float[] states, int from, int rows, int size) {
        double[] sums = new double[size];
        for (int at = 0; at < rows * size; at++) {
            sums[at % size] += states[from + at];
        }
        double length = Math.sqrt(Arrays.stream(sums).map(x -> x * x).sum());
        float[] vector = new float[size];
        for (int i = 0; i < size; i++) {
            vector[i] = (float) (sums[i] / length);
        }
        return vector;
    }

    /**
     * {@return what embeds with an engine}
     *
     * @param engine {@code jdvm}, or {@code onnxruntime} with the tokenizer of its users, which is native code too
     * @param model an ONNX file
     * @param tokenizer its {@code tokenizer.json}
     * @param threads how many cores it uses
     */
    static TextEmbedding open(String engine, Path model, Path tokenizer, int threads) throws IOException, OrtException {
        return switch (engine) {
            case "jdvm" -> new OnJdvm(model, tokenizer, threads);
            case "onnxruntime" -> new OnOnnxRuntime(model, tokenizer, threads);
            default -> throw new IllegalArgumentException("no engine is called " + engine);
        };
    }

    /** On jdvm. */
    final class OnJdvm implements TextEmbedding {
        private final Embedder embedder;

        private OnJdvm(Path model, Path tokenizer, int threads) {
            embedder = Embedder.builder()
                    .model(model)
                    .tokenizer(tokenizer)
                    .threads(threads)
                    .build();
        }

        @Override
        public float[][] embed(List<String> texts) {
            return embedder.embed(texts);
        }

        @Override
        public void close() {
            embedder.close();
        }
    }

    /** On ONNX Runtime. */
    final class OnOnnxRuntime implements TextEmbedding {
        private static final int MOST_TOKENS = 512;
        private static final int BATCH_TOKENS = 2048;

        private final TextTokenizer tokenizer;
        private final OnnxSession session;

        private OnOnnxRuntime(Path model, Path tokenizer, int threads) throws IOException, OrtException {
            this.tokenizer = TextTokenizer.read(tokenizer, MOST_TOKENS, _ -> {});
            this.session = new OnnxSession(Files.readAllBytes(model), threads);
        }

        @Override
        public float[][] embed(List<String> texts) throws OrtException {
            long[][] ids = new long[texts.size()][];
            Map<Integer, List<Integer>> byLength = new TreeMap<>();
            for (int i = 0; i < ids.length; i++) {
                ids[i] = tokenizer.tokenize(texts.get(i)).ids();
                byLength.computeIfAbsent(ids[i].length, _ -> new ArrayList<>()).add(i);
            }
            float[][] vectors = new float[ids.length][];
            for (Map.Entry<Integer, List<Integer>> group : byLength.entrySet()) {
                int most = Math.max(1, BATCH_TOKENS / group.getKey());
                for (int at = 0; at < group.getValue().size(); at += most) {
                    int end = Math.min(at + most, group.getValue().size());
                    run(group.getValue().subList(at, end), group.getKey(), ids, vectors);
                }
            }
            return vectors;
        }

        private void run(List<Integer> batch, int tokens, long[][] ids, float[][] vectors) throws OrtException {
            long[] all = new long[batch.size() * tokens];
            long[] ones = new long[all.length];
            Arrays.fill(ones, 1);
            for (int i = 0; i < batch.size(); i++) {
                System.arraycopy(ids[batch.get(i)], 0, all, i * tokens, tokens);
            }
            Map<String, OnnxTensor> inputs = OnnxSession.tensors(Map.of(
                    "input_ids",
                    Tensor.of(all, batch.size(), tokens),
                    "attention_mask",
                    Tensor.of(ones, batch.size(), tokens),
                    "token_type_ids",
                    Tensor.of(new long[all.length], batch.size(), tokens)));
            float[] states = session.result(inputs);
            inputs.values().forEach(OnnxTensor::close);
            int size = states.length / all.length;
            for (int i = 0; i < batch.size(); i++) {
                vectors[batch.get(i)] = mean(states, i * tokens * size, tokens, size);
            }
        }

        @Override
        public void close() throws OrtException {
            tokenizer.close();
            session.close();
        }
    }
}
