package org.jdvm.benchmarks.peer;

import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Single operations along the rows of a matrix. */
public final class RowOperations {
    private static final double EPS = 1e-5;

    private RowOperations() {}

    /**
     * The largest elements of each row, in order.
     *
     * @param values the elements
     * @param indices their places in the row
     */
    public record Largest(
            @Dims("R, K") Tensor values,
            @Dims(value = "R, K", dtype = DType.I64) Tensor indices) {}

    /**
     * {@return running sums}
     *
     * @param x the rows
     */
    @Operator
    public static @Dims("R, C") Tensor sums(@Dims("R, C") Tensor x) {
        return x.cumsum(-1);
    }

    /**
     * {@return the largest elements}
     *
     * @param x the rows
     * @param K how many
     */
    @Operator
    public static Largest largest(@Dims("R, C") Tensor x, int K) {
        return new Largest(x.topK(-1, K), x.argTopK(-1, K));
    }

    /**
     * {@return the rows with some elements replaced}
     *
     * @param x the rows
     * @param indices places in each row
     * @param updates what is there then
     */
    @Operator
    public static @Dims("R, C") Tensor replaced(
            @Dims("R, C") Tensor x,
            @Dims(value = "R, K", dtype = DType.I64) Tensor indices,
            @Dims("R, K") Tensor updates) {
        return x.scatter(-1, indices, updates);
    }

    /**
     * {@return some elements of each row}
     *
     * @param x the rows
     * @param indices places in each row
     */
    @Operator
    public static @Dims("R, K") Tensor chosen(
            @Dims("R, C") Tensor x, @Dims(value = "R, K", dtype = DType.I64) Tensor indices) {
        return x.takeAlongAxis(-1, indices);
    }

    /**
     * {@return the shares of exponentials}
     *
     * @param x the rows
     */
    @Operator
    public static @Dims("R, C") Tensor shares(@Dims("R, C") Tensor x) {
        return x.softmax(-1);
    }

    /**
     * {@return rows of mean 0 and variance 1, scaled and moved}
     *
     * @param x the rows
     * @param gamma one factor a column
     * @param beta one summand a column
     */
    @Operator
    public static @Dims("R, C") Tensor normed(@Dims("R, C") Tensor x, @Dims("C") Tensor gamma, @Dims("C") Tensor beta) {
        return x.layerNorm(gamma, beta, EPS);
    }
}
