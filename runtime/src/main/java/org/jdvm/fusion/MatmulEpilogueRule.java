package org.jdvm.fusion;

import java.util.List;
import java.util.Optional;
import org.jdvm.ir.Node;

/** Elementwise work on a matrix product is done on each block of it before the block is stored. */
final class MatmulEpilogueRule implements Rule {
    /** Most products that a kernel computes blocks of at the same time. */
    static final int MOST_PRODUCTS = 4;

    @Override
    public String name() {
        return "matmul-epilogue";
    }

    @Override
    public String reason() {
        return "a block of a product is worked on before it leaves the local buffer";
    }

    @Override
    public boolean appliesTo(Candidate candidate) {
        return candidate.role() == Candidate.Role.OPERAND
                && (candidate.node() instanceof Node.Matmul || candidate.node() instanceof Node.GroupedMatmul)
                && !candidate.kernel().reduces()
                && !(candidate.node() instanceof Node.Matmul
                        && candidate.kernel().inner() != null);
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
        if (candidate.node() instanceof Node.GroupedMatmul) {
            if (kernel.multiplies()) {
                return Verdict.refused("the kernel holds another matrix product already");
            }
            for (Index index : at) {
                Optional<DraftAxis> axis = index.plainAxis();
                if (axis.isEmpty() && !index.same(Index.ZERO)) {
                    return Verdict.refused("groups are found by the place of a row or column in the whole product");
                }
            }
            at.forEach(index -> index.plainAxis().ifPresent(DraftAxis::keepWhole));
        } else if (kernel.multiplies() && kernel.products().isEmpty()) {
            return Verdict.refused("the kernel holds another matrix product already");
        }
        List<Member> products = kernel.products();
        if (products.size() == MOST_PRODUCTS) {
            return Verdict.refused("the kernel holds " + MOST_PRODUCTS + " matrix products already");
        }
        if (products.stream().anyMatch(other -> !haveSameBlocks(other.at, at))) {
            return Verdict.refused("the blocks of the kernel's other product lie elsewhere");
        }
        candidate.join(at, List.of());
        return Verdict.fused("the block of the product is still in the local buffer");
    }

    /** True if rows are rows in both, and columns columns. */
    static boolean haveSameBlocks(List<Index> a, List<Index> b) {
        return Index.same(a.subList(a.size() - 2, a.size()), b.subList(b.size() - 2, b.size()));
    }
}
