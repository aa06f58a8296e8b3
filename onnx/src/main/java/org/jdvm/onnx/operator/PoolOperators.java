package org.jdvm.onnx.operator;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Keep;
import org.jdvm.onnx.value.OnnxValue;
import org.jdvm.onnx.value.TensorValue;

/** Pools: a function of the windows of each channel. Windows are views that fuse with the function. */
final class PoolOperators {
    /** The place of the border: after all others. */
    private static final int NO_PLACE = Integer.MAX_VALUE;

    private PoolOperators() {}

    static void addTo(OperatorTable table) {
        table.addAll("MaxPool", 1, PoolOperators::max);
        table.add("AveragePool", 1, PoolOperators::average);
        table.add("LpPool", 1, call -> {
            Pool pool = new Pool(call);
            return call.same(power(pool.windows(call.t(0), 0), pool.windowAxes(), call.i("p", 2), Keep.DROP_DIMS));
        });
        table.add("GlobalAveragePool", 1, call -> call.same(call.t(0).mean(spatial(call), Keep.KEEP_DIMS)));
        table.add("GlobalMaxPool", 1, call -> call.same(call.t(0).max(spatial(call), Keep.KEEP_DIMS)));
        table.add(
                "GlobalLpPool", 1, call -> call.same(power(call.t(0), spatial(call), call.i("p", 2), Keep.KEEP_DIMS)));
        table.add("MaxUnpool", 9, PoolOperators::unpool);
    }

    private static int[] spatial(NodeCall call) {
        return IntStream.range(2, call.in(0).rank()).toArray();
    }

    private static Tensor power(Tensor x, int[] axes, int p, Keep keep) {
        return switch (p) {
            case 1 -> x.abs().sum(axes, keep);
            case 2 -> x.mul(x).sum(axes, keep).sqrt();
            default -> x.abs().pow(p).sum(axes, keep).pow(1.0 / p);
        };
    }

    /** The windows of a pool. */
    private static final class Pool {
        final int axes;
        final int[] spatial;
        final int[] window;
        final int[] strides;
        final int[] dilations;
        final int[] pads;
        final int[] counts;

        Pool(NodeCall call) {
            int[] dims = call.in(0).dims();
            axes = dims.length - 2;
            spatial = Arrays.copyOfRange(dims, 2, dims.length);
            window = call.is("kernel_shape", axes, 1);
            strides = call.is("strides", axes, 1);
            dilations = call.is("dilations", axes, 1);
            pads = ConvolutionOperators.pads(call, spatial, window, strides, dilations);
            boolean isCeil = call.i("ceil_mode", 0) != 0;
            counts = new int[axes];
            for (int i = 0; i < axes; i++) {
                int left = spatial[i] + pads[i] + pads[axes + i] - extent(i);
                counts[i] = (isCeil ? Math.ceilDiv(left, strides[i]) : Math.floorDiv(left, strides[i])) + 1;
                if (isCeil && (counts[i] - 1) * strides[i] >= spatial[i] + pads[i]) {
                    counts[i]--;
                }
            }
        }

        int extent(int axis) {
            return (window[axis] - 1) * dilations[axis] + 1;
        }

        /** {@return all windows: an axis counts them, and a last axis for each spatial one runs through each} */
        Tensor windows(Tensor x, double border) {
            Tensor t = x;
            for (int i = 0; i < axes; i++) {
                int needed = (counts[i] - 1) * strides[i] + extent(i) - pads[i] - spatial[i];
                t = MoveOperators.pad(t, 2 + i, pads[i], needed, "constant", border);
            }
            for (int i = 0; i < axes; i++) {
                t = t.unfold(2 + i, window[i], strides[i], dilations[i]);
            }
            return t;
        }

        int[] windowAxes() {
            return IntStream.range(2 + axes, 2 + 2 * axes).toArray();
        }

        /** {@return how many elements of each window count, along one axis} */
        float[] valid(int axis, boolean countsBorder) {
            float[] valid = new float[counts[axis]];
            int from = countsBorder ? -pads[axis] : 0;
            int to = spatial[axis] + (countsBorder ? pads[axes + axis] : 0);
            for (int i = 0; i < valid.length; i++) {
                for (int j = 0; j < window[axis]; j++) {
                    int at = i * strides[axis] - pads[axis] + j * dilations[axis];
                    valid[i] += at >= from && at < to ? 1 : 0;
                }
            }
            return valid;
        }
    }

