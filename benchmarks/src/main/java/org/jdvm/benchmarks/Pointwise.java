package org.jdvm.benchmarks;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** A chain of operations on each element. */
public final class Pointwise {
    private Pointwise() {}

    /**
     * {@return one step of an optimiser (Adam, Kingma and Ba, 2015) without its decaying sums}
     *
     * @param weight what is learnt
     * @param gradient its gradient
     * @param first mean of gradients
     * @param second mean of their squares
     * @param rate how far to go
     */
    @Operator
    public static @Dims("N") Tensor step(
            @Dims("N") Tensor weight,
            @Dims("N") Tensor gradient,
            @Dims("N") Tensor first,
            @Dims("N") Tensor second,
            double rate) {
        Tensor mean = first.mul(0.9).add(gradient.mul(0.1));
        Tensor square = second.mul(0.999).add(gradient.square().mul(0.001));
        Tensor length = mean.div(square.sqrt().add(1e-8));
        return weight.sub(length.add(weight.mul(0.01)).mul(rate));
    }
}
