package org.jdvm.examples.encoder;

import static org.jdvm.annotations.Keep.KEEP_DIMS;

import java.util.stream.Stream;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;
import org.jdvm.examples.encoder.BertLayers.Projections;

/**
 * The layers of {@link BertLayers} with products of 8-bit integers. Weights have a factor for each column; what they are multiplied with is
 * rounded row by row, when it is known, with the factor that makes the largest magnitude of the row 127. So a text has the same vector alone and
 * among others.
 */
public final class IntegerLayers {
    private static final float LARGEST = 127;

    private IntegerLayers() {}

    /** The parameters of one layer. */
    public record Layer(
            @Dims(value = "H, H", dtype = DType.I8) Tensor queryWeight,
            @Dims("H") Tensor queryFactor,
            @Dims("H") Tensor queryBias,
            @Dims(value = "H, H", dtype = DType.I8) Tensor keyWeight,
            @Dims("H") Tensor keyFactor,
            @Dims("H") Tensor keyBias,
            @Dims(value = "H, H", dtype = DType.I8) Tensor valueWeight,
            @Dims("H") Tensor valueFactor,
            @Dims("H") Tensor valueBias,
            @Dims(value = "H, H", dtype = DType.I8) Tensor mixWeight,
            @Dims("H") Tensor mixFactor,
            @Dims("H") Tensor mixBias,
            @Dims("H") Tensor attentionGamma,
            @Dims("H") Tensor attentionBeta,
            @Dims(value = "H, M", dtype = DType.I8) Tensor innerWeight,
            @Dims("M") Tensor innerFactor,
            @Dims("M") Tensor innerBias,
            @Dims(value = "M, H", dtype = DType.I8) Tensor outerWeight,
            @Dims("H") Tensor outerFactor,
            @Dims("H") Tensor outerBias,
            @Dims("H") Tensor outputGamma,
            @Dims("H") Tensor outputBeta) {
        /** Those that the model's file has: all but the factors. */
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
    public static @Dims("T, H") Tensor integerLayer(@Dims("T, H") Tensor x, Layer layer, int heads, float eps) {
        Projections projections = integerProjections(x, layer);
        Tensor attended = BertLayers.attention(projections.query(), projections.key(), projections.value(), heads);
        return integerFinish(x, attended, layer, eps);
    }

    /**
     * The first part of a layer, as {@link BertLayers#projections}.
     *
     * @param x one row a token
     * @param layer the parameters
     * @return one row a token in each
     */
    @Operator
    public static Projections integerProjections(@Dims("T, H") Tensor x, Layer layer) {
        Tensor factor = factor(x);
        Tensor integers = integers(x, factor);
        return new Projections(
                dense(integers, factor, layer.queryWeight(), layer.queryFactor(), layer.queryBias()),
                dense(integers, factor, layer.keyWeight(), layer.keyFactor(), layer.keyBias()),
                dense(integers, factor, layer.valueWeight(), layer.valueFactor(), layer.valueBias()));
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
    public static @Dims("T, H") Tensor integerFinish(
            @Dims("T, H") Tensor x, @Dims("T, H") Tensor attended, Layer layer, float eps) {
        Tensor mixed = dense(attended, layer.mixWeight(), layer.mixFactor(), layer.mixBias());
        Tensor y = x.add(mixed).layerNorm(layer.attentionGamma(), layer.attentionBeta(), eps);
        Tensor inner = dense(y, layer.innerWeight(), layer.innerFactor(), layer.innerBias())
                .gelu();
        Tensor outer = dense(inner, layer.outerWeight(), layer.outerFactor(), layer.outerBias());
        return y.add(outer).layerNorm(layer.outputGamma(), layer.outputBeta(), eps);
    }

    private static Tensor dense(Tensor x, Tensor weight, Tensor weightFactor, Tensor bias) {
        Tensor factor = factor(x);
        return dense(integers(x, factor), factor, weight, weightFactor, bias);
    }

    private static Tensor dense(Tensor integers, Tensor factor, Tensor weight, Tensor weightFactor, Tensor bias) {
        return integers.matmulInteger(weight)
                .cast(DType.F32)
                .mul(factor)
                .mul(weightFactor)
                .add(bias);
    }

    /** What the integers of a row are multiplied by; not 0, since it divides. All of a row is read before one of its integers is known. */
    @SuppressWarnings("jdvm:JDVM051")
    private static Tensor factor(Tensor x) {
        return x.abs().max(-1, KEEP_DIMS).div(LARGEST).clampMin(Float.MIN_NORMAL);
    }

    private static Tensor integers(Tensor x, Tensor factor) {
        return x.div(factor).round().cast(DType.I8);
    }
}
