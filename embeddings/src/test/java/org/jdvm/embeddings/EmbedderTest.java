package org.jdvm.embeddings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jdvm.Dvm;
import org.jdvm.JdvmException;
import org.jdvm.embeddings.tokenizer.RandomTexts;
import org.jdvm.embeddings.tokenizer.ReferenceTokenizer;
import org.jdvm.embeddings.tokenizer.Tokenizer;
import org.jdvm.onnx.OnnxModel;
import org.junit.jupiter.api.Test;

/** Vectors of all-MiniLM-L6-v2 against ONNX Runtime with the reference's tokens. */
class EmbedderTest {
    private static final byte[] BYTES = ReferenceTokenizer.resource("all-minilm-l6-v2.onnx");
    private static final byte[] JSON = ReferenceTokenizer.resource("all-minilm-l6-v2-tokenizer.json");
    private static final OnnxModel MODEL = OnnxModel.parse(BYTES, "all-minilm-l6-v2.onnx");
    private static final Tokenizer TOKENIZER = Tokenizer.parse(JSON, "tokenizer.json");

    private static EmbedderBuilder builder() {
        return Embedder.builder().model(MODEL).tokenizer(TOKENIZER);
    }

    private static List<String> texts() {
        SplittableRandom random = new SplittableRandom(1);
        List<String> texts =
                new ArrayList<>(List.of("", "a", "How do I embed a text?", "The quick brown fox. ".repeat(12)));
        while (texts.size() < 50) {
            texts.add(RandomTexts.next(random));
        }
        return texts;
    }

