package org.jdvm.embeddings;

import java.util.List;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.embeddings.tokenizer.TokenizedText;
import org.jdvm.embeddings.tokenizer.Tokenizer;
import org.jdvm.onnx.OnnxModel;

/** An encoder of an ONNX file: from tokens to hidden states. */
final class TextEncoder {
    private final EncoderInputs model;
    private final int dimension;

    TextEncoder(OnnxModel model, EncoderThreads threads, Tokenizer tokenizer) {
        this.model = new EncoderInputs(model, threads, "encoder", List.of("last_hidden_state", "token_embeddings"), 3);
        Tensor states;
        try {
            states = this.model.run(new int[] {0, tokenizer.size() - 1}, new int[2], 1, 2);
        } catch (JdvmException e) {
            throw new JdvmException(
                    "tokenizer %s does not fit the model: token %d, its last one, fails: %s"
                            .formatted(tokenizer, tokenizer.size() - 1, e.getMessage()),
                    e);
        }
        if (states.rank() != 3 || states.dim(0) != 1 || states.dim(1) != 2) {
            throw new JdvmException(
                    "model %s is no encoder: its output is %s for 1 text of 2 tokens; expected are hidden states [1, 2, size]"
                            .formatted(model, states));
        }
        this.dimension = states.dim(2);
    }

    int dimension() {
        return dimension;
    }

    /** {@return the hidden states, row after row, of texts that have the same number of tokens} */
    float[] run(List<TokenizedText> texts) {
        return model.run(texts).toFloatArray();
    }
}
