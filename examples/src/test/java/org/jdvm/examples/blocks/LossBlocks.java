package org.jdvm.examples.blocks;

import static org.jdvm.annotations.Keep.KEEP_DIMS;

import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;

/** Distances, losses, and weights that are normalised where they are used. */
final class LossBlocks {
    private LossBlocks() {}

    /** Cross entropy with a part of the probability spread over all classes. */
    @Operator
    static @Dims("") Tensor smoothedCrossEntropy(
            @Dims("B, N") Tensor scores, @Dims(value = "B", dtype = DType.I64) Tensor classes) {
        Tensor logs = scores.logSoftmax(1);
        Tensor wanted = logs.takeAlongAxis(1, classes.expandDims(1)).squeeze(1);
        return wanted.mul(0.9).add(logs.mean(1).mul(0.1)).neg().mean();
    }

    /** Cross entropy of two classes that counts easy samples less (Lin et al., 2017). */
    @Operator
    static @Dims("") Tensor focal(@Dims("B, N") Tensor scores, @Dims("B, N") Tensor target) {
        Tensor entropy = scores.clampMin(0)
                .sub(scores.mul(target))
                .add(scores.abs().neg().exp().log1p());
        Tensor p = scores.sigmoid();
        Tensor right = p.mul(target).add(p.rsub(1).mul(target.rsub(1)));
        Tensor weight = target.mul(0.25).add(target.rsub(1).mul(0.75));
        return weight.mul(right.rsub(1).square()).mul(entropy).mean();
    }

    /** Both directions of the contrastive loss of pairs of images and texts. */
    @Operator
    static @Dims("") Tensor contrastive(@Dims("B, D") Tensor a, @Dims("B, D") Tensor b, float scale) {
        Tensor scores = unit(a).matmul(unit(b).transpose()).mul(scale);
        Tensor places = Tensor.range(a.dim(0), DType.I64).expandDims(1);
        Tensor rows = scores.logSoftmax(1).takeAlongAxis(1, places);
        Tensor columns = scores.transpose().logSoftmax(1).takeAlongAxis(1, places);
        return rows.add(columns).mean().mul(-0.5);
    }

    private static Tensor unit(Tensor x) {
        return x.div(x.l2Norm(1, KEEP_DIMS).clampMin(1e-8));
    }

    /** Distances of all pairs, by differences. */
    @Operator
    static @Dims("M, N") Tensor distances(@Dims("M, D") Tensor a, @Dims("N, D") Tensor b) {
        return a.expandDims(1).sub(b).l2Norm(2);
    }

    /** Distances of all pairs, by a product. */
    @Operator
    static @Dims("M, N") Tensor distancesByProduct(@Dims("M, D") Tensor a, @Dims("N, D") Tensor b) {
        Tensor squares = a.square().sum(1, KEEP_DIMS).add(b.square().sum(1));
        return squares.sub(a.matmul(b.transpose()).mul(2)).clampMin(0).sqrt();
    }

    /** Sums of absolute differences of all pairs, and their largest ones. */
    @Operator
    static @Dims("2, M, N") Tensor otherDistances(@Dims("M, D") Tensor a, @Dims("N, D") Tensor b) {
        Tensor differences = a.expandDims(1).sub(b).abs();
        return Tensor.concat(
                0, differences.sum(2).expandDims(0), differences.max(2).expandDims(0));
    }

    /** Cosines of all pairs. */
    @Operator
    static @Dims("M, N") Tensor cosines(@Dims("M, D") Tensor a, @Dims("N, D") Tensor b) {
        return unit(a).matmul(unit(b).transpose());
    }

    /** The triplet loss with the farthest sample of the same label and the nearest of another. */
    @Operator
    @Where("B >= 1")
    static @Dims("") Tensor hardTriplets(@Dims("B, D") Tensor x, @Dims(value = "B", dtype = DType.I64) Tensor labels) {
        Tensor distances = x.expandDims(1).sub(x).square().sum(2).add(1e-12).sqrt();
        Tensor same = labels.expandDims(1).eq(labels);
        Tensor far = same.select(distances, Float.NEGATIVE_INFINITY).max(1);
        Tensor near = same.select(Float.POSITIVE_INFINITY, distances).min(1);
        return far.sub(near).add(0.3).relu().mean();
    }

    /** The nearest row of a book of codes, and its index. */
    record Codes(
            @Dims(value = "N", dtype = DType.I64) Tensor indices,
            @Dims("N, D") Tensor rows) {}

    @Operator
    @Where("K >= 1")
    static Codes nearestCode(@Dims("N, D") Tensor x, @Dims("K, D") Tensor book) {
        Tensor indices =
                book.square().sum(1).sub(x.matmul(book.transpose()).mul(2)).argMin(1);
        return new Codes(indices, book.gather(0, indices));
    }

    /** A weight over its largest singular value, by one step of the power method. */
    @Operator
    static @Dims("O, I") Tensor spectralNorm(@Dims("O, I") Tensor weight, @Dims("O, 1") Tensor u) {
        Tensor right = weight.transpose().matmul(u);
        Tensor v = right.div(right.l2Norm(0, KEEP_DIMS).clampMin(1e-12));
        Tensor left = weight.matmul(v);
        Tensor next = left.div(left.l2Norm(0, KEEP_DIMS).clampMin(1e-12));
        return weight.div(next.mul(left).sum());
    }

    /** A layer whose rows have lengths that are parameters. */
    @Operator
    static @Dims("B, O") Tensor weightNorm(
            @Dims("B, I") Tensor x, @Dims("O, I") Tensor direction, @Dims("O") Tensor length) {
        Tensor weight = direction.mul(length.expandDims(1).div(direction.l2Norm(1, KEEP_DIMS)));
        return x.matmul(weight.transpose());
    }

    /** Divergence of softened distributions, for distillation. */
    @Operator
    static @Dims("") Tensor distillation(@Dims("B, N") Tensor student, @Dims("B, N") Tensor teacher, float heat) {
        Tensor wanted = teacher.div(heat).softmax(1);
        Tensor logs = teacher.div(heat).logSoftmax(1).sub(student.div(heat).logSoftmax(1));
        return wanted.mul(logs).sum(1).mean().mul(heat * heat);
    }

    /** One minus the part that two masks share. */
    @Operator
    static @Dims("C") Tensor dice(@Dims("B, C, H, W") Tensor scores, @Dims("B, C, H, W") Tensor target) {
        int[] axes = {0, 2, 3};
        Tensor p = scores.sigmoid();
        return p.mul(target)
                .sum(axes)
                .mul(2)
                .add(1)
                .div(p.add(target).sum(axes).add(1))
                .rsub(1);
    }
}
