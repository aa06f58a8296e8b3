package org.jdvm.fusion.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdvm.fusion.Decision;
import org.jdvm.fusion.Plan;
import org.jdvm.fusion.Planner;
import org.jdvm.fusion.draft.Refusal;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphParser;

/** The base of the tests of one rule: graphs at which the rule refuses, each with the reason that the plan reports. */
abstract class RefusalTesting {
    private final String rule;
    private final Set<Refusal> seen = new HashSet<>();

    RefusalTesting(String rule) {
        this.rule = rule;
    }

    /** The reasons that were asserted so far. */
    final Set<Refusal> seen() {
        return seen;
    }

    final String rule() {
        return rule;
    }

    /** Asserts that the rule did not fuse a node, and that the plan says why. */
    final Decision refused(Refusal refusal, String reason, String node, String graph) {
        return refused(rule, refusal, reason, node, graph);
    }

    final Decision refused(String byRule, Refusal refusal, String reason, String node, String graph) {
        Plan plan = Planner.plan(parse(graph));
        List<Decision> decisions = plan.decisions().stream()
                .filter(decision -> decision.rule().equals(byRule)
                        && decision.node().result().toString().equals(node)
                        && decision.refusal().filter(refusal::equals).isPresent())
                .toList();
        assertTrue(!decisions.isEmpty(), plan::toString);
        assertEquals(reason, decisions.getFirst().reason());
        String line = node + " did not join kernel " + decisions.getFirst().kernel() + " (" + byRule + "): " + reason;
        assertTrue(plan.toString().contains(line + "\n"), plan::toString);
        note(refusal);
        return decisions.getFirst();
    }

    final void note(Refusal refusal) {
        seen.add(refusal);
    }

    static Graph parse(String graph) {
        return GraphParser.parse("operator f" + graph + "\n}");
    }

    /** Nodes that each negate the one before: {@code count} of them, the first one reads {@code operand}. */
    static String chain(int first, int count, String type, String operand) {
        StringBuilder nodes = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String read = i == 0 ? operand : "%" + (first + i - 1);
            nodes.append("%" + (first + i) + ": " + type + " = neg " + read + "\n");
        }
        return nodes.toString();
    }
}
