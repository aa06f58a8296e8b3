package org.jdvm.springai;

import java.util.ArrayList;
import java.util.List;
import org.jdvm.JdvmException;
import org.jdvm.embeddings.Embedder;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;

/** Embeds texts with the ONNX file and the tokenizer of a sentence encoder. Any number of threads may use it. */
public final class JdvmSpringEmbeddingModel implements EmbeddingModel, AutoCloseable {
    private final Embedder embedder;

    /**
     * Makes a model of an embedder.
     *
     * @param embedder what embeds; it is closed with the model
     */
    public JdvmSpringEmbeddingModel(Embedder embedder) {
        this.embedder = embedder;
    }

    /**
     * {@return the vectors of the request's texts, in their order}
     *
     * @param request the texts; of its options only the number of dimensions is read
     * @throws JdvmException if the options ask for another number of dimensions than the model has, or as {@link Embedder#embed(List)}
     */
    @Override
    public EmbeddingResponse call(EmbeddingRequest request) {
        @Nullable EmbeddingOptions options = request.getOptions();
        Integer dimensions = options == null ? null : options.getDimensions();
        if (dimensions != null && dimensions != embedder.dimension()) {
            throw new JdvmException("vectors of %d elements are asked for, but those of the model have %d"
                    .formatted(dimensions, embedder.dimension()));
        }
        float[][] vectors = embedder.embed(request.getInstructions());
        List<Embedding> embeddings = new ArrayList<>();
        for (int i = 0; i < vectors.length; i++) {
            embeddings.add(new Embedding(vectors[i], i));
        }
        return new EmbeddingResponse(embeddings);
    }

    @Override
    public float[] embed(Document document) {
        String content = getEmbeddingContent(document);
        if (content == null) {
            throw new JdvmException("document %s has no text".formatted(document.getId()));
        }
        return embedder.embed(content);
    }

    @Override
    public int dimensions() {
        return embedder.dimension();
    }

    /** Closes the embedder. */
    @Override
    public void close() {
        embedder.close();
    }
}
