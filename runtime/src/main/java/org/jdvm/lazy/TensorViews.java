package org.jdvm.lazy;

import java.util.Arrays;
import org.jdvm.ir.Op;
import org.jdvm.ir.TensorMethod;
import org.jdvm.ir.Value;
import org.jdvm.storage.StridedArrays;
import org.jdvm.storage.TensorData;
import org.jspecify.annotations.Nullable;

/**
 * Tensors that show the elements of other tensors under other indices. They are views whether the elements are computed or only
 * recorded: writing into one is seen through the other. Only a reshape that no strides can express gives new elements.
 */
public final class TensorViews {
    private TensorViews() {}

    public static LazyTensor slice(LazyTensor tensor, int axis, int start, int end) {
        return slice(tensor, axis, start, end, 1);
    }

    public static LazyTensor slice(LazyTensor tensor, int axis, int start, int end, int step) {
        int rank = tensor.rank();
        int along = axis < 0 ? axis + rank : axis;
        int size = along >= 0 && along < rank ? tensor.sizes()[along] : 0;
        int from = start < 0 ? start + size : start;
        int to = end < 0 ? end + size : end;
        if (along < 0 || along >= rank || step < 1 || from < 0 || to < from || to > size) {
            throw refused(Op.SLICE, "slice", tensor, axis, start, end, step);
        }
        int[] dims = tensor.sizes().clone();
        dims[along] = (int) (((long) to - from + step - 1) / step);
        int[] strides = tensor.strides().clone();
        // without elements there is no first one in the array
        boolean isEmpty = StridedArrays.elements(dims) == 0;
        int offset = tensor.offset() + (isEmpty ? 0 : from * strides[along]);
        strides[along] *= dims[along] > 1 ? step : 1;
        return view(tensor, Op.SLICE, dims, offset, strides, new Object[] {new int[] {along, from, step}});
    }

    public static LazyTensor unfold(LazyTensor tensor, int axis, int size, int step, int dilation) {
        int rank = tensor.rank();
        int along = axis < 0 ? axis + rank : axis;
        long room = along >= 0 && along < rank ? tensor.sizes()[along] - (size - 1L) * dilation - 1 : -1;
        if (size < 1 || step < 1 || dilation < 1 || room < 0) {
            throw refused(Op.UNFOLD, "unfold", tensor, axis, size, step, dilation);
        }
        int[] dims = Arrays.copyOf(tensor.sizes(), rank + 1);
        int[] strides = Arrays.copyOf(tensor.strides(), rank + 1);
        dims[along] = (int) (room / step) + 1;
        dims[rank] = size;
        strides[rank] = strides[along] * (size > 1 ? dilation : 1);
        strides[along] *= dims[along] > 1 ? step : 1;
        return view(tensor, Op.UNFOLD, dims, tensor.offset(), strides, new Object[] {along, size, step, dilation});
    }

    public static LazyTensor permute(LazyTensor tensor, int[] order) {
        TensorData.given("permute", "the list of axes", order);
        int[] axes = order.clone();
        int[] dims = InferenceCache.infer(Op.PERMUTE, "permute", tensor.source(), order.clone())
                .dims();
        for (int i = 0; i < axes.length; i++) {
            axes[i] += axes[i] < 0 ? axes.length : 0;
        }
        return permuted(tensor, axes, dims);
    }

    public static LazyTensor transpose(LazyTensor tensor) {
        return transpose(tensor, -2, -1);
    }

    public static LazyTensor transpose(LazyTensor tensor, int first, int second) {
        int rank = tensor.rank();
        int a = first < 0 ? first + rank : first;
        int b = second < 0 ? second + rank : second;
        if (a < 0 || a >= rank || b < 0 || b >= rank) {
            throw refused(Op.PERMUTE, "transpose", tensor, first, second);
        }
        int[] order = new int[rank];
        Arrays.setAll(order, axis -> axis == a ? b : axis == b ? a : axis);
        int[] dims = tensor.sizes().clone();
        dims[a] = tensor.sizes()[b];
        dims[b] = tensor.sizes()[a];
        return permuted(tensor, order, dims);
    }

    private static LazyTensor permuted(LazyTensor tensor, int[] order, int[] dims) {
        int[] strides = new int[order.length];
        boolean same = true;
        for (int axis = 0; axis < order.length; axis++) {
            strides[axis] = tensor.strides()[order[axis]];
            same &= order[axis] == axis;
        }
        return same ? tensor : view(tensor, Op.PERMUTE, dims, tensor.offset(), strides, new Object[] {order});
    }

    public static LazyTensor expandDims(LazyTensor tensor, int axis) {
        int rank = tensor.rank();
        int at = axis < 0 ? axis + rank + 1 : axis;
        if (at < 0 || at > rank) {
            throw refused(Op.RESHAPE, "expandDims", tensor, axis);
        }
        int[] dims = new int[rank + 1];
        System.arraycopy(tensor.sizes(), 0, dims, 0, at);
        dims[at] = 1;
        System.arraycopy(tensor.sizes(), at, dims, at + 1, rank - at);
        return reshaped(tensor, dims);
    }

