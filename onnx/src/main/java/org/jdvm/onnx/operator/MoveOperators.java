package org.jdvm.onnx.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.onnx.value.OnnxValue;
import org.jdvm.onnx.value.TensorValue;

/** Elements at other places: parts, pieces put together, order of axes, look-ups, borders. */
final class MoveOperators {
    private MoveOperators() {}

    static void addTo(OperatorTable table) {
        table.add("Transpose", 1, call -> {
            TensorValue x = call.in(0);
            int[] order = call.is("perm");
            if (order == null) {
                order = new int[x.rank()];
                for (int i = 0; i < order.length; i++) {
                    order[i] = order.length - 1 - i;
                }
            }
            return permute(x, order);
        });
        table.add("Concat", 1, call -> {
            List<TensorValue> parts = new ArrayList<>();
            for (int i = 0; i < call.size(); i++) {
                parts.add(call.in(i));
            }
            return concat(parts, NodeCall.axis(call.i("axis", 1), call.in(0).rank()));
        });
        table.addAll("Split", 1, MoveOperators::split);
        table.add("Slice", 1, MoveOperators::slice);
        table.add(
                "Gather",
                1,
                call -> gather(
                        call.in(0), NodeCall.axis(call.i("axis", 0), call.in(0).rank()), call.in(1)));
        table.add("GatherElements", 11, call -> {
            int axis = NodeCall.axis(call.i("axis", 0), call.in(0).rank());
            return call.same(gatherElements(call.t(0), axis, call.t(1)));
        });
        table.add("GatherND", 11, MoveOperators::gatherNd);
        table.add("Tile", 6, call -> tile(call.in(0), call.ints(1)));
        table.add("Pad", 1, MoveOperators::pad);
        table.add("DepthToSpace", 1, call -> {
            TensorValue x = call.in(0);
            int block = call.i("blocksize");
            int[] d = x.dims();
            int channels = d[1] / (block * block);
            Tensor t = x.tensor();
            t = call.s("mode", "DCR").equals("DCR")
                    ? t.reshape(d[0], block, block, channels, d[2], d[3]).permute(0, 3, 4, 1, 5, 2)
                    : t.reshape(d[0], channels, block, block, d[2], d[3]).permute(0, 1, 4, 2, 5, 3);
            return call.same(t.reshape(d[0], channels, d[2] * block, d[3] * block));
        });
        table.add("SpaceToDepth", 1, call -> {
            int block = call.i("blocksize");
            int[] d = call.in(0).dims();
            Tensor t = call.t(0).reshape(d[0], d[1], d[2] / block, block, d[3] / block, block);
            t = call.s("mode", "DCR").equals("DCR") ? t.permute(0, 3, 5, 1, 2, 4) : t.permute(0, 1, 3, 5, 2, 4);
            return call.same(t.reshape(d[0], d[1] * block * block, d[2] / block, d[3] / block));
        });
        table.add("ReverseSequence", 10, MoveOperators::reverseSequence);
        table.add("CenterCropPad", 18, MoveOperators::centerCropPad);
    }

    static TensorValue permute(TensorValue x, int... order) {
        if (x.isHost()) {
            int[] strides = Host.strides(x.dims());
            int[] dims = new int[order.length];
            int[] moved = new int[order.length];
            for (int i = 0; i < order.length; i++) {
                dims[i] = x.dim(order[i]);
                moved[i] = strides[order[i]];
            }
            return Host.pick(x, Host.indices(dims, moved, 0), dims);
        }
        return x.rank() < 2 ? x : TensorValue.of(x.type(), x.tensor().permute(order));
    }

    static TensorValue concat(List<TensorValue> parts, int axis) {
        TensorValue first = parts.getFirst();
        if (parts.stream().allMatch(TensorValue::isHost) && parts.stream().allMatch(part -> part.rank() == 1)) {
            int total = parts.stream().mapToInt(TensorValue::size).sum();
            if (first.type().isFloat()) {
                return TensorValue.ofDoubles(
                        first.type(),
                        parts.stream()
                                .flatMapToDouble(part -> Arrays.stream(part.doubles()))
                                .toArray(),
                        total);
            }
            return TensorValue.ofLongs(
                    first.type(),
                    parts.stream()
                            .flatMapToLong(part -> Arrays.stream(part.longs()))
                            .toArray(),
                    total);
        }
        for (TensorValue part : parts) {
            if (part.type() != first.type()) {
                throw new JdvmException(
                        "inputs are %s and %s; their element types must be equal".formatted(first, part));
            }
        }
        Tensor[] tensors = parts.stream().map(TensorValue::tensor).toArray(Tensor[]::new);
        return TensorValue.of(first.type(), tensors.length == 1 ? tensors[0] : Tensor.concat(axis, tensors));
    }

