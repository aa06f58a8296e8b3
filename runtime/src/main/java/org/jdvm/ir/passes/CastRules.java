package org.jdvm.ir.passes;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdvm.annotations.DType;
import org.jdvm.ir.GraphRewriter;
import org.jdvm.ir.Node;
import org.jdvm.ir.Op;
import org.jdvm.ir.Value;
import org.jspecify.annotations.Nullable;

/** Casts to the same type, and casts through a type that holds every value of the first one. */
final class CastRules {
    /** For each type the others that hold all of its values. */
    private static final Map<DType, Set<DType>> WIDER = new EnumMap<>(Map.of(
            DType.BOOL, Set.of(DType.I8, DType.I32, DType.I64, DType.F32, DType.F16, DType.BF16),
            DType.I8, Set.of(DType.I32, DType.I64, DType.F32, DType.F16, DType.BF16),
            DType.I32, Set.of(DType.I64),
            DType.I64, Set.of(),
            DType.F16, Set.of(DType.F32),
            DType.BF16, Set.of(DType.F32),
            DType.F32, Set.of()));

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
                || !losesNothing(origin.type(), operand.type())) {
            return null;
        }
        return origin.type() == to
                ? origin
                : copy.append(node.result(), value -> new Node.Elementwise(value, Op.CAST, List.of(origin)));
    }

    private static @Nullable Value castOperand(Node node) {
        return node instanceof Node.Elementwise(var _, var op, var operands)
                        && op == Op.CAST
                        && operands.getFirst() instanceof Value value
                ? value
                : null;
    }

    private static boolean losesNothing(DType from, DType through) {
        return WIDER.getOrDefault(from, Set.of()).contains(through);
    }
}
