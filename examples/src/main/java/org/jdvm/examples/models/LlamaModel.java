package org.jdvm.examples.models;

import org.jdvm.Dvm;
import org.jdvm.Tensor;

/** A Llama-style decoder as a sequence of operator calls: one for the embedding, one for each layer, one for the logits. */
public final class LlamaModel {
    private final LlamaWeights weights;
    private final Dvm dvm;

    /**
     * Makes a decoder.
     *
     * @param weights the model
     * @param dvm the machine that runs it
     */
    public LlamaModel(LlamaWeights weights, Dvm dvm) {
        this.weights = weights;
        this.dvm = dvm;
    }

    /**
     * {@return one row a token: how likely each word is to come next, before the softmax}
     *
     * @param ids a text
     * @param positions the positions of its tokens
     */
    public Tensor logits(long[] ids, Positions positions) {
        LlamaConfig config = weights.config();
        int pairs = config.headSize() / 2;
        Tensor mask = Tensor.of(positions.mask(), ids.length, ids.length);
        Tensor cos = Tensor.of(positions.cos(), ids.length, pairs);
        Tensor sin = Tensor.of(positions.sin(), ids.length, pairs);
        Tensor x = LlamaLayersOperators.embed(dvm, Tensor.of(ids, ids.length), weights.words());
        for (LlamaLayers.Layer layer : weights.layers()) {
            x = LlamaLayersOperators.layer(dvm, x, layer, mask, cos, sin, config.heads(), LlamaConfig.EPS);
        }
        return LlamaLayersOperators.logits(dvm, x, weights.norm(), weights.head(), LlamaConfig.EPS);
    }
}
