package org.jdvm.examples.layers;

import static org.jdvm.annotations.Keep.KEEP_DIMS;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Layers of transformer models, for any number of rows. */
public final class Layers {
    private Layers() {}

    /**
     * Layer normalisation (Ba et al., 2016): rows of mean 0 and variance 1, then scaled and shifted.
     *
     * @param x the rows
     * @param gamma the scale
     * @param beta the shift
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

    /**
     * Root mean square normalisation (Zhang and Sennrich, 2019).
     *
     * @param x the rows
     * @param gamma the scale
     * @param eps what is added to the mean square
     * @return the normalised rows
     */
    @Operator
    public static @Dims("T, H") Tensor rmsNorm(@Dims("T, H") Tensor x, @Dims("H") Tensor gamma, float eps) {
        Tensor scale = x.square().mean(-1, KEEP_DIMS).add(eps).rsqrt();
        return x.mul(scale).mul(gamma);
    }

    /**
     * Softmax of each row.
     *
     * @param x the rows
     * @return rows of positive numbers that add up to 1
     */
    @Operator
    public static @Dims("T, H") Tensor softmax(@Dims("T, H") Tensor x) {
        Tensor exps = x.sub(x.max(-1, KEEP_DIMS)).exp();
        return exps.div(exps.sum(-1, KEEP_DIMS));
    }

    /**
     * A dense layer with the activation gelu: {@code gelu(x weight + bias)}.
     *
     * @param x the rows
     * @param weight one row an input, one column an output
     * @param bias one value an output
     * @return one row a row of x
     */
    @Operator
    public static @Dims("T, N") Tensor denseGelu(
            @Dims("T, H") Tensor x, @Dims("H, N") Tensor weight, @Dims("N") Tensor bias) {
        return x.matmul(weight).add(bias).gelu();
    }

    /**
     * The gated feed-forward part of Llama models (Shazeer, 2020): {@code (silu(x gate) * (x up)) down}.
     *
     * @param x the rows
     * @param gate makes the gates
     * @param up makes what is gated
     * @param down leads back to the size of a row
     * @return one row a row of x
     */
    @Operator
    public static @Dims("T, H") Tensor gatedFeedForward(
            @Dims("T, H") Tensor x, @Dims("H, M") Tensor gate, @Dims("H, M") Tensor up, @Dims("M, H") Tensor down) {
        return x.matmul(gate).silu().mul(x.matmul(up)).matmul(down);
    }
}
