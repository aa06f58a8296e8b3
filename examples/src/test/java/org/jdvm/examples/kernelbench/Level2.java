package org.jdvm.examples.kernelbench;

import static org.jdvm.annotations.Keep.KEEP_DIMS;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;
import org.jdvm.examples.kernelbench.Modules.BatchNorm;
import org.jdvm.examples.kernelbench.Modules.GroupNorm;
import org.jdvm.examples.kernelbench.Modules.Linear;

/** A dense layer and what follows it: I inputs and O outputs for each of B samples. */
final class Level2 {
    private Level2() {}

    @Operator
    static @Dims("B, O") Tensor task9SubtractMultiplyRelu(@Dims("B, I") Tensor x, Linear linear) {
        return linear.of(x).sub(2).mul(1.5).relu();
    }

    @Operator
    static @Dims("B, O") Tensor task12MultiplyLeakyRelu(@Dims("B, I") Tensor x, Linear linear) {
        return linear.of(x).mul(2).leakyRelu(0.1);
    }

    @Operator
    static @Dims("B, 1") Tensor task14DivideSumScale(@Dims("B, I") Tensor x, @Dims("O, I") Tensor weight) {
        return x.matmul(weight.transpose()).div(2).sum(1, KEEP_DIMS).mul(1.5);
    }

    @Operator
    static @Dims("B, 1") Tensor task18SumMaxMeanLogSumExpTwice(@Dims("B, I") Tensor x, Linear linear) {
        Tensor y = linear.of(x).sum(1, KEEP_DIMS).max(1, KEEP_DIMS).mean(1, KEEP_DIMS);
        return y.logSumExp(1, KEEP_DIMS).logSumExp(1, KEEP_DIMS);
    }

    @Operator
    static @Dims("B, 1") Tensor task22ScaleResidualClampLogSumExpMish(@Dims("B, I") Tensor x, Linear linear) {
        Tensor y = linear.of(x).mul(2);
        Tensor z = y.add(y).clamp(-10, 10).logSumExp(1, KEEP_DIMS);
        return z.mul(z.mish());
    }

    /** The norm of each sample is that of an image with a single channel and a single row. */
    @Operator
    static @Dims("B, O") Tensor task28InstanceNormSumMultiply(
            @Dims("B, I") Tensor x, @Dims("B, O") Tensor y, Linear linear) {
        Tensor image = linear.of(x).expandDims(1).expandDims(1);
        return image.instanceNorm(Modules.EPS).squeeze(1).squeeze(1).add(y).mul(y);
    }

    @Operator
    static @Dims("B, O") Tensor task29MishMish(@Dims("B, I") Tensor x, Linear linear) {
        return linear.of(x).mish().mish();
    }

    @Operator
    @Where("O % groups == 0")
    static @Dims("B, O") Tensor task30GroupNormHardTanh(
            @Dims("B, I") Tensor x, Linear linear, GroupNorm norm, int groups) {
        return norm.of(linear.of(x), groups).hardTanh(-2, 2);
    }

    @Operator
    static @Dims("B, O") Tensor task33ScaleBatchNorm(
            @Dims("B, I") Tensor x, @Dims("O") Tensor scale, Linear linear, BatchNorm norm) {
        return norm.of(linear.of(x).mul(scale));
    }

    @Operator
    @Where("O % groups == 0")
    static @Dims("B, O") Tensor task37SwishSumGroupNorm(
            @Dims("B, I") Tensor x, @Dims("O") Tensor bias, Linear linear, GroupNorm norm, int groups) {
        return norm.of(linear.of(x).silu().add(bias), groups);
    }

    @Operator
    static @Dims("B, O") Tensor task39ScaleBatchNorm(
            @Dims("B, I") Tensor x, @Dims("O") Tensor scale, Linear linear, BatchNorm norm) {
        return norm.of(linear.of(x).mul(scale));
    }

    @Operator
    static @Dims("B, O") Tensor task40ScaleResidual(@Dims("B, I") Tensor x, Linear linear) {
        Tensor y = linear.of(x);
        return y.mul(0.5).add(y);
    }

    @Operator
    static @Dims("B, O") Tensor task41BatchNormGeluRelu(@Dims("B, I") Tensor x, Linear linear, BatchNorm norm) {
        return norm.of(linear.of(x)).gelu().relu();
    }

    @Operator
    static @Dims("B") Tensor task45SigmoidLogSumExp(
            @Dims("B, I") Tensor x,
            @Dims("H, I") Tensor weight,
            @Dims("H") Tensor bias,
            @Dims("O, H") Tensor nextWeight,
            @Dims("O") Tensor nextBias) {
        Tensor hidden = Modules.linear(x, weight, bias).sigmoid();
        return Modules.linear(hidden, nextWeight, nextBias).logSumExp(1);
    }

    @Operator
    static @Dims("B, I") Tensor task51SubtractMeanLogSumExpGeluResidual(
            @Dims("B, I") Tensor x, @Dims("O") Tensor subtract, Linear linear) {
        Tensor mean = linear.of(x).sub(subtract).mean(1, KEEP_DIMS);
        return mean.logSumExp(1, KEEP_DIMS).gelu().add(x);
    }

    @Operator
    static @Dims("B, O") Tensor task53ScaleHardTanhGelu(@Dims("B, I") Tensor x, Linear linear) {
        return linear.of(x).mul(0.5).hardTanh(-2, 2).gelu();
    }

    @Operator
    static @Dims("B") Tensor task55MaxPoolSumScale(@Dims("B, I") Tensor x, Linear linear) {
        return windows(linear.of(x), 2).max(2).sum(1).mul(0.5);
    }

