package org.jdvm.ir.passes;

import org.jdvm.ir.GraphRewriter;
import org.jdvm.ir.Node;
import org.jdvm.ir.Op;
import org.jdvm.ir.Operand;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Value;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic that gives its operand back, to the bit, whatever it is.
 *
 * <p>Not here are {@code x + 0} (-0 becomes 0), {@code x * 0} and {@code x - x} (NaN and infinities), {@code 0 - x} (0 becomes 0, not
 * -0), and for floats anything that rounds differently.
 */
final class ArithmeticRules {
    private ArithmeticRules() {}

    static @Nullable Value replacement(Node node, GraphRewriter copy) {
        if (!(node instanceof Node.Elementwise(var _, var op, var operands))) {
            return null;
        }
        Operand left = operands.getFirst();
        Operand right = operands.getLast();
        return switch (op) {
            case MUL -> isNumber(right, 1) ? tensor(left) : isNumber(left, 1) ? tensor(right) : null;
            case DIV -> isNumber(right, 1) ? tensor(left) : null;
            case SUB -> isNumber(right, 0.0) ? tensor(left) : null;
            case ADD -> isNumber(right, -0.0) ? tensor(left) : isNumber(left, -0.0) ? tensor(right) : null;
            case NEG, NOT -> undone(op, left, copy);
            default -> null;
        };
    }

    private static @Nullable Value undone(Op op, Operand operand, GraphRewriter copy) {
        return operand instanceof Value value
                        && copy.made(value) instanceof Node.Elementwise(var _, var inner, var origin)
                        && inner == op
                ? tensor(origin.getFirst())
                : null;
    }

    private static @Nullable Value tensor(Operand operand) {
        return operand instanceof Value value ? value : null;
    }

    /** Distinguishes 0 from -0. */
    private static boolean isNumber(Operand operand, double number) {
        return operand.equals(new Operand.Scalar(ScalarExpr.of(number)));
    }
}
