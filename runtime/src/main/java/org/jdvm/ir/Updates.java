package org.jdvm.ir;

import static org.jdvm.ir.GraphException.Problem.ARGUMENT;
import static org.jdvm.ir.GraphException.Problem.RANK;

import java.util.ArrayList;
import java.util.List;
import org.jdvm.annotations.Update;
import org.jdvm.op.RowOp;
import org.jdvm.op.RowOps;
import org.jdvm.symbolic.Dim;

/** Formulas that read or change elements at indices along one axis or several, as ONNX's ScatterElements, GatherND and ScatterND do. */
public final class Updates {
    private final GraphBuilder builder;

    /**
     * Creates the formulas over a builder.
     *
     * @param builder where nodes are added
     */
    public Updates(GraphBuilder builder) {
        this.builder = builder;
    }

    /** {@return a tensor with updates at indices along an axis, each at its place along all others} */
    Value scatter(Value x, int axis, Value indices, Value updates, Update update) {
        int along = builder.axis("scatter", x, axis);
        return rows(RowOps.scatter(update), "scatter", List.of(x, indices, updates), along, along);
    }

    /**
     * Applies an operation that puts numbers into rows at indices.
     *
     * @param op the operation
     * @param name what messages call it
     * @param operands the tensor itself, the indices and the updates
     * @param axis the axis
     * @param dim the dim of which messages about indices speak
     * @return the result, of the shape of the tensor itself
     */
    public Value rows(RowOp op, String name, List<Value> operands, int axis, long dim) {
        Value x = operands.getFirst();
        Value indices = operands.get(1);
        Value updates = operands.get(2);
        NodeRules.checkRowWise(op, x, 1);
        NodeRules.checkUpdates(name, x, indices, updates);
        for (int i = 0; i < x.rank(); i++) {
            String origin = "%s: dim %d of ".formatted(name, i);
            builder.require(
                    Requirement.Kind.EQUAL,
                    indices.shape().dim(i),
                    updates.shape().dim(i),
                    origin + "indices %s and updates %s".formatted(indices.shape(), updates.shape()));
            if (i != axis) {
                builder.require(
                        Requirement.Kind.EQUAL,
                        indices.shape().dim(i),
                        x.shape().dim(i),
                        origin + "indices %s and x %s".formatted(indices.shape(), x.shape()));
            }
        }
        builder.require(
                Requirement.Kind.LESS_OR_EQUAL,
                indices.shape().dim(axis).min(Dim.ONE),
                x.shape().dim(axis),
                "%s: dim %d of x %s has no place for indices %s".formatted(name, axis, x.shape(), indices.shape()));
        return builder.rowUpdate(op, operands, axis, dim);
    }

    /** {@return a tensor with slices changed at indices [..., count]; the updates have the leading dims of the indices, then the dims of a slice} */
    Value scatterNd(Value x, Value indices, Value updates, Update update, int count) {
        Dim known = depth("scatterNd", x, indices, 0, count);
        int axes = Math.toIntExact(known.constantValue());
        List<Dim> leading = indices.shape().dims().subList(0, indices.rank() - 1);
        List<Dim> slice = x.shape().dims().subList(axes, x.rank());
        List<Dim> expected = new ArrayList<>(leading);
        expected.addAll(slice);
        if (updates.rank() != expected.size()) {
            throw new GraphException(
                    RANK, "scatterNd: the updates need dims %s, but have %s".formatted(expected, updates.shape()));
        }
        for (int i = 0; i < expected.size(); i++) {
            builder.require(
                    Requirement.Kind.EQUAL,
                    updates.shape().dim(i),
                    expected.get(i),
                    "scatterNd: dim %d of updates %s, for indices %s into x %s"
                            .formatted(i, updates.shape(), indices.shape(), x.shape()));
        }
        Dim rest = new Shape(slice).elements();
        Dim number = new Shape(leading).elements();
        Value rows = builder.reshape(x, List.of(elements(x, 0, axes), rest));
        Value flat = builder.reshape(flat(x, indices, 0, axes), List.of(number, Dim.ONE));
        Value each = builder.broadcastTo(flat, Shape.of(number, rest));
        Value changes = builder.reshape(updates, List.of(number, rest));
        Value result = rows(RowOps.scatter(update), "scatterNd", List.of(rows, each, changes), 0, 0);
        return builder.reshape(result, x.shape().dims());
    }

