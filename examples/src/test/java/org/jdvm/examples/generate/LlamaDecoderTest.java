package org.jdvm.examples.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdvm.Dvm;
import org.jdvm.DvmStatistics;
import org.jdvm.OperatorTemplate;
import org.jdvm.RaggedTensor;
import org.jdvm.Tensor;
import org.jdvm.examples.generate.LlamaDecoder.Piece;
import org.jdvm.examples.layers.AttentionOperators;
import org.jdvm.examples.models.LlamaConfig;
import org.jdvm.examples.models.LlamaModel;
import org.jdvm.examples.models.LlamaWeights;
import org.jdvm.examples.models.NamedNumbers;
import org.jdvm.examples.models.Positions;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A decoder that reads a text piece by piece knows after each piece what one that reads the whole text knows. */
class LlamaDecoderTest {
    private static final LlamaConfig SMALL = new LlamaConfig(2, 24, 2, 40, 50);
    private static final int CAPACITY = 400;

    static Stream<LlamaConfig> configs() {
        return Stream.of(
                SMALL,
                new LlamaConfig(1, 2, 1, 3, 5),
                new LlamaConfig(3, 64, 8, 96, 33),
                new LlamaConfig(2, 128, 1, 17, 40),
                new LlamaConfig(1, 96, 3, 64, 101));
    }

    private static LlamaWeights weights(LlamaConfig config) {
        return LlamaWeights.named("decoder", config);
    }

    private static long[] text(int length, LlamaConfig config) {
        return NamedNumbers.tokens("decoder/ids/" + length, length, config.vocabulary());
    }

    private static float[] whole(LlamaWeights weights, Dvm dvm, long[] ids) {
        Positions positions = Positions.first(ids.length, weights.config().headSize());
        return new LlamaModel(weights, dvm).logits(ids, positions).toFloatArray();
    }

    private static float[] row(float[] logits, int row, LlamaConfig config) {
        int words = config.vocabulary();
        return Arrays.copyOfRange(logits, row * words, (row + 1) * words);
    }

