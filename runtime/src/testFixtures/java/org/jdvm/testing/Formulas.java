package org.jdvm.testing;

import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Decompositions;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Op;
import org.jdvm.ir.Operand;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Value;

/** Formulas of one float tensor that people write, also in roundabout ways that passes should straighten. */
final class Formulas {
    private final GraphBuilder builder;
    private final Decompositions composites;
    private final Choices choices;

    Formulas(GraphBuilder builder, Choices choices) {
        this.builder = builder;
        this.composites = new Decompositions(builder);
        this.choices = choices;
    }

    Value write(Value x) {
        return switch (choices.below(12)) {
            case 0 -> number(Op.MUL, x, 1);
            case 1 -> number(Op.SUB, x, 0);
            case 2 -> number(Op.ADD, x, choices.oneIn(2) ? 0.0 : -0.0);
            case 3 -> apply(Op.NEG, apply(Op.NEG, x));
            case 4 -> gelu(x, choices.below(3));
            case 5 -> geluTanh(x);
            case 6 -> apply(Op.MUL, apply(Op.SIGMOID, x), x);
            case 7 -> apply(Op.DIV, x, number(Op.ADD, apply(Op.EXP, apply(Op.NEG, x)), 1));
            case 8 -> apply(Op.RECIPROCAL, apply(Op.SQRT, apply(Op.MUL, x, x)));
            case 9 -> x.rank() == 0 ? x : composites.softmax(x, choices.below(x.rank()));
            case 10 -> x.rank() == 0 ? x : composites.variance(x, List.of(-1), choices.oneIn(2));
            default -> builder.cast(builder.cast(x, DType.F32), x.type());
        };
    }

    private Value gelu(Value x, int way) {
        Value scaled = way == 0 ? number(Op.DIV, x, Math.sqrt(2)) : number(Op.MUL, x, (float) Math.sqrt(0.5));
        Value onePlus = number(Op.ADD, apply(Op.ERF, scaled), 1);
        return switch (way) {
            case 0 -> apply(Op.MUL, number(Op.MUL, x, 0.5), onePlus);
            case 1 -> number(Op.DIV, apply(Op.MUL, onePlus, x), 2);
            default -> number(Op.MUL, apply(Op.MUL, x, onePlus), 0.5);
        };
    }

    private Value geluTanh(Value x) {
        Value cube = choices.oneIn(2) ? number(Op.POW, x, 3) : apply(Op.MUL, apply(Op.MUL, x, x), x);
        Value inner = apply(Op.ADD, x, number(Op.MUL, cube, 0.044715));
        Value onePlus = number(Op.ADD, apply(Op.TANH, number(Op.MUL, inner, Math.sqrt(2 / Math.PI))), 1);
        return apply(Op.MUL, number(Op.MUL, x, 0.5), onePlus);
    }

    private Value apply(Op op, Operand... operands) {
        return builder.elementwise(op, operands);
    }

    private Value number(Op op, Value x, double number) {
        return builder.elementwise(op, x, new Operand.Scalar(ScalarExpr.of(number)));
    }
}
