package org.jdvm.onnx.operator;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.annotations.Border;
import org.jdvm.annotations.Interpolation;
import org.jdvm.onnx.value.TensorValue;

/** Images of other sizes, and images read between their elements. */
final class Images {
    private Images() {}

    static void addTo(OperatorTable table) {
        table.add("Resize", 10, call -> resize(call, 1, -1, -1));
        table.add("Resize", 11, call -> resize(call, 2, 3, 1));
        table.add("Upsample", 7, call -> resize(call, call.hasAttribute("scales") ? -1 : 1, -1, -1));
        table.add("GridSample", 16, Images::gridSample);
        table.add("AffineGrid", 20, Images::affineGrid);
    }

    private static TensorValue resize(NodeCall call, int scalesInput, int sizesInput, int roiInput) {
        TensorValue x = call.in(0);
        int[] given = call.is("axes");
        int[] axes = given == null
                ? IntStream.range(0, x.rank()).toArray()
                : Arrays.stream(given)
                        .map(axis -> NodeCall.axis(axis, x.rank()))
                        .toArray();
        double[] scales = new double[axes.length];
        int[] sizes = new int[axes.length];
        boolean hasSizes =
                sizesInput >= 0 && call.has(sizesInput) && call.in(sizesInput).size() > 0;
        if (hasSizes) {
            sizes = call.ints(sizesInput).clone();
            for (int i = 0; i < axes.length; i++) {
                scales[i] = (double) sizes[i] / x.dim(axes[i]);
            }
            keepRatio(call.s("keep_aspect_ratio_policy", "stretch"), x, axes, scales, sizes);
        } else {
            float[] factors =
                    scalesInput < 0 ? call.fs("scales") : call.in(scalesInput).floats();
            if (factors == null || factors.length != axes.length) {
                throw new JdvmException("there are no scales or sizes for %d axes".formatted(axes.length));
            }
            for (int i = 0; i < axes.length; i++) {
                scales[i] = factors[i];
                sizes[i] = (int) Math.floor(x.dim(axes[i]) * (double) factors[i]);
            }
        }
        double[] roi = roiInput >= 0 && call.has(roiInput) ? call.in(roiInput).doubles() : new double[0];
        boolean isOld = call.opset() < 11;
        Resampling sampling = new Resampling(
                call.s("mode", "nearest"),
                isOld ? "asymmetric" : call.s("coordinate_transformation_mode", "half_pixel"),
                isOld ? "floor" : call.s("nearest_mode", "round_prefer_floor"),
                call.f("cubic_coeff_a", -0.75f),
                call.i("exclude_outside", 0) != 0,
                call.i("antialias", 0) != 0,
                call.f("extrapolation_value", 0));
        Tensor result = x.tensor();
        for (int i = 0; i < axes.length; i++) {
            double start = roi.length == 0 ? 0 : roi[i];
            double end = roi.length == 0 ? 1 : roi[axes.length + i];
            result = sampling.along(result, axes[i], sizes[i], scales[i], start, end);
        }
        return call.same(result);
    }

    private static void keepRatio(String policy, TensorValue x, int[] axes, double[] scales, int[] sizes) {
        if (policy.equals("stretch")) {
            return;
        }
        double scale = policy.equals("not_larger")
                ? Arrays.stream(scales).min().orElse(1)
                : Arrays.stream(scales).max().orElse(1);
        for (int i = 0; i < axes.length; i++) {
            scales[i] = scale;
            sizes[i] = (int) Math.floor(scale * x.dim(axes[i]) + 0.5);
        }
    }

    private static TensorValue gridSample(NodeCall call) {
        Interpolation mode = switch (call.s("mode", call.opset() < 20 ? "bilinear" : "linear")) {
            case "bilinear", "linear" -> Interpolation.LINEAR;
            case "nearest" -> Interpolation.NEAREST;
            case "bicubic", "cubic" -> Interpolation.CUBIC;
            default -> throw NodeCall.unsupported("mode '" + call.s("mode", "") + "'");
        };
        Border border = switch (call.s("padding_mode", "zeros")) {
            case "zeros" -> Border.ZEROS;
            case "border" -> Border.EDGE;
            case "reflection" -> Border.REFLECT;
            default -> throw NodeCall.unsupported("padding_mode '" + call.s("padding_mode", "") + "'");
        };
        boolean alignsCorners = call.i("align_corners", 0) != 0;
        return call.same(call.t(0).gridSample(call.t(1), mode, border, alignsCorners));
    }

    private static TensorValue affineGrid(NodeCall call) {
        int[] size = call.ints(1);
        int axes = size.length - 2;
        boolean alignsCorners = call.i("align_corners", 0) != 0;
        int[] spatial = Arrays.copyOfRange(size, 2, size.length);
        int count = TensorValue.size(spatial);
        int[] strides = Host.strides(spatial);
        float[] points = new float[count * (axes + 1)];
        for (int i = 0; i < count; i++) {
            for (int axis = 0; axis < axes; axis++) {
                int n = spatial[axis];
                int at = i / strides[axis] % n;
                double place = alignsCorners ? n == 1 ? -1 : 2.0 * at / (n - 1) - 1 : (2.0 * at + 1) / n - 1;
                // The last coordinate is the first of a point.
                points[i * (axes + 1) + axes - 1 - axis] = (float) place;
            }
            points[i * (axes + 1) + axes] = 1;
        }
        int[] dims = new int[axes + 2];
        dims[0] = size[0];
        System.arraycopy(spatial, 0, dims, 1, axes);
        dims[axes + 1] = axes;
        return call.same(Tensor.of(points, count, axes + 1)
                .cast(call.t(0).type())
                .matmul(call.t(0).transpose())
                .reshape(dims));
    }
}
