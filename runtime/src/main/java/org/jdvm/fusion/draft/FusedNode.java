package org.jdvm.fusion.draft;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jdvm.ir.Node;
import org.jdvm.ir.Operand;
import org.jdvm.ir.Value;
import org.jspecify.annotations.Nullable;

/**
 * A node that a kernel computes, and where. A kernel may hold a node several times, at different places.
 */
public final class FusedNode {
    /** The part of a node that has only one. */
    public static final int WHOLE = 0;

    /**
     * An operand that is read at the kernel's points.
     *
     * @param tensor the operand, or what it views as far as the kernel's axes can express it
     * @param at the indices of the tensor
     */
    public record Read(Value tensor, List<Index> at) {
        Read substitute(Map<DraftAxis, Index> replacements) {
            return new Read(tensor, Index.substitute(at, replacements));
        }
    }

    public final Node node;

    /** At which indices of the node's result. */
    public final List<Index> at;

    /** For a node made of parts (a concatenation, a padded tensor) which of them this is. */
    public final int part;

    /** For a reduction and for a scan the indices of its operand. */
    public final List<Index> reducedAt;

    /** What it reads at the kernel's points, in the order of the operands. */
    public final List<Read> reads = new ArrayList<>();

    /** For a product what is read instead of values between memory and its operands. */
    public final Map<Value, Value> substitutes = new HashMap<>();

    /** For a product whose left operand the kernel computes, where it reads that. */
    @Nullable
    public Read left;

    /** For a product by what its columns are multiplied; the tensors among them are read at {@link #reads}. */
    public final List<Operand> scales = new ArrayList<>();

    /** True if its result goes to memory. */
    public boolean isStored;

    public FusedNode(Node node, List<Index> at, int part, List<Index> reducedAt) {
        this.node = node;
        this.at = at;
        this.part = part;
        this.reducedAt = reducedAt;
    }

    boolean isSame(FusedNode other) {
        return node.result().equals(other.node.result()) && part == other.part && Index.same(at, other.at);
    }

    /** True if it is an operation along an axis that is computed on tiles; others of that kind are computed on rows in memory. */
    public boolean isScan() {
        return node instanceof Node.RowWise && !reducedAt.isEmpty();
    }

    public boolean movesAlong(DraftAxis axis) {
        return Stream.concat(at.stream(), reducedAt.stream())
                .anyMatch(index -> index.expanded().terms().stream().anyMatch(term -> term.axis() == axis));
    }

    public FusedNode substitute(Map<DraftAxis, Index> replacements) {
        FusedNode moved = new FusedNode(
                node, Index.substitute(at, replacements), part, Index.substitute(reducedAt, replacements));
        reads.forEach(read -> moved.reads.add(read.substitute(replacements)));
        moved.substitutes.putAll(substitutes);
        moved.scales.addAll(scales);
        moved.left = left == null ? null : left.substitute(replacements);
        moved.isStored = isStored;
        return moved;
    }
}
