package org.jdvm.examples.encoder;

import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jdvm.Dvm;
import org.jdvm.examples.io.InputException;
import org.jdvm.examples.onnx.OnnxModel;
import org.jdvm.examples.text.TextTokenizer;
import org.jdvm.examples.text.Tokens;

/** Turns texts into vectors: tokenizer, encoder and pooling in one. Safe for use by several threads. */
public final class SentenceEncoder implements AutoCloseable {
    private final String name;
    private final TextTokenizer tokenizer;
    private final String tokenizerName;
    private final BertConfig config;
    private final BertEncoder encoder;
    private final Pooling pooling;

    private SentenceEncoder(
            ModelFiles files, TextTokenizer tokenizer, BertConfig config, BertEncoder encoder, Pooling pooling) {
        this.name = files.modelName();
        this.tokenizerName = files.tokenizerName();
        this.tokenizer = tokenizer;
        this.config = config;
        this.encoder = encoder;
        this.pooling = pooling;
    }

    /**
     * Makes the encoder of a model.
     *
     * @param files the model and its tokenizer
     * @param heads the number of attention heads, for models that do not tell
     * @param pooling how one vector is made of a text's tokens
     * @param warnings told once, when the first text is cut to what the model takes
     * @return the encoder
     */
    public static SentenceEncoder open(
            ModelFiles files, OptionalInt heads, Pooling pooling, Consumer<String> warnings) {
        BertWeights weights = BertReader.read(OnnxModel.parse(files.model(), files.modelName()), heads);
        BertConfig config = weights.config();
        TextTokenizer tokenizer =
                TextTokenizer.parse(files.tokenizer(), files.tokenizerName(), config.maxPositions(), warnings);
        return new SentenceEncoder(files, tokenizer, config, new BertEncoder(weights, Dvm.shared()), pooling);
    }

    /**
     * The model's name.
     *
     * @return the name of its file
     */
    public String name() {
        return name;
    }

    /**
     * The model's sizes.
     *
     * @return the sizes
     */
    public BertConfig config() {
        return config;
    }

    /**
     * Encodes a text at its own length.
     *
     * @param text the text
     * @return its vector
     */
    public Embedding embed(String text) {
        Tokens tokens = tokenizer.tokenize(text);
        for (long id : tokens.ids()) {
            if (id < 0 || id >= config.vocabulary()) {
                throw new InputException(
                        "tokenizer %s yields token id %d, but model %s has %d token ids: they do not belong together"
                                .formatted(tokenizerName, id, name, config.vocabulary()));
            }
        }
        float[] vector = encoder.pool(encoder.hiddenStates(tokens.ids()), pooling);
        for (float value : vector) {
            if (!Float.isFinite(value)) {
                throw new InputException("model %s yields %s for a text of %d tokens; expected finite numbers"
                        .formatted(name, value, tokens.count()));
            }
        }
        return new Embedding(tokens.count(), vector);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
