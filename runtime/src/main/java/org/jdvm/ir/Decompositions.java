package org.jdvm.ir;

import static org.jdvm.ir.Operand.number;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jdvm.symbolic.Dim;

/**
 * Operations that are formulas over those of the table: what a call of them adds to a graph. Those that only move elements are
 * {@link Rearrangements}.
 */
public final class Decompositions {
    private final GraphBuilder builder;
    private final Rearrangements rearrangements;

    /**
     * Creates the formulas over a builder.
     *
     * @param builder where nodes are added
     */
    public Decompositions(GraphBuilder builder) {
        this.builder = builder;
        this.rearrangements = new Rearrangements(builder);
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

    /** {@return {@code log(1 + e^x)}, computed without overflow} */
    public Value softplus(Value x) {
        Value small = builder.elementwise(Op.EXP, builder.elementwise(Op.NEG, builder.elementwise(Op.ABS, x)));
        return builder.elementwise(Op.ADD, relu(x), builder.elementwise(Op.LOG1P, small));
    }

    /** {@return {@code -softplus(-x)}} */
    public Value logSigmoid(Value x) {
        return builder.elementwise(Op.NEG, softplus(builder.elementwise(Op.NEG, x)));
    }

    /** {@return {@code x / (1 + |x|)}} */
    public Value softsign(Value x) {
        return builder.elementwise(Op.DIV, x, builder.elementwise(Op.ADD, builder.elementwise(Op.ABS, x), number(1)));
    }

    /**
     * {@return {@code x * tanh(log(1 + e^x))} (Misra, 2019)} That is {@code x w / (w + 2)} with {@code w = e^x (e^x + 2)}, where nothing
     * cancels; from 20 on it is x.
     */
    public Value mish(Value x) {
        Value exp = builder.elementwise(Op.EXP, builder.elementwise(Op.MIN, x, number(20)));
        Value w = builder.elementwise(Op.MUL, exp, builder.elementwise(Op.ADD, exp, number(2)));
        return builder.elementwise(
                Op.MUL, x, builder.elementwise(Op.DIV, w, builder.elementwise(Op.ADD, w, number(2))));
    }

    /** {@return {@code min(max(x + 3, 0), 6) / 6}} */
    public Value hardSigmoid(Value x) {
        Value clamped = clamp(builder.elementwise(Op.ADD, x, number(3)), number(0), number(6));
        return builder.elementwise(Op.DIV, clamped, number(6));
    }

    /** {@return {@code min(max(alpha * x + beta, 0), 1)}} */
    public Value hardSigmoid(Value x, Operand alpha, Operand beta) {
        return clamp(builder.elementwise(Op.ADD, builder.elementwise(Op.MUL, x, alpha), beta), number(0), number(1));
    }

    /** {@return {@code x * hardSigmoid(x)} (Howard et al., 2019)} */
    public Value hardSwish(Value x) {
        return builder.elementwise(Op.MUL, x, hardSigmoid(x));
    }

    /** {@return x where it is positive, else x times a slope} */
    public Value leakyRelu(Value x, Operand slope) {
        return builder.elementwise(Op.SELECT, isPositive(x), x, builder.elementwise(Op.MUL, x, slope));
    }

    private Value isPositive(Value x) {
        return builder.elementwise(Op.GT, x, number(0));
    }

    /** {@return x where it is positive, else {@code alpha * (e^x - 1)} (Clevert et al., 2015)} */
    public Value elu(Value x, Operand alpha) {
        Value negative = builder.elementwise(Op.MUL, builder.elementwise(Op.EXPM1, x), alpha);
        return builder.elementwise(Op.SELECT, isPositive(x), x, negative);
    }

    /** {@return x where it is positive, else {@code alpha * (e^(x / alpha) - 1)} (Barron, 2017)} */
    public Value celu(Value x, Operand alpha) {
        Value exp = builder.elementwise(Op.EXPM1, builder.elementwise(Op.DIV, x, alpha));
        return builder.elementwise(Op.SELECT, isPositive(x), x, builder.elementwise(Op.MUL, exp, alpha));
    }

    /** {@return {@code scale * elu(x, alpha)} with the constants of Klambauer et al., 2017} */
    public Value selu(Value x) {
        return builder.elementwise(Op.MUL, elu(x, number(1.6732632423543772)), number(1.0507009873554805));
    }

    /** {@return {@code x - tanh(x)}} */
    public Value tanhShrink(Value x) {
        return builder.elementwise(Op.SUB, x, builder.elementwise(Op.TANH, x));
    }

    /** {@return x, but 0 where its magnitude is at most a limit} */
    public Value hardShrink(Value x, Operand limit) {
        Value isSmall = builder.elementwise(Op.LE, builder.elementwise(Op.ABS, x), limit);
        return builder.elementwise(Op.SELECT, isSmall, number(0), x);
    }

    /** {@return x nearer to 0 by a limit, 0 where its magnitude is less} */
    public Value softShrink(Value x, ScalarExpr limit) {
        Operand low = new Operand.Scalar(ScalarExpr.unary(ScalarExpr.UnaryFunction.NEG, limit));
        return builder.elementwise(Op.SUB, x, clamp(x, low, new Operand.Scalar(limit)));
    }

    /** {@return x where it is above a limit, else a number; NaN stays} */
    public Value threshold(Value x, Operand limit, Operand number) {
        return builder.elementwise(Op.SELECT, builder.elementwise(Op.LE, x, limit), number, x);
    }

    /** {@return {@code x + weight * (end - x)}} */
    public Value lerp(Value x, Value end, Operand weight) {
        return builder.elementwise(Op.ADD, x, builder.elementwise(Op.MUL, builder.elementwise(Op.SUB, end, x), weight));
    }

    /** {@return the root of the sum of squares over axes} */
    public Value l2Norm(Value x, List<Integer> axes, boolean keepDims) {
        return builder.elementwise(Op.SQRT, builder.reduce(Op.SUM, square(x), axes, keepDims));
    }

    /** {@return {@code sum(|x|^p)^(1/p)} along one axis} */
    public Value norm(Value x, int axis, ScalarExpr p, boolean keepDims) {
        Value powers = builder.elementwise(Op.POW, builder.elementwise(Op.ABS, x), new Operand.Scalar(p));
        ScalarExpr inverse = ScalarExpr.binary(ScalarExpr.BinaryFunction.DIV, ScalarExpr.of(1), p);
        return builder.elementwise(
                Op.POW, builder.reduce(Op.SUM, powers, List.of(axis), keepDims), new Operand.Scalar(inverse));
    }

    /** {@return {@code (x - mean) / sqrt(variance + eps) * gamma + beta} with one number for each channel, which dim 1 counts} */
    public Value batchNorm(Value x, Value mean, Value variance, Value gamma, Value beta, ScalarExpr eps) {
        Value scale = builder.elementwise(Op.MUL, inverseRoot(variance, eps), gamma);
        Value centred = builder.elementwise(Op.SUB, x, perChannel("batchNorm", "mean", mean, x));
        Value scaled = builder.elementwise(Op.MUL, centred, perChannel("batchNorm", "gamma", scale, x));
        return builder.elementwise(Op.ADD, scaled, perChannel("batchNorm", "beta", beta, x));
    }

    /** Numbers of channels, which dim 1 counts, as a tensor that broadcasts to another one. */
    private Value perChannel(String method, String name, Value numbers, Value x) {
        if (x.rank() < 2 || numbers.rank() != 1) {
            throw new GraphException(
                    GraphException.Problem.RANK,
                    "%s: x needs at least 2 dims and %s 1, but they have %s and %s"
                            .formatted(method, name, x.shape(), numbers.shape()));
        }
        builder.require(
                Requirement.Kind.EQUAL,
                numbers.shape().dim(0),
                x.shape().dim(1),
                "%s: %s has %s and x %s (channels, dim 1)".formatted(method, name, numbers.shape(), x.shape()));
        List<Dim> dims = new ArrayList<>(List.of(numbers.shape().dim(0)));
        dims.addAll(Collections.nCopies(x.rank() - 2, Dim.ONE));
        return builder.reshape(numbers, dims);
    }

    /** {@return each channel of each sample with mean 0 and variance 1: {@code (x - mean) / sqrt(variance + eps)} over dims 2 and up} */
    public Value instanceNorm(Value x, ScalarExpr eps) {
        if (x.rank() < 3) {
            throw new GraphException(
                    GraphException.Problem.RANK, "instanceNorm: x needs at least 3 dims, but has " + x.shape());
        }
        return normalized(x, IntStream.range(2, x.rank()).boxed().toList(), eps);
    }

    /** {@return {@link #instanceNorm(Value, ScalarExpr)} times gamma plus beta, numbers of channels} */
    public Value instanceNorm(Value x, Value gamma, Value beta, ScalarExpr eps) {
        return affine("instanceNorm", instanceNorm(x, eps), gamma, beta, x);
    }

    /** {@return {@code (x - mean) / sqrt(variance + eps)} over each of some groups of channels of a sample, times gamma plus beta} */
    public Value groupNorm(Value x, Dim groups, Value gamma, Value beta, ScalarExpr eps) {
        if (x.rank() < 2) {
            throw new GraphException(
                    GraphException.Problem.RANK, "groupNorm: x needs at least 2 dims, but has " + x.shape());
        }
        Dim channels = x.shape().dim(1);
        String origin = "groupNorm: the channels of %s (dim 1) in %s groups".formatted(x.shape(), groups);
        builder.require(Requirement.Kind.LESS_OR_EQUAL, Dim.ONE, groups, origin);
        builder.require(Requirement.Kind.EQUAL, channels.mod(groups), Dim.ZERO, origin);
        List<Dim> dims = new ArrayList<>(x.shape().dims());
        dims.set(1, groups);
        dims.add(2, channels.floorDiv(groups));
        Value split = builder.reshape(x, dims);
        Value normalized =
                normalized(split, IntStream.range(2, split.rank()).boxed().toList(), eps);
        return affine("groupNorm", builder.reshape(normalized, x.shape().dims()), gamma, beta, x);
    }

    private Value affine(String method, Value normalized, Value gamma, Value beta, Value x) {
        Value scaled = builder.elementwise(Op.MUL, normalized, perChannel(method, "gamma", gamma, x));
        return builder.elementwise(Op.ADD, scaled, perChannel(method, "beta", beta, x));
    }

    private Value normalized(Value x, List<Integer> axes, ScalarExpr eps) {
        Value centred = builder.elementwise(Op.SUB, x, mean(x, axes, true));
        return builder.elementwise(Op.MUL, centred, inverseRoot(mean(square(centred), axes, true), eps));
    }

    /**
     * {@return {@code x / (k + alpha / size * sum)^beta} with the sum of the squares of up to size channels around each one (Krizhevsky et al., 2012)}
     */
    public Value localResponseNorm(Value x, int size, ScalarExpr alpha, ScalarExpr beta, ScalarExpr k) {
        if (x.rank() < 2 || size < 1) {
            throw new GraphException(
                    GraphException.Problem.ARGUMENT,
                    "localResponseNorm: needs at least 2 dims and at least one channel, but has %s and %d"
                            .formatted(x.shape(), size));
        }
        List<Dim> before = new ArrayList<>(Collections.nCopies(x.rank(), Dim.ZERO));
        List<Dim> after = new ArrayList<>(before);
        before.set(1, Dim.of(size / 2));
        after.set(1, Dim.of((size - 1) / 2));
        Value padded = builder.pad(square(x), before, after, ScalarExpr.of(0));
        Dim channels = x.shape().dim(1);
        Value sum = builder.slice(padded, 1, Dim.ZERO, channels, 1);
        for (int i = 1; i < size; i++) {
            sum = builder.elementwise(Op.ADD, sum, builder.slice(padded, 1, Dim.of(i), channels.plus(i), 1));
        }
        ScalarExpr factor = ScalarExpr.binary(ScalarExpr.BinaryFunction.DIV, alpha, ScalarExpr.of(size));
        Value scaled = builder.elementwise(Op.MUL, sum, new Operand.Scalar(factor));
        Value base = builder.elementwise(Op.ADD, scaled, new Operand.Scalar(k));
        return builder.elementwise(Op.DIV, x, builder.elementwise(Op.POW, base, new Operand.Scalar(beta)));
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
                    "mean: takes [f32, f16, bf16, f64], not " + x.type() + "; cast the operand first");
        }
        Value sum = builder.reduce(Op.SUM, x, axes, keepDims);
        return builder.elementwise(Op.DIV, sum, number(count));
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
        return softmax(x, List.of(axis));
    }

    /** {@return {@code exp(x - max) / sum(exp(x - max))} over axes} */
    public Value softmax(Value x, List<Integer> axes) {
        Value exps = builder.elementwise(Op.EXP, shifted(x, axes));
        return builder.elementwise(Op.DIV, exps, builder.reduce(Op.SUM, exps, axes, true));
    }

    /** {@return {@code (x - max) - log(sum(exp(x - max)))} over axes} */
    public Value logSoftmax(Value x, List<Integer> axes) {
        Value shifted = shifted(x, axes);
        Value sum = builder.reduce(Op.SUM, builder.elementwise(Op.EXP, shifted), axes, true);
        return builder.elementwise(Op.SUB, shifted, builder.elementwise(Op.LOG, sum));
    }

    /**
     * {@return {@code log(sum(exp(x)))} along axes, shifted by the maximum where that is finite: infinities would become
     * not-a-number by it, but are right without}
     */
    public Value logSumExp(Value x, List<Integer> axes, boolean keepDims) {
        Value max = builder.reduce(Op.REDUCE_MAX, x, axes, true);
        Value shift = builder.elementwise(Op.SELECT, builder.elementwise(Op.IS_FINITE, max), max, number(0));
        Value exps = builder.elementwise(Op.EXP, builder.elementwise(Op.SUB, x, shift));
        Value sum = builder.elementwise(Op.LOG, builder.reduce(Op.SUM, exps, axes, true));
        Value result = builder.elementwise(Op.ADD, sum, shift);
        return keepDims ? result : without(result, "logSumExp", axes);
    }

    /** The tensor without axes of size 1. */
    private Value without(Value x, String operation, List<Integer> axes) {
        List<Integer> gone =
                axes.stream().map(axis -> builder.axis(operation, x, axis)).toList();
        return builder.reshape(
                x,
                IntStream.range(0, x.rank())
                        .filter(axis -> !gone.contains(axis))
                        .mapToObj(x.shape()::dim)
                        .toList());
    }

    private Value shifted(Value x, List<Integer> axes) {
        return builder.elementwise(Op.SUB, x, builder.reduce(Op.REDUCE_MAX, x, axes, true));
    }

    /**
     * {@return {@code (x - mean) / sqrt(variance + eps) * gamma + beta} over the last axis (Ba et al., 2016); eps inside the root} In two
     * passes. What the rounded mean leaves is not taken off as in {@link #variance}: that would cost every row a fifth of its time, and only
     * those need it whose mean is many times their deviation.
     */
    public Value layerNorm(Value x, Value gamma, Value beta, ScalarExpr eps) {
        requireFits("layerNorm", "gamma", gamma, x);
        requireFits("layerNorm", "beta", beta, x);
        Value scaled = builder.elementwise(Op.MUL, normalized(x, List.of(-1), eps), gamma);
        return builder.elementwise(Op.ADD, scaled, beta);
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

    /** {@return the product of matrices; a vector on the left is a row, on the right a column, and that dim goes} */
    public Value matmul(Value left, Value right) {
        if (left.rank() == 1 && right.rank() >= 2) {
            return rearrangements.squeeze(builder.matmul(rearrangements.expandDims(left, 0), right), -2);
        }
        if (right.rank() == 1 && left.rank() >= 2) {
            return rearrangements.squeeze(builder.matmul(left, rearrangements.expandDims(right, 1)), -1);
        }
        return builder.matmul(left, right);
    }
}
