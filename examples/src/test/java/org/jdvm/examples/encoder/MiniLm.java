package org.jdvm.examples.encoder;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jdvm.examples.onnx.OnnxModel;
import org.jdvm.examples.text.TextTokenizer;

/** The all-MiniLM-L6-v2 files of the class path, read once for all tests. */
public final class MiniLm {
    private static final byte[] MODEL = resource("/all-minilm-l6-v2.onnx");
    private static final byte[] TOKENIZER = resource("/all-minilm-l6-v2-tokenizer.json");
    private static final BertWeights WEIGHTS = BertReader.read(OnnxModel.parse(MODEL, "all-minilm-l6-v2.onnx"));

    private MiniLm() {}

    /** The model file. Not to be changed. */
    public static byte[] modelBytes() {
        return MODEL;
    }

    /** The tokenizer file. Not to be changed. */
    public static byte[] tokenizerBytes() {
        return TOKENIZER;
    }

    /** What was read from the model file. */
    public static BertWeights weights() {
        return WEIGHTS;
    }

    /** A new tokenizer that may not warn. */
    public static TextTokenizer tokenizer() {
        return TextTokenizer.parse(
                TOKENIZER, "all-minilm-l6-v2-tokenizer.json", WEIGHTS.config().maxPositions(), warning -> {
                    throw new AssertionError("unexpected warning: " + warning);
                });
    }

    private static byte[] resource(String name) {
        try (InputStream in = MiniLm.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
