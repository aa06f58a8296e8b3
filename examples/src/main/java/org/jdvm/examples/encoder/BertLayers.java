package org.jdvm.examples.encoder;

import static org.jdvm.annotations.Keep.KEEP_DIMS;

import java.util.stream.Stream;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;
import org.jdvm.examples.layers.Attention;

/**
 * The formulas of a BERT encoder (Devlin et al., 2019) for one text: T tokens, hidden size H, inner size M.
 *
 * <p>There is no mask, because there is no padding: every text runs at its own length. For many texts at once, {@link #projections} and
 * {@link #finish} take the rows of all of them, and {@link #attention} is called for each.
 */
public final class BertLayers {
    private BertLayers() {}

    /** The parameters of one layer. */
    public record Layer(
            @Dims("H, H") Tensor queryWeight,
            @Dims("H") Tensor queryBias,
            @Dims("H, H") Tensor keyWeight,
            @Dims("H") Tensor keyBias,
            @Dims("H, H") Tensor valueWeight,
            @Dims("H") Tensor valueBias,
            @Dims("H, H") Tensor mixWeight,
            @Dims("H") Tensor mixBias,
            @Dims("H") Tensor attentionGamma,
            @Dims("H") Tensor attentionBeta,
            @Dims("H, M") Tensor innerWeight,
            @Dims("M") Tensor innerBias,
            @Dims("M, H") Tensor outerWeight,
            @Dims("H") Tensor outerBias,
            @Dims("H") Tensor outputGamma,
            @Dims("H") Tensor outputBeta) {
        /** All of them. */
        Stream<Tensor> tensors() {
            return Stream.of(
                    queryWeight,
                    queryBias,
                    keyWeight,
                    keyBias,
                    valueWeight,
                    valueBias,
                    mixWeight,
                    mixBias,
                    attentionGamma,
                    attentionBeta,
                    innerWeight,
                    innerBias,
                    outerWeight,
                    outerBias,
                    outputGamma,
                    outputBeta);
        }
    }

    /**
     * What attention works on.
     *
     * @param query one row a token that asks
     * @param key one row a token that is asked
     * @param value what the tokens tell
     */
    public record Projections(
            @Dims("T, H") Tensor query,
            @Dims("T, H") Tensor key,
            @Dims("T, H") Tensor value) {}

    /**
     * The sum of a token's word, position and type vectors, normalised. All tokens are of type 0.
     *
     * @param ids the tokens
     * @param words one row a token id
     * @param positions one row a position
     * @param types one row a token type
     * @param gamma scale of the normalisation
     * @param beta shift of the normalisation
     * @param eps what is added to the variance
     * @return one row a token
     */
    @Operator(ragged = "T")
    @Where("T <= P")
    @Where("Y >= 1")
    public static @Dims("T, H") Tensor embed(
            @Dims(value = "T", dtype = DType.I64) Tensor ids,
            @Dims("V, H") Tensor words,
            @Dims("P, H") Tensor positions,
            @Dims("Y, H") Tensor types,
            @Dims("H") Tensor gamma,
            @Dims("H") Tensor beta,
            float eps) {
        return embedded(words.gather(0, ids), positions, types, gamma, beta, eps);
    }

    /** As {@link #embed}, from rows of 16-bit floats. */
    @Operator(ragged = "T")
    @Where("T <= P")
    @Where("Y >= 1")
    public static @Dims("T, H") Tensor embedHalves(
            @Dims(value = "T", dtype = DType.I64) Tensor ids,
            @Dims(value = "V, H", dtype = DType.BF16) Tensor words,
            @Dims("P, H") Tensor positions,
            @Dims("Y, H") Tensor types,
            @Dims("H") Tensor gamma,
            @Dims("H") Tensor beta,
            float eps) {
        return embedded(words.gather(0, ids).cast(DType.F32), positions, types, gamma, beta, eps);
    }

    /** As {@link #embed}, from rows of integers times a factor for each row. */
    @Operator(ragged = "T")
    @Where("T <= P")
    @Where("Y >= 1")
    public static @Dims("T, H") Tensor embedIntegers(
            @Dims(value = "T", dtype = DType.I64) Tensor ids,
            @Dims(value = "V, H", dtype = DType.I8) Tensor words,
            @Dims("V, 1") Tensor scales,
            @Dims("P, H") Tensor positions,
            @Dims("Y, H") Tensor types,
            @Dims("H") Tensor gamma,
            @Dims("H") Tensor beta,
            float eps) {
        Tensor word = words.gather(0, ids).cast(DType.F32).mul(scales.gather(0, ids));
        return embedded(word, positions, types, gamma, beta, eps);
    }