    private static void assertAgrees(LlamaConfig config, Dvm dvm, int length, int chunk) {
        LlamaWeights weights = weights(config);
        LlamaDecoder decoder = new LlamaDecoder(weights, dvm, CAPACITY);
        long[] ids = text(length, config);
        float[] expected = whole(weights, dvm, ids);
        KeyValueCache cache = decoder.newCache();
        for (int from = 0; from < length; from += chunk) {
            int to = Math.min(length, from + chunk);
            RaggedTensor read = decoder.read(List.of(new Piece(cache, Arrays.copyOfRange(ids, from, to))));
            assertEquals(to, cache.length());
            assertArrayEquals(
                    row(expected, to - 1, config),
                    decoder.next(read, 0).toFloatArray(),
                    2e-5f,
                    config + " after " + to + " of " + length + " tokens, chunks of " + chunk);
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void agreesWithTheWholeTextAfterEachPiece(LlamaConfig config) {
        for (int cores = 1; cores <= 2; cores++) {
            try (Dvm dvm = new Dvm(NpuSpec.host(cores))) {
                for (int length : new int[] {1, 2, 7, 16, 17, 40}) {
                    for (int chunk : new int[] {1, 3, 7, length}) {
                        assertAgrees(config, dvm, length, chunk);
                    }
                }
            }
        }
    }

    @Test
    void longTextsAgreeToo() {
        try (Dvm dvm = new Dvm(NpuSpec.host(2))) {
            for (int chunk : new int[] {31, 64, 250, 400}) {
                assertAgrees(SMALL, dvm, CAPACITY, chunk);
            }
        }
    }

    @Test
    void textsAreReadTogetherAsAlone() {
        int[] lengths = {1, 40, 7, 19, 33};
        try (Dvm dvm = new Dvm(NpuSpec.host(2))) {
            LlamaDecoder decoder = new LlamaDecoder(weights(SMALL), dvm, 64);
            List<KeyValueCache> caches =
                    Stream.generate(decoder::newCache).limit(lengths.length).toList();
            // Pieces of 1 to 5 tokens, until all texts are read.
            for (int round = 0; ; round++) {
                List<Piece> pieces = new ArrayList<>();
                List<Integer> texts = new ArrayList<>();
                for (int i = 0; i < lengths.length; i++) {
                    int from = caches.get(i).length();
                    int to = Math.min(lengths[i], from + 1 + (i + round) % 5);
                    if (from < to) {
                        pieces.add(new Piece(caches.get(i), Arrays.copyOfRange(text(lengths[i], SMALL), from, to)));
                        texts.add(i);
                    }
                }
                if (pieces.isEmpty()) {
                    break;
                }
                RaggedTensor read = decoder.read(pieces);
                int parity = round % 2;
                int[] last = IntStream.range(0, pieces.size())
                        .filter(i -> i % 2 == parity)
                        .toArray();
                float[] actual = decoder.next(read, last).toFloatArray();
                for (int i = 0; i < last.length; i++) {
                    int text = texts.get(last[i]);
                    float[] expected = whole(weights(SMALL), dvm, text(lengths[text], SMALL));
                    assertArrayEquals(
                            row(expected, caches.get(text).length() - 1, SMALL), row(actual, i, SMALL), 2e-5f);
                }
            }
            assertArrayEquals(
                    lengths, caches.stream().mapToInt(KeyValueCache::length).toArray());
        }
    }

    /** What a token costs beyond reading keys and values: the same launches, one new program, and none for a text of known lengths. */
    @Test
    void aTokenCostsOneSpecialisation() {
        try (Dvm dvm = new Dvm(NpuSpec.host(1))) {
            LlamaDecoder decoder = new LlamaDecoder(weights(SMALL), dvm, CAPACITY);
            for (int turn = 0; turn < 2; turn++) {
                KeyValueCache cache = decoder.newCache();
                for (int token = 0; token < 50; token++) {
                    DvmStatistics before = dvm.statistics();
                    decoder.next(decoder.read(List.of(new Piece(cache, new long[] {token}))), 0)
                            .toFloatArray();
                    DvmStatistics after = dvm.statistics();
                    assertEquals(2 + 3 * SMALL.layers(), after.launches() - before.launches());
                    if (token > 0 || turn > 0) {
                        assertEquals(turn == 0 ? 1 : 0, after.specialisations() - before.specialisations());
                    }
                }
            }
        }
    }

    /** Each remembered key and value is read once; all else that is moved are queries and results. */
    @Test
    void theAttentionCopiesNothing() {
        OperatorTemplate attention = AttentionOperators.templates().stream()
                .filter(template -> template.name().equals("attendCausal"))
                .findFirst()
                .orElseThrow();
        for (long keys : new long[] {1, 100, 1000}) {
            for (long tokens : new long[] {1, 7, 64}) {
                if (tokens <= keys) {
                    Map<String, Long> sizes = Map.of("T", tokens, "S", keys, "N", 8L, "D", 64L);
                    assertEquals(
                            Float.BYTES * 8 * 64 * (2 * keys + 2 * tokens),
                            attention.explain(sizes, NpuSpec.host(1)).bytesFused());
                }
            }
        }
    }

    @Test
    void viewsOfTheCacheStayAndShareItsMemory() {
        try (Dvm dvm = new Dvm(NpuSpec.host(1))) {
            LlamaDecoder decoder = new LlamaDecoder(weights(SMALL), dvm, 40);
            KeyValueCache cache = decoder.newCache();
            long[] ids = text(40, SMALL);
            List<Tensor> views = new ArrayList<>();
            List<float[]> then = new ArrayList<>();
            for (long id : ids) {
                decoder.read(List.of(new Piece(cache, new long[] {id})));
                for (int layer = 0; layer < SMALL.layers(); layer++) {
                    for (Tensor view : List.of(cache.keys(layer), cache.values(layer))) {
                        assertArrayEquals(new int[] {cache.length(), SMALL.heads(), SMALL.headSize()}, view.dims());
                        views.add(view);
                        then.add(view.toFloatArray());
                    }
                }
            }
            for (int i = 0; i < views.size(); i++) {
                assertArrayEquals(then.get(i), views.get(i).toFloatArray());
            }
            // Nothing moved since the first token: what is written into its views is seen in the last ones.
            for (int i = 0; i < 2 * SMALL.layers(); i++) {
                views.get(i).assign(i + 100);
                Tensor last = views.get(views.size() - 2 * SMALL.layers() + i);
                assertEquals(i + 100, last.slice(0, 0, 1).min().item());
                assertEquals(i + 100, last.slice(0, 0, 1).max().item());
            }
        }
    }

    private static void refused(String message, Runnable call) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    @Test
    void wrongPiecesAreRefused() {
        LlamaWeights weights = weights(SMALL);
        refused(
                "LlamaDecoder: the capacity is 0, but at least 1 is expected",
                () -> new LlamaDecoder(weights, Dvm.shared(), 0));
        LlamaDecoder decoder = new LlamaDecoder(weights, Dvm.shared(), 5);
        KeyValueCache cache = decoder.newCache();
        Piece piece = new Piece(cache, new long[] {1, 2, 3});
        refused("read: there is no piece to read", () -> decoder.read(List.of()));
        refused(
                "read: piece 1 has no tokens",
                () -> decoder.read(List.of(piece, new Piece(decoder.newCache(), new long[0]))));
        refused("read: piece 1 has the cache of a piece before it", () -> decoder.read(List.of(piece, piece)));
        decoder.read(List.of(piece));
        refused("read: piece 0 has 3 tokens after 3, but the capacity is 5", () -> decoder.read(List.of(piece)));
        assertEquals(3, cache.length());
    }
}
