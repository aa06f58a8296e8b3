package org.jdvm.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jdvm.annotations.DType;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.Facts;
import org.jdvm.symbolic.Relation;

/** Operations that are formulas over those of the table: what a call of them adds to a graph. */
public final class Decompositions {
    private final GraphBuilder builder;

    /**
     * Creates the formulas over a builder.
     *
     * @param builder where nodes are added
     */
    public Decompositions(GraphBuilder builder) {
        this.builder = builder;
    }

    /** {@return {@code max(x, 0)}} */
    public Value relu(Value x) {
        return builder.elementwise(Op.MAX, x, number(0));
    }

    /** {@return {@code x * x}} */
    public Value square(Value x) {
        return builder.elementwise(Op.MUL, x, x);
    }

    /** {@return {@code min(max(x, low), high)}} */
    public Value clamp(Value x, Operand low, Operand high) {
        return builder.elementwise(Op.MIN, builder.elementwise(Op.MAX, x, low), high);
    }

    /** {@return the sum over axes divided by the number of elements summed; NaN over nothing} */
    public Value mean(Value x, List<Integer> axes, boolean keepDims) {
        Dim count = Dim.ONE;
        for (int axis : axes) {
            count = count.times(x.shape().dim(builder.axis("mean", x, axis)));
        }
        if (!x.type().isFloat()) {
            throw new GraphException(
                    GraphException.Problem.TYPE,
                    "mean: takes [f32, f16, bf16], not " + x.type() + "; cast the operand first");
        }
        Value sum = builder.reduce(Op.SUM, x, axes, keepDims);
        return builder.elementwise(Op.DIV, sum, new Operand.Scalar(ScalarExpr.size(count)));
    }

    /**
     * {@return the biased variance: the mean of the squared distances from the mean, in two passes} The mean is rounded, which matters where
     * it is much larger than the distances; so the square of the mean of the distances is subtracted. The result is not below 0, whatever the rounding.
     */
    public Value variance(Value x, List<Integer> axes, boolean keepDims) {
        Value distances = builder.elementwise(Op.SUB, x, mean(x, axes, true));
        Value rest = mean(distances, axes, keepDims);
        Value variance = builder.elementwise(Op.SUB, mean(square(distances), axes, keepDims), square(rest));
        return builder.elementwise(Op.MAX, variance, number(0));
    }

    /** {@return {@code exp(x - max) / sum(exp(x - max))} along one axis} */
    public Value softmax(Value x, int axis) {
        Value exps = builder.elementwise(Op.EXP, shifted(x, axis));
        return builder.elementwise(Op.DIV, exps, builder.reduce(Op.SUM, exps, List.of(axis), true));
    }

    /** {@return {@code (x - max) - log(sum(exp(x - max)))} along one axis} */
    public Value logSoftmax(Value x, int axis) {
        Value shifted = shifted(x, axis);
        Value sum = builder.reduce(Op.SUM, builder.elementwise(Op.EXP, shifted), List.of(axis), true);
        return builder.elementwise(Op.SUB, shifted, builder.elementwise(Op.LOG, sum));
    }

    /**
     * {@return {@code log(sum(exp(x)))} along one axis, shifted by the maximum where that is finite: infinities would become
     * not-a-number by it, but are right without}
     */
    public Value logSumExp(Value x, int axis, boolean keepDims) {
        Value max = builder.reduce(Op.REDUCE_MAX, x, List.of(axis), true);
        Value shift = builder.elementwise(Op.SELECT, builder.elementwise(Op.IS_FINITE, max), max, number(0));
        Value exps = builder.elementwise(Op.EXP, builder.elementwise(Op.SUB, x, shift));
        Value sum = builder.elementwise(Op.LOG, builder.reduce(Op.SUM, exps, List.of(axis), true));
        Value result = builder.elementwise(Op.ADD, sum, shift);
        return keepDims ? result : squeeze(result, axis);
    }

    private Value shifted(Value x, int axis) {
        return builder.elementwise(Op.SUB, x, builder.reduce(Op.REDUCE_MAX, x, List.of(axis), true));
    }

    /**
     * {@return {@code (x - mean) / sqrt(variance + eps) * gamma + beta} over the last axis (Ba et al., 2016); eps inside the root} In two
     * passes. What the rounded mean leaves is not taken off as in {@link #variance}: that would cost every row a fifth of its time, and only
     * those need it whose mean is many times their deviation.
     */
    public Value layerNorm(Value x, Value gamma, Value beta, ScalarExpr eps) {
        requireFits("layerNorm", "gamma", gamma, x);
        requireFits("layerNorm", "beta", beta, x);
        Value centred = builder.elementwise(Op.SUB, x, mean(x, List.of(-1), true));
        Value variance = mean(square(centred), List.of(-1), true);
        Value scaled = builder.elementwise(Op.MUL, centred, inverseRoot(variance, eps));
        return builder.elementwise(Op.ADD, builder.elementwise(Op.MUL, scaled, gamma), beta);
    }

    /** {@return {@code x / sqrt(mean(x^2) + eps) * gamma} over the last axis (Zhang and Sennrich, 2019); eps inside the root} */
    public Value rmsNorm(Value x, Value gamma, ScalarExpr eps) {
        requireFits("rmsNorm", "gamma", gamma, x);
        Value scale = inverseRoot(mean(square(x), List.of(-1), true), eps);
        return builder.elementwise(Op.MUL, builder.elementwise(Op.MUL, x, scale), gamma);
    }

    /** Refuses an argument that cannot be one for each column, in the words of the method. */
    private static void requireFits(String method, String name, Value argument, Value x) {
        if (argument.shape().rank() == 0 || x.shape().rank() == 0) {
            return;
        }
        int last = x.shape().rank() - 1;
        Dim have = argument.shape().dim(argument.shape().rank() - 1);
        Dim columns = x.shape().dim(last);
        if (have.isConstant()
                && columns.isConstant()
                && have.constantValue() != 1
                && columns.constantValue() != 1
                && !have.equals(columns)) {
            throw new GraphException(
                    GraphException.Problem.SIZE,
                    "%s: %s has %s in dim %d, but x has %s in dim %d"
                            .formatted(method, name, have, argument.shape().rank() - 1, columns, last));
        }
    }

    private Value inverseRoot(Value variance, ScalarExpr eps) {
        return builder.elementwise(Op.RSQRT, builder.elementwise(Op.ADD, variance, new Operand.Scalar(eps)));
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

    /** {@return for each integer a new last dim with 1 at its index and 0 elsewhere; all 0 if it is not in 0..depth-1} */
    public Value oneHot(Value indices, Dim depth, DType type) {
        if (!indices.type().isInteger() || indices.type() == DType.I8) {
            throw new GraphException(
                    GraphException.Problem.TYPE, "oneHot: the indices must be i32 or i64, not " + indices.type());
        }
        Value row = builder.iota(indices.type(), Shape.of(depth), 0);
        return builder.cast(builder.elementwise(Op.EQ, expandDims(indices, -1), row), type);
    }

    /** {@return the product of matrices; a vector on the left is a row, on the right a column, and that dim goes} */
    public Value matmul(Value left, Value right) {
        if (left.rank() == 1 && right.rank() >= 2) {
            return squeeze(builder.matmul(expandDims(left, 0), right), -2);
        }
        if (right.rank() == 1 && left.rank() >= 2) {
            return squeeze(builder.matmul(left, expandDims(right, 1)), -1);
        }
        return builder.matmul(left, right);
    }

    private static Operand number(double value) {
        return new Operand.Scalar(ScalarExpr.of(value));
    }
}
