package org.jdvm.examples.kernelbench;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;

/** The layers with parameters that tasks share. */
final class Modules {
    static final double EPS = 1e-5;

    private Modules() {}

    /** {@code x weight^T + bias}: I inputs, O outputs. */
    record Linear(@Dims("O, I") Tensor weight, @Dims("O") Tensor bias) {
        Tensor of(Tensor x) {
            return linear(x, weight, bias);
        }
    }

    static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        return x.matmul(weight.transpose()).add(bias);
    }

    /** Channels with statistics that are known. */
    record BatchNorm(
            @Dims("O") Tensor gamma,
            @Dims("O") Tensor beta,
            @Dims("O") Tensor mean,
            @Dims("O") Tensor variance) {
        Tensor of(Tensor x) {
            return x.batchNorm(mean, variance, gamma, beta, EPS);
        }
    }

    /** Groups of channels with the statistics of each sample. */
    record GroupNorm(@Dims("O") Tensor gamma, @Dims("O") Tensor beta) {
        Tensor of(Tensor x, int groups) {
            return x.groupNorm(groups, gamma, beta, EPS);
        }
    }
}
