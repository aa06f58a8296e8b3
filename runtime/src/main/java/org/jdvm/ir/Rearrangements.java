package org.jdvm.ir;

import static org.jdvm.ir.Operand.number;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jdvm.annotations.DType;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.Facts;
import org.jdvm.symbolic.Relation;

/** Formulas that exchange, repeat or leave out elements by their indices: views, and look-ups at indices that are computed. */
public final class Rearrangements {
    private final GraphBuilder builder;

    /**
     * Creates the formulas over a builder.
     *
     * @param builder where nodes are added
     */
    public Rearrangements(GraphBuilder builder) {
        this.builder = builder;
    }

    /** {@return the tensor with two axes exchanged} */
    public Value transpose(Value x, int first, int second) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, x.rank()).boxed().toList());
        int a = builder.axis("transpose", x, first);
        int b = builder.axis("transpose", x, second);
        order.set(a, b);
        order.set(b, a);
        return builder.permute(x, order);
    }

    /** {@return the tensor with a dim of size 1 inserted; the axis counts in the result} */
    public Value expandDims(Value x, int axis) {
        int at = axis < 0 ? axis + x.rank() + 1 : axis;
        if (at < 0 || at > x.rank()) {
            throw new GraphException(
                    GraphException.Problem.AXIS, "expandDims: " + x.shape() + " has no place for an axis " + axis);
        }
        List<Dim> dims = new ArrayList<>(x.shape().dims());
        dims.add(at, Dim.ONE);
        return builder.reshape(x, dims);
    }

    /** {@return the tensor without a dim of size 1} */
    public Value squeeze(Value x, int axis) {
        int at = builder.axis("squeeze", x, axis);
        builder.require(
                Requirement.Kind.EQUAL, x.shape().dim(at), Dim.ONE, "squeeze of dim " + at + " of " + x.shape());
        List<Dim> dims = new ArrayList<>(x.shape().dims());
        dims.remove(at);
        return builder.reshape(x, dims);
    }

    /**
     * {@return every step-th element of a range along one axis; negative positions count from the end, whether they are known now or
     * only by the call}
     */
    public Value slice(Value x, int axis, Dim start, Dim end, long step) {
        Dim size = x.shape().dim(builder.axis("slice", x, axis));
        return builder.slice(x, axis, fromStart(start, size), fromStart(end, size), step, start + ".." + end);
    }

    /** The position counted from the start. One that is outside either way stays as it is written: the slice refuses it. */
    private Dim fromStart(Dim position, Dim size) {
        Dim result = builder.facts().simplify(position.position(size));
        if (result.equals(builder.facts().simplify(position))) {
            return position;
        }
        // N - 1 is negative only for N = 0, where no position is
        Facts negative = builder.facts().copy();
        negative.assume(Relation.LT, position, Dim.ZERO, "slice");
        boolean outside = negative.contradiction().isEmpty()
                && negative.holds(Relation.LT, size.plus(position), Dim.ZERO).isProved();
        return outside ? position : result;
    }

    /** {@return windows of some elements that move along an axis, which then counts them; a new last axis runs through each} */
    public Value unfold(Value x, int axis, Dim size, long step, long dilation) {
        int along = builder.axis("unfold", x, axis);
        String origin = "unfold of dim " + along + " of " + x.shape() + " into windows of " + size
                + (dilation == 1 ? "" : ", dilation " + dilation);
        return unfold(x, along, size, step, dilation, origin);
    }

    /** Windows of which messages speak as the user does. */
    Value unfold(Value x, int along, Dim size, long step, long dilation, String origin) {
        NodeRules.checkPositive("unfold: the step", step);
        NodeRules.checkPositive("unfold: the dilation", dilation);
        Dim whole = x.shape().dim(along);
        Dim reach = size.minus(1).times(dilation).plus(1);
        builder.require(Requirement.Kind.LESS_OR_EQUAL, Dim.ONE, size, origin);
        builder.require(Requirement.Kind.LESS_OR_EQUAL, reach, whole, origin);
        return builder.unfold(x, along, whole.minus(reach).floorDiv(step).plus(1), size, step, dilation);
    }

    /**
     * {@return the matrix of windows of [..., C, spatial], for products to multiply by: [..., C * elements of a window, windows]}
     *
     * @param windows how windows move along the last axes
     */
    public Value windowMatrix(Value x, List<WindowAxis> windows) {
        List<WindowAxis> simple = simplified(windows);
        Shape shape = WindowAxis.matrix(x.shape(), simple);
        return builder.add(new Node.WindowMatrix(builder.next(x.type(), shape), x, simple));
    }

    /**
     * {@return the sum or the largest of each window of [..., spatial]: [..., windows]}
     *
     * @param op a sum or the largest
     * @param windows how windows move along the last axes
     */
    public Value windowReduce(Op op, Value x, List<WindowAxis> windows) {
        List<WindowAxis> simple = simplified(windows);
        return builder.add(
                new Node.WindowReduce(builder.next(x.type(), WindowAxis.reduced(x.shape(), simple)), op, x, simple));
    }

    private List<WindowAxis> simplified(List<WindowAxis> windows) {
        return windows.stream()
                .map(window -> window.map(builder.facts()::simplify))
                .toList();
    }

    /** {@return the elements along an axis from the last to the first} */
    public Value flip(Value x, int axis) {
        int along = builder.axis("flip", x, axis);
        Dim size = x.shape().dim(along);
        return builder.gather(x, along, builder.elementwise(Op.SUB, number(size.minus(1)), indices(size)));
    }

    /** {@return the elements moved up along an axis; those that leave it come in at its beginning} */
    public Value roll(Value x, int axis, Dim shift) {
        int along = builder.axis("roll", x, axis);
        Dim size = x.shape().dim(along);
        Value moved = builder.elementwise(Op.SUB, indices(size), number(shift));
        return builder.gather(x, along, builder.elementwise(Op.FLOOR_MOD, moved, number(size.max(Dim.ONE))));
    }

    /** The numbers from 0 on. */
    private Value indices(Dim size) {
        return builder.iota(DType.I32, Shape.of(size), 0);
    }

    /** {@return the elements of matrices whose column less their row compares with a diagonal, 0 elsewhere} */
    public Value triangle(Value x, String method, Op comparison, Operand diagonal) {
        if (x.rank() < 2) {
            throw new GraphException(
                    GraphException.Problem.RANK, method + ": x needs at least 2 dims, but has " + x.shape());
        }
        Value columns = indices(x.shape().dim(x.rank() - 1));
        Value rows = builder.iota(DType.I32, Shape.of(x.shape().dim(x.rank() - 2), Dim.ONE), 0);
        Value isKept = builder.elementwise(comparison, builder.elementwise(Op.SUB, columns, rows), diagonal);
        return builder.elementwise(Op.SELECT, isKept, x, number(0));
    }

    /** {@return the whole axis several times, one after the other} */
    public Value tile(Value x, int axis, Dim times) {
        return repeated(x, "tile", builder.axis("tile", x, axis), 0, times);
    }

    /** {@return each slice along an axis several times, one after the other} */
    public Value repeatInterleave(Value x, int axis, Dim times) {
        return repeated(x, "repeatInterleave", builder.axis("repeatInterleave", x, axis), 1, times);
    }

    /** Repeats along a new axis before or after an axis, and joins both. */
    private Value repeated(Value x, String method, int axis, int after, Dim times) {
        builder.require(
                Requirement.Kind.LESS_OR_EQUAL,
                Dim.ZERO,
                times,
                "%s: the times of dim %d of %s".formatted(method, axis, x.shape()));
        List<Dim> dims = new ArrayList<>(x.shape().dims());
        dims.add(axis + after, times);
        Value repeated = builder.broadcastTo(expandDims(x, axis + after), new Shape(dims));
        return builder.reshape(
                repeated, x.shape().with(axis, x.shape().dim(axis).times(times)).dims());
    }

    /** {@return the elements at the ends of an axis repeated before and after it} */
    public Value padEdge(Value x, int axis, Dim before, Dim after) {
        int along = builder.axis("padEdge", x, axis);
        Dim size = x.shape().dim(along);
        Value index = padded("padEdge", x, along, Dim.ZERO, before, after);
        return builder.gather(
                x,
                along,
                builder.elementwise(Op.MIN, builder.elementwise(Op.MAX, index, number(0)), number(size.minus(1))));
    }

    /** {@return the elements next to the ends of an axis mirrored at these} */
    public Value padReflect(Value x, int axis, Dim before, Dim after) {
        int along = builder.axis("padReflect", x, axis);
        Operand last = number(x.shape().dim(along).minus(1));
        Value index = padded("padReflect", x, along, before.max(after), before, after);
        Value distance =
                builder.elementwise(Op.ABS, builder.elementwise(Op.SUB, last, builder.elementwise(Op.ABS, index)));
        return builder.gather(x, along, builder.elementwise(Op.SUB, last, distance));
    }

    /** {@return the axis continued before and after it by its elements from the other end} */
    public Value padWrap(Value x, int axis, Dim before, Dim after) {
        int along = builder.axis("padWrap", x, axis);
        Value index = padded("padWrap", x, along, Dim.ZERO, before, after);
        return builder.gather(
                x,
                along,
                builder.elementwise(Op.FLOOR_MOD, index, number(x.shape().dim(along))));
    }

    /** Positions from before an axis to after it, which has more than some elements. */
    private Value padded(String method, Value x, int axis, Dim least, Dim before, Dim after) {
        Dim size = x.shape().dim(axis);
        String what = "%s of dim %d of %s by %s and %s".formatted(method, axis, x.shape(), before, after);
        builder.require(Requirement.Kind.LESS_OR_EQUAL, Dim.ZERO, before, what);
        builder.require(Requirement.Kind.LESS_OR_EQUAL, Dim.ZERO, after, what);
        builder.require(Requirement.Kind.LESS, least, size, what);
        return builder.elementwise(Op.SUB, indices(size.plus(before).plus(after)), number(before));
    }

    /** {@return for each index, i32 or i64, the element there along an axis, at the same place along all other axes} */
    public Value takeAlongAxis(Value x, int axis, Value indices) {
        int along = builder.axis("takeAlongAxis", x, axis);
        NodeRules.checkIndices("takeAlongAxis: the indices", indices);
        NodeRules.checkPaired(x, indices);
        for (int i = 0; i < x.rank(); i++) {
            if (i != along) {
                builder.require(
                        Requirement.Kind.EQUAL,
                        indices.shape().dim(i),
                        x.shape().dim(i),
                        "takeAlongAxis: indices %s of x %s (dim %d)".formatted(indices.shape(), x.shape(), i));
            }
        }
        return builder.gatherPaired(x, along, indices);
    }

    /** {@return for each integer a new last dim with 1 at its index and 0 elsewhere; all 0 if it is not in 0..depth-1} */
    public Value oneHot(Value indices, Dim depth, DType type) {
        return builder.cast(isAtIndex(indices, indices.rank(), depth), type);
    }

    /** {@return for each integer a new dim with one number at its index and another one elsewhere; the axis counts in the result} */
    public Value oneHot(Value indices, int axis, Dim depth, ScalarExpr off, ScalarExpr on, DType type) {
        // Nothing is filled with bytes.
        Value hot = builder.fill(type.isNarrowInteger() ? DType.I32 : type, new Shape(List.of()), on);
        Value numbers = builder.elementwise(Op.SELECT, isAtIndex(indices, axis, depth), hot, new Operand.Scalar(off));
        return builder.cast(numbers, type);
    }

    private Value isAtIndex(Value indices, int axis, Dim depth) {
        if (!indices.type().isInteger() || indices.type().isNarrowInteger()) {
            throw new GraphException(
                    GraphException.Problem.TYPE, "oneHot: the indices must be i32 or i64, not " + indices.type());
        }
        int at = axis < 0 ? axis + indices.rank() + 1 : axis;
        if (at < 0 || at > indices.rank()) {
            throw new GraphException(
                    GraphException.Problem.AXIS, "oneHot: " + indices.shape() + " has no place for an axis " + axis);
        }
        builder.require(Requirement.Kind.LESS_OR_EQUAL, Dim.ZERO, depth, "oneHot: the depth");
        List<Dim> dims = new ArrayList<>(Collections.nCopies(indices.rank() + 1 - at, Dim.ONE));
        dims.set(0, depth);
        Value numbers = builder.iota(indices.type(), new Shape(dims), 0);
        return builder.elementwise(Op.EQ, expandDims(indices, at), numbers);
    }
}
