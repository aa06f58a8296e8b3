package org.jdvm.ir.passes;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jdvm.ir.GraphRewriter;
import org.jdvm.ir.Node;
import org.jdvm.ir.Op;
import org.jdvm.ir.Operand;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jspecify.annotations.Nullable;

/** Operands of elementwise operations that are broadcast or filled although the other operands already give the shape. */
final class BroadcastRules {
    private BroadcastRules() {}

    static @Nullable Value replacement(Node node, GraphRewriter copy) {
        if (!(node instanceof Node.Elementwise(var result, var op, var operands)) || op == Op.CAST) {
            return null;
        }
        List<Operand> changed = new ArrayList<>(operands);
        for (int i = 0; i < changed.size(); i++) {
            if (!(simpler(changed.get(i), op == Op.SELECT && i == 0, copy) instanceof Operand simpler)) {
                continue;
            }
            Operand before = changed.set(i, simpler);
            if (!giveShape(changed, result.shape()) || !giveType(changed, op)) {
                changed.set(i, before);
            }
        }
        return changed.equals(operands) ? null : copy.append(result, value -> new Node.Elementwise(value, op, changed));
    }

    private static @Nullable Operand simpler(Operand operand, boolean isCondition, GraphRewriter copy) {
        if (!(operand instanceof Value value)) {
            return null;
        }
        return switch (copy.made(value)) {
            case Node.Broadcast(var _, var origin) -> origin;
            case Node.Fill(var _, var number) when !isCondition -> new Operand.Scalar(number);
            default -> null;
        };
    }

    /** Whether for each axis of the shape an operand has just this size. */
    private static boolean giveShape(List<Operand> operands, Shape shape) {
        List<Shape> shapes = operands.stream()
                .map(operand -> operand instanceof Value value ? value.shape() : null)
                .filter(Objects::nonNull)
                .toList();
        for (int axis = 0; axis < shape.rank(); axis++) {
            int fromLast = shape.rank() - axis;
            boolean found = false;
            for (Shape operand : shapes) {
                int at = operand.rank() - fromLast;
                found |= at >= 0 && operand.dim(at).equals(shape.dim(axis));
            }
            if (!found) {
                return false;
            }
        }
        return !shapes.isEmpty();
    }

    /** Whether there is a tensor whose type the numbers take; the condition of a selection is none. */
    private static boolean giveType(List<Operand> operands, Op op) {
        int first = op == Op.SELECT ? 1 : 0;
        return operands.stream().skip(first).anyMatch(Value.class::isInstance);
    }
}
