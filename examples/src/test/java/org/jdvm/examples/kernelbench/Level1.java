package org.jdvm.examples.kernelbench;

import static org.jdvm.annotations.Keep.KEEP_DIMS;

import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;
import org.jdvm.examples.kernelbench.Modules.BatchNorm;
import org.jdvm.examples.kernelbench.Modules.GroupNorm;

/** Single operations: products, activations, norms, reductions, scans and losses. */
final class Level1 {
    private Level1() {}

    // ---- products ----

    @Operator
    static @Dims("N, N") Tensor task1SquareProduct(@Dims("N, N") Tensor a, @Dims("N, N") Tensor b) {
        return a.matmul(b);
    }

    @Operator
    static @Dims("M, N") Tensor task2Product(@Dims("M, K") Tensor a, @Dims("K, N") Tensor b) {
        return a.matmul(b);
    }

    @Operator
    static @Dims("B, M, N") Tensor task3ProductOfBatches(@Dims("B, M, K") Tensor a, @Dims("B, K, N") Tensor b) {
        return a.matmul(b);
    }

    @Operator
    static @Dims("M, 1") Tensor task4ProductWithVector(@Dims("M, K") Tensor a, @Dims("K, 1") Tensor b) {
        return a.matmul(b);
    }

    @Operator
    static @Dims("M, N") Tensor task5ProductWithNumber(@Dims("M, N") Tensor a, float factor) {
        return a.mul(factor);
    }

    @Operator
    static @Dims("M, N") Tensor task6ProductOfLargeDepth(@Dims("M, K") Tensor a, @Dims("K, N") Tensor b) {
        return a.matmul(b);
    }

    @Operator
    static @Dims("M, N") Tensor task7ProductOfSmallDepth(@Dims("M, K") Tensor a, @Dims("K, N") Tensor b) {
        return a.matmul(b);
    }

    @Operator
    static @Dims("M, N") Tensor task8ProductOfOddSizes(@Dims("M, K") Tensor a, @Dims("K, N") Tensor b) {
        return a.matmul(b);
    }

    @Operator
    static @Dims("M, M") Tensor task9OuterProductOfTallMatrices(@Dims("M, N") Tensor a, @Dims("N, M") Tensor b) {
        return a.matmul(b);
    }

    @Operator
    static @Dims("B, M, L") Tensor task10ProductOfThreeDims(@Dims("B, M, K") Tensor a, @Dims("K, L") Tensor b) {
        return a.matmul(b);
    }

    @Operator
    static @Dims("B, I, J, N") Tensor task11ProductOfFourDims(@Dims("B, I, J, K") Tensor a, @Dims("K, N") Tensor b) {
        return a.matmul(b);
    }

    @Operator
    static @Dims("M, N") Tensor task12ProductWithDiagonal(@Dims("M") Tensor diagonal, @Dims("M, N") Tensor b) {
        return diagonal.expandDims(1).mul(b);
    }

    @Operator
    static @Dims("N, N") Tensor task13ProductOfSymmetric(@Dims("N, N") Tensor a, @Dims("N, N") Tensor b) {
        return a.matmul(b);
    }

    @Operator
    static @Dims("N, N") Tensor task14ProductOfUpperTriangles(@Dims("N, N") Tensor a, @Dims("N, N") Tensor b) {
        return a.matmul(b).triu();
    }

    @Operator
    static @Dims("N, N") Tensor task15ProductOfLowerTriangles(@Dims("N, N") Tensor a, @Dims("N, N") Tensor b) {
        return a.matmul(b).tril();
    }

    @Operator
    static @Dims("M, N") Tensor task16ProductOfTransposedLeft(@Dims("K, M") Tensor a, @Dims("K, N") Tensor b) {
        return a.transpose().matmul(b);
    }

    @Operator
    static @Dims("M, N") Tensor task17ProductOfTransposedRight(@Dims("M, K") Tensor a, @Dims("N, K") Tensor b) {
        return a.matmul(b.transpose());
    }

    @Operator
    static @Dims("M, N") Tensor task18ProductOfTransposedBoth(@Dims("K, M") Tensor a, @Dims("N, K") Tensor b) {
        return a.transpose().matmul(b.transpose());
    }

    // ---- activations ----

