package sample;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** An operator that each module compiles for itself, all at the same time. */
public final class Layers {
    private Layers() {}

    /**
     * A dense layer with an activation.
     *
     * @param x the rows
     * @param weight one column a result
     * @param bias one value a column
     * @return one row a row of x
     */
    @Operator
    public static @Dims("T, N") Tensor dense(
            @Dims("T, H") Tensor x, @Dims("H, N") Tensor weight, @Dims("N") Tensor bias) {
        return x.matmul(weight).add(bias).relu();
    }
}
