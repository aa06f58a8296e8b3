package org.jdvm.examples.blocks;

import org.jdvm.Tensor;
import org.jdvm.annotations.Border;
import org.jdvm.annotations.Coordinates;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Interpolation;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;

/** Parts of networks for images and volumes: B of them with C channels. */
final class ImageBlocks {
    private static final int[] IMAGE = {2, 3};

    private ImageBlocks() {}

    /** Channels weighted by what a small network makes of their means (Hu et al., 2018). */
    @Operator
    static @Dims("B, C, H, W") Tensor squeezeExcite(
            @Dims("B, C, H, W") Tensor x,
            @Dims("R, C") Tensor down,
            @Dims("R") Tensor downBias,
            @Dims("C, R") Tensor up,
            @Dims("C") Tensor upBias) {
        Tensor hidden = x.mean(IMAGE).matmul(down.transpose()).add(downBias).relu();
        Tensor weights = hidden.matmul(up.transpose()).add(upBias).hardSigmoid();
        return x.mul(weights.reshape(x.dim(0), x.dim(1), 1, 1));
    }

    /** R x R channels become pixels. */
    @Operator
    @Where("R >= 1")
    @Where("C % (R*R) == 0")
    static @Dims("B, floordiv(C, R*R), H*R, W*R") Tensor pixelShuffle(@Dims("B, C, H, W") Tensor x, int R) {
        int channels = x.dim(1) / (R * R);
        return x.reshape(x.dim(0), channels, R, R, x.dim(2), x.dim(3))
                .permute(0, 1, 4, 2, 5, 3)
                .reshape(x.dim(0), channels, x.dim(2) * R, x.dim(3) * R);
    }

    /** R x R pixels become channels. */
    @Operator
    @Where("R >= 1")
    @Where("H % R == 0")
    @Where("W % R == 0")
    static @Dims("B, C*R*R, floordiv(H, R), floordiv(W, R)") Tensor pixelUnshuffle(
            @Dims("B, C, H, W") Tensor x, int R) {
        int height = x.dim(2) / R;
        int width = x.dim(3) / R;
        return x.reshape(x.dim(0), x.dim(1), height, R, width, R)
                .permute(0, 1, 3, 5, 2, 4)
                .reshape(x.dim(0), x.dim(1) * R * R, height, width);
    }

    /** The image at its pixels plus offsets in pixels, between pixels along lines. */
    @Operator
    @Where("H >= 1")
    @Where("W >= 1")
    static @Dims("B, C, H, W") Tensor deform(@Dims("B, C, H, W") Tensor x, @Dims("B, H, W, 2") Tensor offsets) {
        Tensor columns = Tensor.range(x.dim(3))
                .cast(DType.F32)
                .add(offsets.slice(3, 0, 1).squeeze(3));
        Tensor rows = Tensor.range(x.dim(2))
                .cast(DType.F32)
                .expandDims(1)
                .add(offsets.slice(3, 1, 2).squeeze(3));
        Tensor across = columns.mul(2).add(1).div(x.dim(3)).sub(1);
        Tensor down = rows.mul(2).add(1).div(x.dim(2)).sub(1);
        Tensor grid = Tensor.concat(3, across.expandDims(3), down.expandDims(3));
        return x.gridSample(grid, Interpolation.LINEAR, Border.ZEROS, false);
    }

    /** A sampled image in a convolution, as spatial transformers need it. */
    @Operator
    static @Dims("B, O, P, Q") Tensor sampleAndConvolve(
            @Dims("B, C, H, W") Tensor x, @Dims("B, P, Q, 2") Tensor grid, @Dims("O, C, 3, 3") Tensor weight) {
        return x.gridSample(grid, Interpolation.LINEAR, Border.EDGE, true)
                .conv2d(weight, 1, 1, 1, 1)
                .relu();
    }

    /** Twice the size along lines, then a convolution. */
    @Operator
    static @Dims("B, O, 2*H, 2*W") Tensor upsampleAndConvolve(
            @Dims("B, C, H, W") Tensor x, @Dims("O, C, 3, 3") Tensor weight, @Dims("O") Tensor bias) {
        int[] sizes = {2 * x.dim(2), 2 * x.dim(3)};
        return x.resize(IMAGE, sizes, Interpolation.LINEAR, Coordinates.HALF_PIXEL)
                .conv2d(weight, bias, 1, 1, 1, 1);
    }

    /** The residual block of diffusion models: norm, activation, convolution, a term of the time step. */
    @Operator
    @Where("C % groups == 0")
    static @Dims("B, C, H, W") Tensor diffusionBlock(
            @Dims("B, C, H, W") Tensor x,
            @Dims("B, C") Tensor time,
            @Dims("C") Tensor gamma,
            @Dims("C") Tensor beta,
            @Dims("C, C, 3, 3") Tensor weight,
            @Dims("C") Tensor bias,
            int groups) {
        Tensor y = x.groupNorm(groups, gamma, beta, 1e-5).silu().conv2d(weight, bias, 1, 1, 1, 1);
        return y.add(time.reshape(x.dim(0), x.dim(1), 1, 1)).add(x);
    }

