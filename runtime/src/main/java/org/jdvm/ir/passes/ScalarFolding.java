package org.jdvm.ir.passes;

import java.util.List;
import org.jdvm.ir.GraphRewriter;
import org.jdvm.ir.Node;
import org.jdvm.ir.Operand;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Value;
import org.jspecify.annotations.Nullable;

/** Computes the parts of scalar expressions that are known. */
final class ScalarFolding {
    private ScalarFolding() {}

    static @Nullable Value replacement(Node node, GraphRewriter copy) {
        return switch (node) {
            case Node.Elementwise(var result, var op, var operands) -> {
                List<Operand> folded = operands.stream()
                        .map(operand -> operand instanceof Operand.Scalar(var expression)
                                ? new Operand.Scalar(fold(expression))
                                : operand)
                        .toList();
                yield folded.equals(operands)
                        ? null
                        : copy.append(result, value -> new Node.Elementwise(value, op, folded));
            }
            case Node.Fill(var result, var number)
            when !fold(number).equals(number) -> copy.append(result, value -> new Node.Fill(value, fold(number)));
            case Node.Pad(var result, var operand, var before, var number)
            when !fold(number).equals(number) ->
                copy.append(result, value -> new Node.Pad(value, operand, before, fold(number)));
            default -> null;
        };
    }

    private static ScalarExpr fold(ScalarExpr expression) {
        return switch (expression) {
            case ScalarExpr.Literal literal -> literal;
            case ScalarExpr.Parameter parameter -> parameter;
            case ScalarExpr.Size(var dim) -> ScalarExpr.size(dim);
            case ScalarExpr.Unary(var function, var operand) -> ScalarExpr.unary(function, fold(operand));
            case ScalarExpr.Binary(var function, var left, var right) ->
                ScalarExpr.binary(function, fold(left), fold(right));
        };
    }
}