    public static LazyTensor squeeze(LazyTensor tensor, int axis) {
        int rank = tensor.rank();
        int at = axis < 0 ? axis + rank : axis;
        if (at < 0 || at >= rank || tensor.sizes()[at] != 1) {
            throw refused(Op.RESHAPE, "squeeze", tensor, axis);
        }
        int[] dims = new int[rank - 1];
        System.arraycopy(tensor.sizes(), 0, dims, 0, at);
        System.arraycopy(tensor.sizes(), at + 1, dims, at, rank - 1 - at);
        return reshaped(tensor, dims);
    }

    public static LazyTensor reshape(LazyTensor tensor, int[] sizes) {
        TensorData.given("reshape", "the list of sizes", sizes);
        int[] dims = sizes.clone();
        int open = -1;
        long known = 1;
        for (int axis = 0; axis < dims.length; axis++) {
            if (dims[axis] == -1 && open < 0) {
                open = axis;
            } else if (dims[axis] < 0 || (known *= dims[axis]) > Integer.MAX_VALUE) {
                throw refused(Op.RESHAPE, "reshape", tensor, sizes.clone());
            }
        }
        long elements = tensor.size();
        if (open >= 0) {
            dims[open] = remaining(tensor.sizes(), dims);
            known *= dims[open];
        }
        if (known != elements || open >= 0 && dims[open] < 0) {
            throw refused(Op.RESHAPE, "reshape", tensor, sizes.clone());
        }
        return reshaped(tensor, dims);
    }

    /** The size that -1 means in a reshape; sizes of 0 on both sides cancel. -1 if nothing is determined. */
    private static int remaining(int[] from, int[] to) {
        long elements = 1;
        long known = 1;
        int zeros = 0;
        for (int size : to) {
            zeros += size == 0 ? 1 : 0;
            known = Math.min(known * Math.max(1, size), Integer.MAX_VALUE);
        }
        for (int size : from) {
            elements = Math.min(elements * (size == 0 && zeros-- > 0 ? 1 : size), Integer.MAX_VALUE);
        }
        return zeros > 0 ? -1 : (int) (elements / known);
    }

    private static LazyTensor reshaped(LazyTensor tensor, int[] dims) {
        if (Arrays.equals(dims, tensor.sizes())) {
            return tensor;
        }
        int[] strides = StridedArrays.reshaped(tensor.sizes(), tensor.strides(), dims);
        return strides != null
                ? view(tensor, Op.RESHAPE, dims, tensor.offset(), strides, new Object[0])
                : Recorder.tensor(Recorder.node(Op.RESHAPE, tensor.type(), dims, tensor.source()));
    }

    public static LazyTensor broadcastTo(LazyTensor tensor, int[] sizes) {
        TensorData.given("broadcastTo", "the list of sizes", sizes);
        int added = sizes.length - tensor.rank();
        boolean fits = added >= 0;
        int[] dims = sizes.clone();
        int[] strides = new int[dims.length];
        for (int axis = 0; fits && axis < tensor.rank(); axis++) {
            int have = tensor.sizes()[axis];
            fits = have == 1 || have == dims[axis + added];
            strides[axis + added] = have == 1 ? 0 : tensor.strides()[axis];
        }
        if (!fits) {
            throw refused(Op.BROADCAST, "broadcastTo", tensor, sizes.clone());
        }
        if (Arrays.equals(dims, tensor.sizes())) {
            return tensor;
        }
        return view(tensor, Op.BROADCAST, dims, tensor.offset(), strides, new Object[0]);
    }

    private static LazyTensor view(
            LazyTensor tensor,
            TensorMethod method,
            int[] dims,
            int offset,
            int @Nullable [] strides,
            Object[] arguments) {
        TensorData.elements(method.method(), dims);
        return new LazyTensor(
                tensor.type(),
                dims,
                tensor.contents(),
                offset,
                strides,
                new LazyTensor.View(tensor, method, arguments));
    }

    /** The graph builder's message for arguments that do not fit. */
    private static RuntimeException refused(TensorMethod method, String name, LazyTensor tensor, Object... arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = tensor.source();
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        Value value = Inference.check(method, name, all);
        return new IllegalStateException(name + ": no view of " + Arrays.toString(tensor.sizes()) + " is "
                + Arrays.toString(Inference.sizes(value)));
    }

    /** An operation that gives the elements of a tensor the shape of what it is a view of, if it shows all of it in order. */
    static Recorded inShapeOf(LazyTensor root, Recorded elements) {
        return Arrays.equals(root.sizes(), elements.dims())
                ? elements
                : Recorder.node(Op.RESHAPE, root.type(), root.sizes(), elements);
    }
}
