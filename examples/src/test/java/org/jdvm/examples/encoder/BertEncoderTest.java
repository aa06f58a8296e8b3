package org.jdvm.examples.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.jdvm.Dvm;
import org.jdvm.RaggedTensor;
import org.jdvm.Tensor;
import org.jdvm.examples.io.InputException;
import org.jdvm.examples.text.TextTokenizer;
import org.jdvm.examples.text.Tokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The encoder computes what ONNX Runtime computes from the same file, for inputs of any length. */
class BertEncoderTest {
    private static final int TEXTS = 60;
    private static final int MANY_TEXTS = 300;
    private static final int LONGEST = 512;
    private static final double MAX_DIFFERENCE = 1e-4;
    private static final double MIN_COSINE = 0.99999;
    /** Each is one token. */
    private static final String[] WORDS =
            ("the of and to in a is that for it as was with be by on not he his but at are this have from or had an"
                + " they which one you were her all she there would their we him been has when who will more no if out"
                + " so said what up its about into than them can only other new some could time these two may then do"
                + " first any my now such like our over man me even most made after also did many before must through"
                + " years where much your way well down should because each just those people mr how too little state"
                + " good very make world 7 42 1999 , . ; : ! ? ( ) - % 日 é")
                    .split(" ");

    private static OnnxRuntimeEncoder runtime;
    private static TextTokenizer tokenizer;
    private static BertEncoder encoder;

    @BeforeAll
    static void open() throws OrtException {
        runtime = new OnnxRuntimeEncoder(MiniLm.modelBytes());
        tokenizer = MiniLm.tokenizer();
        encoder = new BertEncoder(MiniLm.weights(), Dvm.shared());
    }

    @AfterAll
    static void close() throws OrtException {
        runtime.close();
        tokenizer.close();
    }

    @Test
    void agreesOnTextsOfEveryLength() throws OrtException {
        agreeOnTexts(TEXTS);
    }

    @Tag("long")
    @Test
    void agreesOnManyTexts() throws OrtException {
        agreeOnTexts(MANY_TEXTS);
    }

    private static void agreeOnTexts(int count) throws OrtException {
        List<Integer> lengths = lengths(count);
        assertEquals(List.of(1, 2, 3), lengths.subList(0, 3));
        assertEquals(List.of(510, 511, 512), lengths.subList(count - 3, count));
        SplittableRandom random = new SplittableRandom(2026);
        for (int length : lengths) {
            // A text alone cannot have one token: start and end are always added.
            assertAgree(length == 1 ? new long[] {101} : tokens(length, random).ids());
        }
    }

    @Test
    void agreesOnEmptyAndCutTexts() throws OrtException {
        assertAgree(tokenizer.tokenize("").ids());
        List<String> warnings = new ArrayList<>();
        try (TextTokenizer cutting = TextTokenizer.parse(MiniLm.tokenizerBytes(), "t.json", LONGEST, warnings::add)) {
            Tokens cut = cutting.tokenize("A text that is too long. ".repeat(100));
            assertEquals(LONGEST, cut.count());
            assertEquals(1, warnings.size());
            assertAgree(cut.ids());
        }
    }

    @Test
    void agreesOnUnusualText() throws OrtException {
        for (String text :
                List.of("ÀÉÎõü ẞ", "日本語のテキスト", "😀👩‍👩‍👧", "a".repeat(500), "\t\n \0", "x [SEP] y [PAD]")) {
            assertAgree(tokenizer.tokenize(text).ids());
        }
    }

    @Test
    void agreesWithThePlainEncoderAtOtherSizes() {
        BertWeights weights = BertReader.read(new TinyBert().model());
        BertEncoder tiny = new BertEncoder(weights, Dvm.shared());
        ReferenceEncoder reference = new ReferenceEncoder(weights);
        for (int length = 1; length <= weights.config().maxPositions(); length++) {
            long[] ids = new SplittableRandom(length)
                    .longs(length, 0, weights.config().vocabulary())
                    .toArray();
            double[][] expected = reference.hiddenStates(ids);
            float[] actual = tiny.hiddenStates(ids).toFloatArray();
            for (int i = 0; i < actual.length; i++) {
                double value = expected[i / TinyBert.HIDDEN][i % TinyBert.HIDDEN];
                assertEquals(value, actual[i], 1e-3 * Math.max(1, Math.abs(value)), length + " tokens, " + i);
            }
        }
    }

    @Test
    void batchesOfTextsOfEveryLengthAgree() throws OrtException {
        SplittableRandom random = new SplittableRandom(5);
        List<long[]> texts = new ArrayList<>();
        for (int length : new int[] {512, 1, 2, 64, 3, 17, 0, 130, 12, 31, 0, 255, 48, 7}) {
            texts.add(random.longs(length, 1000, 30_000).toArray());
        }
        assertBatchAgrees(texts);
        assertBatchAgrees(texts.subList(3, 4));
        assertBatchAgrees(texts.subList(6, 7));
        assertBatchAgrees(List.of());
    }

    private static void assertBatchAgrees(List<long[]> texts) throws OrtException {
        RaggedTensor states = encoder.hiddenStates(ragged(texts));
        assertEquals(texts.size(), states.count());
        for (int i = 0; i < texts.size(); i++) {
            assertEquals(texts.get(i).length, states.length(i));
            if (texts.get(i).length > 0) {
                assertAgree(texts.get(i), states.sequence(i));
                assertArrayEquals(
                        encoder.hiddenStates(texts.get(i)).toFloatArray(),
                        states.sequence(i).toFloatArray(),
                        2e-5f,
                        "as a text alone");
            }
        }
    }

