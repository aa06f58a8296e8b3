package org.jdvm.ir.passes;

import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.ir.GraphRewriter;
import org.jdvm.ir.Node;
import org.jdvm.ir.Op;
import org.jdvm.ir.TypePromotion;
import org.jdvm.ir.Value;
import org.jspecify.annotations.Nullable;

/** Casts to the same type, and casts through a type that holds every value of the first one. */
final class CastRules {
    private CastRules() {}

    static @Nullable Value replacement(Node node, GraphRewriter copy) {
        if (!(castOperand(node) instanceof Value operand)) {
            return null;
        }
        DType to = node.result().type();
        if (operand.type() == to) {
            return operand;
        }
        if (!(castOperand(copy.made(operand)) instanceof Value origin)
                || !TypePromotion.holds(operand.type(), origin.type())
                || isDifferentAlone(origin.type(), operand.type(), to)) {
            return null;
        }
        return origin.type() == to
                ? origin
                : copy.append(node.result(), value -> new Node.Elementwise(value, Op.CAST, List.of(origin)));
    }

    /** True if a cast of integers by way of floats, which hold them, gives other numbers than one without that way. */
    private static boolean isDifferentAlone(DType from, DType way, DType to) {
        if (!from.isInteger() || !way.isFloat() || to == DType.BOOL) {
            return false;
        }
        return to.isFloat()
                // Integers are rounded to 16-bit floats by way of f32, but f64 is rounded once.
                ? way == DType.F64 && to != DType.F32
                // Floats saturate, integers keep their lowest bits.
                : !TypePromotion.holds(to, from);
    }

    private static @Nullable Value castOperand(Node node) {
        return node instanceof Node.Elementwise(var _, var op, var operands)
                        && op == Op.CAST
                        && operands.getFirst() instanceof Value value
                ? value
                : null;
    }
}
