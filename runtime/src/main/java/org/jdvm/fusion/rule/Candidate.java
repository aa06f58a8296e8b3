package org.jdvm.fusion.rule;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdvm.fusion.draft.DraftAxis;
import org.jdvm.fusion.draft.Drafts;
import org.jdvm.fusion.draft.FusedNode;
import org.jdvm.fusion.draft.Index;
import org.jdvm.fusion.draft.KernelDraft;
import org.jdvm.fusion.draft.Views;
import org.jdvm.ir.Node;
import org.jdvm.ir.Shape;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.Facts;

/**
 * The question that fusion rules answer: can this node be computed inside this kernel, at these indices of its result?
 *
 * @param node the node
 * @param kernel a kernel
 * @param role what the node is to the kernel
 * @param places the indices of the result at which the kernel reads it
 * @param drafts all kernels
 */
public record Candidate(Node node, KernelDraft kernel, Role role, List<List<Index>> places, Drafts drafts) {
    /** What a node is to a kernel. */
    public enum Role {
        /** The kernel reads its result at its points. */
        OPERAND,
        /** The kernel multiplies its result as a matrix. */
        MATRIX,
        /** The kernel does not read it; the question is whether it could be computed in the same kernel. */
        SIBLING
    }

    Facts facts() {
        return drafts.facts();
    }

    /** The only place. */
    public List<Index> at() {
        return places.getFirst();
    }

    boolean hasRoom() {
        return kernel.size() + places.size() <= KernelDraft.MOST_MEMBERS;
    }

    /** Makes the node part of the kernel at one place. */
    public void join(List<Index> at, List<Index> reducedAt) {
        join(kernel, new FusedNode(node, at, FusedNode.WHOLE, reducedAt));
    }

    /** Makes the node part of the kernel at all places. */
    void joinEverywhere() {
        places.forEach(at -> join(at, List.of()));
    }

    /** Makes the node or a part of it part of a kernel. */
    void join(KernelDraft other, FusedNode member) {
        other.add(member);
        drafts.readOperands(member, other);
    }

    /** True if the kernel visits each element of the node's result exactly once: along all reduced axes, or before their loops. */
    public boolean coversResult(List<Index> at) {
        Set<DraftAxis> used = new HashSet<>();
        if (!coversEachDim(at, used)) {
            return false;
        }
        boolean alongReduced = used.stream().anyMatch(DraftAxis::isReduced);
        return kernel.leaves().stream().allMatch(axis -> used.contains(axis) || axis.isReduced() && !alongReduced);
    }

    /** True if each index runs through its whole dim, and no axis serves two dims; collects the axes used. */
    boolean coversEachDim(List<Index> at, Set<DraftAxis> used) {
        Shape shape = node.result().shape();
        Views views = drafts.views();
        for (int axis = 0; axis < shape.rank(); axis++) {
            Index index = at.get(axis).expanded();
            Dim size = shape.dim(axis);
            if (views.decompose(index, List.of(size)).isEmpty() || index.terms().isEmpty() && !size.equals(Dim.ONE)) {
                return false;
            }
            for (Index.Term term : index.terms()) {
                if (!used.add(term.axis())) {
                    return false;
                }
            }
        }
        return true;
    }
}
