package org.jdvm.examples.kernelbench;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/**
 * Single convolutions and pools: C channels to O, windows of K, L and M elements. Results without {@code @Dims} have the sizes that
 * PyTorch's manual gives.
 */
final class Level1Windows {
    private Level1Windows() {}

    // ---- pools ----

    @Operator
    static Tensor task41MaxPool1d(@Dims("B, C, W") Tensor x) {
        return x.maxPool1d(8, 1, 4, 3, false);
    }

    @Operator
    static @Dims("B, C, H - 1, W - 1") Tensor task42MaxPool2d(@Dims("B, C, H, W") Tensor x) {
        return x.maxPool2d(4, 1, 1);
    }

    @Operator
    static Tensor task43MaxPool3dDilated(@Dims("B, C, D, H, W") Tensor x) {
        return x.maxPool3d(3, 2, 1, 3, false);
    }

    @Operator
    static @Dims("B, C, W + 1") Tensor task44AveragePool1d(@Dims("B, C, W") Tensor x) {
        return x.avgPool1d(8, 1, 4);
    }

    @Operator
    static @Dims("B, C, floordiv(H, 11), floordiv(W, 11)") Tensor task45AveragePool2d(@Dims("B, C, H, W") Tensor x) {
        return x.avgPool2d(11, 11, 0);
    }

    @Operator
    static Tensor task46AveragePool3d(@Dims("B, C, D, H, W") Tensor x) {
        return x.avgPool3d(3, 2, 1);
    }

    // ---- convolutions ----

    @Operator
    static Tensor task50FirstLayerOfImages(
            @Dims("B, 3, H, W") Tensor x, @Dims("O, 3, 11, 11") Tensor weight, @Dims("O") Tensor bias) {
        return x.conv2d(weight, bias, 4, 2, 1, 1);
    }

    @Operator
    static @Dims("B, O, H - K + 1, W - L + 1") Tensor task62Conv2dOfOblongWindows(
            @Dims("B, C, H, W") Tensor x, @Dims("O, C, K, L") Tensor weight) {
        return x.conv2d(weight);
    }

    @Operator
    static @Dims("B, O, H - K + 1, W - K + 1") Tensor task63Conv2d(
            @Dims("B, C, H, W") Tensor x, @Dims("O, C, K, K") Tensor weight) {
        return x.conv2d(weight);
    }

    @Operator
    static @Dims("B, O, D - K + 1, H - L + 1, W - M + 1") Tensor task66Conv3dOfOblongWindowsAndVolumes(
            @Dims("B, C, D, H, W") Tensor x, @Dims("O, C, K, L, M") Tensor weight) {
        return x.conv3d(weight);
    }

    @Operator
    static @Dims("B, O, W - K + 1") Tensor task67Conv1d(@Dims("B, C, W") Tensor x, @Dims("O, C, K") Tensor weight) {
        return x.conv1d(weight);
    }

    @Operator
    static @Dims("B, O, H - K + 1, W - K + 1") Tensor task55Conv2d(
            @Dims("B, C, H, W") Tensor x, @Dims("O, C, K, K") Tensor weight) {
        return x.conv2d(weight);
    }

    @Operator
    static @Dims("B, O, H - K + 1, W - L + 1") Tensor task56Conv2dOfOblongWindows(
            @Dims("B, C, H, W") Tensor x, @Dims("O, C, K, L") Tensor weight) {
        return x.conv2d(weight);
    }

    @Operator
    static Tensor task76Conv1dDilatedStrided(@Dims("B, C, W") Tensor x, @Dims("O, C, K") Tensor weight) {
        return x.conv1d(weight, 3, 0, 4, 1);
    }

    @Operator
    static Tensor task80Conv2dDilatedPadded(@Dims("B, C, H, W") Tensor x, @Dims("O, C, K, L") Tensor weight) {
        return x.conv2d(weight, new int[] {1, 1}, new int[] {2, 4}, new int[] {2, 3}, 1);
    }

    @Operator
    static @Dims("B, O, D - K + 1, H - K + 1, W - K + 1") Tensor task54Conv3d(
            @Dims("B, C, D, H, W") Tensor x, @Dims("O, C, K, K, K") Tensor weight) {
        return x.conv3d(weight);
    }

