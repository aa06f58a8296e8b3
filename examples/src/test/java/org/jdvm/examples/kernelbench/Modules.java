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

    /** A norm of rows. */
    record LayerNorm(@Dims("L") Tensor gamma, @Dims("L") Tensor beta) {
        Tensor of(Tensor x) {
            return x.layerNorm(gamma, beta, EPS);
        }
    }

    /** A convolution of images. */
    record Conv2d(
            @Dims("O, C, K, K") Tensor weight, @Dims("O") Tensor bias) {
        Tensor of(Tensor x) {
            return x.conv2d(weight, bias);
        }
    }

    /** A convolution of volumes. */
    record Conv3d(
            @Dims("O, C, K, K, K") Tensor weight, @Dims("O") Tensor bias) {
        Tensor of(Tensor x) {
            return x.conv3d(weight, bias);
        }

        Tensor of(Tensor x, int padding) {
            return x.conv3d(weight, bias, 1, padding, 1, 1);
        }
    }

    /** A transposed convolution of images. */
    record ConvTranspose2d(
            @Dims("C, O, K, K") Tensor weight, @Dims("O") Tensor bias) {
        Tensor of(Tensor x) {
            return x.convTranspose2d(weight, bias);
        }

        Tensor of(Tensor x, int stride, int padding, int outputPadding) {
            return x.convTranspose2d(weight, bias, stride, padding, outputPadding, 1, 1);
        }
    }

    /** A transposed convolution of volumes. */
    record ConvTranspose3d(
            @Dims("C, O, K, K, K") Tensor weight, @Dims("O") Tensor bias) {
        Tensor of(Tensor x) {
            return x.convTranspose3d(weight, bias);
        }

        Tensor of(Tensor x, int stride, int padding, int outputPadding) {
            return x.convTranspose3d(weight, bias, stride, padding, outputPadding, 1, 1);
        }
    }
}
