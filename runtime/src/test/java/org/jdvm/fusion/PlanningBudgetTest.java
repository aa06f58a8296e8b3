package org.jdvm.fusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jdvm.fusion.draft.Refusal;
import org.jdvm.fusion.rule.Rules;
import org.jdvm.ir.Graph;
import org.jdvm.ir.passes.Passes;
import org.jdvm.machine.NpuSpec;
import org.jdvm.reference.Agreement;
import org.jdvm.reference.GraphCase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where comparing sizes takes more than the budget, the plan is a simpler one that computes the same, and says why. */
class PlanningBudgetTest {
    private final Logger logger = Logger.getLogger(Planner.class.getName());
    private final List<String> lines = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord logged) {
            lines.add(String.valueOf(logged.getMessage()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    @Test
    void plansWithoutBudgetComputeTheSame() {
        try (PlanRunner runner = new PlanRunner()) {
            for (Graph graph : OperatorFile.graphs()) {
                lines.clear();
                Plan plan = Planner.plan(Passes.run(graph), Rules.STANDARD, 0);
                assertEquals(1, lines.size(), graph.name());
                assertTrue(
                        plan.toString().contains(Planner.BUDGET)
                                && plan.toString().contains(Refusal.Limit.SPENT.text()),
                        plan::toString);
                OperatorCases cases = new OperatorCases(graph, graph.name().hashCode());
                for (int i = 0; i < 3; i++) {
                    GraphCase test = cases.next(2000);
                    assertNull(
                            Agreement.difference(test, runner.run(plan, test, NpuSpec.host(2), i % 2 == 1)),
                            () -> test + "\n" + plan);
                }
            }
        }
    }

    @Test
    void plansWithinTheBudgetAreNotNoted() {
        for (Graph graph : OperatorFile.graphs()) {
            String plan = Planner.plan(Passes.run(graph)).toString();
            assertTrue(!plan.contains(Planner.BUDGET), plan);
        }
        assertEquals(List.of(), lines);
    }
}