    @Operator
    static @Dims("B, O, D - K + 1, H - K + 1, W") Tensor task59Conv3dOfFlatWindows(
            @Dims("B, C, D, H, W") Tensor x, @Dims("O, C, K, K, 1") Tensor weight) {
        return x.conv3d(weight);
    }

    @Operator
    static @Dims("B, O, D - K + 1, H - L + 1, W - M + 1") Tensor task60Conv3dOfOblongWindows(
            @Dims("B, C, D, H, W") Tensor x, @Dims("O, C, K, L, M") Tensor weight) {
        return x.conv3d(weight);
    }

    @Operator
    static @Dims("B, O, H, W") Tensor task87Conv2dOfSinglePixels(
            @Dims("B, C, H, W") Tensor x, @Dims("O, C, 1, 1") Tensor weight) {
        return x.conv2d(weight);
    }

    // ---- each channel with its own weight ----

    @Operator
    static @Dims("B, C, H - K + 1, W - K + 1") Tensor task82Depthwise(
            @Dims("B, C, H, W") Tensor x, @Dims("C, 1, K, K") Tensor weight) {
        return x.conv2d(weight, 1, 0, 1, x.dim(1));
    }

    @Operator
    static @Dims("B, C, H - K + 1, W") Tensor task83DepthwiseOfColumns(
            @Dims("B, C, H, W") Tensor x, @Dims("C, 1, K, 1") Tensor weight) {
        return x.conv2d(weight, 1, 0, 1, x.dim(1));
    }

    @Operator
    static @Dims("B, O, H - K + 1, W - K + 1") Tensor task84DepthwiseOfOblongImages(
            @Dims("B, C, H, W") Tensor x, @Dims("O, 1, K, K") Tensor weight) {
        return x.conv2d(weight, 1, 0, 1, x.dim(1));
    }

    @Operator
    static @Dims("B, C, H - K + 1, W - L + 1") Tensor task85DepthwiseOfOblongWindows(
            @Dims("B, C, H, W") Tensor x, @Dims("C, 1, K, L") Tensor weight) {
        return x.conv2d(weight, 1, 0, 1, x.dim(1));
    }

    @Operator
    static @Dims("B, O, H - K + 3, W - K + 3") Tensor task86DepthwiseSeparable(
            @Dims("B, C, H, W") Tensor x, @Dims("C, 1, K, K") Tensor depthwise, @Dims("O, C, 1, 1") Tensor pointwise) {
        return x.conv2d(depthwise, 1, 1, 1, x.dim(1)).conv2d(pointwise);
    }

    // ---- transposed convolutions ----

    @Operator
    static @Dims("B, O, H + K - 1, W + K - 1") Tensor task57ConvTranspose2d(
            @Dims("B, C, H, W") Tensor x, @Dims("C, O, K, K") Tensor weight) {
        return x.convTranspose2d(weight);
    }

    @Operator
    static @Dims("B, O, W + K - 1") Tensor task64ConvTranspose1d(
            @Dims("B, C, W") Tensor x, @Dims("C, O, K") Tensor weight) {
        return x.convTranspose1d(weight);
    }

    @Operator
    static @Dims("B, O, D + K - 1, H + L - 1, W + L - 1") Tensor task68ConvTranspose3dOfFlatWindows(
            @Dims("B, C, D, H, W") Tensor x, @Dims("C, O, K, L, L") Tensor weight) {
        return x.convTranspose3d(weight);
    }

    @Operator
    static @Dims("B, O, H + K - 1, W + L - 1") Tensor task69ConvTranspose2dOfOblongWindowsAndImages(
            @Dims("B, C, H, W") Tensor x, @Dims("C, O, K, L") Tensor weight) {
        return x.convTranspose2d(weight);
    }

    @Operator
    static @Dims("B, 4*O, 2*D + K - 3, 2*H + L - 5, 2*W + M - 7") Tensor task72ConvTranspose3dStridedPaddedGrouped(
            @Dims("B, C, D, H, W") Tensor x, @Dims("C, O, K, L, M") Tensor weight) {
        int[] stride = {2, 2, 2};
        int[] padding = {1, 2, 3};
        int[] outputPadding = {1, 1, 1};
        return x.convTranspose3d(weight, stride, padding, outputPadding, 4, new int[] {1, 1, 1});
    }

