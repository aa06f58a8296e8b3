package org.jdvm.onnx.source;

import java.util.Arrays;
import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Op;
import org.jdvm.ir.TensorMethod;
import org.jdvm.onnx.value.TensorValue;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/**
 * Numbers known on the host of which a call chooses how many: start, start + step, start + 2 * step, ..., or equal ones.
 *
 * @param start the first number
 * @param step the difference of two that follow each other; 0 for equal numbers
 * @param type their element type
 */
record HostSequence(double start, double step, DType type) {

    /** {@return what the values of all traces are; null if they are no such sequence, so that only the host can use them} */
    static @Nullable HostSequence of(TensorValue[] all) {
        double[] first = all[0].doubles();
        if (first.length == 0) {
            return null;
        }
        double start = first[0];
        double step = first.length > 1 ? first[1] - start : 0;
        for (TensorValue value : all) {
            double[] elements = value.doubles();
            boolean isRow = Arrays.stream(value.dims()).filter(dim -> dim != 1).count() <= 1;
            for (int i = 0; i < elements.length; i++) {
                if (elements[i] != start + i * step || step != 0 && !isRow) {
                    return null;
                }
            }
        }
        return new HostSequence(start, step, all[0].type().carrier());
    }

    /**
     * {@return the number of the value that operations make of the sequence}
     *
     * @param values where the operations are added
     * @param dims the sizes
     * @param node the path of the node
     * @param name the name in the file
     */
    int add(TracedValues values, List<Dim> dims, String node, String name) {
        if (step == 0 && type == DType.F64) {
            return values.add(new TracedValue.Operation(
                    Op.FILL,
                    List.of(new Argument.Number(start), new Argument.Choice(type), new Argument.Sizes(dims)),
                    type,
                    dims,
                    node,
                    name));
        }
        if (step == 0) {
            int full = values.add(new TracedValue.Operation(
                    Op.FILL,
                    List.of(new Argument.Number(start), new Argument.Sizes(dims)),
                    DType.F32,
                    dims,
                    node,
                    name));
            return type == DType.F32 ? full : with(values, Op.CAST, full, new Argument.Choice(type), dims, node, name);
        }
        Dim count = dims.stream().reduce(Dim.ONE, Dim::times);
        List<Dim> flat = List.of(count);
        DType whole = type == DType.I32 || type == DType.I64 ? type : DType.I32;
        int row = values.add(new TracedValue.Operation(
                Op.IOTA, List.of(new Argument.Size(count), new Argument.Choice(whole)), whole, flat, node, name));
        row = whole == type ? row : with(values, Op.CAST, row, new Argument.Choice(type), flat, node, name);
        row = step == 1 ? row : with(values, Op.MUL, row, new Argument.Number(step), flat, node, name);
        row = start == 0 ? row : with(values, Op.ADD, row, new Argument.Number(start), flat, node, name);
        return flat.equals(dims)
                ? row
                : values.add(
                        new TracedValue.Operation(Op.RESHAPE, List.of(new Argument.Of(row)), type, dims, node, name));
    }

    private int with(
            TracedValues values,
            TensorMethod method,
            int value,
            Argument argument,
            List<Dim> dims,
            String node,
            String name) {
        return values.add(
                new TracedValue.Operation(method, List.of(new Argument.Of(value), argument), type, dims, node, name));
    }
}
