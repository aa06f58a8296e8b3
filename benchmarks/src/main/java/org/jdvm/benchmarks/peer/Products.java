package org.jdvm.benchmarks.peer;

import org.jdvm.DynamicQuantization;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;

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
     * {@return a dense layer whose activations become unsigned 8-bit integers at the call, with one range for all, as ONNX files have it}
     *
     * @param x one row an input
     * @param w the weights
     * @param factor what weights of a column are multiplied by
     * @param bias what is added
     */
    @Operator
    @Where("M >= 1")
    @Where("K >= 1")
    public static @Dims("M, N") Tensor quantizedDense(
            @Dims("M, K") Tensor x,
            @Dims(value = "K, N", dtype = DType.I8) Tensor w,
            @Dims("N") Tensor factor,
            @Dims("N") Tensor bias) {
        DynamicQuantization q = DynamicQuantization.of(x);
        return q.elements()
                .matmulInteger(w, q.zeroPoint())
                .cast(DType.F32)
                .mul(q.scale().mul(factor))
                .add(bias);
    }
}
