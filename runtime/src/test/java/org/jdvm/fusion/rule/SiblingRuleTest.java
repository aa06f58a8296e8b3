package org.jdvm.fusion.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jdvm.fusion.FusionPartitioner;
import org.jdvm.fusion.draft.Drafts;
import org.jdvm.fusion.draft.Layouts;
import org.jdvm.fusion.draft.Refusal;
import org.jdvm.ir.Graph;
import org.junit.jupiter.api.Test;

/** Kernels that have nothing to do with a node are not reported: here the rule itself is asked. */
class SiblingRuleTest extends RefusalTesting {
    SiblingRuleTest() {
        super("siblings");
    }

    /** What the rule says about the first node and the first kernel of a plan, that of the last result. */
    private void refuses(Refusal refusal, String reason, String text, int node) {
        Graph graph = parse(text);
        FusionPartitioner assignment =
                new FusionPartitioner(Layouts.normalise(graph, graph.facts()), graph.facts(), Rules.STANDARD);
        assignment.run();
        Drafts drafts = assignment.drafts();
        Candidate candidate = new Candidate(
                graph.nodes().get(node), drafts.list().getFirst(), Candidate.Role.SIBLING, List.of(), drafts);
        assertEquals(new Verdict.Refused(refusal, reason), new SiblingRule().consider(candidate));
        assertEquals(2, drafts.list().size());
        note(refusal);
    }

    @Test
    void doesNotFireIntoAFullKernel() {
        refuses(
                Refusal.Common.FULL,
                "the kernel has 200 operations already",
                "(%0 x: f32[T]) {\n%1: f32[T] = exp %0\n" + chain(2, 200, "f32[T]", "%0") + "return %1, %201",
                1);
    }

    @Test
    void doesNotFireNextToOtherWork() {
        refuses(SiblingRule.Why.NOTHING_ALIKE, "the kernel computes nothing alike", """
            (%0 x: f32[T], %1 y: f32[T]) {
              %2: f32[T] = exp %0
              %3: f32[T] = exp %1
              return %2, %3
            """, 2);
    }
}
