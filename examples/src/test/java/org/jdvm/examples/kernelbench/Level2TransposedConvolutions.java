package org.jdvm.examples.kernelbench;

import static org.jdvm.annotations.Keep.KEEP_DIMS;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;
import org.jdvm.examples.kernelbench.Modules.BatchNorm;
import org.jdvm.examples.kernelbench.Modules.ConvTranspose2d;
import org.jdvm.examples.kernelbench.Modules.ConvTranspose3d;
import org.jdvm.examples.kernelbench.Modules.GroupNorm;
import org.jdvm.examples.kernelbench.Modules.LayerNorm;

/** A transposed convolution of images or volumes and what follows it: C channels to O, windows of K elements along each axis. */
final class Level2TransposedConvolutions {
    private static final int[] IMAGE = {2, 3};
    private static final int[] VOLUME = {2, 3, 4};

    private Level2TransposedConvolutions() {}

    // ---- images ----

    @Operator
    static @Dims("B, O, 2*H + K - 3, 2*W + K - 3") Tensor task2BiasClampScaleClampDivide(
            @Dims("B, C, H, W") Tensor x, @Dims("O, 1, 1") Tensor bias, ConvTranspose2d conv) {
        return conv.of(x, 2, 1, 1).add(bias).clamp(0, 1).mul(2).clamp(0, 1).div(2);
    }

    @Operator
    static @Dims("B, O, 2*H + K - 3, 2*W + K - 3") Tensor task5SubtractTanh(
            @Dims("B, C, H, W") Tensor x, @Dims("O, 1, 1") Tensor bias, ConvTranspose2d conv) {
        return conv.of(x, 2, 1, 1).sub(bias).tanh();
    }

    @Operator
    static @Dims("B, O, 1, 1") Tensor task10MaxPoolHardTanhMeanTanh(
            @Dims("B, C, H, W") Tensor x, ConvTranspose2d conv) {
        Tensor y = conv.of(x, 1, 1, 0).maxPool2d(2).hardTanh();
        return y.mean(IMAGE, KEEP_DIMS).tanh();
    }

    @Operator
    @Where("O % groups == 0")
    static Tensor task11BatchNormTanhMaxPoolGroupNorm(
            @Dims("B, C, H, W") Tensor x, ConvTranspose2d conv, BatchNorm norm, GroupNorm next, int groups) {
        return next.of(norm.of(conv.of(x, 1, 1, 0)).tanh().maxPool2d(2), groups);
    }

    @Operator
    static @Dims("B, O, 2*H + K - 3, 2*W + K - 3") Tensor task16MishAddHardTanhScale(
            @Dims("B, C, H, W") Tensor x, ConvTranspose2d conv) {
        return conv.of(x, 2, 1, 1).mish().add(0.5).hardTanh().mul(2);
    }

    @Operator
    @Where("O % groups == 0")
    static @Dims("B, O, H + K - 1, W + K - 1") Tensor task19GeluGroupNorm(
            @Dims("B, C, H, W") Tensor x, ConvTranspose2d conv, GroupNorm norm, int groups) {
        return norm.of(conv.of(x).gelu(), groups);
    }

    @Operator
    static @Dims("B, 1, 1, 2*W + K - 3") Tensor task36MinSumGeluBias(
            @Dims("B, C, H, W") Tensor x, @Dims("1, 1, 1") Tensor bias, ConvTranspose2d conv) {
        return conv.of(x, 2, 1, 1).min(1, KEEP_DIMS).sum(2, KEEP_DIMS).gelu().add(bias);
    }

    @Operator
    static @Dims("B, 1") Tensor task42MeanBiasLogSumExpSumMultiply(
            @Dims("B, C, H, W") Tensor x, @Dims("O, 1, 1") Tensor bias, ConvTranspose2d conv) {
        Tensor means = conv.of(x).mean(IMAGE, KEEP_DIMS).add(bias);
        return means.logSumExp(1, KEEP_DIMS).sum(IMAGE).mul(10);
    }

    @Operator
    static @Dims("B, O, 1, 1") Tensor task44MultiplyMeanMean(@Dims("B, C, H, W") Tensor x, ConvTranspose2d conv) {
        return conv.of(x, 2, 1, 1).mul(0.5).mean(IMAGE, KEEP_DIMS).mean(IMAGE, KEEP_DIMS);
    }

