package sample;

import lombok.AccessLevel;
import lombok.NoArgsConstructor;
import lombok.val;
import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Operators in a class that Lombok changes. */
@NoArgsConstructor(access = AccessLevel.PRIVATE)
public final class Layers {
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

    /**
     * A local variable whose type Lombok infers.
     *
     * @param x any values
     * @return one value a value
     */
    @Operator
    public static @Dims("N") Tensor gated(@Dims("N") Tensor x) {
        val gate = x.sigmoid();
        return x.mul(gate);
    }
}
