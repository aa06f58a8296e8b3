package org.jdvm.fusion;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdvm.ir.Node;

/**
 * Rows of a matrix product are reduced while they are in the local buffer: attention scores and their softmax, a projection and the norm
 * behind it. Blocks must hold whole rows then; whether they can is a guard on the sizes of the call.
 */
final class MatmulRowsRule implements Rule {
    static final String NAME = "matmul-rows";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String reason() {
        return "a product whose rows fit the local buffer is reduced there: scores never reach memory";
    }

    @Override
    public boolean appliesTo(Candidate candidate) {
        return candidate.role() == Candidate.Role.OPERAND
                && candidate.node() instanceof Node.Matmul
                && candidate.kernel().reduces();
    }

    @Override
    public Verdict consider(Candidate candidate) {
        KernelDraft kernel = candidate.kernel();
        if (candidate.places().size() > 1) {
            return Verdict.refused("the kernel reads it at two different places at once");
        }
        List<Index> at = candidate.at();
        if (!candidate.coversResult(at)) {
            return Verdict.refused("the kernel repeats the product or uses only a part of it");
        }
        Set<DraftAxis> columns = axes(at.subList(at.size() - 1, at.size()));
        Set<DraftAxis> reduced =
                kernel.leaves().stream().filter(DraftAxis::isReduced).collect(Collectors.toSet());
        if (!columns.equals(reduced)) {
            return Verdict.refused("the kernel's reductions do not run along the rows of the product");
        }
        if (kernel.products().stream().anyMatch(other -> !MatmulEpilogueRule.haveSameBlocks(other.at, at))) {
            return Verdict.refused("the blocks of the kernel's other product lie elsewhere");
        }
        candidate.join(at, List.of());
        return Verdict.fused("reduced while whole rows of it are in the local buffer, where they fit");
    }

    private static Set<DraftAxis> axes(List<Index> at) {
        Set<DraftAxis> axes = new HashSet<>();
        at.forEach(index -> index.expanded().terms().forEach(term -> axes.add(term.axis())));
        return axes;
    }
}
