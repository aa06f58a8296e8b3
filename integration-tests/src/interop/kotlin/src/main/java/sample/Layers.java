package sample;

import static org.jdvm.annotations.Keep.KEEP_DIMS;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Two operators in Java. */
public final class Layers {
    private Layers() {}

    /**
     * Layer normalisation.
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
     * A dense layer with a rectifier.
     *
     * @param x the rows
     * @param weight one row an input, one column an output
     * @param bias one value an output
     * @return one row a row of x
     */
    @Operator
    public static @Dims("T, N") Tensor denseRelu(
            @Dims("T, H") Tensor x, @Dims("H, N") Tensor weight, @Dims("N") Tensor bias) {
        return x.matmul(weight).add(bias).relu();
    }
}