    private static OnnxValue[] split(NodeCall call) {
        TensorValue x = call.in(0);
        int axis = NodeCall.axis(call.i("axis", 0), x.rank());
        int[] sizes = call.listed("split", 1);
        if (sizes == null) {
            int parts = call.i("num_outputs", call.outputs());
            int each = (x.dim(axis) + parts - 1) / parts;
            sizes = new int[parts];
            Arrays.fill(sizes, each);
            sizes[parts - 1] = x.dim(axis) - each * (parts - 1);
        }
        OnnxValue[] results = new OnnxValue[sizes.length];
        int start = 0;
        for (int i = 0; i < results.length; i++) {
            results[i] = slice(x, axis, start, start + sizes[i], 1);
            start += sizes[i];
        }
        return results;
    }

    private static TensorValue slice(NodeCall call) {
        TensorValue x = call.in(0);
        int[] starts = call.listed("starts", 1);
        int[] ends = call.listed("ends", 2);
        int[] axes = call.listed("axes", 3);
        int[] steps = call.has(4) ? call.ints(4) : null;
        if (starts == null || ends == null) {
            throw new JdvmException("starts or ends are missing");
        }
        TensorValue result = x;
        for (int i = 0; i < starts.length; i++) {
            int axis = NodeCall.axis(axes == null ? i : axes[i], x.rank());
            int step = steps == null ? 1 : steps[i];
            int size = result.dim(axis);
            if (step == 0) {
                throw new JdvmException("the step of a slice is 0");
            }
            long start = starts[i] < 0 ? (long) starts[i] + size : starts[i];
            long end = ends[i] < 0 ? (long) ends[i] + size : ends[i];
            if (step > 0) {
                start = Math.clamp(start, 0, size);
                end = Math.clamp(end, start, Math.max(size, start));
            } else {
                start = Math.clamp(start, -1, size - 1);
                end = Math.clamp(end, -1, Math.max(-1, size - 1));
                end = Math.min(end, start);
            }
            result = slice(result, axis, (int) start, (int) end, step);
        }
        return result;
    }

    /** {@return the elements from a position on, up to another one that does not count, with any step} */
    static TensorValue slice(TensorValue x, int axis, int start, int end, int step) {
        if (step == 1 && start == 0 && end == x.dim(axis)) {
            return x;
        }
        int count = step > 0 ? (end - start + step - 1) / step : (int) (((long) start - end - step - 1) / -(long) step);
        if (x.isHost()) {
            int[] dims = x.dims().clone();
            int[] strides = Host.strides(dims);
            int from = start * strides[axis];
            dims[axis] = count;
            strides[axis] *= step;
            return Host.pick(x, Host.indices(dims, strides, from), dims);
        }
        Tensor t = x.tensor();
        if (count == 0) {
            return TensorValue.of(x.type(), t.slice(axis, 0, 0));
        }
        if (step > 0) {
            return TensorValue.of(x.type(), t.slice(axis, start, end, step));
        }
        int last = (int) (start + (long) (count - 1) * step);
        Tensor part = t.slice(axis, last, start + 1).flip(axis);
        return TensorValue.of(x.type(), step == -1 ? part : part.slice(axis, 0, start + 1 - last, -step));
    }

    static TensorValue gather(TensorValue x, int axis, TensorValue indices) {
        int size = x.dim(axis);
        if (indices.isHost()) {
            long[] places = indices.longs().clone();
            for (int i = 0; i < places.length; i++) {
                places[i] = place(places[i], size);
            }
            int[] dims = new int[x.rank() + indices.rank() - 1];
            System.arraycopy(x.dims(), 0, dims, 0, axis);
            System.arraycopy(indices.dims(), 0, dims, axis, indices.rank());
            System.arraycopy(x.dims(), axis + 1, dims, axis + indices.rank(), x.rank() - axis - 1);
            if (x.isHost()) {
                int inner = Host.product(x.dims(), axis + 1, x.rank());
                int outer = Host.product(x.dims(), 0, axis);
                int[] picked = new int[TensorValue.size(dims)];
                int at = 0;
                for (int o = 0; o < outer; o++) {
                    for (long place : places) {
                        for (int i = 0; i < inner; i++) {
                            picked[at++] = (o * size + (int) place) * inner + i;
                        }
                    }
                }
                return Host.pick(x, picked, dims);
            }
            if (places.length == 1) {
                return TensorValue.of(
                        x.type(),
                        x.tensor()
                                .slice(axis, (int) places[0], (int) places[0] + 1)
                                .reshape(dims));
            }
            return TensorValue.of(x.type(), x.tensor().gather(axis, Tensor.of(places, indices.dims())));
        }
        return TensorValue.of(x.type(), x.tensor().gather(axis, counted(indices.tensor(), size)));
    }

    private static long place(long index, int size) {
        long place = index < 0 ? index + size : index;
        if (place < 0 || place >= size) {
            throw new JdvmException("index %d is outside of the size %d".formatted(index, size));
        }
        return place;
    }

    /** {@return indices of which negative ones count from the end, counted from the start} */
    static Tensor counted(Tensor indices, int size) {
        return indices.lt(0).select(indices.add(size), indices);
    }

