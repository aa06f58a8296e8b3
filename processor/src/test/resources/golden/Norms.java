package sample;

import static org.jdvm.Tensor.KEEP_DIMS;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;

/** Public operators with documentation, scalars and conditions. */
public final class Norms {
    private Norms() {}

    /**
     * Layer norm over the last dim: costs {@code $2} and 100% of <b>nothing</b>.
     *
     * @param x the input
     * @param gamma the scale
     * @param beta the shift
     * @param eps keeps the root away from 0
     * @return {@code (x - mean) / sqrt(variance + eps) * gamma + beta}
     */
    @Operator
    @Where("H % 8 == 0")
    @Dims("T, H")
    public static Tensor layerNorm(
            @Dims("T, H") Tensor x, @Dims("H") Tensor gamma, @Dims("H") Tensor beta, float eps) {
        Tensor centred = x.sub(x.mean(-1, KEEP_DIMS));
        var variance = centred.square().mean(-1, KEEP_DIMS);
        return centred.mul(variance.add(eps).rsqrt()).mul(gamma).add(beta);
    }

    @Operator
    static Tensor scaled(@Dims("..., H") Tensor result, double dvm) {
        return result.mul(dvm);
    }

    @Operator
    static Tensor scaled(@Dims("..., H") Tensor x, int by, long more) {
        return x.mul(by).mul(more);
    }
}
