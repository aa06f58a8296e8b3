package org.jdvm.embeddings;

import java.util.List;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.embeddings.tokenizer.Tokenizer;
import org.jdvm.embeddings.tokenizer.Truncation;
import org.jdvm.onnx.OnnxModel;

/**
 * Scores how well texts answer a query, with a cross-encoder: a model that reads both together and has one logit for the pair.
 *
 * <p>Any number of threads may use it. One with threads that belong to it must be closed.
 */
public final class Reranker implements AutoCloseable {
    private final EncoderInputs model;
    private final EncoderThreads threads;
    private final Tokenizer tokenizer;
    private final int maxTokens;

    /**
     * Makes a reranker.
     *
     * @param model the model; its output {@code logits} is {@code [pairs, 1]}
     * @param tokenizer its tokenizer
     * @param maxTokens how many tokens of a pair it gets at most; of longer pairs the longer text is cut
     * @throws JdvmException if the model has other inputs or outputs
     */
    public Reranker(OnnxModel model, Tokenizer tokenizer, int maxTokens) {
        this(model, tokenizer, maxTokens, new EncoderThreads(0));
    }

    /**
     * Makes a reranker with threads that run its model and end when it is closed.
     *
     * @param model as above
     * @param tokenizer its tokenizer
     * @param maxTokens as above
     * @param threads how many cores a call uses at most, from 1 on; the first one is that of the caller's thread
     * @throws JdvmException if the model has other inputs or outputs, or there is no thread
     */
    public Reranker(OnnxModel model, Tokenizer tokenizer, int maxTokens, int threads) {
        this(model, tokenizer, maxTokens, started(threads));
    }

    private Reranker(OnnxModel model, Tokenizer tokenizer, int maxTokens, EncoderThreads threads) {
        this.threads = threads;
        try {
            this.model = new EncoderInputs(model, threads, "cross-encoder", List.of("logits"), 2);
        } catch (JdvmException e) {
            threads.close();
            throw e;
        }
        this.tokenizer = tokenizer;
        this.maxTokens = maxTokens;
    }

    private static EncoderThreads started(int count) {
        if (count < 1) {
            throw new JdvmException("threads is %d; at least 1 is expected".formatted(count));
        }
        return new EncoderThreads(count);
    }

    /**
     * {@return the logit of each text, in their order: the higher, the better it answers the query}
     *
     * @param query the query
     * @param texts the texts
     * @throws JdvmException if the model cannot run, or does not give one logit
     */
    public float[] score(String query, List<String> texts) {
        float[] scores = new float[texts.size()];
        for (int i = 0; i < scores.length; i++) {
            Tensor logits =
                    model.run(List.of(tokenizer.encode(query, texts.get(i), maxTokens, Truncation.LONGEST_FIRST)));
            if (logits.size() != 1) {
                throw new JdvmException(
                        "model %s is no cross-encoder: its output is %s for one pair; [1, 1] is expected"
                                .formatted(model, logits));
            }
            scores[i] = logits.toFloatArray()[0];
        }
        return scores;
    }

    /** Ends the threads that belong to the reranker; with the shared ones it does nothing. */
    @Override
    public void close() {
        threads.close();
    }
}