    private static float[][] states(OrtSession session, int[] ids) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long[][] rows = {Arrays.stream(ids).asLongStream().toArray()};
        long[][] ones = {new long[ids.length]};
        Arrays.fill(ones[0], 1);
        try (OnnxTensor tokens = OnnxTensor.createTensor(environment, rows);
                OnnxTensor mask = OnnxTensor.createTensor(environment, ones);
                OnnxTensor types = OnnxTensor.createTensor(environment, new long[1][ids.length]);
                OrtSession.Result result =
                        session.run(Map.of("input_ids", tokens, "attention_mask", mask, "token_type_ids", types))) {
            return ((float[][][]) result.get(0).getValue())[0];
        }
    }

    private static double cosine(double[] a, float[] b) {
        double product = 0;
        double squares = 0;
        double others = 0;
        for (int i = 0; i < b.length; i++) {
            product += a[i] * b[i];
            squares += a[i] * a[i];
            others += (double) b[i] * b[i];
        }
        return product / Math.sqrt(squares * others);
    }

    @Test
    void vectorsAreThoseOfOnnxRuntime() throws OrtException {
        List<String> texts = texts();
        double lowest = 1;
        try (Embedder mean = builder().warnings(_ -> {}).build();
                Embedder cls = builder()
                        .pooling(Pooling.CLS)
                        .normalize(false)
                        .warnings(_ -> {})
                        .build();
                ReferenceTokenizer reference = new ReferenceTokenizer(JSON, Map.of());
                OrtSession session = OrtEnvironment.getEnvironment().createSession(BYTES)) {
            float[][] means = mean.embed(texts);
            float[][] firsts = cls.embed(texts);
            assertEquals(384, mean.dimension());
            for (int t = 0; t < texts.size(); t++) {
                float[][] states = states(session, reference.ids(texts.get(t)));
                double[] sum = new double[384];
                double[] first = new double[384];
                double squares = 0;
                for (int i = 0; i < 384; i++) {
                    first[i] = states[0][i];
                    for (float[] row : states) {
                        sum[i] += row[i];
                    }
                    squares += means[t][i] * means[t][i];
                    assertEquals(first[i], firsts[t][i], 1e-4);
                }
                assertEquals(1, squares, 1e-5);
                lowest = Math.min(lowest, Math.min(cosine(sum, means[t]), cosine(first, firsts[t])));
            }
        }
        assertTrue(lowest >= 0.99999, "lowest cosine " + lowest);
    }

    @Test
    void aListHasTheVectorsOfItsTextsInOrder() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 1100; i++) {
            texts.add("word ".repeat(i % 3) + "number " + i % 7);
        }
        try (Embedder embedder = builder().build()) {
            float[][] vectors = embedder.embed(texts);
            for (int i = 0; i < texts.size(); i += 97) {
                assertArrayEquals(embedder.embed(texts.get(i)), vectors[i], 1e-5f);
            }
            assertEquals(0, embedder.embed(List.of()).length);
        }
    }

    @Test
    void tokensHaveTheVectorsOfTheirTexts() {
        Tokenizer tokenizer = Tokenizer.parse(JSON, "tokenizer.json");
        List<String> texts = List.of("one", "two words", "", "three");
        try (Embedder embedder = builder().maxTokens(4).warnings(_ -> {}).build()) {
            float[][] vectors = embedder.embedTokens(
                    texts.stream().map(text -> tokenizer.encode(text, 4)).toList());
            assertArrayEquals(embedder.embed(texts), vectors);
            String message = assertThrows(
                            JdvmException.class,
                            () -> embedder.embedTokens(
                                    List.of(tokenizer.encode("one"), tokenizer.encode("far too many words"))))
                    .getMessage();
            assertEquals("Embedder: text 1 has 6 tokens, but the model gets at most 4", message);
        }
    }

    @Test
    void aStreamMayHaveNoEnd() {
        try (Embedder embedder = builder().build()) {
            List<float[]> vectors = embedder.embed(Stream.iterate(0, i -> i + 1).map(i -> "number " + i % 7))
                    .limit(9)
                    .toList();
            for (int i = 0; i < vectors.size(); i++) {
                assertArrayEquals(embedder.embed("number " + i % 7), vectors.get(i), 1e-5f);
            }
        }
    }

    @Test
    void threadsShareAnEmbedder() throws InterruptedException, ExecutionException {
        try (Embedder embedder = builder().build();
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            float[] alone = embedder.embed("one text for all");
            List<Future<float[]>> results = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                String other = "x".repeat(i + 1);
                results.add(threads.submit(() -> {
                    embedder.embed(other);
                    return embedder.embed("one text for all");
                }));
            }
            for (Future<float[]> result : results) {
                assertArrayEquals(alone, result.get(), 1e-6f);
            }
        }
    }

    @Test
    void anEmbedderMayHaveThreads() {
        float[] shared;
        try (Embedder embedder = builder().build()) {
            shared = embedder.embed("some text");
        }
        long before = Dvm.shared().statistics().launches();
        Embedder embedder = builder().threads(2).build();
        assertArrayEquals(shared, embedder.embed("some text"), 1e-6f);
        assertEquals(before, Dvm.shared().statistics().launches(), "launches of the shared machine");
        embedder.close();
        assertThrows(IllegalStateException.class, () -> embedder.embed("late"));
        try (Embedder other = builder().build()) {
            assertArrayEquals(shared, other.embed("some text"), 1e-6f);
        }
        assertMessage(
                "threads is 0; at least 1 is expected",
                assertThrows(JdvmException.class, () -> builder().threads(0)));
    }

    @Test
    void eachKindOfTextIsWarnedOfOnce() {
        List<String> warnings = new ArrayList<>();
        try (Embedder embedder = builder().maxTokens(6).warnings(warnings::add).build()) {
            float[][] vectors =
                    embedder.embed(List.of("a b c d", "a b c d e f", "a b c d z", "", " ", "\ud83d\udc7d", "👽 👽"));
            assertArrayEquals(vectors[0], vectors[1], 1e-6f);
        }
        assertEquals(
                List.of(
                        "Embedder: text 1 has 8 tokens, but the model gets at most 6; it is cut, as are further ones,"
                                + " without a warning",
                        "Embedder: text 3 has no tokens; its vector says nothing",
                        "Embedder: text 5 has only tokens that the vocabulary does not know; its vector says nothing"),
                warnings);
    }

    @Test
    void misuseIsRefused() {
        Embedder embedder = builder().maxTokens(6).refuseLongTexts(true).build();
        assertMessage(
                "Embedder: text 1 has 8 tokens, but the model gets at most 6",
                assertThrows(JdvmException.class, () -> embedder.embed(List.of("a", "a b c d e f"))));
        assertMessage(
                "Embedder: text 0 is null", assertThrows(JdvmException.class, () -> embedder.embed((String) null)));
        embedder.close();
        assertMessage(
                "this Embedder is closed", assertThrows(IllegalStateException.class, () -> embedder.embed("late")));
        assertMessage(
                "Embedder: the tokenizer is missing",
                assertThrows(
                        JdvmException.class,
                        () -> Embedder.builder().model(MODEL).build()));
        assertMessage(
                "maxTokens is 2",
                assertThrows(JdvmException.class, () -> builder().maxTokens(2)));
    }

    @Test
    void aTokenizerOfAnotherModelIsRefused() {
        String more = new String(JSON, StandardCharsets.UTF_8)
                .replaceFirst(
                        "\"added_tokens\":\\s*\\[",
                        "\"added_tokens\":[{\"id\":250001,\"content\":\"<mask>\",\"single_word\":false,\"lstrip\":false,"
                            + "\"rstrip\":false,\"normalized\":false,\"special\":true},");
        Tokenizer large = Tokenizer.parse(more.getBytes(StandardCharsets.UTF_8), "large.json");
        assertMessage(
                "tokenizer large.json (250002 ids) does not fit the model: token 250001, its last one, fails: model"
                        + " all-minilm-l6-v2.onnx",
                assertThrows(
                        JdvmException.class, () -> builder().tokenizer(large).build()));
    }

    private static void assertMessage(String start, Exception e) {
        assertTrue(e.getMessage().startsWith(start), e.getMessage());
    }
}
