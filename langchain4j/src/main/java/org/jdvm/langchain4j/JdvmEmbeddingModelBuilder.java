package org.jdvm.langchain4j;

import java.nio.file.Path;
import org.jdvm.JdvmException;
import org.jdvm.embeddings.Embedder;
import org.jdvm.embeddings.EmbedderBuilder;
import org.jdvm.embeddings.Pooling;

/** Builds a {@link JdvmEmbeddingModel}. Model and tokenizer must be set, as files or as resources. */
public final class JdvmEmbeddingModelBuilder {
    private final EmbedderBuilder embedder = Embedder.builder();

    JdvmEmbeddingModelBuilder() {}

    /**
     * Reads the model.
     *
     * @param path an ONNX file
     * @return this builder
     * @throws JdvmException if it cannot be read
     */
    public JdvmEmbeddingModelBuilder model(Path path) {
        embedder.model(path);
        return this;
    }

    /**
     * Reads the tokenizer.
     *
     * @param path a {@code tokenizer.json}
     * @return this builder
     * @throws JdvmException if it cannot be read
     */
    public JdvmEmbeddingModelBuilder tokenizer(Path path) {
        embedder.tokenizer(path);
        return this;
    }

    /**
     * Reads model and tokenizer from the class path, for example from a jar {@code langchain4j-embeddings-...}.
     *
     * @param model the name of an ONNX file, such as {@code all-minilm-l6-v2.onnx}
     * @param tokenizer the name of its tokenizer, such as {@code all-minilm-l6-v2-tokenizer.json}
     * @return this builder
     * @throws JdvmException if one is not found or cannot be read
     */
    public JdvmEmbeddingModelBuilder resources(String model, String tokenizer) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        embedder.resources(
                model, tokenizer, context == null ? JdvmEmbeddingModelBuilder.class.getClassLoader() : context);
        return this;
    }

    /**
     * Sets how hidden states become one vector: {@link Pooling#MEAN} if it is not set.
     *
     * @param kind the way the model was trained for
     * @return this builder
     */
    public JdvmEmbeddingModelBuilder pooling(Pooling kind) {
        embedder.pooling(kind);
        return this;
    }

    /**
     * Sets whether vectors are scaled to length 1, as they are if it is not set.
     *
     * @param toOne true to scale
     * @return this builder
     */
    public JdvmEmbeddingModelBuilder normalize(boolean toOne) {
        embedder.normalize(toOne);
        return this;
    }

    /**
     * Sets how many tokens of a text the model gets at most: 512 if it is not set. Longer texts are cut.
     *
     * @param most at least 3, at most the positions the model has
     * @return this builder
     * @throws JdvmException if it is below 3
     */
    public JdvmEmbeddingModelBuilder maxTokens(int most) {
        embedder.maxTokens(most);
        return this;
    }

    /**
     * Gives the model threads, which end when it is closed. If it is not set, it runs on those of {@link org.jdvm.Dvm#shared()}.
     *
     * @param count how many cores a call uses at most, from 1 on
     * @return this builder
     * @throws JdvmException if it is below 1
     */
    public JdvmEmbeddingModelBuilder threads(int count) {
        embedder.threads(count);
        return this;
    }

    /**
     * Builds the model.
     *
     * @return the model
     * @throws JdvmException if model or tokenizer is missing, they do not fit each other, or the model is no encoder
     */
    public JdvmEmbeddingModel build() {
        return new JdvmEmbeddingModel(embedder.build());
    }
}