    private static RaggedTensor ragged(List<long[]> texts) {
        long[] ids = texts.stream().flatMapToLong(LongStream::of).toArray();
        int[] lengths = texts.stream().mapToInt(text -> text.length).toArray();
        return RaggedTensor.of(Tensor.of(ids, ids.length), lengths);
    }

    @Test
    void vectorsOfManyTextsAreThoseOfEach() {
        for (Pooling pooling : Pooling.values()) {
            try (SentenceEncoder sentences = SentenceEncoder.open(
                    ModelFiles.bundled(), OptionalInt.empty(), WeightPrecision.F32, pooling, _ -> {})) {
                List<String> texts = new ArrayList<>(List.of("", "one", "A text that is too long. ".repeat(100)));
                for (int i = 0; i < 40; i++) {
                    texts.add(String.join(" ", List.of(WORDS).subList(i, i + 1 + i * i % 70)));
                }
                List<Embedding> all = sentences.embedAll(texts);
                assertEquals(texts.size(), all.size());
                for (int i = 0; i < texts.size(); i++) {
                    Embedding one = sentences.embed(texts.get(i));
                    assertEquals(one.tokens(), all.get(i).tokens());
                    assertArrayEquals(one.vector(), all.get(i).vector(), 1e-5f);
                }
                assertEquals(List.of(), sentences.embedAll(List.of()));
            }
        }
    }

    @Test
    void threadsDoNotDisturbEachOther() throws Exception {
        List<String> texts = List.of("one", "two words", "a text of some more words", "and, lastly, another one");
        try (SentenceEncoder shared = SentenceEncoder.open(
                        ModelFiles.bundled(), OptionalInt.empty(), WeightPrecision.F32, Pooling.MEAN, _ -> {});
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<float[]> alone =
                    texts.stream().map(text -> shared.embed(text).vector()).toList();
            List<Callable<float[]>> calls = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                String text = texts.get(i % texts.size());
                calls.add(() -> shared.embed(text).vector());
            }
            List<Future<float[]>> results = threads.invokeAll(calls);
            for (int i = 0; i < results.size(); i++) {
                assertArrayEquals(alone.get(i % texts.size()), results.get(i).get());
            }
        }
    }

    @Test
    void refusesTheTokenizerOfAnotherModel() {
        ModelFiles mixed = new ModelFiles(
                "tiny.onnx", ByteBuffer.wrap(new TinyBert().bytes()), "tokenizer.json", MiniLm.tokenizerBytes());
        try (SentenceEncoder other =
                SentenceEncoder.open(mixed, OptionalInt.empty(), WeightPrecision.F32, Pooling.MEAN, _ -> {})) {
            InputException refused = assertThrows(InputException.class, () -> other.embed("word"));
            assertEquals(
                    "tokenizer tokenizer.json yields token id 101, but model tiny.onnx has 11 token ids: they do not "
                            + "belong together",
                    refused.getMessage());
        }
    }

    private static Tokens tokens(int length, SplittableRandom random) {
        List<String> words = new ArrayList<>();
        while (words.size() < length - 2) {
            words.add(WORDS[random.nextInt(WORDS.length)]);
        }
        Tokens tokens = tokenizer.tokenize(String.join(" ", words));
        assertEquals(length, tokens.count(), () -> "tokens of " + words);
        return tokens;
    }

    /** Strictly rising from 1 to 512, denser for short lengths. */
    private static List<Integer> lengths(int count) {
        List<Integer> lengths = new ArrayList<>();
        int last = 0;
        for (int i = 0; i < count; i++) {
            double part = i / (count - 1.0);
            int left = count - 1 - i;
            int wanted = left < 3 ? LONGEST - left : 1 + (int) Math.round((LONGEST - 4) * part * part);
            last = Math.max(last + 1, wanted);
            lengths.add(last);
        }
        return lengths;
    }

    private static void assertAgree(long[] ids) throws OrtException {
        assertAgree(ids, encoder.hiddenStates(ids));
    }

    private static void assertAgree(long[] ids, Tensor states) throws OrtException {
        float[][] expected = runtime.hiddenStates(ids);
        float[] actual = states.toFloatArray();
        int hidden = expected[0].length;
        assertEquals(ids.length * hidden, actual.length);
        double[][] rows = new double[ids.length][hidden];
        double[][] expectedRows = new double[ids.length][hidden];
        for (int t = 0; t < ids.length; t++) {
            for (int h = 0; h < hidden; h++) {
                rows[t][h] = actual[t * hidden + h];
                expectedRows[t][h] = expected[t][h];
                double difference = Math.abs(rows[t][h] - expectedRows[t][h]);
                if (!(difference <= MAX_DIFFERENCE)) {
                    throw new AssertionError("%d tokens: hidden state [%d, %d] is %s; ONNX Runtime has %s"
                            .formatted(ids.length, t, h, rows[t][h], expectedRows[t][h]));
                }
            }
        }
        assertAligned(ReferenceEncoder.meanVector(expectedRows), encoder.pool(states, Pooling.MEAN), ids.length);
        assertAligned(ReferenceEncoder.unit(expectedRows[0]), encoder.pool(states, Pooling.CLS), ids.length);
    }

    private static void assertAligned(double[] expected, float[] actual, int tokens) {
        double cosine = 0;
        double squares = 0;
        for (int i = 0; i < expected.length; i++) {
            cosine += expected[i] * actual[i];
            squares += actual[i] * (double) actual[i];
        }
        assertEquals(1, squares, 1e-5);
        double found = cosine / Math.sqrt(squares);
        assertTrue(found >= MIN_COSINE, () -> "%d tokens: cosine %s".formatted(tokens, found));
    }
}