    @Operator
    static @Dims("B, O, 2*H + K - 3, 2*W + K - 3") Tensor task91SoftmaxBiasScaleSigmoid(
            @Dims("B, C, H, W") Tensor x, @Dims("O, 1, 1") Tensor bias, ConvTranspose2d conv) {
        return conv.of(x, 2, 1, 1).softmax(1).add(bias).mul(2).sigmoid();
    }

    @Operator
    static @Dims("B, O, 2*H + K - 2, 2*W + K - 2") Tensor task93AddMinimumGeluMultiply(
            @Dims("B, C, H, W") Tensor x, ConvTranspose2d conv) {
        return conv.of(x, 2, 0, 0).add(0.5).minimum(0).gelu().mul(2);
    }

    // ---- volumes ----

    @Operator
    @Where("K == 3")
    static @Dims("B, O, D, H, W") Tensor task3SumLayerNormAvgPoolGelu(
            @Dims("B, C, D, H, W") Tensor x, @Dims("") Tensor sum, ConvTranspose3d conv, LayerNorm norm) {
        return norm.of(conv.of(x, 2, 1, 1).add(sum)).avgPool3d(2).gelu();
    }

    @Operator
    static @Dims("B, O, 1, H + K - 3, W + K - 3") Tensor task13MeanAddSoftmaxTanhScale(
            @Dims("B, C, D, H, W") Tensor x, @Dims("1, O, 1, 1, 1") Tensor bias, ConvTranspose3d conv) {
        return conv.of(x, 1, 1, 0)
                .mean(2, KEEP_DIMS)
                .add(bias)
                .softmax(1)
                .tanh()
                .mul(2);
    }

    @Operator
    static @Dims("B, O, 2*D + K - 4, 2*H + K - 4, 2*W + K - 4") Tensor task15BatchNormSubtract(
            @Dims("B, C, D, H, W") Tensor x, ConvTranspose3d conv, BatchNorm norm) {
        Tensor y = norm.of(conv.of(x, 2, 1, 0));
        return y.sub(y.mean(VOLUME, KEEP_DIMS));
    }

    @Operator
    static @Dims("B, O, 2*D + K - 3, 2*H + K - 3, 2*W + K - 3") Tensor task20SumResidualMultiplyResidual(
            @Dims("B, C, D, H, W") Tensor x, @Dims("O, 1, 1, 1") Tensor bias, ConvTranspose3d conv) {
        Tensor y = conv.of(x, 2, 1, 1);
        return y.add(bias).add(y).mul(y).add(y);
    }

    @Operator
    @Where("K == 3")
    static @Dims("B, O, 2*D, 2*H, 2*W") Tensor task26AddHardSwish(
            @Dims("B, C, D, H, W") Tensor x, @Dims("B, O, 2*D, 2*H, 2*W") Tensor other, ConvTranspose3d conv) {
        Tensor y = conv.of(x, 2, 1, 1).add(other);
        return y.mul(y.hardSwish());
    }

    @Operator
    @Where("K == 4")
    static @Dims("B, O, 2*D, 2*H, 2*W") Tensor task34LayerNormGeluScale(
            @Dims("B, C, D, H, W") Tensor x, ConvTranspose3d conv, LayerNorm norm) {
        return norm.of(conv.of(x, 2, 1, 0)).gelu().mul(1);
    }

    @Operator
    static Tensor task38AvgPoolClampSoftmaxMultiply(
            @Dims("B, C, D, H, W") Tensor x, @Dims("1, O, 1, 1, 1") Tensor scale, ConvTranspose3d conv) {
        return conv.of(x.avgPool3d(2), 2, 1, 1).clamp(0, 1).softmax(VOLUME).mul(scale);
    }

    @Operator
    static @Dims("B, O, 2*D + K - 3, 2*H + K - 3, 2*W + K - 3") Tensor task49SoftmaxSigmoid(
            @Dims("B, C, D, H, W") Tensor x, ConvTranspose3d conv) {
        return conv.of(x, 2, 1, 1).softmax(1).sigmoid();
    }

