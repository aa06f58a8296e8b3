package com.example;

import static org.jdvm.annotations.Keep.KEEP_DIMS;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** The operators; the processor writes the class LayersOperators from them. */
public final class Layers {
    private Layers() {}

    /**
     * Normalises rows to mean 0 and variance 1, then scales and shifts the columns.
     *
     * @param x the rows
     * @param gamma the scale of each column
     * @param beta the shift of each column
     * @param eps what is added to the variance
     * @return the normalised rows
     */
    @Operator
    public static @Dims("T, H") Tensor layerNorm(
            @Dims("T, H") Tensor x, @Dims("H") Tensor gamma, @Dims("H") Tensor beta, float eps) {
        Tensor centred = x.sub(x.mean(-1, KEEP_DIMS));
        Tensor variance = centred.square().mean(-1, KEEP_DIMS);
        return centred.mul(variance.add(eps).rsqrt()).mul(gamma).add(beta);
    }
}
