package org.jdvm.fusion.rule;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jdvm.fusion.Plan;
import org.jdvm.fusion.Planner;
import org.junit.jupiter.api.Test;

class RematerializeConstantsRuleTest extends RefusalTesting {
    RematerializeConstantsRuleTest() {
        super("generated-numbers");
    }

    @Test
    void firesInEachKernel() {
        Plan plan = Planner.plan(parse("""
            (%0 x: f32[T], %1 y: f32[S]) {
              %2: f32[1] = fill {2.0}
              %3: f32[T] = mul %0, %2
              %4: f32[S] = mul %1, %2
              return %3, %4
            """));
        assertTrue(plan.workspace().isEmpty(), plan::toString);
        assertTrue(
                plan.decisions().stream()
                                .filter(decision -> decision.rule().equals(rule()) && decision.fused())
                                .count()
                        == 2,
                plan::toString);
    }
}
