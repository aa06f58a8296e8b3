package org.jdvm.ir;

import static org.jdvm.ir.Operand.number;

import java.util.ArrayList;
import java.util.List;

/** The shares of four elements around a place in a cubic convolution (Keys, 1981). */
final class CubicConvolution {
    private final GraphBuilder builder;
    private final ScalarExpr a;

    /** The coefficient a is the slope at distance 1. */
    CubicConvolution(GraphBuilder builder, ScalarExpr a) {
        this.builder = builder;
        this.a = a;
    }

    /** The shares of the elements 1 before, at, 1 and 2 after the one below a place. */
    List<Value> weights(Value share) {
        Value rest = builder.elementwise(Op.SUB, number(1), share);
        List<Value> weights = new ArrayList<>();
        weights.add(far(apply(Op.ADD, share, number(1))));
        weights.add(near(share));
        weights.add(near(rest));
        weights.add(far(apply(Op.ADD, rest, number(1))));
        return weights;
    }

    /** The share of an element at a distance, which is not negative. */
    Value weight(Value distance) {
        Value within = apply(Op.LE, distance, number(1));
        Value beyond = apply(Op.LT, distance, number(2));
        Value outer = builder.elementwise(Op.SELECT, beyond, far(distance), number(0));
        return builder.elementwise(Op.SELECT, within, near(distance), outer);
    }

    /** {@code ((a + 2) t - (a + 3)) t^2 + 1} for a distance t below 1. */
    private Value near(Value distance) {
        Value line = apply(Op.SUB, apply(Op.MUL, distance, plus(2)), plus(3));
        return apply(Op.ADD, apply(Op.MUL, apply(Op.MUL, line, distance), distance), number(1));
    }

    /** {@code ((a t - 5 a) t + 8 a) t - 4 a} for a distance t between 1 and 2. */
    private Value far(Value distance) {
        Value line = apply(Op.SUB, apply(Op.MUL, distance, times(1)), times(5));
        Value square = apply(Op.ADD, apply(Op.MUL, line, distance), times(8));
        return apply(Op.SUB, apply(Op.MUL, square, distance), times(4));
    }

    private Operand plus(double number) {
        return new Operand.Scalar(ScalarExpr.binary(ScalarExpr.BinaryFunction.ADD, a, ScalarExpr.of(number)));
    }

    private Operand times(double number) {
        return new Operand.Scalar(
                number == 1 ? a : ScalarExpr.binary(ScalarExpr.BinaryFunction.MUL, ScalarExpr.of(number), a));
    }

    private Value apply(Op op, Value x, Operand y) {
        return builder.elementwise(op, x, y);
    }
}
