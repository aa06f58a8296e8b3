package org.jdvm.fusion.rule;

import java.util.List;
import org.jdvm.fusion.draft.Refusal;
import org.jdvm.ir.Node;

/** Numbers that are made from nothing are made anew in each kernel that reads them. */
final class RematerializeConstantsRule implements Rule {
    @Override
    public String name() {
        return "generated-numbers";
    }

    @Override
    public String reason() {
        return "making an index or a constant costs less than reading it";
    }

    @Override
    public List<Refusal> refusals() {
        return List.of();
    }

    @Override
    public boolean appliesTo(Candidate candidate) {
        return candidate.role() == Candidate.Role.OPERAND && isGenerated(candidate.node());
    }

    @Override
    public boolean mayRepeat() {
        return true;
    }

    static boolean isGenerated(Node node) {
        return node instanceof Node.Iota || node instanceof Node.Fill;
    }

    @Override
    public Verdict consider(Candidate candidate) {
        return new Verdict.Fused("made on the tile where it is used", candidate::joinEverywhere);
    }
}
