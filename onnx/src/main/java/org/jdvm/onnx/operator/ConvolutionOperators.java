package org.jdvm.onnx.operator;

import java.util.Arrays;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.onnx.value.TensorValue;
import org.jspecify.annotations.Nullable;

/** Convolutions, transposed ones, and images from columns. */
final class ConvolutionOperators {
    private ConvolutionOperators() {}

    static void addTo(OperatorTable table) {
        table.add(
                "Conv",
                1,
                call -> call.same(conv(
                        call,
                        call.t(0),
                        call.t(1),
                        call.optionalTensor(2),
                        call.in(1).dims())));
        table.add("ConvTranspose", 1, ConvolutionOperators::convTranspose);
        table.add("DeformConv", 19, DeformableConvolution::run);
        table.addAll("CausalConvWithState", 1, CausalConvolutions::run);
        table.add("Col2Im", 18, ConvolutionOperators::columnsToImage);
    }

    /** Borders of a window operation: before and after each spatial axis. */
    static int[] pads(NodeCall call, int[] spatial, int[] window, int[] strides, int[] dilations) {
        int axes = spatial.length;
        String automatic = call.s("auto_pad", "NOTSET");
        if (automatic.equals("NOTSET") || automatic.isEmpty()) {
            return call.is("pads", 2 * axes, 0);
        }
        int[] pads = new int[2 * axes];
        if (automatic.equals("VALID")) {
            return pads;
        }
        for (int i = 0; i < axes; i++) {
            int count = (spatial[i] + strides[i] - 1) / strides[i];
            int total = Math.max(0, (count - 1) * strides[i] + (window[i] - 1) * dilations[i] + 1 - spatial[i]);
            boolean isLower = automatic.equals("SAME_LOWER");
            pads[i] = isLower ? (total + 1) / 2 : total / 2;
            pads[axes + i] = total - pads[i];
        }
        return pads;
    }

    /** {@return a convolution of tensors of any type of floats with the attributes of a node} */
    static Tensor conv(NodeCall call, Tensor x, Tensor weight, @Nullable Tensor bias, int[] weightDims) {
        int axes = x.rank() - 2;
        if (axes < 1) {
            throw new JdvmException("a convolution needs at least 3 dims, not " + Arrays.toString(x.dims()));
        }
        int[] spatial = Arrays.copyOfRange(x.dims(), 2, x.rank());
        int[] window = Arrays.copyOfRange(weightDims, 2, weightDims.length);
        int[] given = call.is("kernel_shape");
        if (given != null && !Arrays.equals(given, window)) {
            throw new JdvmException("kernel_shape is %s, but the weight is %s"
                    .formatted(Arrays.toString(given), Arrays.toString(weightDims)));
        }
        int[] strides = call.is("strides", axes, 1);
        int[] dilations = call.is("dilations", axes, 1);
        int[] pads = pads(call, spatial, window, strides, dilations);
        int groups = call.i("group", 1);
        int[] symmetric = Arrays.copyOf(pads, axes);
        Tensor padded = x;
        if (!Arrays.equals(symmetric, Arrays.copyOfRange(pads, axes, 2 * axes))) {
            for (int i = 0; i < axes; i++) {
                padded = MoveOperators.pad(padded, 2 + i, pads[i], pads[axes + i], "constant", 0);
            }
            Arrays.fill(symmetric, 0);
        }
        return switch (axes) {
            case 1 ->
                bias == null
                        ? padded.conv1d(weight, strides[0], symmetric[0], dilations[0], groups)
                        : padded.conv1d(weight, bias, strides[0], symmetric[0], dilations[0], groups);
            case 2 ->
                bias == null
                        ? padded.conv2d(weight, strides, symmetric, dilations, groups)
                        : padded.conv2d(weight, bias, strides, symmetric, dilations, groups);
            case 3 ->
                bias == null
                        ? padded.conv3d(weight, strides, symmetric, dilations, groups)
                        : padded.conv3d(weight, bias, strides, symmetric, dilations, groups);
            default -> throw NodeCall.unsupported("a convolution over " + axes + " axes");
        };
    }

