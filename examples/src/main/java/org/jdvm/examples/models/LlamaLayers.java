package org.jdvm.examples.models;

import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.examples.layers.Attention;
import org.jdvm.examples.layers.Layers;

/**
 * The formulas of a Llama-style decoder (Touvron et al., 2023) that reads T tokens at once; a head has 2 * C numbers.
 *
 * <p>A layer is one operator ({@link #layer}) where T is the whole text. Where keys and values of earlier tokens are remembered, it is what
 * works on rows alone before and after the attention ({@link #project}, {@link #finish}), and {@link Attention#attendCausal} between them.
 */
public final class LlamaLayers {
    private LlamaLayers() {}

    /** The parameters of one layer; H is {@code 2 * C * heads}. */
    public record Layer(
            @Dims("2*C*heads") Tensor norm,
            @Dims("2*C*heads, 2*C*heads") Tensor query,
            @Dims("2*C*heads, 2*C*heads") Tensor key,
            @Dims("2*C*heads, 2*C*heads") Tensor value,
            @Dims("2*C*heads, 2*C*heads") Tensor output,
            @Dims("2*C*heads") Tensor feedNorm,
            @Dims("2*C*heads, M") Tensor gate,
            @Dims("2*C*heads, M") Tensor up,
            @Dims("M, 2*C*heads") Tensor down) {}

    /** Queries, keys and values of T tokens. */
    public record Projection(
            @Dims("T, heads, 2*C") Tensor query,
            @Dims("T, heads, 2*C") Tensor key,
            @Dims("T, 2*C*heads") Tensor value) {}

    /**
     * The rows of tokens.
     *
     * @param ids the tokens
     * @param words one row a token id
     * @return one row a token
     */
    @Operator
    public static @Dims("T, H") Tensor embed(
            @Dims(value = "T", dtype = DType.I64) Tensor ids, @Dims("V, H") Tensor words) {
        return words.gather(0, ids);
    }

    /**
     * One layer: {@code y = x + attention(norm(x))}, then {@code y + feed(norm(y))}.
     *
     * @param x one row a token
     * @param layer the parameters
     * @param mask is added to the scores of the attention
     * @param cos cosines of the angles of each position
     * @param sin their sines
     * @param heads how many attention heads share a row
     * @param eps what is added to the mean square
     * @return one row a token
     */
    @Operator
    public static @Dims("T, 2*C*heads") Tensor layer(
            @Dims("T, 2*C*heads") Tensor x,
            Layer layer,
            @Dims("T, T") Tensor mask,
            @Dims("T, C") Tensor cos,
            @Dims("T, C") Tensor sin,
            int heads,
            float eps) {
        Tensor normed = Layers.rmsNorm(x, layer.norm(), eps);
        Tensor query = rotatedHeads(normed.matmul(layer.query()), cos, sin, heads);
        Tensor key = rotatedHeads(normed.matmul(layer.key()), cos, sin, heads);
        Tensor value = Attention.heads(normed.matmul(layer.value()), heads);
        Tensor attended = Attention.attendMasked(query, key, value, mask).permute(1, 0, 2);
        return finish(x, attended, layer, eps);
    }

    /**
     * What a layer computes before its attention, for each token alone.
     *
     * @param x one row a token
     * @param layer the parameters
     * @param cos cosines of the angles of each token's position
     * @param sin their sines
     * @param heads how many attention heads share a row
     * @param eps what is added to the mean square
     * @return queries, keys and values; queries and keys are turned to their positions
     */
    @Operator
    public static Projection project(
            @Dims("T, 2*C*heads") Tensor x,
            Layer layer,
            @Dims("T, C") Tensor cos,
            @Dims("T, C") Tensor sin,
            int heads,
            float eps) {
        Tensor normed = Layers.rmsNorm(x, layer.norm(), eps);
        Tensor query = rotatedHeads(normed.matmul(layer.query()), cos, sin, heads);
        Tensor key = rotatedHeads(normed.matmul(layer.key()), cos, sin, heads);
        return new Projection(query.permute(1, 0, 2), key.permute(1, 0, 2), normed.matmul(layer.value()));
    }

    private static Tensor rotatedHeads(Tensor x, Tensor cos, Tensor sin, int heads) {
        return Attention.rotated(Attention.heads(x, heads), cos, sin);
    }

    /**
     * What a layer computes after its attention, for each token alone: {@code y = x + attended output}, then {@code y + feed(norm(y))}.
     *
     * @param x one row a token, as the layer got it
     * @param attended what the attention gave
     * @param layer the parameters
     * @param eps what is added to the mean square
     * @return one row a token
     */
    @Operator
    public static @Dims("T, 2*C*heads") Tensor finish(
            @Dims("T, 2*C*heads") Tensor x, @Dims("T, heads, 2*C") Tensor attended, Layer layer, float eps) {
        Tensor joined = attended.reshape(attended.dim(0), attended.dim(1) * attended.dim(2));
        Tensor y = x.add(joined.matmul(layer.output()));
        Tensor fed = Layers.gatedFeedForward(
                Layers.rmsNorm(y, layer.feedNorm(), eps), layer.gate(), layer.up(), layer.down());
        return y.add(fed);
    }

    /**
     * How likely each word is to come next, before the softmax.
     *
     * @param x one row a token
     * @param norm scale of the last norm
     * @param head makes one number a word
     * @param eps what is added to the mean square
     * @return one row a token
     */
    @Operator
    public static @Dims("T, V") Tensor logits(
            @Dims("T, H") Tensor x, @Dims("H") Tensor norm, @Dims("H, V") Tensor head, float eps) {
        return Layers.rmsNorm(x, norm, eps).matmul(head);
    }

    /**
     * How likely each word is to come after some of the tokens, before the softmax.
     *
     * @param x one row a token
     * @param after the rows of these tokens
     * @param norm scale of the last norm
     * @param head makes one number a word
     * @param eps what is added to the mean square
     * @return one row for each of these tokens
     */
    @Operator
    public static @Dims("N, V") Tensor nextLogits(
            @Dims("T, H") Tensor x,
            @Dims(value = "N", dtype = DType.I64) Tensor after,
            @Dims("H") Tensor norm,
            @Dims("H, V") Tensor head,
            float eps) {
        return logits(x.gather(0, after), norm, head, eps);
    }
}
