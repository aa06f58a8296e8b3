package org.jdvm.fusion.rule;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdvm.annotations.DType;
import org.jdvm.fusion.draft.DraftAxis;
import org.jdvm.fusion.draft.Index;
import org.jdvm.fusion.draft.KernelDraft;
import org.jdvm.fusion.draft.Refusal;
import org.jdvm.ir.Node;

/**
 * Rows of a matrix product are reduced while they are in the local buffer: a projection and the norm after it, attention scores and their
 * softmax. Blocks must hold whole rows then; whether they can is a guard on the sizes of the call.
 *
 * <p>There are two such rules, so that sizes may decide about each by itself: one for rows that are multiplied once more.
 */
public final class MatmulRowsRule implements Rule {
    public static final String ROWS = "matmul-rows";
    static final String SCORES = "matmul-scores";

    /** Why it refuses. */
    enum Why implements Refusal {
        OTHER_AXES("the kernel's reductions do not run along the rows of the product"),
        WINDOWS("columns that are windows become a tile, not rows for the next product"),
        WIDE("products of f64 become a tile, not rows for the next product"),
        NOT_ITS_ROWS("its rows are not those that the kernel multiplies");

        private final String text;

        Why(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }

    private final boolean multiplied;

    MatmulRowsRule(boolean multiplied) {
        this.multiplied = multiplied;
    }

    @Override
    public String name() {
        return multiplied ? SCORES : ROWS;
    }

    @Override
    public String reason() {
        return multiplied
                ? "a product whose rows are reduced for the next product stays in the local buffer: scores never reach"
                        + " memory"
                : "a product whose rows fit the local buffer is reduced there";
    }

    @Override
    public List<Refusal> refusals() {
        return multiplied
                ? List.of(
                        Refusal.Common.TWO_PLACES,
                        Refusal.Common.PRODUCT_IN_PART,
                        Why.WINDOWS,
                        Why.WIDE,
                        Why.NOT_ITS_ROWS)
                : List.of(
                        Refusal.Common.TWO_PLACES,
                        Refusal.Common.PRODUCT_IN_PART,
                        Refusal.Common.OTHER_BLOCKS,
                        Why.OTHER_AXES);
    }

    @Override
    public boolean appliesTo(Candidate candidate) {
        return candidate.role() == Candidate.Role.OPERAND
                && candidate.node() instanceof Node.Matmul
                && (multiplied
                        ? candidate.kernel().inner() != null
                        : candidate.kernel().inner() == null
                                && candidate.kernel().reduces());
    }

    @Override
    public Verdict consider(Candidate candidate) {
        KernelDraft kernel = candidate.kernel();
        if (candidate.places().size() > 1) {
            return Verdict.refused(Refusal.Common.TWO_PLACES);
        }
        List<Index> at = candidate.at();
        DraftAxis inner = kernel.inner();
        if (inner != null) {
            return intoRows(candidate, kernel, inner);
        }
        if (!candidate.coversResult(at)) {
            return Verdict.refused(Refusal.Common.PRODUCT_IN_PART);
        }
        Set<DraftAxis> columns = axes(at.subList(at.size() - 1, at.size()));
        Set<DraftAxis> reduced =
                kernel.leaves().stream().filter(DraftAxis::isReduced).collect(Collectors.toSet());
        if (!columns.equals(reduced)) {
            return Verdict.refused(Why.OTHER_AXES);
        }
        if (kernel.products().stream().anyMatch(other -> !MatmulEpilogueRule.haveSameBlocks(other.at, at))) {
            return Verdict.refused(Refusal.Common.OTHER_BLOCKS);
        }
        return new Verdict.Fused(
                "reduced while whole rows of it are in the local buffer, where they fit",
                () -> candidate.join(at, List.of()));
    }

    /** In a kernel that multiplies rows in the local buffer: the product that these rows follow from. */
    private static Verdict intoRows(Candidate candidate, KernelDraft kernel, DraftAxis inner) {
        List<Index> at = candidate.at();
        Set<DraftAxis> used = new HashSet<>();
        if (!candidate.coversEachDim(at, used) || !used.equals(kernel.operandAxes())) {
            return Verdict.refused(Refusal.Common.PRODUCT_IN_PART);
        }
        Node.Matmul matmul = (Node.Matmul) candidate.node();
        if (candidate.drafts().graph().node(matmul.right()) instanceof Node.WindowMatrix) {
            return Verdict.refused(Why.WINDOWS);
        }
        if (candidate.node().result().type() == DType.F64) {
            return Verdict.refused(Why.WIDE);
        }
        Index row = at.get(at.size() - 2);
        boolean sameRows = kernel.products().stream()
                .allMatch(product -> product.left == null
                        ? Index.same(product.at, at)
                        : product.at.get(product.at.size() - 2).same(row));
        if (!at.getLast().same(Index.of(inner)) || !sameRows) {
            return Verdict.refused(Why.NOT_ITS_ROWS);
        }
        return new Verdict.Fused(
                "its rows stay in the local buffer up to the next product, where they fit",
                () -> candidate.join(at, List.of()));
    }

    private static Set<DraftAxis> axes(List<Index> at) {
        Set<DraftAxis> axes = new HashSet<>();
        at.forEach(index -> index.expanded().terms().forEach(term -> axes.add(term.axis())));
        return axes;
    }
}
