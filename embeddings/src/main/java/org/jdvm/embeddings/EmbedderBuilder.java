package org.jdvm.embeddings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jdvm.JdvmException;
import org.jdvm.embeddings.tokenizer.Tokenizer;
import org.jdvm.onnx.OnnxModel;
import org.jspecify.annotations.Nullable;

/** Builds an {@link Embedder}. Model and tokenizer must be set. */
public final class EmbedderBuilder {
    private @Nullable OnnxModel model;
    private @Nullable Tokenizer tokenizer;
    private Pooling pooling = Pooling.MEAN;
    private boolean normalize = true;
    private int maxTokens = 512;
    private boolean refuseLongTexts;
    private int threads;
    private Consumer<String> warnings =
            message -> System.getLogger(Embedder.class.getName()).log(System.Logger.Level.WARNING, message);

    EmbedderBuilder() {}

    /**
     * Reads the model.
     *
     * @param path an ONNX file
     * @return this builder
     * @throws JdvmException as {@link OnnxModel#read}
     */
    public EmbedderBuilder model(Path path) {
        return model(OnnxModel.read(path));
    }

    /**
     * Sets the model.
     *
     * @param read the model
     * @return this builder
     */
    public EmbedderBuilder model(OnnxModel read) {
        this.model = read;
        return this;
    }

    /**
     * Reads the tokenizer.
     *
     * @param path a {@code tokenizer.json}
     * @return this builder
     * @throws JdvmException as {@link Tokenizer#read}
     */
    public EmbedderBuilder tokenizer(Path path) {
        return tokenizer(Tokenizer.read(path));
    }

    /**
     * Sets the tokenizer.
     *
     * @param read the tokenizer
     * @return this builder
     */
    public EmbedderBuilder tokenizer(Tokenizer read) {
        this.tokenizer = read;
        return this;
    }

    /**
     * Reads model and tokenizer from resources, for example those of a jar that has a model.
     *
     * @param modelName the name of an ONNX file, as {@link ClassLoader#getResource} takes it
     * @param tokenizerName the name of a {@code tokenizer.json}
     * @param loader finds them
     * @return this builder
     * @throws JdvmException if one is not found, or as {@link OnnxModel#parse} and {@link Tokenizer#parse}
     */
    public EmbedderBuilder resources(String modelName, String tokenizerName, ClassLoader loader) {
        return model(OnnxModel.parse(resource(loader, modelName), modelName))
                .tokenizer(Tokenizer.parse(resource(loader, tokenizerName), tokenizerName));
    }

    private static byte[] resource(ClassLoader loader, String name) {
        try (InputStream stream = loader.getResourceAsStream(name)) {
            if (stream == null) {
                throw new JdvmException("Embedder: no resource %s is found by %s".formatted(name, loader));
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new JdvmException("Embedder: resource %s cannot be read: %s".formatted(name, e), e);
        }
    }

    /**
     * Sets how hidden states become one vector: {@link Pooling#MEAN} if it is not set.
     *
     * @param kind the way the model was trained for
     * @return this builder
     */
    public EmbedderBuilder pooling(Pooling kind) {
        this.pooling = kind;
        return this;
    }

    /**
     * Sets whether vectors are scaled to length 1, as they are if it is not set.
     *
     * @param toOne true to scale
     * @return this builder
     */
    public EmbedderBuilder normalize(boolean toOne) {
        this.normalize = toOne;
        return this;
    }

    /**
     * Sets how many tokens of a text the model gets at most, with those that mark start and end: 512 if it is not set.
     *
     * @param most at least 3, at most the positions the model has
     * @return this builder
     */
    public EmbedderBuilder maxTokens(int most) {
        if (most < 3) {
            throw new JdvmException("maxTokens is %d; at least 3 are expected".formatted(most));
        }
        this.maxTokens = most;
        return this;
    }

    /**
     * Sets whether a text with more tokens is an error. If it is not set, such texts are cut, and the first one is a warning.
     *
     * @param refuse true to refuse
     * @return this builder
     */
    public EmbedderBuilder refuseLongTexts(boolean refuse) {
        this.refuseLongTexts = refuse;
        return this;
    }

    /**
     * Gives the embedder threads that run its model and end when it is closed. If it is not set, the model runs on those of
     * {@link org.jdvm.Dvm#shared()}.
     *
     * @param count how many cores a call uses at most, from 1 on; the first one is that of the caller's thread
     * @return this builder
     * @throws JdvmException if it is below 1
     */
    public EmbedderBuilder threads(int count) {
        if (count < 1) {
            throw new JdvmException("threads is %d; at least 1 is expected".formatted(count));
        }
        this.threads = count;
        return this;
    }

    /**
     * Sets what takes warnings: the system's logger if it is not set.
     *
     * @param to takes each warning, from the thread that embeds
     * @return this builder
     */
    public EmbedderBuilder warnings(Consumer<String> to) {
        this.warnings = to;
        return this;
    }

    /**
     * Builds the embedder, and embeds two tokens to see that model and tokenizer fit.
     *
     * @return the embedder
     * @throws JdvmException if model or tokenizer is missing, they do not fit each other, or the model is no encoder
     */
    public Embedder build() {
        if (model == null || tokenizer == null) {
            throw new JdvmException("Embedder: %s is missing; set it with %s(...)"
                    .formatted(model == null ? "the model" : "the tokenizer", model == null ? "model" : "tokenizer"));
        }
        EncoderThreads started = new EncoderThreads(threads);
        try {
            return new Embedder(
                    new TextEncoder(model, started, tokenizer),
                    started,
                    tokenizer,
                    pooling,
                    normalize,
                    maxTokens,
                    refuseLongTexts,
                    warnings);
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }
}
