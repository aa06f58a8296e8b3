package org.jdvm.ir.passes;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.jdvm.ir.GraphVerifier;
import org.jdvm.reference.Agreement;
import org.jdvm.reference.GraphCase;
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
            assertEquals(List.of(), GraphVerifier.violations(step.after()), step.after()::toString);
        }
        Graph canonical = Passes.run(test.graph());
        assertEquals(List.of(), Passes.steps(canonical));
        assertTrue(canonical.nodes().size() <= test.graph().nodes().size());
    }

    @Property(tries = 300, seed = "3")
    void textsParseBack(@ForAll("graphs") GraphCase test) {
        assertEquals(test.graph(), GraphParser.parse(test.graph().toString()));
    }
}
