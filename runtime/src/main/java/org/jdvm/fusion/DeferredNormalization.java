package org.jdvm.fusion;

import java.util.Optional;
import org.jdvm.annotations.DType;
import org.jdvm.fusion.draft.FusedNode;
import org.jdvm.fusion.draft.KernelDraft;
import org.jdvm.ir.Node;
import org.jdvm.ir.Op;
import org.jdvm.ir.Value;
import org.jspecify.annotations.Nullable;

/**
 * Moves the division of a softmax after the product that multiplies its result: {@code (e / sum(e)) v = (e v) / sum(e)}.
 *
 * <p>A row of the result has one element for each column of the matrix, a row of probabilities one for each key. The exponentials are
 * those of numbers less their largest, so none is above 1: what is divided is larger by at most the number of keys.
 */
final class DeferredNormalization {
    private DeferredNormalization() {}

    /** {@return the quotient that a product multiplies from the left, if it may as well be divided afterwards} */
    static Optional<FusedNode> of(KernelDraft kernel, FusedNode product) {
        FusedNode quotient = producer(kernel, product.left);
        if (quotient == null
                || quotient.isStored
                || quotient.node.result().type() != DType.F32
                || !applies(quotient.node, Op.DIV)
                || isReadElsewhere(kernel, quotient)) {
            return Optional.empty();
        }
        FusedNode exponentials = producer(kernel, operand(quotient, 0));
        FusedNode sum = producer(kernel, operand(quotient, 1));
        return exponentials != null
                        && sum != null
                        && applies(exponentials.node, Op.EXP)
                        && sums(sum.node, exponentials)
                        && isBounded(kernel, exponentials)
                ? Optional.of(quotient)
                : Optional.empty();
    }

    private static boolean isReadElsewhere(KernelDraft kernel, FusedNode quotient) {
        return kernel.members()
                .anyMatch(member -> member.reads.stream().anyMatch(read -> producer(kernel, read) == quotient));
    }

    private static boolean sums(Node sum, FusedNode exponentials) {
        return sum instanceof Node.Reduce reduce
                && reduce.op() == Op.SUM
                && reduce.operand().equals(exponentials.node.result());
    }

    /** True if a maximum is taken from what the exponentials are of. */
    private static boolean isBounded(KernelDraft kernel, FusedNode exponentials) {
        FusedNode difference = producer(kernel, operand(exponentials, 0));
        if (difference == null || !applies(difference.node, Op.SUB)) {
            return false;
        }
        FusedNode.Read number = operand(difference, 0);
        FusedNode largest = producer(kernel, operand(difference, 1));
        return number != null
                && largest != null
                && largest.node instanceof Node.Reduce reduce
                && reduce.op() == Op.REDUCE_MAX
                && reduce.operand().equals(number.tensor());
    }

    private static boolean applies(Node node, Op op) {
        return node instanceof Node.Elementwise elementwise
                && elementwise.op() == op
                && elementwise.operands().stream().allMatch(Value.class::isInstance);
    }

    private static FusedNode.@Nullable Read operand(FusedNode member, int operand) {
        return operand < member.reads.size() ? member.reads.get(operand) : null;
    }

    private static @Nullable FusedNode producer(KernelDraft kernel, FusedNode.@Nullable Read read) {
        return read == null ? null : kernel.find(read.tensor(), read.at());
    }
}
