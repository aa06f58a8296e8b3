package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jdvm.call.PlannedOperator;
import org.jdvm.fusion.Plan;
import org.jdvm.fusion.PlanText;
import org.jdvm.fusion.Planner;
import org.jdvm.fusion.rule.Rules;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphParser;
import org.jdvm.ir.passes.Passes;
import org.junit.jupiter.api.Test;

/** The plan that a generated class holds is what runs; another version's is made again, a damaged one is refused. */
class BuiltOperatorTest {
    private static final String GRAPH = """
        operator scale(%0 x: f32[T]) {
          %1: f32[T] = mul %0, {2.0}
          %2: f32[T] = exp %1
          return %2
        }
        """;

    private static Plan plan(Rules rules) {
        Graph graph = GraphParser.parse(GRAPH);
        return Planner.plan(Passes.run(graph), rules);
    }

    private static OperatorTemplate operator(Class<?> owner, String planText) {
        return OperatorTemplate.parse(owner, "scale(x: f32[T]) -> tensor", GRAPH, planText);
    }

    /** A plan that the planner would not make tells that it was read. */
    @Test
    void thePlanOfTheBuildRuns() {
        Plan unfused = plan(Rules.NONE);
        assertNotEquals(plan(Rules.STANDARD), unfused);
        OperatorTemplate operator = operator(BuiltOperatorTest.class, PlanText.print(unfused));
        assertEquals(unfused, operator.operator().template().plan());
        float[] result = operator.call(Dvm.shared(), new Tensor[] {Tensor.of(new float[] {0, 0.5f}, 2)}, new double[0])
                .toFloatArray();
        assertEquals(1, result[0], 1e-6);
        assertEquals(Math.E, result[1], 1e-5);
    }

    @Test
    void thePlanOfAnotherVersionIsMadeAgainAndSaidOnce() {
        class Owner {}
        List<String> said = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord message) {
                said.add(message.getParameters()[0].toString());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(PlannedOperator.class.getPackageName());
        logger.addHandler(handler);
        try {
            for (String version : List.of("999.0", "0.ffffffff")) {
                String other = "plan " + version + "\nunknown text";
                assertEquals(
                        plan(Rules.STANDARD),
                        operator(Owner.class, other).operator().template().plan());
            }
        } finally {
            logger.removeHandler(handler);
        }
        assertEquals(List.of(Owner.class.getName()), said);
    }

    @Test
    void damagedTextsNameClassLineAndWhatWasExpected() {
        String text = PlanText.print(plan(Rules.STANDARD));
        for (String damaged :
                List.of(text.replace("store", "stoer"), "", "plan\n", text.replaceFirst("plan", "plam"))) {
            OperatorTemplate operator = operator(BuiltOperatorTest.class, damaged);
            IllegalStateException refused = assertThrows(IllegalStateException.class, operator::plan, damaged);
            String message = refused.getMessage();
            assertTrue(
                    message.startsWith(BuiltOperatorTest.class.getName() + ": the plan of operator scale("), message);
            assertTrue(message.contains("line ") && message.contains("expected "), message);
            assertTrue(message.endsWith("compile " + BuiltOperatorTest.class.getName() + " again"), message);
        }
    }
}
