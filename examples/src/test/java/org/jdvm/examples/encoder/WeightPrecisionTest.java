package org.jdvm.examples.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What narrow weights change in the vectors of texts. */
class WeightPrecisionTest {
    private static final String[] WORDS = ("the of a list map key value thread lock file path time date number string "
                    + "returns throws when null element index array buffer stream reads writes closes opens converts")
            .split(" ");

    /** With weights of 32 bits, once for all other weights. */
    private static List<Embedding> exact = List.of();

    private static List<String> texts() {
        Random random = new Random(3);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int words = 1 + random.nextInt(40);
            StringBuilder text = new StringBuilder();
            for (int word = 0; word < words; word++) {
                text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
            }
            texts.add(text.toString());
        }
        return texts;
    }

    private static List<Embedding> vectors(
            WeightPrecision precision, ActivationPrecision activations, List<String> texts) {
        try (SentenceEncoder encoder = SentenceEncoder.open(
                ModelFiles.bundled(), OptionalInt.empty(), precision, activations, Pooling.MEAN, warning -> {})) {
            List<Embedding> all = encoder.embedAll(texts);
            for (int i = 0; i < texts.size(); i += 7) {
                assertArrayEquals(
                        encoder.embed(texts.get(i)).vector(), all.get(i).vector(), 1e-5f);
            }
            return all;
        }
    }

    private static synchronized List<Embedding> exact() {
        if (exact.isEmpty()) {
            exact = vectors(WeightPrecision.F32, ActivationPrecision.F32, texts());
        }
        return exact;
    }

    private static double cosine(float[] a, float[] b) {
        double product = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
        }
        return product;
    }

    /** The least similarity of a text's vectors, and whether the nearest other text is the same as with weights of 32 bits. */
    @ParameterizedTest
    @CsvSource({
        "BF16, F32, 0.9999, 0.95",
        "BF16, BF16, 0.999, 0.9",
        "INT8, F32, 0.999, 0.9",
        "INT8, INT8, 0.98, 0.7",
        "INT4, F32, 0.93, 0.6"
    })
    void vectorsAreNearThoseOfFloats(
            WeightPrecision precision, ActivationPrecision activations, double leastCosine, double leastAgreement) {
        List<String> texts = texts();
        List<Embedding> exact = exact();
        List<Embedding> rounded = vectors(precision, activations, texts);
        double least = 1;
        int same = 0;
        for (int i = 0; i < texts.size(); i++) {
            least = Math.min(least, cosine(exact.get(i).vector(), rounded.get(i).vector()));
            same += nearest(exact, i) == nearest(rounded, i) ? 1 : 0;
        }
        double agreement = same / (double) texts.size();
        System.out.printf(
                "%s, activations %s: cosine at least %.5f, nearest text the same for %.2f%n",
                precision, activations, least, agreement);
        assertTrue(least >= leastCosine, precision + ": cosine " + least);
        assertTrue(agreement >= leastAgreement, precision + ": nearest text the same for " + agreement);
    }

    private static int nearest(List<Embedding> vectors, int text) {
        int best = -1;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < vectors.size(); i++) {
            double cosine = cosine(vectors.get(text).vector(), vectors.get(i).vector());
            if (i != text && cosine > most) {
                most = cosine;
                best = i;
            }
        }
        return best;
    }
}
