package org.jdvm.benchmarks.peer;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** A product of matrices, nothing else. */
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
}
