package org.jdvm.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.Arrays;
import java.util.List;
import org.jdvm.embeddings.Embedder;

/**
 * Embeds texts with the ONNX file and the tokenizer of a sentence encoder.
 *
 * <p>Any number of threads may use it. It logs nothing and calls nothing outside the virtual machine.
 */
public final class JdvmEmbeddingModel implements EmbeddingModel, AutoCloseable {
    private final Embedder embedder;

    /**
     * Makes a model of an embedder.
     *
     * @param embedder what embeds; it is closed with the model
     */
    public JdvmEmbeddingModel(Embedder embedder) {
        this.embedder = embedder;
    }

    /** {@return what builds a model} */
    public static JdvmEmbeddingModelBuilder builder() {
        return new JdvmEmbeddingModelBuilder();
    }

    /**
     * {@return the vectors of texts, in their order}
     *
     * @param segments the texts
     * @throws org.jdvm.JdvmException as {@link Embedder#embed(List)}
     */
    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
        float[][] vectors =
                embedder.embed(segments.stream().map(TextSegment::text).toList());
        return Response.from(Arrays.stream(vectors).map(Embedding::from).toList());
    }

    @Override
    public int dimension() {
        return embedder.dimension();
    }

    /** Closes the embedder. */
    @Override
    public void close() {
        embedder.close();
    }
}
