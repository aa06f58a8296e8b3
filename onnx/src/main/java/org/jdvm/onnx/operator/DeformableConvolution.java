package org.jdvm.onnx.operator;

import org.jdvm.onnx.value.TensorValue;

/** Convolutions whose windows have an offset for each element (Dai et al., 2017), read between pixels along lines. Computed on the host. */
final class DeformableConvolution {
    private DeformableConvolution() {}

    static TensorValue run(NodeCall call) {
        TensorValue x = call.in(0);
        TensorValue weight = call.in(1);
        TensorValue offset = call.in(2);
        TensorValue bias = call.optional(3);
        TensorValue mask = call.optional(4);
        if (x.rank() != 4) {
            throw NodeCall.unsupported("a deformable convolution of other than two axes");
        }
        int groups = call.i("group", 1);
        int offsetGroups = call.i("offset_group", 1);
        int[] strides = call.is("strides", 2, 1);
        int[] dilations = call.is("dilations", 2, 1);
        int[] pads = call.is("pads", 4, 0);
        int n = x.dim(0);
        int channels = x.dim(1);
        int height = x.dim(2);
        int width = x.dim(3);
        int outputs = weight.dim(0);
        int perGroup = weight.dim(1);
        int rows = weight.dim(2);
        int columns = weight.dim(3);
        int outHeight = offset.dim(2);
        int outWidth = offset.dim(3);
        double[] result = new double[n * outputs * outHeight * outWidth];
        int at = 0;
        for (int image = 0; image < n; image++) {
            for (int output = 0; output < outputs; output++) {
                int group = output / (outputs / groups);
                for (int oy = 0; oy < outHeight; oy++) {
                    for (int ox = 0; ox < outWidth; ox++) {
                        double sum = bias == null ? 0 : bias.doubles()[output];
                        for (int c = 0; c < perGroup; c++) {
                            int channel = group * perGroup + c;
                            int offsetGroup = channel / (channels / offsetGroups);
                            for (int ky = 0; ky < rows; ky++) {
                                for (int kx = 0; kx < columns; kx++) {
                                    int element = ky * columns + kx;
                                    int base = (image * offsetGroups + offsetGroup) * rows * columns + element;
                                    int place = oy * outWidth + ox;
                                    int plane = outHeight * outWidth;
                                    double y = oy * strides[0]
                                            - pads[0]
                                            + ky * dilations[0]
                                            + offset.doubles()[2 * base * plane + place];
                                    double z = ox * strides[1]
                                            - pads[1]
                                            + kx * dilations[1]
                                            + offset.doubles()[(2 * base + 1) * plane + place];
                                    double value = sample(
                                            x.doubles(),
                                            (image * channels + channel) * height * width,
                                            height,
                                            width,
                                            y,
                                            z);
                                    sum += value
                                            * weight.doubles()[((output * perGroup + c) * rows + ky) * columns + kx]
                                            * (mask == null ? 1 : mask.doubles()[base * plane + place]);
                                }
                            }
                        }
                        result[at++] = sum;
                    }
                }
            }
        }
        return TensorValue.ofNumbers(x.type(), result, n, outputs, outHeight, outWidth);
    }

    private static double sample(double[] image, int base, int height, int width, double y, double x) {
        int top = (int) Math.floor(y);
        int left = (int) Math.floor(x);
        double sum = 0;
        for (int dy = 0; dy < 2; dy++) {
            for (int dx = 0; dx < 2; dx++) {
                int row = top + dy;
                int column = left + dx;
                if (row >= 0 && row < height && column >= 0 && column < width) {
                    sum += image[base + row * width + column] * (1 - Math.abs(y - row)) * (1 - Math.abs(x - column));
                }
            }
        }
        return sum;
    }
}
