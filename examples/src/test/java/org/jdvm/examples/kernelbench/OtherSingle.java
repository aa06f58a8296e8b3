package org.jdvm.examples.kernelbench;

import static org.jdvm.annotations.Keep.KEEP_DIMS;

import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Single operations such as level 1 has them, of which there are no golden results: written from what PyTorch's manual says. */
final class OtherSingle {
    private OtherSingle() {}

    // ---- products ----

    @Operator
    static @Dims("B, M, N") Tensor batchedProductByName(@Dims("B, M, K") Tensor a, @Dims("B, K, N") Tensor b) {
        return Tensor.einsum("bmk,bkn->bmn", a, b);
    }

    @Operator
    static @Dims("M, N") Tensor productWithNumber(@Dims("M, N") Tensor a, int factor) {
        return a.mul(factor);
    }

    @Operator
    static @Dims("B, M, L") Tensor productOfThreeDims(@Dims("B, M, K") Tensor a, @Dims("K, L") Tensor b) {
        return a.matmul(b);
    }

    @Operator
    static @Dims("B, I, J, K") Tensor productOfFourDimsByName(@Dims("B, I, J, L") Tensor a, @Dims("L, K") Tensor b) {
        return Tensor.einsum("bijl,lk->bijk", a, b);
    }

    @Operator
    static @Dims("N, N") Tensor productOfUpperTriangles(@Dims("N, N") Tensor a, @Dims("N, N") Tensor b) {
        return a.matmul(b).triu();
    }

    @Operator
    static @Dims("N, N") Tensor productOfLowerTriangles(@Dims("N, N") Tensor a, @Dims("N, N") Tensor b) {
        return a.tril().matmul(b.tril()).tril();
    }

    // ---- norms and reductions ----

    @Operator
    static @Dims("B, C, H, W") Tensor rmsNormOfChannels(@Dims("B, C, H, W") Tensor x) {
        return x.div(x.square().mean(1, KEEP_DIMS).add(1e-5).sqrt());
    }

    @Operator
    static @Dims("B, N") Tensor l1NormByMean(@Dims("B, N") Tensor x) {
        return x.div(x.abs().mean(1, KEEP_DIMS));
    }

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
    static @Dims("B, 1, N") Tensor sumOverMiddle(@Dims("B, M, N") Tensor x) {
        return x.sum(1, KEEP_DIMS);
    }

    @Operator
    static @Dims("B, N") Tensor meanOverMiddle(@Dims("B, M, N") Tensor x) {
        return x.mean(1);
    }

    @Operator
    static @Dims("B, M") Tensor productOverLast(@Dims("B, M, N") Tensor x) {
        return x.div(4).prod(2);
    }

    @Operator
    static @Dims(value = "B, M", dtype = DType.I64) Tensor smallestOverLast(@Dims("B, M, N") Tensor x) {
        return x.argMin(2);
    }

    // ---- activations ----

    @Operator
    static @Dims("B, N") Tensor swish(@Dims("B, N") Tensor x) {
        return x.mul(x.sigmoid());
    }

    @Operator
    static @Dims("B, N") Tensor eluOfNumber(@Dims("B, N") Tensor x) {
        return x.elu(1.0);
    }