    @Operator
    static @Dims("B, N") Tensor task19Relu(@Dims("B, N") Tensor x) {
        return x.relu();
    }

    @Operator
    static @Dims("B, N") Tensor task20LeakyRelu(@Dims("B, N") Tensor x) {
        return x.leakyRelu(0.01);
    }

    @Operator
    static @Dims("B, N") Tensor task21Sigmoid(@Dims("B, N") Tensor x) {
        return x.sigmoid();
    }

    @Operator
    static @Dims("B, N") Tensor task22Tanh(@Dims("B, N") Tensor x) {
        return x.tanh();
    }

    @Operator
    static @Dims("B, N") Tensor task23Softmax(@Dims("B, N") Tensor x) {
        return x.softmax(1);
    }

    @Operator
    static @Dims("B, N") Tensor task24LogSoftmax(@Dims("B, N") Tensor x) {
        return x.logSoftmax(1);
    }

    @Operator
    static @Dims("B, N") Tensor task25Swish(@Dims("B, N") Tensor x) {
        return x.mul(x.sigmoid());
    }

    @Operator
    static @Dims("B, N") Tensor task26Gelu(@Dims("B, N") Tensor x) {
        return x.gelu();
    }

    @Operator
    static @Dims("B, N") Tensor task27Selu(@Dims("B, N") Tensor x) {
        return x.selu();
    }

    @Operator
    static @Dims("B, N") Tensor task28HardSigmoid(@Dims("B, N") Tensor x) {
        return x.hardSigmoid();
    }

    @Operator
    static @Dims("B, N") Tensor task29Softplus(@Dims("B, N") Tensor x) {
        return x.softplus();
    }

    @Operator
    static @Dims("B, N") Tensor task30Softsign(@Dims("B, N") Tensor x) {
        return x.softsign();
    }

    @Operator
    static @Dims("B, N") Tensor task31Elu(@Dims("B, N") Tensor x) {
        return x.elu(1);
    }

    @Operator
    static @Dims("B, N") Tensor task32HardTanh(@Dims("B, N") Tensor x) {
        return x.hardTanh();
    }