    /** {@return the slices at indices [batch..., ..., count]; the leading batch dims are those of both} */
    Value gatherNd(Value x, Value indices, int batchDims, int count) {
        if (batchDims < 0 || batchDims >= Math.min(x.rank(), indices.rank())) {
            throw new GraphException(
                    ARGUMENT,
                    "gatherNd: x %s and indices %s cannot have %d batch dims"
                            .formatted(x.shape(), indices.shape(), batchDims));
        }
        int axes =
                Math.toIntExact(depth("gatherNd", x, indices, batchDims, count).constantValue());
        List<Dim> batch = indices.shape().dims().subList(0, batchDims);
        for (int i = 0; i < batchDims; i++) {
            builder.require(
                    Requirement.Kind.EQUAL,
                    x.shape().dim(i),
                    batch.get(i),
                    "gatherNd: batch dim %d of x %s and indices %s".formatted(i, x.shape(), indices.shape()));
        }
        List<Dim> slice = x.shape().dims().subList(batchDims + axes, x.rank());
        List<Dim> result = new ArrayList<>(indices.shape().dims().subList(0, indices.rank() - 1));
        result.addAll(slice);
        Dim number = new Shape(indices.shape().dims().subList(batchDims, indices.rank() - 1)).elements();
        Dim rest = new Shape(slice).elements();
        Value flat = flat(x, indices, batchDims, axes);
        Dim places = elements(x, batchDims, batchDims + axes);
        if (batchDims == 0) {
            Value rows = builder.reshape(x, List.of(places, rest));
            return builder.reshape(builder.gather(rows, 0, flat), result);
        }
        Dim batches = new Shape(batch).elements();
        Value rows = builder.reshape(x, List.of(batches, places, rest));
        Value each = builder.broadcastTo(
                builder.reshape(flat, List.of(batches, number, Dim.ONE)), Shape.of(batches, number, rest));
        return builder.reshape(new Rearrangements(builder).takeAlongAxis(rows, 1, each), result);
    }

    private static Dim elements(Value x, int from, int to) {
        return new Shape(x.shape().dims().subList(from, to)).elements();
    }

    /** The number of axes that each index names: the last dim of the indices, which must be known. */
    private Dim depth(String name, Value x, Value indices, int batchDims, int count) {
        NodeRules.checkIndices(name + ": the indices", indices);
        if (indices.rank() == 0) {
            throw new GraphException(RANK, name + ": the indices need at least 1 dim");
        }
        Dim last = indices.shape().dim(indices.rank() - 1);
        if (count > 0) {
            builder.require(
                    Requirement.Kind.EQUAL, last, Dim.of(count), name + ": the last dim of indices " + indices.shape());
            last = Dim.of(count);
        }
        if (!last.isConstant() || last.constantValue() < 1 || last.constantValue() > x.rank() - batchDims) {
            throw new GraphException(
                    ARGUMENT,
                    "%s: the last dim of indices %s counts axes of x %s: it must be a number from 1 to %d"
                            .formatted(name, indices.shape(), x.shape(), x.rank() - batchDims));
        }
        return last;
    }

    /** One index, [number of indices], for those along several axes. */
    private Value flat(Value x, Value indices, int first, int axes) {
        Dim number = new Shape(indices.shape().dims().subList(0, indices.rank() - 1)).elements();
        if (axes == 1) {
            return builder.reshape(indices, List.of(number));
        }
        List<Value> sizes = new ArrayList<>();
        for (int axis = first; axis < first + axes; axis++) {
            sizes.add(builder.fill(
                    indices.type(), Shape.of(1), ScalarExpr.size(x.shape().dim(axis))));
        }
        Value table = builder.broadcastTo(builder.concat(sizes, 0), Shape.of(number, Dim.of(axes)));
        Value rows = builder.concat(List.of(builder.reshape(indices, List.of(number, Dim.of(axes))), table), 1);
        return builder.reshape(builder.rowWise(RowOps.FLAT_INDEX, rows, 1, new long[0], 0), List.of(number));
    }
}