    static Tensor gatherElements(Tensor x, int axis, Tensor indices) {
        Tensor part = x;
        for (int i = 0; i < x.rank(); i++) {
            if (i != axis && part.dim(i) != indices.dim(i)) {
                part = part.slice(i, 0, indices.dim(i));
            }
        }
        return part.takeAlongAxis(axis, counted(indices, x.dim(axis)));
    }

    private static TensorValue gatherNd(NodeCall call) {
        TensorValue x = call.in(0);
        TensorValue indices = call.in(1);
        int batch = call.i("batch_dims", 0);
        int width = indices.dim(-1);
        int count = indices.size() / Math.max(width, 1);
        int outer = Host.product(x.dims(), 0, batch);
        int inner = Host.product(x.dims(), batch + width, x.rank());
        int[] strides = Host.strides(Arrays.copyOfRange(x.dims(), batch, batch + width));
        long[] rows = new long[count];
        int middle = Host.product(x.dims(), batch, batch + width);
        for (int i = 0; i < count; i++) {
            long at = 0;
            for (int j = 0; j < width; j++) {
                at += place(indices.longs()[i * width + j], x.dim(batch + j)) * strides[j];
            }
            rows[i] = (outer == 0 ? 0 : (long) (i / (count / outer))) * middle + at;
        }
        int[] dims = new int[indices.rank() - 1 + x.rank() - batch - width];
        System.arraycopy(indices.dims(), 0, dims, 0, indices.rank() - 1);
        System.arraycopy(x.dims(), batch + width, dims, indices.rank() - 1, x.rank() - batch - width);
        return call.same(x.tensor()
                .reshape(outer * middle, inner)
                .gather(0, Tensor.of(rows, count))
                .reshape(dims));
    }

    static TensorValue tile(TensorValue x, int... repeats) {
        Tensor t = x.tensor();
        for (int i = 0; i < repeats.length; i++) {
            t = repeats[i] == 1 ? t : t.tile(i, repeats[i]);
        }
        return TensorValue.of(x.type(), t);
    }

    private static TensorValue pad(NodeCall call) {
        TensorValue x = call.in(0);
        int[] pads = call.hasAttribute("paddings") ? call.is("paddings") : call.listed("pads", 1);
        if (pads == null) {
            throw new JdvmException("pads are missing");
        }
        double value = call.number(2, call.f("value", 0));
        int[] axes = call.has(3) ? call.ints(3) : null;
        String mode = call.s("mode", "constant");
        int count = pads.length / 2;
        Tensor t = x.type().carrier() == DType.BOOL ? x.tensor().cast(DType.I32) : x.tensor();
        for (int i = 0; i < count; i++) {
            int axis = NodeCall.axis(axes == null ? i : axes[i], x.rank());
            t = pad(t, axis, pads[i], pads[count + i], mode, value);
        }
        return call.same(t);
    }

    /** {@return a tensor with a border along an axis; a negative border cuts} */
    static Tensor pad(Tensor tensor, int axis, int before, int after, String mode, double value) {
        Tensor t = tensor;
        if (before < 0 || after < 0) {
            t = t.slice(axis, Math.max(0, -before), t.dim(axis) - Math.max(0, -after));
        }
        int first = Math.max(0, before);
        int last = Math.max(0, after);
        if (first == 0 && last == 0) {
            return t;
        }
        return switch (mode) {
            case "constant" -> t.pad(axis, first, last, value);
            case "edge" -> t.padEdge(axis, first, last);
            case "reflect" -> t.padReflect(axis, first, last);
            case "wrap" -> t.padWrap(axis, first, last);
            default -> throw NodeCall.unsupported("mode '" + mode + "'");
        };
    }

    private static TensorValue reverseSequence(NodeCall call) {
        TensorValue x = call.in(0);
        int timeAxis = call.i("time_axis", 0);
        int batchAxis = call.i("batch_axis", 1);
        long[] lengths = call.in(1).longs();
        int[] strides = Host.strides(x.dims());
        int[] picked = Host.indices(x.dims(), strides, 0);
        for (int i = 0; i < picked.length; i++) {
            int time = i / strides[timeAxis] % x.dim(timeAxis);
            int length = (int) lengths[i / strides[batchAxis] % x.dim(batchAxis)];
            if (time < length) {
                picked[i] += (length - 1 - 2 * time) * strides[timeAxis];
            }
        }
        Tensor flat = x.tensor().reshape(x.size());
        return call.same(flat.gather(0, Tensor.of(picked, x.dims())));
    }

    private static TensorValue centerCropPad(NodeCall call) {
        TensorValue x = call.in(0);
        int[] wanted = call.ints(1);
        int[] axes = call.is("axes");
        Tensor t = x.tensor();
        for (int i = 0; i < wanted.length; i++) {
            int axis = NodeCall.axis(axes == null ? i : axes[i], x.rank());
            int size = t.dim(axis);
            if (wanted[i] > size) {
                int before = (wanted[i] - size) / 2;
                t = t.pad(axis, before, wanted[i] - size - before, 0);
            } else if (wanted[i] < size) {
                int start = (size - wanted[i]) / 2;
                t = t.slice(axis, start, start + wanted[i]);
            }
        }
        return call.same(t);
    }
}
