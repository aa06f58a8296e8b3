package org.jdvm.examples.encoder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jdvm.Dvm;
import org.jdvm.examples.models.NamedBert;
import org.jdvm.examples.models.NamedNumbers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An encoder with weights from names, of the shape that is measured but small, against plain loops. */
class NamedBertTest {
    private static final BertConfig CONFIG = new BertConfig(4, 64, 4, 256, 256, 64, 1, 1e-5f);

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 33})
    void agreesWithLoops(int tokens) {
        BertWeights weights = NamedBert.weights("bert_small", CONFIG);
        long[] ids = NamedNumbers.tokens("bert_small/ids/" + tokens, tokens, CONFIG.vocabulary());
        double[][] expected = new ReferenceEncoder(weights).hiddenStates(ids);
        float[] actual =
                new BertEncoder(weights, Dvm.shared()).hiddenStates(ids).toFloatArray();
        assertEquals(tokens * CONFIG.hidden(), actual.length);
        for (int i = 0; i < actual.length; i++) {
            assertEquals(expected[i / CONFIG.hidden()][i % CONFIG.hidden()], actual[i], 5e-5);
        }
    }
}
