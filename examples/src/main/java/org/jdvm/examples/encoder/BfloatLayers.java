package org.jdvm.examples.encoder;

import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;
import org.jdvm.examples.encoder.BertLayers.Layer;
import org.jdvm.examples.encoder.BertLayers.Projections;

/**
 * The layers of {@link BertLayers} with products of bfloat16 numbers: what weights are multiplied with is rounded to 16 bits, and products are
 * added in 32-bit floats. Sums, normalisation and attention stay in 32-bit floats.
 */
public final class BfloatLayers {
    private BfloatLayers() {}

    /**
     * One layer, as {@link BertLayers#layer}.
     *
     * @param x one row a token
     * @param layer the parameters
     * @param heads how many attention heads share the hidden size
     * @param eps what is added to the variance
     * @return one row a token
     */
    @Operator
    @Where("H % heads == 0")
    public static @Dims("T, H") Tensor bfloatLayer(@Dims("T, H") Tensor x, Layer layer, int heads, float eps) {
        Projections projections = bfloatProjections(x, layer);
        Tensor attended = BertLayers.attention(projections.query(), projections.key(), projections.value(), heads);
        return bfloatFinish(x, attended, layer, eps);
    }

    /**
     * The first part of a layer, as {@link BertLayers#projections}.
     *
     * @param x one row a token
     * @param layer the parameters
     * @return one row a token in each
     */
    @Operator
    public static Projections bfloatProjections(@Dims("T, H") Tensor x, Layer layer) {
        Tensor rounded = x.cast(DType.BF16);
        return new Projections(
                product(rounded, layer.queryWeight(), layer.queryBias()),
                product(rounded, layer.keyWeight(), layer.keyBias()),
                product(rounded, layer.valueWeight(), layer.valueBias()));
    }

    /**
     * The last part of a layer, as {@link BertLayers#finish}.
     *
     * @param x one row a token, the input of the layer
     * @param attended one row a token, what attention found
     * @param layer the parameters
     * @param eps what is added to the variance
     * @return one row a token
     */
    @Operator
    public static @Dims("T, H") Tensor bfloatFinish(
            @Dims("T, H") Tensor x, @Dims("T, H") Tensor attended, Layer layer, float eps) {
        Tensor mixed = product(attended.cast(DType.BF16), layer.mixWeight(), layer.mixBias());
        Tensor y = x.add(mixed).layerNorm(layer.attentionGamma(), layer.attentionBeta(), eps);
        Tensor inner = product(y.cast(DType.BF16), layer.innerWeight(), layer.innerBias())
                .gelu();
        Tensor outer = product(inner.cast(DType.BF16), layer.outerWeight(), layer.outerBias());
        return y.add(outer).layerNorm(layer.outputGamma(), layer.outputBeta(), eps);
    }

    private static Tensor product(Tensor rounded, Tensor weight, Tensor bias) {
        return rounded.cast(DType.F32).matmul(weight).add(bias);
    }
}
