package org.jdvm.benchmarks;

import static org.jdvm.annotations.Keep.KEEP_DIMS;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Operators that benchmarks of the machinery call: their own work is small. */
public final class Norms {
    private Norms() {}

    /**
     * Layer norm over the last dim.
     *
     * @param x the rows
     * @param gamma the scale
     * @param beta the shift
     * @param eps added to the variance
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
