package org.jdvm.onnx.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jdvm.onnx.value.ElementType;
import org.jdvm.onnx.value.TensorValue;

/** Boxes of detected objects, and regions of images. Computed on the host. */
final class Detections {
    private Detections() {}

    static void addTo(OperatorTable table) {
        table.add("NonMaxSuppression", 10, Detections::suppress);
        table.add("RoiAlign", 10, call -> regions(call, call.s("coordinate_transformation_mode", "output_half_pixel")));
        table.add("RoiAlign", 16, call -> regions(call, call.s("coordinate_transformation_mode", "half_pixel")));
        table.add("MaxRoiPool", 1, Detections::maxRegions);
    }

    private static TensorValue suppress(NodeCall call) {
        double[] boxes = call.in(0).doubles();
        double[] scores = call.in(1).doubles();
        int batches = call.in(1).dim(0);
        int classes = call.in(1).dim(1);
        int count = call.in(1).dim(2);
        long most = (long) call.number(2, 0);
        double overlap = call.number(3, 0);
        double least = call.number(4, Double.NEGATIVE_INFINITY);
        boolean isCentred = call.i("center_point_box", 0) != 0;
        List<long[]> kept = new ArrayList<>();
        for (int batch = 0; batch < batches; batch++) {
            for (int type = 0; type < classes; type++) {
                int first = (batch * classes + type) * count;
                int base = batch * count;
                List<Integer> order = new ArrayList<>(IntStream.range(0, count)
                        .filter(i -> scores[first + i] > least)
                        .boxed()
                        .toList());
                order.sort((a, b) -> Double.compare(scores[first + b], scores[first + a]));
                List<double[]> chosen = new ArrayList<>();
                for (int i : order) {
                    if (chosen.size() >= most) {
                        break;
                    }
                    double[] box = corners(boxes, 4 * (base + i), isCentred);
                    if (chosen.stream().noneMatch(other -> overlap(box, other) > overlap)) {
                        chosen.add(box);
                        kept.add(new long[] {batch, type, i});
                    }
                }
            }
        }
        long[] result = kept.stream().flatMapToLong(Arrays::stream).toArray();
        return TensorValue.ofLongs(ElementType.INT64, result, kept.size(), 3);
    }

