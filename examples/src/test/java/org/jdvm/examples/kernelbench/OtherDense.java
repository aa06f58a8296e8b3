package org.jdvm.examples.kernelbench;

import static org.jdvm.annotations.Keep.KEEP_DIMS;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;
import org.jdvm.examples.kernelbench.Modules.BatchNorm;
import org.jdvm.examples.kernelbench.Modules.GroupNorm;
import org.jdvm.examples.kernelbench.Modules.Linear;

/** A dense layer and what follows it, such as level 2 has them, of which there are no golden results. */
final class OtherDense {
    private OtherDense() {}

    @Operator
    static @Dims("B, 1") Tensor sumMaxAveragePoolLogSumExpTwice(@Dims("B, I") Tensor x, Linear linear) {
        Tensor y = linear.of(x).sum(1, KEEP_DIMS).max(1, KEEP_DIMS).mean(1, KEEP_DIMS);
        return y.logSumExp(1, KEEP_DIMS).logSumExp(1, KEEP_DIMS);
    }

    @Operator
    static @Dims("B, 1") Tensor scaleResidualClampLogSumExpMish(@Dims("B, I") Tensor x, Linear linear) {
        Tensor y = linear.of(x).mul(2);
        Tensor z = y.add(y).clamp(-10, 10).logSumExp(1, KEEP_DIMS);
        return z.mul(z.mish());
    }

    @Operator
    static @Dims("B, O") Tensor instanceNormSumResidualMultiply(
            @Dims("B, I") Tensor x, @Dims("B, O") Tensor y, Linear linear) {
        Tensor image = linear.of(x).reshape(x.dim(0), 1, 1, y.dim(1));
        Tensor rows = image.instanceNorm(Modules.EPS).reshape(x.dim(0), y.dim(1));
        return rows.add(y).mul(y);
    }

    @Operator
    static @Dims("B, O") Tensor batchNormGeluRelu(@Dims("B, I") Tensor x, Linear linear, BatchNorm norm) {
        return norm.of(linear.of(x)).gelu().relu();
    }

    @Operator
    static @Dims("B, O") Tensor scaleHardTanhGelu(@Dims("B, I") Tensor x, Linear linear) {
        return linear.of(x).mul(0.5).hardTanh(-2, 2).gelu();
    }

    @Operator
    static @Dims("B, 1") Tensor sigmoidSum(@Dims("B, I") Tensor x, Linear linear) {
        return linear.of(x).sigmoid().sum(1, KEEP_DIMS);
    }

    @Operator
    static @Dims("B, O") Tensor minimumSubtract(@Dims("B, I") Tensor x, @Dims("") Tensor limit, Linear linear) {
        return linear.of(x).minimum(limit).sub(limit);
    }

    @Operator
    static @Dims("B, O") Tensor geluSoftmax(@Dims("B, I") Tensor x, Linear linear) {
        return linear.of(x).gelu().softmax(1);
    }

    @Operator
    @Where("O % groups == 0")
    static @Dims("B, O") Tensor groupNormSwishMultiplySwish(
            @Dims("B, I") Tensor x, @Dims("O") Tensor factor, Linear linear, GroupNorm norm, int groups) {
        return norm.of(linear.of(x), groups).silu().mul(factor).silu();
    }

    @Operator
    @Where("O % groups == 0")
    static @Dims("B, O") Tensor biasHardTanhMishGroupNorm(
            @Dims("B, I") Tensor x, @Dims("O") Tensor bias, Linear linear, GroupNorm norm, int groups) {
        return norm.of(linear.of(x).add(bias).hardTanh().mish(), groups);
    }

    @Operator
    static @Dims("B, O") Tensor addSwishTanhGeluHardTanh(
            @Dims("B, I") Tensor x, @Dims("O") Tensor bias, Linear linear) {
        Tensor y = linear.of(x).add(bias);
        return y.sigmoid().mul(y).tanh().gelu().hardTanh();
    }

    @Operator
    static @Dims("B, O") Tensor scaleResidual(@Dims("B, I") Tensor x, Linear linear) {
        Tensor y = linear.of(x);
        return y.mul(0.5).add(y);
    }

    @Operator
    static @Dims("B, O") Tensor reluDivideGelu(@Dims("B, I") Tensor x, Linear linear) {
        return linear.of(x).relu().div(2).gelu();
    }

    @Operator
    static @Dims("B, O") Tensor twoLayersReluMixed(
            @Dims("B, I") Tensor x,
            @Dims("H, I") Tensor weight,
            @Dims("H") Tensor bias,
            @Dims("O, H") Tensor nextWeight,
            @Dims("O") Tensor nextBias) {
        Tensor hidden = Modules.linear(x, weight, bias).relu();
        return Modules.linear(hidden, nextWeight, nextBias).softmax(-1);
    }

    @Operator
    static @Dims("B, O") Tensor logSigmoidOfStandardised(@Dims("B, I") Tensor x, Linear linear) {
        Tensor y = linear.of(x);
        Tensor mean = y.mean(1, KEEP_DIMS);
        return y.sub(mean).div(y.variance(1, KEEP_DIMS).add(Modules.EPS).sqrt()).logSigmoid();
    }

    @Operator
    static @Dims("B, O") Tensor bilinearGate(
            @Dims("B, I") Tensor x, @Dims("I, O") Tensor left, @Dims("I, O") Tensor right) {
        return x.matmul(left).mul(x.matmul(right).sigmoid()).softShrink(0.5);
    }
}
