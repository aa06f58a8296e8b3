package org.jdvm.fusion.rule;

import java.util.List;
import java.util.Optional;
import org.jdvm.fusion.draft.FusedNode;
import org.jdvm.fusion.draft.KernelDraft;
import org.jdvm.fusion.draft.Refusal;
import org.jdvm.ir.Node;

/** Both results of one call of a routine for rows are of one kernel: the largest elements and their indices. */
final class SiblingResultsRule implements Rule {
    @Override
    public String name() {
        return "sibling-results";
    }

    @Override
    public String reason() {
        return "a routine that gives two results reads and orders its rows once for both";
    }

    @Override
    public List<Refusal> refusals() {
        return List.of();
    }

    @Override
    public boolean appliesTo(Candidate candidate) {
        return candidate.role() == Candidate.Role.SIBLING
                && candidate.node() instanceof Node.RowWise call
                && other(candidate.kernel(), call).isPresent();
    }

    @Override
    public Verdict consider(Candidate candidate) {
        FusedNode other =
                other(candidate.kernel(), (Node.RowWise) candidate.node()).orElseThrow();
        return new Verdict.Fused(
                "the routine gives it together with " + other.node.result(),
                () -> candidate.join(other.at, other.reducedAt));
    }

    /** The call of the same routine on the same rows for its other result. */
    private static Optional<FusedNode> other(KernelDraft kernel, Node.RowWise call) {
        return kernel.members()
                .filter(member -> !member.isScan()
                        && member.node instanceof Node.RowWise other
                        && other.op() == call.op()
                        && other.operands().equals(call.operands())
                        && other.axis() == call.axis()
                        && other.options().equals(call.options())
                        && other.result().shape().equals(call.result().shape())
                        && other.output() + call.output() == 1)
                .findFirst();
    }
}
