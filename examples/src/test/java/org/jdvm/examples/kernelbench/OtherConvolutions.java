package org.jdvm.examples.kernelbench;

import static org.jdvm.annotations.Keep.KEEP_DIMS;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;
import org.jdvm.examples.kernelbench.Modules.BatchNorm;
import org.jdvm.examples.kernelbench.Modules.Conv2d;
import org.jdvm.examples.kernelbench.Modules.Conv3d;
import org.jdvm.examples.kernelbench.Modules.ConvTranspose2d;
import org.jdvm.examples.kernelbench.Modules.ConvTranspose3d;
import org.jdvm.examples.kernelbench.Modules.GroupNorm;

/** A convolution and what follows it, such as level 2 has them, of which there are no golden results. */
final class OtherConvolutions {
    private static final int[] IMAGE = {2, 3};
    private static final int[] VOLUME = {2, 3, 4};

    private OtherConvolutions() {}

    // ---- images ----

    @Operator
    static Tensor convReluBias(@Dims("B, C, H, W") Tensor x, @Dims("O, 1, 1") Tensor bias, Conv2d conv) {
        return conv.of(x).relu().add(bias);
    }

    @Operator
    @Where("O % groups == 0")
    static Tensor convAddScaleSigmoidGroupNorm(
            @Dims("B, C, H, W") Tensor x,
            @Dims("O, 1, 1") Tensor bias,
            @Dims("O, 1, 1") Tensor scale,
            Conv2d conv,
            GroupNorm norm,
            int groups) {
        return norm.of(conv.of(x).add(bias).mul(scale).sigmoid(), groups);
    }

    @Operator
    static Tensor convScaleMin(@Dims("B, C, H, W") Tensor x, Conv2d conv) {
        return conv.of(x).mul(2).min(1, KEEP_DIMS);
    }

    @Operator
    static Tensor convSubtractHardSwishMaxPoolMish(@Dims("B, C, H, W") Tensor x, Conv2d conv) {
        return conv.of(x).sub(0.5).hardSwish().maxPool2d(2).mish();
    }

    @Operator
    static Tensor convGeluGlobalAveragePool(@Dims("B, C, H, W") Tensor x, Conv2d conv) {
        return conv.of(x).gelu().mean(IMAGE);
    }

    @Operator
    static Tensor convBatchNormScale(@Dims("B, C, H, W") Tensor x, Conv2d conv, BatchNorm norm) {
        return norm.of(conv.of(x)).mul(2);
    }

    @Operator
    static Tensor convTanhScaleBiasMaxPool(@Dims("B, C, H, W") Tensor x, @Dims("O, 1, 1") Tensor bias, Conv2d conv) {
        return conv.of(x).tanh().mul(2).add(bias).maxPool2d(4);
    }

    @Operator
    static Tensor convSubtractTwiceMish(@Dims("B, C, H, W") Tensor x, Conv2d conv) {
        return conv.of(x).sub(0.5).sub(0.2).mish();
    }

    @Operator
    static Tensor convHardSwishRelu(@Dims("B, C, H, W") Tensor x, Conv2d conv) {
        return conv.of(x).hardSwish().relu();
    }

    @Operator
    static Tensor convSubtractTanh(@Dims("B, C, H, W") Tensor x, @Dims("O, 1, 1") Tensor bias, ConvTranspose2d conv) {
        return conv.of(x, 2, 1, 1).sub(bias).tanh();
    }

    @Operator
    @Where("O % groups == 0")
    static Tensor convBatchNormTanhMaxPoolGroupNorm(
            @Dims("B, C, H, W") Tensor x, ConvTranspose2d conv, BatchNorm norm, GroupNorm next, int groups) {
        return next.of(norm.of(conv.of(x, 1, 1, 0)).tanh().maxPool2d(2, 2), groups);
    }

    @Operator
    static Tensor convMishAddHardTanhScale(@Dims("B, C, H, W") Tensor x, ConvTranspose2d conv) {
        return conv.of(x, 2, 1, 1).mish().add(0.5).hardTanh().mul(2);
    }

