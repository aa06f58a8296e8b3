package org.jdvm.examples.encoder;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jdvm.embeddings.Embedder;
import org.jdvm.embeddings.tokenizer.TokenizedText;
import org.jdvm.embeddings.tokenizer.Tokenizer;
import org.jdvm.onnx.OnnxModel;

/** Encodes with the graph of the ONNX file as it is, by the module for embeddings: of any family whose tokenizer it knows. */
public final class GraphEncoder implements TextVectors {
    private static final int MAX_TOKENS = 512;

    private final Embedder embedder;
    private final Tokenizer tokenizer;
    private final Consumer<String> warnings;
    private final AtomicBoolean warned = new AtomicBoolean();

    private GraphEncoder(Embedder embedder, Tokenizer tokenizer, Consumer<String> warnings) {
        this.embedder = embedder;
        this.tokenizer = tokenizer;
        this.warnings = warnings;
    }

    /**
     * Makes the encoder of a model.
     *
     * @param files the model and its tokenizer
     * @param pooling how one vector is made of a text's tokens
     * @param warnings told once, when the first text is cut
     * @return the encoder
     */
    public static GraphEncoder open(ModelFiles files, Pooling pooling, Consumer<String> warnings) {
        ByteBuffer model = files.model().duplicate();
        byte[] bytes = new byte[model.remaining()];
        model.get(bytes);
        Tokenizer tokenizer = Tokenizer.parse(files.tokenizer(), files.tokenizerName());
        Embedder embedder = Embedder.builder()
                .model(OnnxModel.parse(bytes, files.modelName()))
                .tokenizer(tokenizer)
                .maxTokens(MAX_TOKENS)
                .pooling(
                        switch (pooling) {
                            case MEAN -> org.jdvm.embeddings.Pooling.MEAN;
                            case CLS -> org.jdvm.embeddings.Pooling.CLS;
                        })
                .build();
        return new GraphEncoder(embedder, tokenizer, warnings);
    }

    @Override
    public List<Embedding> embedAll(List<String> texts) {
        List<TokenizedText> all = new ArrayList<>();
        for (String text : texts) {
            TokenizedText tokens = tokenizer.encode(text, MAX_TOKENS);
            if (tokens.cut() > 0 && warned.compareAndSet(false, true)) {
                warnings.accept(
                        "a text of %d tokens was cut to the %d the model takes; further ones are cut without a warning"
                                .formatted(tokens.length() + tokens.cut(), MAX_TOKENS));
            }
            all.add(tokens);
        }
        float[][] vectors = embedder.embedTokens(all);
        List<Embedding> embeddings = new ArrayList<>();
        for (int i = 0; i < vectors.length; i++) {
            embeddings.add(new Embedding(all.get(i).length(), vectors[i]));
        }
        return embeddings;
    }

    @Override
    public int dimension() {
        return embedder.dimension();
    }

    @Override
    public void close() {
        embedder.close();
    }
}