    private static double[] corners(double[] boxes, int at, boolean isCentred) {
        double a = boxes[at];
        double b = boxes[at + 1];
        double c = boxes[at + 2];
        double d = boxes[at + 3];
        return isCentred
                ? new double[] {b - d / 2, a - c / 2, b + d / 2, a + c / 2}
                : new double[] {Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)};
    }

    /** The area that two boxes share, as a part of the area of both. */
    private static double overlap(double[] a, double[] b) {
        double height = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
        double width = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
        if (height <= 0 || width <= 0) {
            return 0;
        }
        double shared = height * width;
        return shared / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared);
    }

    private static TensorValue regions(NodeCall call, String mode) {
        TensorValue x = call.in(0);
        double[] rois = call.in(1).doubles();
        long[] batches = call.in(2).longs();
        int channels = x.dim(1);
        int height = x.dim(2);
        int width = x.dim(3);
        int rows = call.i("output_height", 1);
        int columns = call.i("output_width", 1);
        int ratio = call.i("sampling_ratio", 0);
        double scale = call.f("spatial_scale", 1);
        boolean isMax = call.s("mode", "avg").equals("max");
        boolean isHalf = mode.equals("half_pixel");
        double offset = isHalf ? 0.5 : 0;
        double[] result = new double[batches.length * channels * rows * columns];
        int at = 0;
        for (int roi = 0; roi < batches.length; roi++) {
            double left = rois[4 * roi] * scale - offset;
            double top = rois[4 * roi + 1] * scale - offset;
            double roiWidth = rois[4 * roi + 2] * scale - offset - left;
            double roiHeight = rois[4 * roi + 3] * scale - offset - top;
            if (!isHalf) {
                roiWidth = Math.max(roiWidth, 1);
                roiHeight = Math.max(roiHeight, 1);
            }
            double binHeight = roiHeight / rows;
            double binWidth = roiWidth / columns;
            int down = ratio > 0 ? ratio : (int) Math.ceil(binHeight);
            int across = ratio > 0 ? ratio : (int) Math.ceil(binWidth);
            for (int channel = 0; channel < channels; channel++) {
                int base = ((int) batches[roi] * channels + channel) * height * width;
                for (int row = 0; row < rows; row++) {
                    for (int column = 0; column < columns; column++) {
                        double sum = isMax ? Double.NEGATIVE_INFINITY : 0;
                        for (int i = 0; i < down; i++) {
                            for (int j = 0; j < across; j++) {
                                double y = top + (row + (i + 0.5) / down) * binHeight;
                                double z = left + (column + (j + 0.5) / across) * binWidth;
                                sum = sampled(x.doubles(), base, height, width, y, z, sum, isMax);
                            }
                        }
                        result[at++] = isMax ? sum : sum / Math.max(1, down * across);
                    }
                }
            }
        }
        return TensorValue.ofNumbers(x.type(), result, batches.length, channels, rows, columns);
    }

    /** Adds a sample between four elements to a sum, or takes the largest of the weighted elements. */
    private static double sampled(
            double[] image, int base, int height, int width, double y, double x, double sum, boolean isMax) {
        if (y < -1 || y > height || x < -1 || x > width) {
            return isMax ? Math.max(sum, 0) : sum;
        }
        double inY = Math.clamp(y, 0, height - 1);
        double inX = Math.clamp(x, 0, width - 1);
        int top = Math.min((int) inY, height - 1);
        int left = Math.min((int) inX, width - 1);
        int bottom = Math.min(top + 1, height - 1);
        int right = Math.min(left + 1, width - 1);
        double down = inY - top;
        double across = inX - left;
        double a = (1 - down) * (1 - across) * image[base + top * width + left];
        double b = (1 - down) * across * image[base + top * width + right];
        double c = down * (1 - across) * image[base + bottom * width + left];
        double d = down * across * image[base + bottom * width + right];
        return isMax ? Math.max(sum, Math.max(Math.max(a, b), Math.max(c, d))) : sum + a + b + c + d;
    }

    private static TensorValue maxRegions(NodeCall call) {
        TensorValue x = call.in(0);
        double[] rois = call.in(1).doubles();
        int[] shape = call.is("pooled_shape", 2, 1);
        double scale = call.f("spatial_scale", 1);
        int count = call.in(1).dim(0);
        int channels = x.dim(1);
        int height = x.dim(2);
        int width = x.dim(3);
        double[] result = new double[count * channels * shape[0] * shape[1]];
        int at = 0;
        for (int roi = 0; roi < count; roi++) {
            int left = (int) Math.round(rois[5 * roi + 1] * scale);
            int top = (int) Math.round(rois[5 * roi + 2] * scale);
            int right = (int) Math.round(rois[5 * roi + 3] * scale);
            int bottom = (int) Math.round(rois[5 * roi + 4] * scale);
            double binHeight = Math.max(bottom - top + 1, 1) / (double) shape[0];
            double binWidth = Math.max(right - left + 1, 1) / (double) shape[1];
            for (int channel = 0; channel < channels; channel++) {
                int base = ((int) rois[5 * roi] * channels + channel) * height * width;
                for (int row = 0; row < shape[0]; row++) {
                    for (int column = 0; column < shape[1]; column++) {
                        int fromY = Math.clamp((int) Math.floor(row * binHeight) + top, 0, height);
                        int toY = Math.clamp((int) Math.ceil((row + 1) * binHeight) + top, 0, height);
                        int fromX = Math.clamp((int) Math.floor(column * binWidth) + left, 0, width);
                        int toX = Math.clamp((int) Math.ceil((column + 1) * binWidth) + left, 0, width);
                        double best = toY <= fromY || toX <= fromX ? 0 : Double.NEGATIVE_INFINITY;
                        for (int y = fromY; y < toY; y++) {
                            for (int z = fromX; z < toX; z++) {
                                best = Math.max(best, x.doubles()[base + y * width + z]);
                            }
                        }
                        result[at++] = best;
                    }
                }
            }
        }
        return TensorValue.ofNumbers(x.type(), result, count, channels, shape[0], shape[1]);
    }
}
