package org.jdvm.fusion.rule;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdvm.fusion.draft.Drafts;
import org.jdvm.fusion.draft.Refusal;
import org.jdvm.ir.Node;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.Relation;

/** What several kernels read and what follows from arguments by little work is computed in each of them, if that moves fewer bytes. */
final class RematerializeRule implements Rule {
    /** Most operations between a value and the arguments. */
    private static final int MOST_OPERATIONS = 4;

    @Override
    public String name() {
        return "recomputed-producer";
    }

    @Override
    public String reason() {
        return "reading arguments again can cost less than writing and reading what follows from them; saves a launch";
    }

    @Override
    public boolean mayRepeat() {
        return true;
    }

    @Override
    public List<Refusal> refusals() {
        return List.of(Refusal.Common.FULL);
    }

    @Override
    public boolean appliesTo(Candidate candidate) {
        if (candidate.role() != Candidate.Role.OPERAND || !(candidate.node() instanceof Node.Elementwise)) {
            return false;
        }
        Drafts drafts = candidate.drafts();
        Value result = candidate.node().result();
        List<Drafts.Use> uses = drafts.usesOf(result);
        long readers = uses.stream().map(Drafts.Use::kernel).distinct().count();
        return readers > 1
                && !drafts.isResult(result)
                && uses.stream().allMatch(use -> use.at() != null)
                && pays(candidate, readers);
    }

    /** Stored, it is written once and read by all but one; computed, its arguments are read by all instead of one. */
    private static boolean pays(Candidate candidate, long readers) {
        Set<Value> arguments = new HashSet<>();
        if (collect(candidate.node(), candidate.drafts(), MOST_OPERATIONS, arguments) < 0) {
            return false;
        }
        Dim read = Dim.ZERO;
        for (Value argument : arguments) {
            read = read.plus(argument.bytes());
        }
        Dim stored = candidate.node().result().bytes();
        return candidate
                .facts()
                .holds(Relation.LE, read.times(readers - 1), stored.times(readers))
                .isProved();
    }

    /** Collects the arguments that a node follows from; the operations left, negative if it takes more or other ones. */
    private static int collect(Node node, Drafts drafts, int operations, Set<Value> arguments) {
        int left = operations - 1;
        for (Value input : node.inputs()) {
            Node producer = drafts.graph().node(drafts.baseOf(input));
            if (producer instanceof Node.Input) {
                arguments.add(input);
            } else if (producer instanceof Node.Elementwise && left > 0) {
                left = collect(producer, drafts, left, arguments);
            } else if (!RematerializeConstantsRule.isGenerated(producer)) {
                return -1;
            }
            if (left < 0) {
                return -1;
            }
        }
        return left;
    }

    @Override
    public Verdict consider(Candidate candidate) {
        if (!candidate.hasRoom()) {
            return Verdict.refused(Refusal.Common.FULL, candidate.kernel().size());
        }
        return new Verdict.Fused(
                "computed anew in each kernel that uses it: that moves fewer bytes than storing it",
                candidate::joinEverywhere);
    }
}
