package org.jdvm.examples.kernelbench;

import static org.jdvm.annotations.Keep.KEEP_DIMS;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;
import org.jdvm.examples.kernelbench.Modules.BatchNorm;
import org.jdvm.examples.kernelbench.Modules.Conv2d;
import org.jdvm.examples.kernelbench.Modules.Conv3d;
import org.jdvm.examples.kernelbench.Modules.GroupNorm;

/** A convolution of images or volumes and what follows it: C channels to O, windows of K elements along each axis. */
final class Level2Convolutions {
    private static final int[] IMAGE = {2, 3};
    private static final int[] VOLUME = {2, 3, 4};

    private Level2Convolutions() {}

    // ---- images ----

    @Operator
    static @Dims("B, O, H - K + 1, W - K + 1") Tensor task1ReluBias(
            @Dims("B, C, H, W") Tensor x, @Dims("O, 1, 1") Tensor bias, Conv2d conv) {
        return conv.of(x).relu().add(bias);
    }

    @Operator
    static @Dims("B, O, H - K + 1, W - K + 1") Tensor task4MishMish(@Dims("B, C, H, W") Tensor x, Conv2d conv) {
        return conv.of(x).mish().mish();
    }

    @Operator
    static @Dims("B, O, H - K + 1, W - K + 1") Tensor task17InstanceNormDivide(
            @Dims("B, C, H, W") Tensor x, Conv2d conv) {
        return conv.of(x).instanceNorm(Modules.EPS).div(2);
    }

    @Operator
    @Where("O % groups == 0")
    static @Dims("B, O, H - K + 1, W - K + 1") Tensor task21BiasScaleSigmoidGroupNorm(
            @Dims("B, C, H, W") Tensor x,
            @Dims("O, 1, 1") Tensor bias,
            @Dims("O, 1, 1") Tensor scale,
            Conv2d conv,
            GroupNorm norm,
            int groups) {
        return norm.of(conv.of(x).add(bias).mul(scale).sigmoid(), groups);
    }

    @Operator
    static @Dims("B, 1, H - K + 1, W - K + 1") Tensor task25MinTanhTanh(@Dims("B, C, H, W") Tensor x, Conv2d conv) {
        return conv.of(x).min(1, KEEP_DIMS).tanh().tanh();
    }

    @Operator
    static @Dims("B, O, H - K + 1, W - K + 1") Tensor task31MinAddMultiply(
            @Dims("B, C, H, W") Tensor x, @Dims("O, 1, 1") Tensor bias, Conv2d conv) {
        return conv.of(x).minimum(0.5).add(bias).mul(2);
    }

    @Operator
    static @Dims("B, 1, H - K + 1, W - K + 1") Tensor task32ScaleMin(@Dims("B, C, H, W") Tensor x, Conv2d conv) {
        return conv.of(x).mul(2).min(1, KEEP_DIMS);
    }

    @Operator
    static @Dims("B, O, floordiv(H - K + 1, 2), floordiv(W - K + 1, 2)") Tensor task35SubtractHardSwishMaxPoolMish(
            @Dims("B, C, H, W") Tensor x, Conv2d conv) {
        return conv.of(x).sub(0.5).hardSwish().maxPool2d(2).mish();
    }

    @Operator
    static @Dims("B, O, floordiv(H - K + 1, 2), floordiv(W - K + 1, 2)") Tensor task46SubtractTanhSubtractAvgPool(
            @Dims("B, C, H, W") Tensor x, Conv2d conv) {
        return conv.of(x).sub(0.5).tanh().sub(0.2).avgPool2d(2);
    }

    @Operator
    static @Dims("B, O, H - K + 1, W - K + 1") Tensor task52ActivationBatchNorm(
            @Dims("B, C, H, W") Tensor x, Conv2d conv, BatchNorm norm) {
        Tensor y = conv.of(x);
        return norm.of(y.softplus().tanh().mul(y));
    }

