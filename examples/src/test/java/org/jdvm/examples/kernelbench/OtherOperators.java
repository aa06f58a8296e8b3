package org.jdvm.examples.kernelbench;

import static org.jdvm.annotations.Keep.KEEP_DIMS;

import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.examples.kernelbench.Modules.Linear;

/** Relatives of the tasks: the same operations in other forms or with other numbers. */
final class OtherOperators {
    private OtherOperators() {}

    // ---- products ----

    @Operator
    static @Dims("B, M, N") Tensor batchedProductByName(@Dims("B, M, K") Tensor a, @Dims("B, K, N") Tensor b) {
        return Tensor.einsum("bmk,bkn->bmn", a, b);
    }

    @Operator
    static @Dims("B, I, J, K") Tensor productOfFourDimsByName(@Dims("B, I, J, L") Tensor a, @Dims("L, K") Tensor b) {
        return Tensor.einsum("bijl,lk->bijk", a, b);
    }

    // ---- norms and reductions ----

    @Operator
    static @Dims("B, C, H, W") Tensor batchNormWithoutGain(
            @Dims("B, C, H, W") Tensor x, @Dims("C") Tensor mean, @Dims("C") Tensor variance) {
        Tensor centred = x.sub(mean.reshape(mean.dim(0), 1, 1));
        return centred.div(variance.reshape(variance.dim(0), 1, 1).add(3).sqrt());
    }

    @Operator
    static @Dims("B, C, L") Tensor responseNorm(@Dims("B, C, L") Tensor x) {
        return x.localResponseNorm(3, 1e-2, 0.75, 1);
    }

    @Operator
    static @Dims("B, M") Tensor productOverLast(@Dims("B, M, N") Tensor x) {
        return x.div(4).prod(2);
    }

    @Operator
    static @Dims(value = "B, M", dtype = DType.I64) Tensor smallestOverLast(@Dims("B, M, N") Tensor x) {
        return x.argMin(2);
    }

    // ---- scans and losses ----

    @Operator
    static @Dims("B, N") Tensor runningSumByFlips(@Dims("B, N") Tensor x) {
        return x.flip(1).cumsum(1).flip(1);
    }

    @Operator
    static @Dims("") Tensor cosineSimilarityLoss(@Dims("B, N") Tensor x, @Dims("B, N") Tensor target) {
        Tensor products = x.mul(target).sum(1);
        Tensor sizes = x.l2Norm(1).mul(target.l2Norm(1)).clampMin(1e-8);
        return products.div(sizes).rsub(1).mean();
    }

    @Operator
    static @Dims("") Tensor divergenceOfLogits(@Dims("B, N") Tensor x, @Dims("B, N") Tensor target) {
        Tensor wanted = target.softmax(1);
        return wanted.mul(target.logSoftmax(1).sub(x.logSoftmax(1))).sum().div(x.dim(0));
    }

    // ---- attention ----

    @Operator
    static @Dims("B, A, T, D") Tensor causalAttention(
            @Dims("B, A, T, D") Tensor query, @Dims("B, A, T, D") Tensor key, @Dims("B, A, T, D") Tensor value) {
        Tensor scores = query.matmul(key.transpose()).mul(0.25);
        Tensor rows = Tensor.range(query.dim(2)).expandDims(1);
        Tensor masked = rows.ge(Tensor.range(query.dim(2))).select(scores, Float.NEGATIVE_INFINITY);
        return masked.softmax(-1).matmul(value);
    }

    @Operator
    static @Dims("B, A, T, D") Tensor reluAttention(
            @Dims("B, A, T, D") Tensor query, @Dims("B, A, T, D") Tensor key, @Dims("B, A, T, D") Tensor value) {
        return query.matmul(key.transpose()).mul(0.25).relu().matmul(value);
    }

    // ---- windows ----

    @Operator
    static Tensor maxPool2dDilated(@Dims("B, C, H, W") Tensor x) {
        return x.maxPool2d(2, 2, 1, 3, false);
    }

    @Operator
    static Tensor conv2dOfGroups(@Dims("B, I, H, W") Tensor x, @Dims("O, C, 3, 3") Tensor weight, int groups) {
        return x.conv2d(weight, 1, 1, 1, groups);
    }

    // ---- dense layers ----

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