    @Operator
    static @Dims("B, N") Tensor newGelu(@Dims("B, N") Tensor x) {
        Tensor inner = x.add(x.pow(3).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
        return x.mul(0.5).mul(inner.tanh().add(1));
    }

    // ---- scans and losses ----

    @Operator
    static @Dims("B, N") Tensor runningSum(@Dims("B, N") Tensor x) {
        return x.cumsum(1);
    }

    @Operator
    static @Dims("B, N") Tensor runningSumOfMasked(
            @Dims("B, N") Tensor x, @Dims(value = "B, N", dtype = DType.BOOL) Tensor mask) {
        return x.mul(mask.cast(DType.F32)).cumsum(1);
    }

    @Operator
    static @Dims("B, N") Tensor runningSumByFlips(@Dims("B, N") Tensor x) {
        return x.flip(1).cumsum(1).flip(1);
    }

    @Operator
    static @Dims("") Tensor squaredError(@Dims("B, N") Tensor x, @Dims("B, N") Tensor target) {
        return x.sub(target).square().mean();
    }

    @Operator
    static @Dims("") Tensor cosineSimilarityLoss(@Dims("B, N") Tensor x, @Dims("B, N") Tensor target) {
        Tensor products = x.mul(target).sum(1);
        Tensor sizes = x.l2Norm(1).mul(target.l2Norm(1)).clampMin(1e-8);
        return products.div(sizes).rsub(1).mean();
    }

    @Operator
    static @Dims("") Tensor tripletMarginLoss(
            @Dims("B, N") Tensor anchor, @Dims("B, N") Tensor positive, @Dims("B, N") Tensor negative) {
        Tensor near = anchor.sub(positive).add(1e-6).l2Norm(1);
        Tensor far = anchor.sub(negative).add(1e-6).l2Norm(1);
        return near.sub(far).add(1).clampMin(0).mean();
    }

    @Operator
    static @Dims("") Tensor divergenceOfLogits(@Dims("B, N") Tensor x, @Dims("B, N") Tensor target) {
        Tensor wanted = target.softmax(1);
        return wanted.mul(target.logSoftmax(1).sub(x.logSoftmax(1))).sum().div(x.dim(0));
    }

    @Operator
    static @Dims("") Tensor crossEntropyOfClasses(
            @Dims("B, N") Tensor x, @Dims(value = "B", dtype = DType.I64) Tensor classes) {
        Tensor wanted = classes.floorMod(Math.max(x.dim(1), 1)).expandDims(1);
        return x.logSoftmax(1).takeAlongAxis(1, wanted).neg().mean();
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
    static Tensor maxPool3dDilated(@Dims("B, C, D, H, W") Tensor x) {
        return x.maxPool3d(3, 2, 1, 2, false);
    }

    @Operator
    static Tensor firstLayerOfImages(
            @Dims("B, 3, H, W") Tensor x, @Dims("O, 3, 11, 11") Tensor weight, @Dims("O") Tensor bias) {
        return x.conv2d(weight, bias, 4, 2, 1, 1);
    }

    @Operator
    static Tensor conv1dDilatedStrided(@Dims("B, C, W") Tensor x, @Dims("O, C, K") Tensor weight) {
        return x.conv1d(weight, 3, 0, 4, 1);
    }

    @Operator
    static Tensor conv2dOfGroups(@Dims("B, I, H, W") Tensor x, @Dims("O, C, 3, 3") Tensor weight, int groups) {
        return x.conv2d(weight, 1, 1, 1, groups);
    }

    @Operator
    static Tensor convTranspose1dStridedPaddedDilated(@Dims("B, C, W") Tensor x, @Dims("C, O, 3") Tensor weight) {
        return x.convTranspose1d(weight, 2, 1, 0, 1, 2);
    }

    @Operator
    static Tensor convTranspose2dPadded(@Dims("B, C, H, W") Tensor x, @Dims("C, O, 3, 5") Tensor weight) {
        return x.convTranspose2d(weight, new int[] {1, 1}, new int[] {1, 2}, new int[] {0, 0}, 1, new int[] {1, 1});
    }

    @Operator
    static Tensor convTranspose3dOfGroups(@Dims("B, C, D, H, W") Tensor x, @Dims("C, O, 3, 3, 3") Tensor weight) {
        return x.convTranspose3d(weight, 2, 1, 1, 4, 1);
    }

    @Operator
    static @Dims("B, O, H, W") Tensor depthwiseSeparable(
            @Dims("B, C, H, W") Tensor x, @Dims("C, 1, 3, 3") Tensor depthwise, @Dims("O, C, 1, 1") Tensor pointwise) {
        return x.conv2d(depthwise, 1, 1, 1, x.dim(1)).conv2d(pointwise);
    }

    @Operator
    static @Dims("B, O, H, W") Tensor pointwise(@Dims("B, C, H, W") Tensor x, @Dims("O, C, 1, 1") Tensor weight) {
        return x.conv2d(weight);
    }
}
