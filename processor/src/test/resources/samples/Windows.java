package sample;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Windows, convolutions and pools with what usually follows them. */
class Windows {
    @Operator
    static Tensor moving(@Dims("N, H") Tensor x) {
        return x.unfold(1, 3, 2).mean(-1);
    }

    @Operator
    static Tensor dilated(@Dims("N, H") Tensor x, int size) {
        return x.unfold(-1, 2, 1, 3).max(2).mul(size);
    }

    @Operator
    static Tensor conv(@Dims("B, C, H, V") Tensor x, @Dims("F, C, 3, 3") Tensor weight, @Dims("F") Tensor bias) {
        return x.conv2d(weight, bias, 1, 1, 1, 1).relu();
    }

    @Operator
    static Tensor audio(@Dims("B, C, H") Tensor x, @Dims("F, 2, L") Tensor weight, @Dims("F") Tensor bias) {
        return x.conv1d(weight, 2, 2, 1, 2).add(bias.reshape(bias.dim(0), 1));
    }

    @Operator
    static Tensor depthwise(@Dims("B, 4, H, V") Tensor x, @Dims("4, 1, 3, 3") Tensor weight) {
        return x.conv2d(weight, new int[] {2, 1}, new int[] {1, 0}, new int[] {1, 2}, 4).relu6();
    }

    @Operator
    static Tensor volume(@Dims("B, C, D, M, M") Tensor x, @Dims("F, C, 2, 1, 2") Tensor weight) {
        return x.conv3d(weight);
    }

    @Operator
    static Tensor larger(@Dims("B, C, H, V") Tensor x, @Dims("C, F, 4, 4") Tensor weight, @Dims("F") Tensor bias) {
        return x.convTranspose2d(weight, bias, 2, 1, 0, 1, 1).tanh();
    }

    @Operator
    static Tensor pooled(@Dims("B, C, H, V") Tensor x) {
        return x.relu().maxPool2d(3, 2, 1).avgPool2d(2, 1, 0, true, false);
    }

    @Operator
    static Tensor channelsLast(@Dims("B, H, V, C") Tensor x, @Dims("F, C, 1, 1") Tensor weight) {
        return x.permute(0, 3, 1, 2).conv2d(weight).permute(0, 2, 3, 1);
    }
}
