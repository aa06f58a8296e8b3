package org.jdvm.fusion.rule;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdvm.fusion.draft.DraftAxis;
import org.jdvm.fusion.draft.FusedNode;
import org.jdvm.fusion.draft.Index;
import org.jdvm.fusion.draft.KernelDraft;
import org.jdvm.fusion.draft.Refusal;
import org.jdvm.ir.Node;

/** Products of the same left operand share a kernel with all that is done to their blocks: queries, keys and values. */
final class SiblingProductsRule implements Rule {
    /** Why it refuses. */
    enum Why implements Refusal {
        FULL("the kernel is full"),
        WHOLE_ROWS("the blocks of a kernel that reduces hold whole rows"),
        OTHER_POINTS("the kernel runs over other points"),
        OTHER_OPERANDS("the kernel multiplies other operands");

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
        return "sibling-products";
    }

    @Override
    public String reason() {
        return "products with one left operand pack it once";
    }

    @Override
    public List<Refusal> refusals() {
        return List.of(Why.values());
    }

    @Override
    public boolean appliesTo(Candidate candidate) {
        return candidate.role() == Candidate.Role.SIBLING && candidate.node() instanceof Node.Matmul;
    }

    @Override
    public Verdict consider(Candidate candidate) {
        KernelDraft kernel = candidate.kernel();
        Node.Matmul matmul = (Node.Matmul) candidate.node();
        KernelDraft home = candidate.drafts().homeOf(matmul);
        if (kernel.size() + home.size() > KernelDraft.MOST_MEMBERS
                || kernel.products().size() + home.products().size() > MatmulEpilogueRule.MOST_PRODUCTS) {
            return Verdict.refused(Why.FULL);
        }
        if (kernel.reduces() || home.reduces() || kernel.inner() != null || home.inner() != null) {
            return Verdict.refused(Why.WHOLE_ROWS);
        }
        Optional<Map<DraftAxis, Index>> way = way(home, kernel, candidate);
        if (way.isEmpty()) {
            return Verdict.refused(Why.OTHER_POINTS);
        }
        FusedNode product = home.membersFor(matmul.result()).getFirst().substitute(way.get());
        for (FusedNode other : kernel.products()) {
            Node.Matmul twin = (Node.Matmul) other.node;
            if (twin.left().equals(matmul.left()) && Index.same(other.at, product.at)) {
                return new Verdict.Fused(
                        "multiplies the same left operand as " + twin.result(),
                        () -> candidate.drafts().merge(home, kernel, way.get()));
            }
        }
        return Verdict.refused(Why.OTHER_OPERANDS);
    }

    /** From the axes of one kernel to those of another, if they are the same ones. */
    private static Optional<Map<DraftAxis, Index>> way(KernelDraft from, KernelDraft to, Candidate candidate) {
        List<DraftAxis> old = from.leaves();
        List<DraftAxis> others = to.leaves();
        if (old.size() != others.size()) {
            return Optional.empty();
        }
        Map<DraftAxis, Index> way = new HashMap<>();
        for (int i = 0; i < old.size(); i++) {
            if (!candidate.facts().areEqual(old.get(i).size, others.get(i).size)) {
                return Optional.empty();
            }
            way.put(old.get(i), Index.of(others.get(i)));
        }
        return Optional.of(way);
    }
}
