package org.jdvm.fusion;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdvm.ir.Node;
import org.jdvm.ir.Shape;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.Facts;

/**
 * The question that fusion rules answer: can this node be computed inside this kernel, at these indices of its result?
 *
 * @param node the node
 * @param kernel a kernel that reads the node's result
 * @param indices the indices of the result at which the kernel reads it
 * @param facts what is known about sizes
 */
record Candidate(Node node, KernelDraft kernel, List<Index> indices, Facts facts) {
    /** True if the kernel's points visit each element of the node's result exactly once, apart from reduced axes. */
    boolean coversResult() {
        Set<DraftAxis> used = new HashSet<>();
        return coversEachDim(used)
                && kernel.leaves().stream().allMatch(axis -> axis.isReduced() || used.contains(axis));
    }

    /** True if each index runs through its whole dim, and no axis serves two dims; collects the axes used. */
    boolean coversEachDim(Set<DraftAxis> used) {
        Shape shape = node.result().shape();
        Views views = new Views(facts);
        for (int axis = 0; axis < shape.rank(); axis++) {
            Index index = indices.get(axis).expanded();
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
