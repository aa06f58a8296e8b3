package org.jdvm.ir.passes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphParser;
import org.jdvm.ir.Node;
import org.jdvm.ir.Value;
import org.jdvm.testing.Agreement;
import org.jdvm.testing.GraphCase;
import org.jdvm.testing.GraphGenerator;

/** Properties of passes on random graphs. */
class PassesPropertyTest {
    @Provide
    Arbitrary<GraphCase> graphs() {
        return Arbitraries.integers()
                .between(0, 9999)
                .list()
                .ofMaxSize(120)
                .map(numbers -> GraphGenerator.generate(numbers, 200, Set.of()));
    }

    @Property(tries = 600, seed = "1")
    void passesKeepResults(@ForAll("graphs") GraphCase test) {
        Graph canonical = Passes.run(test.graph());
        assertNull(Agreement.difference(test, test.with(canonical).evaluate()), canonical::toString);
    }

    @Property(tries = 300, seed = "2")
    void eachPassLeavesAWellFormedGraphAndRunsOnce(@ForAll("graphs") GraphCase test) {
        for (Passes.Step step : Passes.steps(test.graph())) {
            checkNumbers(step.after());
        }
        Graph canonical = Passes.run(test.graph());
        assertEquals(List.of(), Passes.steps(canonical));
        assertTrue(canonical.nodes().size() <= test.graph().nodes().size());
    }

    @Property(tries = 300, seed = "3")
    void textsParseBack(@ForAll("graphs") GraphCase test) {
        assertEquals(test.graph(), GraphParser.parse(test.graph().toString()));
    }

    private static void checkNumbers(Graph graph) {
        for (int i = 0; i < graph.nodes().size(); i++) {
            Node node = graph.nodes().get(i);
            assertEquals(i, node.result().id(), graph::toString);
            for (Value input : node.inputs()) {
                assertFalse(input.id() >= i, graph::toString);
                assertEquals(graph.node(input).result(), input, graph::toString);
            }
        }
    }
}