    @Operator
    static @Dims("B, N") Tensor task88NewGelu(@Dims("B, N") Tensor x) {
        Tensor inner = x.add(x.pow(3).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
        return x.mul(0.5).mul(inner.tanh().add(1));
    }

    // ---- norms ----

    @Operator
    static @Dims("B, O, H, W") Tensor task33BatchNorm(@Dims("B, O, H, W") Tensor x, BatchNorm norm) {
        return norm.of(x);
    }

    @Operator
    static @Dims("B, C, H, W") Tensor task34InstanceNorm(@Dims("B, C, H, W") Tensor x) {
        return x.instanceNorm(Modules.EPS);
    }

    @Operator
    @Where("O % groups == 0")
    static @Dims("B, O, H, W") Tensor task35GroupNorm(@Dims("B, O, H, W") Tensor x, GroupNorm norm, int groups) {
        return norm.of(x, groups);
    }

    @Operator
    static @Dims("B, C, H, W") Tensor task36RmsNorm(@Dims("B, C, H, W") Tensor x) {
        return x.div(x.square().mean(1, KEEP_DIMS).add(Modules.EPS).sqrt());
    }

    @Operator
    static @Dims("B, C, H, W") Tensor task37FrobeniusNorm(@Dims("B, C, H, W") Tensor x) {
        return x.div(x.l2Norm());
    }

    @Operator
    static @Dims("B, N") Tensor task38L1Norm(@Dims("B, N") Tensor x) {
        return x.div(x.abs().mean(1, KEEP_DIMS));
    }

    @Operator
    static @Dims("B, N") Tensor task39L2Norm(@Dims("B, N") Tensor x) {
        return x.div(x.l2Norm(1, KEEP_DIMS));
    }

    /** One norm for all elements of a sample. */
    @Operator
    static @Dims("B, C, H, W") Tensor task40LayerNorm(
            @Dims("B, C, H, W") Tensor x, @Dims("C, H, W") Tensor gamma, @Dims("C, H, W") Tensor beta) {
        int size = gamma.size();
        Tensor rows = x.reshape(x.dim(0), size);
        return rows.layerNorm(gamma.reshape(size), beta.reshape(size), Modules.EPS)
                .reshape(x.dim(0), x.dim(1), x.dim(2), x.dim(3));
    }

    // ---- reductions and scans ----

    @Operator
    static @Dims("B, 1, N") Tensor task47Sum(@Dims("B, M, N") Tensor x) {
        return x.sum(1, KEEP_DIMS);
    }

    @Operator
    static @Dims("B, N") Tensor task48Mean(@Dims("B, M, N") Tensor x) {
        return x.mean(1);
    }

    @Operator
    static @Dims("B, N") Tensor task49Max(@Dims("B, M, N") Tensor x) {
        return x.max(1);
    }

    @Operator
    static @Dims(value = "B, N", dtype = DType.I64) Tensor task51ArgMax(@Dims("B, M, N") Tensor x) {
        return x.argMax(1);
    }

    @Operator
    static @Dims(value = "B, N", dtype = DType.I64) Tensor task52ArgMin(@Dims("B, M, N") Tensor x) {
        return x.argMin(1);
    }

    @Operator
    static @Dims("B, N") Tensor task53Min(@Dims("B, M, N") Tensor x) {
        return x.min(1);
    }

    @Operator
    static @Dims("B, N") Tensor task89RunningSum(@Dims("B, N") Tensor x) {
        return x.cumsum(1);
    }

    @Operator
    static @Dims("B, N") Tensor task90RunningProduct(@Dims("B, N") Tensor x) {
        return x.cumprod(1);
    }

    @Operator
    static @Dims("B, N") Tensor task91RunningSumFromTheEnd(@Dims("B, N") Tensor x) {
        return x.cumsum(1, false, true);
    }

    @Operator
    static @Dims("B, N") Tensor task92RunningSumOfThoseBefore(@Dims("B, N") Tensor x) {
        return x.cumsum(1, true, false);
    }

    @Operator
    static @Dims("B, N") Tensor task93RunningSumOfMasked(
            @Dims("B, N") Tensor x, @Dims(value = "B, N", dtype = DType.BOOL) Tensor mask) {
        return x.mul(mask.cast(DType.F32)).cumsum(1);
    }

    // ---- losses ----

    @Operator
    static @Dims("") Tensor task94SquaredError(@Dims("B, N") Tensor x, @Dims("B, N") Tensor target) {
        return x.sub(target).square().mean();
    }

    @Operator
    static @Dims("") Tensor task95CrossEntropy(
            @Dims("B, N") Tensor scores, @Dims(value = "B", dtype = DType.I64) Tensor classes) {
        return scores.logSoftmax(1)
                .takeAlongAxis(1, classes.expandDims(1))
                .mean()
                .neg();
    }

    @Operator
    static @Dims("") Tensor task96Huber(@Dims("B, N") Tensor x, @Dims("B, N") Tensor target) {
        Tensor distance = x.sub(target).abs();
        Tensor near = distance.square().mul(0.5);
        return distance.lt(1).select(near, distance.sub(0.5)).mean();
    }

    @Operator
    static @Dims("B, N, S, D") Tensor task97Attention(
            @Dims("B, N, S, D") Tensor query, @Dims("B, N, S, D") Tensor key, @Dims("B, N, S, D") Tensor value) {
        Tensor scores = query.matmul(key.transpose()).div(Math.sqrt(query.dim(-1)));
        return scores.softmax(-1).matmul(value);
    }

    /** Mean over the samples of the divergence of a target distribution from one that is given by its logarithms. */
    @Operator
    static @Dims("") Tensor task98Divergence(@Dims("B, N") Tensor x, @Dims("B, N") Tensor target) {
        return target.mul(target.log().sub(x.log())).sum().div(x.dim(0));
    }

    @Operator
    static @Dims("") Tensor task99TripletMargin(
            @Dims("B, N") Tensor anchor, @Dims("B, N") Tensor positive, @Dims("B, N") Tensor negative) {
        Tensor near = anchor.sub(positive).add(1e-6).l2Norm(1);
        Tensor far = anchor.sub(negative).add(1e-6).l2Norm(1);
        return near.sub(far).add(1).relu().mean();
    }

    @Operator
    static @Dims("") Tensor task100Hinge(@Dims("B, N") Tensor x, @Dims("N") Tensor signs) {
        return x.mul(signs).rsub(1).relu().mean();
    }
}