    @Operator
    static @Dims("B, O, H - K + 1, W - K + 1") Tensor task54MultiplyLeakyReluGelu(
            @Dims("B, C, H, W") Tensor x, @Dims("O, 1, 1") Tensor multiplier, Conv2d conv) {
        return conv.of(x).mul(multiplier).leakyRelu(0.01).gelu();
    }

    @Operator
    static @Dims("B, O, H - K + 1, W - K + 1") Tensor task57ReluHardSwish(@Dims("B, C, H, W") Tensor x, Conv2d conv) {
        Tensor y = conv.of(x).relu();
        return y.mul(y.add(3).div(6).clamp(0, 1));
    }

    @Operator
    static @Dims("B") Tensor task65AvgPoolSigmoidSum(@Dims("B, C, H, W") Tensor x, Conv2d conv) {
        return conv.of(x).avgPool2d(4).sigmoid().sum(new int[] {1, 2, 3});
    }

    @Operator
    static @Dims("B, O") Tensor task67GeluMean(@Dims("B, C, H, W") Tensor x, Conv2d conv) {
        return conv.of(x).gelu().mean(IMAGE);
    }

    @Operator
    static @Dims("B, O, H - K + 1, W - K + 1") Tensor task69HardSwishRelu(@Dims("B, C, H, W") Tensor x, Conv2d conv) {
        return conv.of(x).hardSwish().relu();
    }

    @Operator
    static @Dims("B, O, H - K + 1, W - K + 1") Tensor task71DivideLeakyRelu(@Dims("B, C, H, W") Tensor x, Conv2d conv) {
        return conv.of(x).div(2).leakyRelu(0.01);
    }

    @Operator
    static @Dims("B, O, H - K + 1, W - K + 1") Tensor task73BatchNormScale(
            @Dims("B, C, H, W") Tensor x, Conv2d conv, BatchNorm norm) {
        return norm.of(conv.of(x)).mul(2);
    }

    @Operator
    static @Dims("B, O, floordiv(H - K + 1, 4), floordiv(W - K + 1, 4)") Tensor task82TanhScaleBiasMaxPool(
            @Dims("B, C, H, W") Tensor x, @Dims("O, 1, 1") Tensor bias, Conv2d conv) {
        return conv.of(x).tanh().mul(2).add(bias).maxPool2d(4);
    }

    @Operator
    @Where("O % groups == 0")
    static @Dims("B, O, floordiv(H - K + 1, 4), floordiv(W - K + 1, 4)") Tensor task85GroupNormScaleMaxPoolClamp(
            @Dims("B, C, H, W") Tensor x, @Dims("O, 1, 1") Tensor scale, Conv2d conv, GroupNorm norm, int groups) {
        return norm.of(conv.of(x), groups).mul(scale).maxPool2d(4).clamp(0, 1);
    }

    @Operator
    static @Dims("B, O, H - K + 1, W - K + 1") Tensor task87SubtractTwiceMish(
            @Dims("B, C, H, W") Tensor x, Conv2d conv) {
        return conv.of(x).sub(0.5).sub(0.2).mish();
    }

    @Operator
    @Where("O % groups == 0")
    static @Dims("B, 1, H - K + 1, W - K + 1") Tensor task92GroupNormTanhHardSwishResidualLogSumExp(
            @Dims("B, C, H, W") Tensor x, Conv2d conv, GroupNorm norm, int groups) {
        Tensor y = conv.of(x);
        return y.add(norm.of(y, groups).tanh().hardSwish()).logSumExp(1, KEEP_DIMS);
    }

    // ---- volumes ----

    @Operator
    static Tensor task6SoftmaxMaxPoolMaxPool(@Dims("B, C, D, H, W") Tensor x, Conv3d conv) {
        return conv.of(x).softmax(1).maxPool3d(2).maxPool3d(2);
    }