    private static TensorValue convTranspose(NodeCall call) {
        Tensor x = call.t(0);
        Tensor weight = call.t(1);
        int axes = x.rank() - 2;
        int[] window = Arrays.copyOfRange(weight.dims(), 2, weight.rank());
        int[] strides = call.is("strides", axes, 1);
        int[] dilations = call.is("dilations", axes, 1);
        int[] extra = call.is("output_padding", axes, 0);
        int[] pads = new int[2 * axes];
        int[] shape = call.is("output_shape");
        String automatic = call.s("auto_pad", "NOTSET");
        boolean isSame = automatic.startsWith("SAME");
        for (int i = 0; i < axes; i++) {
            int full = strides[i] * (x.dim(2 + i) - 1) + extra[i] + (window[i] - 1) * dilations[i] + 1;
            if (shape != null || isSame) {
                int wanted = shape != null ? shape[shape.length - axes + i] : x.dim(2 + i) * strides[i];
                int total = full - wanted;
                int half = Math.floorDiv(total, 2);
                pads[i] = automatic.equals("SAME_UPPER") ? half : total - half;
                pads[axes + i] = total - pads[i];
            } else if (!automatic.equals("VALID")) {
                int[] given = call.is("pads", 2 * axes, 0);
                pads[i] = given[i];
                pads[axes + i] = given[axes + i];
            }
        }
        int groups = call.i("group", 1);
        Tensor full = transposed(x, weight, axes, strides, groups, dilations);
        for (int i = 0; i < axes; i++) {
            // What output_padding adds is beyond the last window; the border that is cut may be there too.
            full = MoveOperators.pad(full, 2 + i, -pads[i], extra[i] - pads[axes + i], "constant", 0);
        }
        if (call.has(2)) {
            int[] dims = new int[axes + 1];
            Arrays.fill(dims, 1);
            dims[0] = call.in(2).size();
            full = full.add(call.t(2).reshape(dims));
        }
        return call.same(full);
    }

    private static Tensor transposed(Tensor x, Tensor weight, int axes, int[] strides, int groups, int[] dilations) {
        int[] none = new int[axes];
        return switch (axes) {
            case 1 -> x.convTranspose1d(weight, strides[0], 0, 0, groups, dilations[0]);
            case 2 -> x.convTranspose2d(weight, strides, none, none, groups, dilations);
            case 3 -> x.convTranspose3d(weight, strides, none, none, groups, dilations);
            default -> throw NodeCall.unsupported("a transposed convolution over " + axes + " axes");
        };
    }

    /** Adds columns of windows to the image that they are cut from: a transposed convolution of each element of a window to its place. */
    private static TensorValue columnsToImage(NodeCall call) {
        TensorValue columns = call.in(0);
        int[] image = call.ints(1);
        int[] window = call.ints(2);
        int axes = image.length;
        int[] strides = call.is("strides", axes, 1);
        int[] dilations = call.is("dilations", axes, 1);
        int[] pads = call.is("pads", 2 * axes, 0);
        int size = TensorValue.size(window);
        int channels = columns.dim(1) / size;
        int[] counts = new int[axes];
        for (int i = 0; i < axes; i++) {
            counts[i] = (image[i] + pads[i] + pads[axes + i] - dilations[i] * (window[i] - 1) - 1) / strides[i] + 1;
        }
        int[] windowStrides = Host.strides(window);
        int[] countStrides = Host.strides(counts);
        int[] imageStrides = Host.strides(image);
        int places = TensorValue.size(counts);
        int pixels = TensorValue.size(image);
        double[] from = columns.doubles();
        double[] result = new double[columns.dim(0) * channels * pixels];
        for (int plane = 0; plane < columns.dim(0) * channels; plane++) {
            for (int element = 0; element < size; element++) {
                for (int place = 0; place < places; place++) {
                    int at = 0;
                    boolean isInside = true;
                    for (int i = 0; i < axes; i++) {
                        int position = place / countStrides[i] % counts[i] * strides[i]
                                + element / windowStrides[i] % window[i] * dilations[i]
                                - pads[i];
                        isInside &= position >= 0 && position < image[i];
                        at += position * imageStrides[i];
                    }
                    if (isInside) {
                        result[plane * pixels + at] += from[(plane * size + element) * places + place];
                    }
                }
            }
        }
        int[] dims = new int[2 + axes];
        dims[0] = columns.dim(0);
        dims[1] = channels;
        System.arraycopy(image, 0, dims, 2, axes);
        return TensorValue.ofNumbers(columns.type(), result, dims);
    }

    /** {@return sizes for a tensor along axis 1 of one of some rank} */
    static int[] channels(int count, int rank) {
        int[] dims = new int[rank];
        Arrays.fill(dims, 1);
        dims[Math.min(1, rank - 1)] = count;
        return dims;
    }
}
