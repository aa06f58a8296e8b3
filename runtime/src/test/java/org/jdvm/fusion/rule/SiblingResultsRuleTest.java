package org.jdvm.fusion.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.jdvm.fusion.Plan;
import org.jdvm.fusion.PlanParser;
import org.jdvm.fusion.PlanText;
import org.jdvm.fusion.Planner;
import org.jdvm.fusion.Step;
import org.jdvm.ir.Graph;
import org.junit.jupiter.api.Test;

/** Kernels that have nothing to do with a call are not asked, so that there is no reason for a refusal. */
class SiblingResultsRuleTest extends RefusalTesting {
    private static final Graph BOTH = parse("""
        (%0 x: f32[R, C]) {
          require 5 <= C "k"
          %1: f32[R, 5] = topK %0 axis 1 options [1] output 0
          %2: i64[R, 5] = topK %0 axis 1 options [1] output 1
          return %1, %2
        """);

    SiblingResultsRuleTest() {
        super("sibling-results");
    }

    private static List<Step.RowWise> calls(Plan plan) {
        return plan.kernels().stream()
                .flatMap(kernel -> kernel.steps().stream())
                .filter(Step.RowWise.class::isInstance)
                .map(Step.RowWise.class::cast)
                .toList();
    }

    @Test
    void bothResultsAreOneStep() {
        Plan plan = Planner.plan(BOTH);
        List<Step.RowWise> calls = calls(plan);
        assertEquals(1, calls.size(), plan::toString);
        assertEquals(List.of(0, 1), calls.getFirst().outputs());
        String text = PlanText.print(plan);
        assertEquals(text, PlanText.print(PlanParser.parse(text)));
    }

    @Test
    void aResultThatIsNeededElsewhereIsOfTheSameStep() {
        Plan plan = Planner.plan(parse("""
            (%0 x: f32[R, C]) {
              %1: f32[R, C] = sort %0 axis 1 options [0] output 0
              %2: i64[R, C] = sort %0 axis 1 options [0] output 1
              %3: i64[R, C] = add %2, %2
              return %1, %3
            """));
        assertEquals(1, calls(plan).size(), plan::toString);
    }

    @Test
    void doesNotFireForOtherCalls() {
        Plan plan = Planner.plan(parse("""
            (%0 x: f32[R, C], %1 y: f32[R, C]) {
              require 5 <= C "k"
              require 5 <= R "k"
              %2: f32[R, 5] = topK %0 axis 1 options [1] output 0
              %3: i64[R, 5] = topK %1 axis 1 options [1] output 1
              %4: i64[R, 4] = topK %0 axis 1 options [1] output 1
              %5: i64[R, 5] = topK %0 axis 1 options [0] output 1
              %6: i64[5, C] = topK %0 axis 0 options [1] output 1
              %7: i64[R, C] = sort %0 axis 1 options [1] output 1
              return %2, %3, %4, %5, %6, %7
            """));
        assertEquals(6, calls(plan).size(), plan::toString);
        assertEquals(
                2,
                calls(Planner.plan(BOTH, Rules.STANDARD.without("sibling-results")))
                        .size());
    }
}
