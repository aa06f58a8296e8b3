package org.jdvm.onnx.operator;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Keep;
import org.jdvm.onnx.value.ElementType;
import org.jdvm.onnx.value.OnnxValue;
import org.jdvm.onnx.value.TensorValue;

/** Reductions, scans, searches along an axis. */
final class Reductions {
    private Reductions() {}

    /** A reduction of a tensor over axes that keep a size of 1. */
    private interface Reduction {
        Tensor apply(Tensor x, int[] axes);
    }

    static void addTo(OperatorTable table) {
        reduction(table, "ReduceSum", (x, axes) -> x.sum(axes, Keep.KEEP_DIMS), Function.identity());
        reduction(table, "ReduceMean", Reductions::mean, Function.identity());
        reduction(table, "ReduceMax", Reductions::max, Function.identity());
        reduction(table, "ReduceMin", Reductions::min, Function.identity());
        reduction(table, "ReduceProd", Reductions::prod, Function.identity());
        reduction(table, "ReduceL1", (x, axes) -> x.abs().sum(axes, Keep.KEEP_DIMS), Tensor::abs);
        reduction(table, "ReduceL2", Reductions::l2, Tensor::abs);
        reduction(table, "ReduceSumSquare", (x, axes) -> x.mul(x).sum(axes, Keep.KEEP_DIMS), Tensor::square);
        reduction(
                table, "ReduceLogSum", (x, axes) -> x.sum(axes, Keep.KEEP_DIMS).log(), Tensor::log);
        reduction(table, "ReduceLogSumExp", (x, axes) -> x.logSumExp(axes, Keep.KEEP_DIMS), Function.identity());
        table.add("ArgMax", 1, call -> argExtreme(call, true));
        table.add("ArgMin", 1, call -> argExtreme(call, false));
        table.addAll("TopK", 1, Reductions::topK);
        table.add(
                "CumSum",
                11,
                call -> call.same(call.t(0)
                        .cumsum(
                                NodeCall.axis(
                                        (int) call.in(1).number(), call.in(0).rank()),
                                call.i("exclusive", 0) != 0,
                                call.i("reverse", 0) != 0)));
        table.add(
                "CumProd",
                26,
                call -> call.same(call.t(0)
                        .cumprod(
                                NodeCall.axis(
                                        (int) call.in(1).number(), call.in(0).rank()),
                                call.i("exclusive", 0) != 0,
                                call.i("reverse", 0) != 0)));
        table.add("LpNormalization", 1, call -> {
            Tensor x = call.t(0);
            int axis = NodeCall.axis(call.i("axis", -1), x.rank());
            Tensor norm = call.i("p", 2) == 1
                    ? x.abs().sum(axis, Keep.KEEP_DIMS)
                    : x.mul(x).sum(axis, Keep.KEEP_DIMS).sqrt();
            return call.same(norm.eq(0).select(x.mul(0), x.div(norm)));
        });
    }

    private static void reduction(
            OperatorTable table, String name, Reduction reduction, Function<Tensor, Tensor> ofNoAxes) {
        table.add(name, 1, call -> {
            TensorValue x = call.in(0);
            int[] axes = call.listed("axes", 1);
            boolean keeps = call.i("keepdims", 1) != 0;
            if (axes == null || axes.length == 0) {
                if (call.i("noop_with_empty_axes", 0) != 0) {
                    return call.same(ofNoAxes.apply(x.tensor()));
                }
                axes = IntStream.range(0, x.rank()).toArray();
            }
            axes = NodeCall.axes(axes, x.rank());
            int[] dims = x.dims().clone();
            for (int axis : axes) {
                dims[axis] = 1;
            }
            Tensor result = x.rank() == 0
                    ? reduction.apply(x.tensor().reshape(1), new int[1]).reshape()
                    : reduction.apply(x.tensor(), axes);
            return ElementwiseOperators.wrapped(x.type(), result.reshape(keeps ? dims : without(dims, axes)));
        });
    }

    /** {@return sizes without those of some axes} */
    static int[] without(int[] dims, int... axes) {
        return IntStream.range(0, dims.length)
                .filter(i -> Arrays.stream(axes).noneMatch(axis -> axis == i))
                .map(i -> dims[i])
                .toArray();
    }

    private static Tensor mean(Tensor x, int[] axes) {
        if (x.type().isFloat()) {
            return x.mean(axes, Keep.KEEP_DIMS);
        }
        int count = 1;
        for (int axis : axes) {
            count *= x.dim(axis);
        }
        return x.sum(axes, Keep.KEEP_DIMS).div(count);
    }

    private static Tensor max(Tensor x, int[] axes) {
        return x.type() == DType.BOOL ? x.any(axes, Keep.KEEP_DIMS) : x.max(axes, Keep.KEEP_DIMS);
    }

    private static Tensor min(Tensor x, int[] axes) {
        return x.type() == DType.BOOL ? x.all(axes, Keep.KEEP_DIMS) : x.min(axes, Keep.KEEP_DIMS);
    }

    private static Tensor prod(Tensor x, int[] axes) {
        Tensor result = x;
        for (int axis : axes) {
            result = result.prod(axis, Keep.KEEP_DIMS);
        }
        return result;
    }

    private static Tensor l2(Tensor x, int[] axes) {
        Tensor sum = x.mul(x).sum(axes, Keep.KEEP_DIMS);
        return x.type().isFloat() ? sum.sqrt() : sum.cast(DType.F32).sqrt().cast(x.type());
    }

    private static TensorValue argExtreme(NodeCall call, boolean isMax) {
        Tensor x = call.t(0);
        int axis = NodeCall.axis(call.i("axis", 0), x.rank());
        boolean isLast = call.i("select_last_index", 0) != 0;
        Tensor result = isMax ? x.argMax(axis, isLast, Keep.KEEP_DIMS) : x.argMin(axis, isLast, Keep.KEEP_DIMS);
        return TensorValue.of(ElementType.INT64, call.i("keepdims", 1) != 0 ? result : result.squeeze(axis));
    }

    private static OnnxValue[] topK(NodeCall call) {
        Tensor x = call.t(0);
        int axis = NodeCall.axis(call.i("axis", -1), x.rank());
        int k = call.has(1) ? call.ints(1)[0] : call.i("k");
        boolean isLargest = call.i("largest", 1) != 0;
        Tensor indices = x.argTopK(axis, k, isLargest);
        return new OnnxValue[] {call.same(x.takeAlongAxis(axis, indices)), TensorValue.of(ElementType.INT64, indices)};
    }
}