    @Operator
    static Tensor task50ScaleAvgPoolBiasScale(
            @Dims("B, C, D, H, W") Tensor x,
            @Dims("") Tensor scale,
            @Dims("O, 1, 1, 1") Tensor bias,
            @Dims("") Tensor nextScale,
            ConvTranspose3d conv) {
        return conv.of(x, 2, 1, 0).mul(scale).avgPool3d(2).add(bias).mul(nextScale);
    }

    @Operator
    static @Dims("B, 1, 2*D + K - 4, 2*H + K - 4, 2*W + K - 4") Tensor task58LogSumExpHardSwishSubtractClamp(
            @Dims("B, C, D, H, W") Tensor x, @Dims("1, 1, 1, 1") Tensor bias, ConvTranspose3d conv) {
        Tensor y = conv.of(x, 2, 1, 0).logSumExp(1, KEEP_DIMS);
        return y.mul(y.add(3).sigmoid()).div(6).sub(bias).clamp(-1, 1);
    }

    @Operator
    @Where("O % groups == 0")
    static @Dims("B, O, 2*D + K - 4, 2*H + K - 4, 2*W + K - 4") Tensor task60SwishGroupNormHardSwish(
            @Dims("B, C, D, H, W") Tensor x, ConvTranspose3d conv, GroupNorm norm, int groups) {
        return norm.of(conv.of(x, 2, 1, 0).silu(), groups).hardSwish();
    }

    @Operator
    @Where("O % groups == 0")
    static @Dims("B, O, D + K - 1, H + K - 1, W + K - 1") Tensor task61ReluGroupNorm(
            @Dims("B, C, D, H, W") Tensor x, @Dims("C, O, K, K, K") Tensor weight, GroupNorm norm, int groups) {
        return norm.of(x.convTranspose3d(weight).relu(), groups);
    }

    @Operator
    static Tensor task72BatchNormAvgPoolAvgPool(@Dims("B, C, D, H, W") Tensor x, ConvTranspose3d conv, BatchNorm norm) {
        return norm.of(conv.of(x, 2, 1, 0)).avgPool3d(2).avgPool3d(2);
    }

    @Operator
    static Tensor task74LeakyReluMultiplyLeakyReluMaxPool(
            @Dims("B, C, D, H, W") Tensor x, @Dims("O, 1, 1, 1") Tensor factor, ConvTranspose3d conv) {
        return conv.of(x, 2, 1, 1).leakyRelu(0.2).mul(factor).leakyRelu(0.2).maxPool3d(2);
    }

    @Operator
    static @Dims("B, O, 1, 1, 1") Tensor task77ScaleBatchNormMean(
            @Dims("B, C, D, H, W") Tensor x, ConvTranspose3d conv, BatchNorm norm) {
        return norm.of(conv.of(x).mul(2)).mean(VOLUME, KEEP_DIMS);
    }

    @Operator
    static Tensor task78MaxPoolMaxPoolSum(@Dims("B, C, D, H, W") Tensor x, ConvTranspose3d conv) {
        return conv.of(x, 2, 2, 0).maxPool3d(2).maxPool3d(3).sum(1, KEEP_DIMS);
    }

    @Operator
    static Tensor task89MaxPoolSoftmaxSubtractSwishMax(
            @Dims("B, C, D, H, W") Tensor x, @Dims("O") Tensor subtract, ConvTranspose3d conv) {
        Tensor y = conv.of(x, 2, 1, 1).maxPool3d(2).softmax(1);
        return y.sub(subtract.reshape(subtract.dim(0), 1, 1, 1)).silu().max(1);
    }

    @Operator
    static @Dims("B, O, 1, 1, 1") Tensor task96MultiplyMaxPoolMeanClamp(
            @Dims("B, C, D, H, W") Tensor x, ConvTranspose3d conv) {
        return conv.of(x, 2, 1, 0).mul(0.5).maxPool3d(2).mean(VOLUME, KEEP_DIMS).clamp(0, 1);
    }

    @Operator
    static @Dims("B, O, 2*D + K - 4, 2*H + K - 4, 2*W + K - 4") Tensor task100ClampDivide(
            @Dims("B, C, D, H, W") Tensor x, ConvTranspose3d conv) {
        return conv.of(x, 2, 1, 0).clampMin(-1).div(2);
    }
}