    /** The task passes its 4 groups as the rest of the output, which it leaves out: there is one group. */
    @Operator
    static @Dims("B, O, 2*D + K - 4, 2*H + K - 4, 2*W + K - 4") Tensor task73ConvTranspose3dStridedPadded(
            @Dims("B, C, D, H, W") Tensor x, @Dims("C, O, K, K, K") Tensor weight) {
        return x.convTranspose3d(weight, 2, 1, 0, 1, 1);
    }

    @Operator
    static @Dims("B, O, W + 3*K - 3") Tensor task74ConvTranspose1dDilated(
            @Dims("B, C, W") Tensor x, @Dims("C, O, K") Tensor weight) {
        return x.convTranspose1d(weight, 1, 0, 0, 1, 3);
    }

    @Operator
    static @Dims("B, O, H + K - 1, W + L - 1") Tensor task65ConvTranspose2dOfOblongWindows(
            @Dims("B, C, H, W") Tensor x, @Dims("C, O, K, L") Tensor weight) {
        return x.convTranspose2d(weight);
    }

    @Operator
    static @Dims("B, O, H + K - 1, W + K - 1") Tensor task71ConvTranspose2d(
            @Dims("B, C, H, W") Tensor x, @Dims("C, O, K, K") Tensor weight) {
        return x.convTranspose2d(weight);
    }

    @Operator
    static @Dims("B, 4*O, 2*H + 2*K - 5, 3*W + L - 7") Tensor task75ConvTranspose2dStridedGroupedPaddedDilated(
            @Dims("B, C, H, W") Tensor x, @Dims("C, O, K, L") Tensor weight) {
        int[] stride = {2, 3};
        int[] padding = {1, 2};
        int[] dilation = {2, 1};
        return x.convTranspose2d(weight, stride, padding, new int[] {0, 0}, 4, dilation);
    }

    @Operator
    static @Dims("B, O, H + K - 3, W + L - 7") Tensor task78ConvTranspose2dPadded(
            @Dims("B, C, H, W") Tensor x, @Dims("C, O, K, L") Tensor weight) {
        return x.convTranspose2d(weight, new int[] {1, 1}, new int[] {1, 3}, new int[] {0, 0}, 1, new int[] {1, 1});
    }

    @Operator
    static @Dims("B, O, 2*W + 2*K - 5") Tensor task79ConvTranspose1dPaddedStridedDilated(
            @Dims("B, C, W") Tensor x, @Dims("C, O, K") Tensor weight) {
        return x.convTranspose1d(weight, 2, 1, 0, 1, 2);
    }

    @Operator
    static @Dims("B, O, 5*H + 2*K - 8, 5*W + 2*K - 8") Tensor task81ConvTranspose2dDilatedPaddedStrided(
            @Dims("B, C, H, W") Tensor x, @Dims("C, O, K, K") Tensor weight) {
        return x.convTranspose2d(weight, 5, 1, 0, 1, 2);
    }

    @Operator
    static @Dims("B, O, D + K - 1, H + L - 1, W + M - 1") Tensor task58ConvTranspose3dOfOblongWindows(
            @Dims("B, C, D, H, W") Tensor x, @Dims("C, O, K, L, M") Tensor weight) {
        return x.convTranspose3d(weight);
    }

    @Operator
    static @Dims("B, O, D + K - 1, H + K - 1, W + K - 1") Tensor task61ConvTranspose3d(
            @Dims("B, C, D, H, W") Tensor x, @Dims("C, O, K, K, K") Tensor weight) {
        return x.convTranspose3d(weight);
    }

    @Operator
    static @Dims("B, O, D + K - 1, H + K - 1, W + K - 1") Tensor task70ConvTranspose3dOfOblongImages(
            @Dims("B, C, D, H, W") Tensor x, @Dims("C, O, K, K, K") Tensor weight) {
        return x.convTranspose3d(weight);
    }

    @Operator
    static Tensor task77ConvTranspose3dPaddedDilatedStrided(
            @Dims("B, C, D, H, W") Tensor x, @Dims("C, O, K, K, K") Tensor weight) {
        return x.convTranspose3d(weight, 2, 1, 0, 1, 2);
    }
}