    private static Tensor embedded(Tensor word, Tensor positions, Tensor types, Tensor gamma, Tensor beta, float eps) {
        Tensor position = positions.slice(0, 0, word.dim(0));
        Tensor type = types.slice(0, 0, 1);
        return word.add(position).add(type).layerNorm(gamma, beta, eps);
    }

    /**
     * One layer: {@code y = norm(x + attention(x))}, then {@code norm(y + outer(gelu(inner(y))))}.
     *
     * @param x one row a token
     * @param layer the parameters
     * @param heads how many attention heads share the hidden size
     * @param eps what is added to the variance
     * @return one row a token
     */
    @Operator
    @Where("H % heads == 0")
    public static @Dims("T, H") Tensor layer(@Dims("T, H") Tensor x, Layer layer, int heads, float eps) {
        Projections projections = projections(x, layer);
        Tensor attended = attention(projections.query(), projections.key(), projections.value(), heads);
        return finish(x, attended, layer, eps);
    }

    /**
     * The first part of a layer: queries, keys and values of each token.
     *
     * @param x one row a token
     * @param layer the parameters
     * @return one row a token in each
     */
    @Operator
    public static Projections projections(@Dims("T, H") Tensor x, Layer layer) {
        return new Projections(
                dense(x, layer.queryWeight(), layer.queryBias()),
                dense(x, layer.keyWeight(), layer.keyBias()),
                dense(x, layer.valueWeight(), layer.valueBias()));
    }

    /**
     * The second part of a layer, the only one in which the tokens of a text see each other.
     *
     * @param query one row a token
     * @param key one row a token
     * @param value one row a token
     * @param heads how many attention heads share the hidden size
     * @return one row a token
     */
    @Operator(ragged = "T")
    @Where("H % heads == 0")
    public static @Dims("T, H") Tensor attention(
            @Dims("T, H") Tensor query, @Dims("T, H") Tensor key, @Dims("T, H") Tensor value, int heads) {
        return Attention.joined(Attention.attend(
                Attention.heads(query, heads), Attention.heads(key, heads), Attention.heads(value, heads)));
    }

    /**
     * The last part of a layer: what attention found is mixed and added, then the feed-forward part.
     *
     * @param x one row a token, the input of the layer
     * @param attended one row a token, what attention found
     * @param layer the parameters
     * @param eps what is added to the variance
     * @return one row a token
     */
    @Operator
    public static @Dims("T, H") Tensor finish(
            @Dims("T, H") Tensor x, @Dims("T, H") Tensor attended, Layer layer, float eps) {
        Tensor mixed = dense(attended, layer.mixWeight(), layer.mixBias());
        Tensor y = x.add(mixed).layerNorm(layer.attentionGamma(), layer.attentionBeta(), eps);

        Tensor inner = dense(y, layer.innerWeight(), layer.innerBias()).gelu();
        Tensor outer = dense(inner, layer.outerWeight(), layer.outerBias());
        return y.add(outer).layerNorm(layer.outputGamma(), layer.outputBeta(), eps);
    }

    /**
     * The mean of all tokens' vectors, scaled to length 1.
     *
     * @param x one row a token
     * @return the vector
     */
    @Operator(ragged = "T")
    public static @Dims("H") Tensor meanVector(@Dims("T, H") Tensor x) {
        return unit(x.mean(0));
    }

    /**
     * The first token's vector, scaled to length 1.
     *
     * @param x one row a token
     * @return the vector
     */
    @Operator(ragged = "T")
    @Where("T >= 1")
    public static @Dims("H") Tensor firstVector(@Dims("T, H") Tensor x) {
        return unit(x.slice(0, 0, 1).squeeze(0));
    }

    private static Tensor dense(Tensor x, Tensor weight, Tensor bias) {
        return x.matmul(weight).add(bias);
    }

    private static Tensor unit(Tensor vector) {
        return vector.div(vector.square().sum(-1, KEEP_DIMS).sqrt());
    }
}
