package org.jdvm.fusion.rule;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdvm.fusion.draft.FusedNode;
import org.jdvm.fusion.draft.KernelDraft;
import org.jdvm.fusion.draft.Refusal;
import org.jdvm.ir.Node;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Facts;

/** Work over the same points on the same operand shares a kernel: sine and cosine, sums and maxima, running sums and products. */
final class SiblingRule implements Rule {
    /** Why it refuses. */
    enum Why implements Refusal {
        NOTHING_ALIKE("the kernel computes nothing alike");

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
        return "siblings";
    }

    @Override
    public String reason() {
        return "kernels that read the same tensor at the same points read it once";
    }

    @Override
    public List<Refusal> refusals() {
        return List.of(Refusal.Common.FULL, Why.NOTHING_ALIKE);
    }

    @Override
    public boolean appliesTo(Candidate candidate) {
        return candidate.role() == Candidate.Role.SIBLING
                && switch (candidate.node()) {
                    case Node.Elementwise _, Node.Reduce _ -> true;
                    case Node.RowWise call -> ScanRule.isScan(call);
                    default -> false;
                };
    }

    @Override
    public Verdict consider(Candidate candidate) {
        KernelDraft kernel = candidate.kernel();
        if (kernel.size() >= KernelDraft.MOST_MEMBERS) {
            return Verdict.refused(Refusal.Common.FULL, kernel.size());
        }
        Optional<FusedNode> twin = kernel.members()
                .filter(member -> member.isStored && isTwin(candidate, member))
                .findFirst();
        if (twin.isEmpty()) {
            return Verdict.refused(Why.NOTHING_ALIKE);
        }
        FusedNode other = twin.get();
        return new Verdict.Fused(
                "computed together with " + other.node.result() + ", which reads the same operand",
                () -> candidate.join(other.at, other.reducedAt));
    }

    /** True if a member of the kernel has the form of the node, and reads one of its operands. */
    private static boolean isTwin(Candidate candidate, FusedNode member) {
        Facts facts = candidate.facts();
        boolean alike = switch (candidate.node()) {
            case Node.Elementwise node ->
                !candidate.kernel().multiplies()
                        && !candidate.kernel().reduces()
                        && equal(node.result().shape(), member.node.result().shape(), facts)
                        && sharesOperand(candidate, node.result().shape());
            case Node.Reduce node ->
                member.node instanceof Node.Reduce other
                        && !candidate.kernel().multiplies()
                        && node.axes().equals(other.axes())
                        && node.keepDims() == other.keepDims()
                        && equal(node.operand().shape(), other.operand().shape(), facts)
                        && sharesOperand(candidate, node.operand().shape());
            case Node.RowWise node ->
                member.isScan()
                        && node.axis() == ((Node.RowWise) member.node).axis()
                        && !candidate.kernel().multiplies()
                        && equal(node.result().shape(), member.node.result().shape(), facts)
                        && sharesOperand(candidate, node.result().shape());
            default -> false;
        };
        return alike && candidate.coversResult(member.at);
    }

    /** True if the kernel reads an operand that is as large as all of the work. */
    private static boolean sharesOperand(Candidate candidate, Shape shape) {
        Set<Value> operands = new HashSet<>(candidate.node().inputs());
        return operands.stream()
                .anyMatch(operand -> equal(operand.shape(), shape, candidate.facts())
                        && candidate.drafts().reads(candidate.kernel(), operand));
    }

    private static boolean equal(Shape a, Shape b, Facts facts) {
        if (a.rank() != b.rank()) {
            return false;
        }
        for (int axis = 0; axis < a.rank(); axis++) {
            if (!facts.areEqual(a.dim(axis), b.dim(axis))) {
                return false;
            }
        }
        return true;
    }
}
