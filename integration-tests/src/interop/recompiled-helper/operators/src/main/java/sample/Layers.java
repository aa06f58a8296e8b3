package sample;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** An operator that uses a method of another module. */
public final class Layers {
    private Layers() {}

    /**
     * A bias and an activation.
     *
     * @param x the rows
     * @param bias one value a column
     * @return one row a row of x
     */
    @Operator
    public static @Dims("T, H") Tensor activated(@Dims("T, H") Tensor x, @Dims("H") Tensor bias) {
        return Activations.scaledRelu(x.add(bias));
    }
}