    @Operator
    static Tensor convMinSumGeluAdd(@Dims("B, C, H, W") Tensor x, @Dims("1, 1, 1") Tensor bias, ConvTranspose2d conv) {
        return conv.of(x, 2, 1, 1).min(1, KEEP_DIMS).sum(2, KEEP_DIMS).gelu().add(bias);
    }

    @Operator
    static Tensor convMultiplyMeanMean(@Dims("B, C, H, W") Tensor x, ConvTranspose2d conv) {
        return conv.of(x, 2, 1, 1).mul(0.5).mean(IMAGE, KEEP_DIMS).mean(IMAGE, KEEP_DIMS);
    }

    @Operator
    static Tensor convAddMinimumGeluMultiply(@Dims("B, C, H, W") Tensor x, ConvTranspose2d conv) {
        return conv.of(x, 2, 0, 0).add(0.5).minimum(0).gelu().mul(2);
    }

    // ---- volumes ----

    @Operator
    static Tensor convHardSwishReluSoftmaxMean(@Dims("B, C, D, H, W") Tensor x, Conv3d conv) {
        return conv.of(x).hardSwish().relu().softmax(1).mean(VOLUME);
    }

    @Operator
    static Tensor convMishTanh(@Dims("B, C, D, H, W") Tensor x, Conv3d conv) {
        return conv.of(x).mish().tanh();
    }

    @Operator
    static Tensor convMultiplyInstanceNormClampMultiplyMax(
            @Dims("B, C, D, H, W") Tensor x, @Dims("O, 1, 1, 1") Tensor factor, Conv3d conv) {
        return conv.of(x)
                .mul(factor)
                .instanceNorm(Modules.EPS)
                .clamp(-1, 1)
                .mul(factor)
                .max(1);
    }

    @Operator
    static Tensor convLeakyReluSumClampGelu(
            @Dims("B, C, D, H, W") Tensor x, @Dims("O, 1, 1, 1") Tensor sum, Conv3d conv) {
        return conv.of(x).leakyRelu(0.2).add(sum).clamp(-1, 1).gelu();
    }

    @Operator
    static Tensor convAddHardSwish(
            @Dims("B, C, D, H, W") Tensor x, @Dims("B, O, 2*D, 2*H, 2*W") Tensor other, ConvTranspose3d conv) {
        Tensor y = x.convTranspose3d(conv.weight(), conv.bias(), 2, 1, 1, 1, 1).add(other);
        return y.mul(y.hardSwish());
    }

    @Operator
    static Tensor averagePoolConvClampSoftmaxMultiply(
            @Dims("B, C, D, H, W") Tensor x, @Dims("1, O, 1, 1, 1") Tensor scale, ConvTranspose3d conv) {
        Tensor y = conv.of(x.avgPool3d(2), 2, 1, 1).clamp(0, 1);
        return y.softmax(VOLUME).mul(scale);
    }

    @Operator
    static Tensor convScaleAveragePoolBiasScale(
            @Dims("B, C, D, H, W") Tensor x, @Dims("O, 1, 1, 1") Tensor bias, ConvTranspose3d conv) {
        return conv.of(x, 2, 1, 0).mul(0.5).avgPool3d(2).add(bias).mul(2);
    }

    @Operator
    static Tensor convLeakyReluMultiplyLeakyReluMaxPool(
            @Dims("B, C, D, H, W") Tensor x, @Dims("O, 1, 1, 1") Tensor factor, ConvTranspose3d conv) {
        return conv.of(x, 2, 1, 1).leakyRelu(0.2).mul(factor).leakyRelu(0.2).maxPool3d(2);
    }

    @Operator
    static Tensor convMaxPoolSoftmaxSubtractSwishMax(
            @Dims("B, C, D, H, W") Tensor x, @Dims("O, 1, 1, 1") Tensor subtract, ConvTranspose3d conv) {
        return conv.of(x, 2, 1, 1).maxPool3d(2).softmax(1).sub(subtract).silu().max(1);
    }

    @Operator
    static Tensor convClampMinDivide(@Dims("B, C, D, H, W") Tensor x, ConvTranspose3d conv) {
        return conv.of(x, 2, 1, 0).clampMin(-1).div(2);
    }
}
