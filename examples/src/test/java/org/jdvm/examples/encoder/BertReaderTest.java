package org.jdvm.examples.encoder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OrtException;
import java.util.List;
import org.jdvm.examples.text.TextTokenizer;
import org.junit.jupiter.api.Test;

/** The weights read are the model's: with them a plain encoder computes what ONNX Runtime computes. */
class BertReaderTest {
    @Test
    void sizesComeFromTheFile() {
        assertEquals(
                new BertConfig(6, 384, 12, 1536, 30522, 512, 2, 1e-12f),
                MiniLm.weights().config());
    }

    @Test
    void plainEncoderAgreesWithOnnxRuntime() throws OrtException {
        ReferenceEncoder reference = new ReferenceEncoder(MiniLm.weights());
        List<String> texts = List.of(
                "",
                "Tensors of any shape.",
                "A new shape costs microseconds, not a compile; 213 tokens or 7, naïve or 日本語.");
        try (TextTokenizer tokenizer = MiniLm.tokenizer();
                OnnxRuntimeEncoder runtime = new OnnxRuntimeEncoder(MiniLm.modelBytes())) {
            for (String text : texts) {
                long[] ids = tokenizer.tokenize(text).ids();
                double[][] expected = reference.hiddenStates(ids);
                float[][] actual = runtime.hiddenStates(ids);
                for (int t = 0; t < ids.length; t++) {
                    for (int h = 0; h < 384; h++) {
                        assertEquals(expected[t][h], actual[t][h], 2e-5, "'%s', token %d, %d".formatted(text, t, h));
                    }
                }
            }
        }
    }

    @Test
    void referenceErfIsTheErrorFunction() {
        // Values of the error function from tables.
        assertEquals(0.5204998778130465, ReferenceEncoder.erf(0.5), 1e-15);
        assertEquals(-0.8427007929497149, ReferenceEncoder.erf(-1), 1e-15);
        assertEquals(0.9953222650189527, ReferenceEncoder.erf(2), 1e-15);
        assertEquals(0.9999779095030014, ReferenceEncoder.erf(3), 1e-15);
    }
}
