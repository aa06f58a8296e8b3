package org.jdvm.onnx.operator;

import java.util.Arrays;
import org.jdvm.annotations.Border;
import org.jdvm.annotations.Interpolation;
import org.jdvm.onnx.value.TensorValue;

/** Reads images of any number of axes between their elements, element by element on the host. */
final class GridSampling {
    private GridSampling() {}

    static TensorValue sample(
            TensorValue x, TensorValue grid, Interpolation mode, Border border, boolean alignsCorners) {
        int axes = x.rank() - 2;
        int[] spatial = Arrays.copyOfRange(x.dims(), 2, x.rank());
        int[] strides = Host.strides(spatial);
        int plane = TensorValue.size(spatial);
        int points = Host.product(grid.dims(), 1, grid.rank() - 1);
        int channels = x.dim(1);
        int taps = switch (mode) {
            case NEAREST -> 1;
            case LINEAR -> 2;
            case CUBIC -> 4;
        };
        int combinations = (int) Math.pow(taps, axes);
        double[] result = new double[x.dim(0) * channels * points];
        int[][] index = new int[axes][taps];
        double[][] weight = new double[axes][taps];
        for (int n = 0; n < x.dim(0); n++) {
            for (int point = 0; point < points; point++) {
                for (int axis = 0; axis < axes; axis++) {
                    double place = grid.doubles()[(n * points + point) * axes + axes - 1 - axis];
                    taps(place, spatial[axis], mode, border, alignsCorners, index[axis], weight[axis]);
                }
                for (int channel = 0; channel < channels; channel++) {
                    double sum = 0;
                    for (int combination = 0; combination < combinations; combination++) {
                        double factor = 1;
                        int at = (n * channels + channel) * plane;
                        int left = combination;
                        for (int axis = 0; axis < axes; axis++) {
                            int tap = left % taps;
                            left /= taps;
                            factor *= index[axis][tap] < 0 ? 0 : weight[axis][tap];
                            at += Math.max(0, index[axis][tap]) * strides[axis];
                        }
                        sum += factor == 0 ? 0 : factor * x.doubles()[at];
                    }
                    result[(n * channels + channel) * points + point] = sum;
                }
            }
        }
        int[] dims = grid.dims().clone();
        int[] all = new int[axes + 2];
        all[0] = x.dim(0);
        all[1] = channels;
        System.arraycopy(dims, 1, all, 2, axes);
        return TensorValue.ofNumbers(x.type(), result, all);
    }

    /** The elements that count along one axis and their weights; an index of -1 is outside. */
    private static void taps(
            double place,
            int size,
            Interpolation mode,
            Border border,
            boolean alignsCorners,
            int[] index,
            double[] weight) {
        double at = alignsCorners ? (place + 1) / 2 * (size - 1) : ((place + 1) * size - 1) / 2;
        if (mode == Interpolation.NEAREST) {
            index[0] = inside((int) Math.rint(at), size, border, alignsCorners);
            weight[0] = 1;
            return;
        }
        double clamped =
                mode == Interpolation.LINEAR && border != Border.ZEROS ? bounded(at, size, border, alignsCorners) : at;
        int below = (int) Math.floor(clamped);
        double ratio = clamped - below;
        if (mode == Interpolation.LINEAR) {
            for (int i = 0; i < 2; i++) {
                index[i] = inside(below + i, size, border, alignsCorners);
                weight[i] = i == 0 ? 1 - ratio : ratio;
            }
            return;
        }
        for (int i = 0; i < 4; i++) {
            index[i] = inside(below - 1 + i, size, border, alignsCorners);
            double x = Math.abs(ratio + 1 - i);
            double a = -0.75;
            weight[i] = x <= 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
        }
    }

    private static double bounded(double at, int size, Border border, boolean alignsCorners) {
        double place = border == Border.REFLECT ? reflect(at, size, alignsCorners) : at;
        return Math.clamp(place, 0, size - 1);
    }

    private static double reflect(double at, int size, boolean alignsCorners) {
        double low = alignsCorners ? 0 : -0.5;
        double high = alignsCorners ? size - 1 : size - 0.5;
        double span = high - low;
        if (span == 0) {
            return 0;
        }
        double distance = Math.abs(at - low) % (2 * span);
        return low + (distance > span ? 2 * span - distance : distance);
    }

    private static int inside(int at, int size, Border border, boolean alignsCorners) {
        if (at >= 0 && at < size) {
            return at;
        }
        return border == Border.ZEROS ? -1 : (int) Math.rint(bounded(at, size, border, alignsCorners));
    }
}
