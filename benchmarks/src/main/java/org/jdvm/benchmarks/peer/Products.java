package org.jdvm.benchmarks.peer;

import static org.jdvm.annotations.Keep.KEEP_DIMS;

import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Products of matrices. */
public final class Products {
    private Products() {}

    /**
     * {@return x times w}
     *
     * @param x the left matrix
     * @param w the right matrix
     */
    @Operator
    public static @Dims("M, N") Tensor matmul(@Dims("M, K") Tensor x, @Dims("K, N") Tensor w) {
        return x.matmul(w);
    }

    /**
     * {@return a dense layer whose activations become signed 8-bit integers at the call, each row with a factor}
     *
     * @param x one row an input
     * @param w the weights
     * @param weightFactor what weights of a column are multiplied by
     * @param bias what is added
     */
    @Operator
    public static @Dims("M, N") Tensor quantizedDense(
            @Dims("M, K") Tensor x,
            @Dims(value = "K, N", dtype = DType.I8) Tensor w,
            @Dims("N") Tensor weightFactor,
            @Dims("N") Tensor bias) {
        Tensor factor = factor(x);
        return x.div(factor)
                .round()
                .cast(DType.I8)
                .matmulInteger(w)
                .cast(DType.F32)
                .mul(factor)
                .mul(weightFactor)
                .add(bias);
    }

    /** All of a row is read before one of its integers is known. */
    @SuppressWarnings("jdvm:JDVM051")
    private static Tensor factor(Tensor x) {
        return x.abs().max(-1, KEEP_DIMS).div(127).clampMin(Float.MIN_NORMAL);
    }
}