    @Operator
    static @Dims("B, O, D - K + 1, H - K + 1, W - K + 1") Tensor task7ReluLeakyReluGeluSigmoidBias(
            @Dims("B, C, D, H, W") Tensor x, @Dims("O, 1, 1, 1") Tensor bias, Conv3d conv) {
        return conv.of(x).relu().leakyRelu(0.01).gelu().sigmoid().add(bias);
    }

    @Operator
    static @Dims("B, 1, 1, 1") Tensor task8DivideMaxPoolMeanBiasSum(
            @Dims("B, C, D, H, W") Tensor x, @Dims("O, 1, 1, 1") Tensor bias, Conv3d conv) {
        Tensor means = conv.of(x).div(2).maxPool3d(2).mean(new int[] {2, 3, 4}, KEEP_DIMS);
        return means.add(bias).sum(1);
    }

    @Operator
    @Where("O % groups == 0")
    static @Dims("B") Tensor task23GroupNormMean(
            @Dims("B, C, D, H, W") Tensor x, Conv3d conv, GroupNorm norm, int groups) {
        return norm.of(conv.of(x), groups).mean(new int[] {1, 2, 3, 4});
    }

    @Operator
    static @Dims("B, O, H - K + 1, W - K + 1") Tensor task24MinSoftmax(@Dims("B, C, D, H, W") Tensor x, Conv3d conv) {
        return conv.of(x).min(2).softmax(1);
    }

    @Operator
    @Where("O % groups == 0")
    static @Dims("B, O") Tensor task27HardSwishGroupNormMean(
            @Dims("B, C, D, H, W") Tensor x, Conv3d conv, GroupNorm norm, int groups) {
        return norm.of(conv.of(x).hardSwish(), groups).mean(VOLUME);
    }

    @Operator
    static Tensor task43MaxPoolLogSumExpRelu(@Dims("B, C, D, H, W") Tensor x, Conv3d conv) {
        return conv.of(x, 1).maxPool3d(2).logSumExp(1, KEEP_DIMS).relu();
    }

    @Operator
    static @Dims("B, O, D - K + 1, H - K + 1, W - K + 1") Tensor task47MishTanh(
            @Dims("B, C, D, H, W") Tensor x, Conv3d conv) {
        return conv.of(x).mish().tanh();
    }

    @Operator
    static @Dims("B, O, D - K + 1, H - K + 1, W - K + 1") Tensor task48ScaleTanhMultiplySigmoid(
            @Dims("B, C, D, H, W") Tensor x,
            @Dims("O, 1, 1, 1") Tensor scale,
            @Dims("O, 1, 1, 1") Tensor bias,
            Conv3d conv) {
        return conv.of(x).mul(scale).tanh().mul(bias).sigmoid();
    }

    @Operator
    static @Dims("B, D - K + 1, H - K + 1, W - K + 1") Tensor task79MultiplyInstanceNormClampMultiplyMax(
            @Dims("B, C, D, H, W") Tensor x, @Dims("O, 1, 1, 1") Tensor factor, Conv3d conv) {
        Tensor y = conv.of(x).mul(factor).instanceNorm(Modules.EPS);
        return y.clamp(-1, 1).mul(factor).max(1);
    }

    @Operator
    @Where("O % groups == 0")
    static @Dims("B, O, D - K + 1, H - K + 1, W - K + 1") Tensor task83GroupNormMinClamp(
            @Dims("B, C, D, H, W") Tensor x, Conv3d conv, GroupNorm norm, int groups) {
        return norm.of(conv.of(x), groups).minimum(0).clamp(0, 1);
    }

    @Operator
    static @Dims("B, O, D - K + 1, H - K + 1, W - K + 1") Tensor task90LeakyReluSumClampGelu(
            @Dims("B, C, D, H, W") Tensor x, @Dims("O, 1, 1, 1") Tensor sum, Conv3d conv) {
        return conv.of(x).leakyRelu(0.2).add(sum).clamp(-1, 1).gelu();
    }
}
