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
 * <p>Immutable; any number of threads may use it.
 */
public final class Reranker {
    private final EncoderInputs model;
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
        this.model = new EncoderInputs(model, "cross-encoder", List.of("logits"), 2);
        this.tokenizer = tokenizer;
        this.maxTokens = maxTokens;
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
}
