package org.jdvm.benchmarks.peer;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Small operators of transformer models that the examples have as parts of larger ones only. */
public final class Pieces {
    private Pieces() {}

    /**
     * {@return a dense layer without an activation, {@code x weight + bias}}
     *
     * @param x the rows
     * @param weight one row an input, one column an output
     * @param bias one value an output
     */
    @Operator
    public static @Dims("T, N") Tensor dense(
            @Dims("T, H") Tensor x, @Dims("H, N") Tensor weight, @Dims("N") Tensor bias) {
        return x.matmul(weight).add(bias);
    }

    /**
     * {@return numbers multiplied by their gates, {@code silu(gate) up}}
     *
     * @param gate what the gates are made from
     * @param up what is gated
     */
    @Operator
    public static @Dims("T, H") Tensor swiglu(@Dims("T, H") Tensor gate, @Dims("T, H") Tensor up) {
        return gate.silu().mul(up);
    }

    /**
     * {@return {@code 2 x + 1}, which no stream computes: it makes an engine ready}
     *
     * @param x the numbers
     */
    @Operator
    public static @Dims("N") Tensor line(@Dims("N") Tensor x) {
        return x.mul(2).add(1);
    }
}
