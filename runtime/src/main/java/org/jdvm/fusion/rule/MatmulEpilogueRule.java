package org.jdvm.fusion.rule;

import java.util.List;
import java.util.Optional;
import org.jdvm.fusion.draft.DraftAxis;
import org.jdvm.fusion.draft.FusedNode;
import org.jdvm.fusion.draft.Index;
import org.jdvm.fusion.draft.KernelDraft;
import org.jdvm.fusion.draft.Refusal;
import org.jdvm.ir.Node;

/** Elementwise work on a matrix product is done on each block of it before the block is stored. */
final class MatmulEpilogueRule implements Rule {
    /** Most products that a kernel computes blocks of at the same time. */
    static final int MOST_PRODUCTS = 4;

    /** Why it refuses. */
    enum Why implements Refusal {
        ANOTHER_PRODUCT("the kernel holds another matrix product already"),
        MANY_PRODUCTS("the kernel holds %s matrix products already");

        private final String text;

        Why(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }

    @Override
    public String name() {
        return "matmul-epilogue";
    }

    @Override
    public String reason() {
        return "a block of a product is worked on before it leaves the local buffer";
    }

    @Override
    public List<Refusal> refusals() {
        return List.of(
                Refusal.Common.TWO_PLACES,
                Refusal.Common.PRODUCT_IN_PART,
                Refusal.Common.GROUPS_BY_PLACE,
                Refusal.Common.OTHER_BLOCKS,
                Why.ANOTHER_PRODUCT,
                Why.MANY_PRODUCTS);
    }

    @Override
    public boolean appliesTo(Candidate candidate) {
        return candidate.role() == Candidate.Role.OPERAND
                && (candidate.node() instanceof Node.Matmul || isAlone(candidate.node()))
                && !candidate.kernel().reduces()
                && !(candidate.node() instanceof Node.Matmul
                        && candidate.kernel().inner() != null);
    }

    @Override
    public Verdict consider(Candidate candidate) {
        KernelDraft kernel = candidate.kernel();
        if (candidate.places().size() > 1) {
            return Verdict.refused(Refusal.Common.TWO_PLACES);
        }
        List<Index> at = candidate.at();
        if (!candidate.coversResult(at)) {
            return Verdict.refused(Refusal.Common.PRODUCT_IN_PART);
        }
        if (isAlone(candidate.node())) {
            if (kernel.multiplies()) {
                return Verdict.refused(Why.ANOTHER_PRODUCT);
            }
            for (Index index : candidate.node() instanceof Node.GroupedMatmul ? at : List.<Index>of()) {
                Optional<DraftAxis> axis = index.plainAxis();
                if (axis.isEmpty() && !index.same(Index.ZERO)) {
                    return Verdict.refused(Refusal.Common.GROUPS_BY_PLACE);
                }
            }
        } else if (kernel.multiplies() && kernel.products().isEmpty()) {
            return Verdict.refused(Why.ANOTHER_PRODUCT);
        }
        List<FusedNode> products = kernel.products();
        if (products.size() == MOST_PRODUCTS) {
            return Verdict.refused(Why.MANY_PRODUCTS, MOST_PRODUCTS);
        }
        if (products.stream().anyMatch(other -> !haveSameBlocks(other.at, at))) {
            return Verdict.refused(Refusal.Common.OTHER_BLOCKS);
        }
        return new Verdict.Fused("the block of the product is still in the local buffer", () -> {
            if (candidate.node() instanceof Node.GroupedMatmul) {
                at.forEach(index -> index.plainAxis().ifPresent(DraftAxis::keepWhole));
            }
            candidate.join(at, List.of());
        });
    }

    /** True if its kernel has no other product. */
    private static boolean isAlone(Node node) {
        return node instanceof Node.GroupedMatmul || node instanceof Node.WindowReduce;
    }

    /** True if rows are rows in both, and columns columns. */
    static boolean haveSameBlocks(List<Index> a, List<Index> b) {
        return Index.same(a.subList(a.size() - 2, a.size()), b.subList(b.size() - 2, b.size()));
    }
}