    private static OnnxValue[] max(NodeCall call) {
        TensorValue x = call.in(0);
        Pool pool = new Pool(call);
        double lowest = x.type().isFloat() ? Double.NEGATIVE_INFINITY : x.type().least();
        Tensor windows = pool.windows(x.tensor(), lowest);
        Tensor largest = windows.max(pool.windowAxes());
        OnnxValue values = call.same(largest);
        return call.outputs() < 2
                ? new OnnxValue[] {values}
                : new OnnxValue[] {
                    values, TensorValue.of(places(windows, largest, pool, call.i("storage_order", 0) != 0))
                };
    }

    /** The i64 place of each largest element in the whole input, the first one of several; -1 where a window has only border. */
    private static Tensor places(Tensor windows, Tensor largest, Pool pool, boolean isColumnMajor) {
        int size = TensorValue.size(pool.spatial);
        int planes = windows.dim(0) * windows.dim(1);
        int[] each = Arrays.copyOf(largest.dims(), largest.rank() + pool.axes);
        Arrays.fill(each, largest.rank(), each.length, 1);
        Tensor isLargest = windows.eq(largest.reshape(each));
        if (windows.type().isFloat()) {
            isLargest = isLargest.or(windows.isNan());
        }
        int[] channel = new int[2 + pool.axes];
        Arrays.fill(channel, 1);
        System.arraycopy(pool.spatial, 0, channel, 2, pool.axes);
        Tensor elements = pool.windows(Tensor.range(size).reshape(channel), NO_PLACE);
        Tensor first = isLargest.select(elements, NO_PLACE).min(pool.windowAxes());
        Tensor place = (isColumnMajor ? columnMajor(first, pool.spatial) : first).cast(DType.I64);
        int[] plane = new int[2 + pool.axes];
        Arrays.fill(plane, 1);
        plane[0] = windows.dim(0);
        plane[1] = windows.dim(1);
        Tensor before = Tensor.range(planes).cast(DType.I64).mul(size).reshape(plane);
        return first.eq(NO_PLACE).select(-1, before.add(place));
    }

    /** The places in the order in which the first spatial axis runs fastest. */
    private static Tensor columnMajor(Tensor place, int[] spatial) {
        int[] strides = Host.strides(spatial);
        Tensor sum = place.floorDiv(strides[0]).floorMod(spatial[0]);
        int stride = spatial[0];
        for (int i = 1; i < spatial.length; stride *= spatial[i++]) {
            sum = sum.add(place.floorDiv(strides[i]).floorMod(spatial[i]).mul(stride));
        }
        return sum;
    }

    private static TensorValue average(NodeCall call) {
        Pool pool = new Pool(call);
        Tensor sum = pool.windows(call.t(0), 0).sum(pool.windowAxes());
        boolean countsBorder = call.i("count_include_pad", 0) != 0;
        float whole = TensorValue.size(pool.window);
        boolean isSame = true;
        float[][] valid = new float[pool.axes][];
        for (int i = 0; i < pool.axes; i++) {
            valid[i] = pool.valid(i, countsBorder);
            for (float count : valid[i]) {
                isSame &= count == pool.window[i];
            }
        }
        if (isSame) {
            return call.same(sum.div(whole));
        }
        for (int i = 0; i < pool.axes; i++) {
            int[] dims = new int[pool.axes - i];
            Arrays.fill(dims, 1);
            dims[0] = valid[i].length;
            sum = sum.div(Tensor.of(valid[i], dims).cast(sum.type()));
        }
        return call.same(sum);
    }

    private static TensorValue unpool(NodeCall call) {
        TensorValue x = call.in(0);
        int axes = x.rank() - 2;
        int[] window = call.is("kernel_shape", axes, 1);
        int[] strides = call.is("strides", axes, 1);
        int[] pads = call.is("pads", 2 * axes, 0);
        int[] natural = x.dims().clone();
        for (int i = 0; i < axes; i++) {
            natural[2 + i] = (x.dim(2 + i) - 1) * strides[i] - pads[i] - pads[axes + i] + window[i];
        }
        int[] dims = call.has(2) ? call.ints(2) : natural;
        double[] result = new double[TensorValue.size(dims)];
        long[] places = call.in(1).longs();
        int plane = Host.product(natural, 2, natural.length);
        int[] from = Host.strides(natural);
        int[] to = Host.strides(dims);
        for (int i = 0; i < places.length; i++) {
            int at = 0;
            for (int axis = 0; axis < natural.length; axis++) {
                int index = (int) (places[i] / from[axis]);
                at += (axis == 0 ? index : index % natural[axis]) * to[axis];
            }
            result[plane == 0 ? 0 : at] = x.doubles()[i];
        }
        return TensorValue.ofNumbers(x.type(), result, dims);
    }
}
