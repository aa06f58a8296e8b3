package org.jdvm.benchmarks.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jdvm.examples.text.MixedTexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is compared does the same work. */
class TextEmbeddingTest {
    @Test
    void enginesGiveTheSameVectors(@TempDir Path folder) throws IOException, OrtException {
        OnnxFile model = OnnxFile.named("all-minilm-l6-v2");
        Path file = model.unpack(folder);
        Path tokenizer = model.unpackTokenizer(folder);
        List<String> texts = MixedTexts.of(1, 40).toList();
        try (TextEmbedding one = TextEmbedding.open("jdvm", file, tokenizer, 1);
                TextEmbedding other = TextEmbedding.open("onnxruntime", file, tokenizer, 1)) {
            float[][] vectors = one.embed(texts);
            float[][] others = other.embed(texts);
            assertEquals(texts.size(), vectors.length);
            for (int i = 0; i < vectors.length; i++) {
                assertArrayEquals(others[i], vectors[i], 1e-4f, texts.get(i));
            }
        }
    }
}