    /** A convolution of volumes in two groups with strides that differ. */
    @Operator
    static Tensor stridedVolume(
            @Dims("B, 2*C, D, H, W") Tensor x, @Dims("O, C, 3, 2, 3") Tensor weight, @Dims("O") Tensor bias) {
        int[] stride = {2, 1, 2};
        int[] padding = {1, 0, 1};
        int[] dilation = {1, 2, 1};
        return x.conv3d(weight, bias, stride, padding, dilation, 2).relu();
    }

    /** The largest of 2 x 2 pixels goes back to its place, with zeros around it. */
    @Operator
    @Where("H % 2 == 0")
    @Where("W % 2 == 0")
    static @Dims("B, C, H, W") Tensor poolAndUnpool(@Dims("B, C, H, W") Tensor x) {
        int plane = x.dim(2) * x.dim(3);
        int pooled = (x.dim(2) / 2) * (x.dim(3) / 2);
        Tensor places = x.argMaxPool2d(2).reshape(x.dim(0), x.dim(1), pooled);
        Tensor values = x.maxPool2d(2).reshape(x.dim(0), x.dim(1), pooled);
        return Tensor.full(0, x.dim(0), x.dim(1), plane)
                .scatter(2, places, values)
                .reshape(x.dim(0), x.dim(1), x.dim(2), x.dim(3));
    }

    /** Pools with a rounded-up size: largest, and means that do not count the padding. */
    @Operator
    static Tensor pooledBothWays(@Dims("B, C, H, W") Tensor x) {
        return x.maxPool2d(3, 2, 1, 1, true).sub(x.avgPool2d(3, 2, 1, true, false));
    }

    /** Blurs with a window of 5 and mirrored borders, one channel at a time. */
    @Operator
    @Where("H >= 3")
    @Where("W >= 3")
    static @Dims("B, C, H, W") Tensor blur(@Dims("B, C, H, W") Tensor x) {
        Tensor line = Tensor.range(5).cast(DType.F32).sub(2).square().mul(-0.5).exp();
        Tensor kernel = line.div(line.sum());
        Tensor padded = x.padReflect(2, 2, 2).padReflect(3, 2, 2);
        Tensor down = padded.unfold(2, 5, 1).mul(kernel).sum(4);
        return down.unfold(3, 5, 1).mul(kernel).sum(4);
    }

    /** Windows of S x S patches moved by half of their size, as shifted-window transformers need them. */
    @Operator
    @Where("S >= 1")
    @Where("H % S == 0")
    @Where("W % S == 0")
    static @Dims("B*floordiv(H, S)*floordiv(W, S), S*S, C") Tensor shiftedWindows(@Dims("B, H, W, C") Tensor x, int S) {
        Tensor moved = x.roll(1, -(S / 2)).roll(2, -(S / 2));
        int rows = x.dim(1) / S;
        int columns = x.dim(2) / S;
        return moved.reshape(x.dim(0), rows, S, columns, S, x.dim(3))
                .permute(0, 1, 3, 2, 4, 5)
                .reshape(x.dim(0) * rows * columns, S * S, x.dim(3));
    }

    /** Patches of 4 x 4 pixels as tokens with a norm. */
    @Operator
    static @Dims("B, P*Q, O") Tensor patches(
            @Dims("B, C, 4*P, 4*Q") Tensor x,
            @Dims("O, C, 4, 4") Tensor weight,
            @Dims("O") Tensor gamma,
            @Dims("O") Tensor beta) {
        Tensor y = x.conv2d(weight, 4, 0, 1, 1);
        return y.reshape(x.dim(0), weight.dim(0), y.dim(2) * y.dim(3))
                .permute(0, 2, 1)
                .layerNorm(gamma, beta, 1e-6);
    }

    /** Areas that two sets of boxes share, as a part of what both cover. Boxes are left, top, right, bottom. */
    @Operator
    static @Dims("M, N") Tensor overlaps(@Dims("M, 4") Tensor a, @Dims("N, 4") Tensor b) {
        Tensor low = a.slice(1, 0, 2).expandDims(1).maximum(b.slice(1, 0, 2));
        Tensor high = a.slice(1, 2, 4).expandDims(1).minimum(b.slice(1, 2, 4));
        Tensor shared = high.sub(low).clampMin(0).prod(2);
        Tensor areas = a.slice(1, 2, 4).sub(a.slice(1, 0, 2)).prod(1).expandDims(1);
        Tensor others = b.slice(1, 2, 4).sub(b.slice(1, 0, 2)).prod(1);
        return shared.div(areas.add(others).sub(shared).clampMin(1e-9));
    }
}