    @Operator
    static @Dims("B, 1") Tensor task56SigmoidSum(@Dims("B, I") Tensor x, Linear linear) {
        return linear.of(x).sigmoid().sum(1, KEEP_DIMS);
    }

    @Operator
    static @Dims("B, O") Tensor task59SwishScale(@Dims("B, I") Tensor x, Linear linear) {
        return linear.of(x).silu().mul(2);
    }

    @Operator
    @Where("O % groups == 0")
    static @Dims("B, O") Tensor task62GroupNormLeakyReluSum(
            @Dims("B, I") Tensor x, Linear linear, GroupNorm norm, int groups) {
        Tensor y = norm.of(linear.of(x), groups).leakyRelu(0.01);
        return y.add(y);
    }

    @Operator
    static @Dims("B, O") Tensor task63ReluDivide(@Dims("B, I") Tensor x, Linear linear) {
        return linear.of(x).relu().div(2);
    }

    @Operator
    static @Dims("B, 1") Tensor task64LogSumExpLeakyReluTwiceGeluTwice(@Dims("B, I") Tensor x, Linear linear) {
        Tensor y = linear.of(x).logSumExp(1, KEEP_DIMS);
        return y.leakyRelu(0.01).leakyRelu(0.01).gelu().gelu();
    }

    /** Dropout changes nothing in inference. */
    @Operator
    static @Dims("B, O") Tensor task66Softmax(@Dims("B, I") Tensor x, Linear linear) {
        return linear.of(x).softmax(1);
    }

    @Operator
    static @Dims("B, O") Tensor task68MinimumSubtract(@Dims("B, I") Tensor x, @Dims("") Tensor limit, Linear linear) {
        return linear.of(x).minimum(limit).sub(limit);
    }

    @Operator
    static @Dims("B, O") Tensor task70SigmoidScaleResidual(@Dims("B, I") Tensor x, Linear linear) {
        Tensor y = linear.of(x);
        return y.sigmoid().mul(2).add(y);
    }

    @Operator
    @Where("O % groups == 0")
    static @Dims("1, O, B, 1") Tensor task75GroupNormMinBias(
            @Dims("B, I") Tensor x, @Dims("1, O, 1, 1") Tensor bias, Linear linear, GroupNorm norm, int groups) {
        return norm.of(linear.of(x), groups).min(1, KEEP_DIMS).add(bias);
    }

    @Operator
    static @Dims("B, O") Tensor task76AddRelu(
            @Dims("B, I") Tensor x, @Dims("O") Tensor bias, @Dims("O, I") Tensor weight) {
        return x.matmul(weight.transpose()).add(bias).relu();
    }

    @Operator
    static @Dims("B, 1") Tensor task80MaxSubtractGelu(@Dims("B, I") Tensor x, Linear linear) {
        Tensor y = linear.of(x).max(1, KEEP_DIMS);
        return y.sub(y.mean(1, KEEP_DIMS)).gelu();
    }

    @Operator
    static @Dims("B, O") Tensor task81SwishDivideClampTanhClamp(@Dims("B, I") Tensor x, Linear linear) {
        return linear.of(x).silu().div(2).clamp(-1, 1).tanh().clamp(-1, 1);
    }

    @Operator
    static @Dims("B, O") Tensor task84BatchNormScaleSoftmax(
            @Dims("B, I") Tensor x, @Dims("1") Tensor scale, Linear linear, BatchNorm norm) {
        return scale.mul(norm.of(linear.of(x))).softmax(1);
    }

    @Operator
    static @Dims("B, O") Tensor task86DivideGelu(@Dims("B, I") Tensor x, Linear linear) {
        return linear.of(x).div(10).gelu();
    }

    @Operator
    @Where("O % groups == 0")
    static @Dims("B, O") Tensor task88GroupNormSwishMultiplySwish(
            @Dims("B, I") Tensor x, @Dims("O") Tensor factor, Linear linear, GroupNorm norm, int groups) {
        return norm.of(linear.of(x), groups).silu().mul(factor).silu();
    }

    @Operator
    @Where("O % groups == 0")
    static @Dims("B, O") Tensor task94BiasHardTanhMishGroupNorm(
            @Dims("B, I") Tensor x, @Dims("O") Tensor bias, Linear linear, GroupNorm norm, int groups) {
        return norm.of(linear.of(x).add(bias).hardTanh().mish(), groups);
    }

    @Operator
    static @Dims("B, O") Tensor task95AddSwishTanhGeluHardTanh(
            @Dims("B, I") Tensor x, @Dims("O") Tensor bias, Linear linear) {
        Tensor y = linear.of(x).add(bias);
        return y.sigmoid().mul(y).tanh().gelu().hardTanh();
    }

    @Operator
    static @Dims("B, O") Tensor task97BatchNormBiasDivideSwish(
            @Dims("B, I") Tensor x, @Dims("1") Tensor bias, Linear linear, BatchNorm norm) {
        return norm.of(linear.of(x)).add(bias).div(1).silu();
    }

    @Operator
    static @Dims("B") Tensor task98AvgPoolGeluScaleMax(@Dims("B, I") Tensor x, Linear linear) {
        return windows(linear.of(x), 16).mean(2).gelu().mul(2).max(1);
    }

    @Operator
    static @Dims("B, O") Tensor task99GeluSoftmax(@Dims("B, I") Tensor x, Linear linear) {
        return linear.of(x).gelu().softmax(1);
    }

    /** The columns in windows that follow each other; what is left over is dropped. */
    private static Tensor windows(Tensor x, int size) {
        int count = x.dim(1) / size;
        return x.slice(1, 0, count * size).reshape(x.dim(0), count, size);
    }
}
