package org.jdvm.fusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jdvm.ir.Graph;
import org.jdvm.ir.passes.Passes;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The plans of named operators, as text, and how many of their intermediate tensors never reach memory. */
class GoldenPlansTest {
    private static final double GOAL = 0.95;

    static List<Named<OperatorFile>> files() {
        return OperatorFile.all().stream()
                .map(file -> Named.of(file.path().getFileName().toString(), file))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void plansAreTheGoldenOnes(OperatorFile file) {
        OperatorFile actual = file.with(file.cases().stream()
                .map(known -> {
                    Plan plan = plan(known.graph());
                    return new OperatorFile.Case(known.graph(), plan.toString(), Summary.of(plan) + "\n");
                })
                .toList());
        if (OperatorFile.REWRITE) {
            actual.write();
        } else {
            assertEquals(file.toString(), actual.toString());
        }
    }

    @Test
    void intermediatesStayOutOfMemory(TestReporter reporter) {
        int intermediates = 0;
        int stored = 0;
        List<Graph> graphs = OperatorFile.graphs();
        for (Graph graph : graphs) {
            Summary summary = Summary.of(plan(graph));
            intermediates += summary.intermediates();
            stored += summary.stored();
        }
        double share = 1 - (double) stored / intermediates;
        reporter.publishEntry(
                "fusion",
                "%d operators: %d of %d intermediate tensors never reach memory (%.1f %%)"
                        .formatted(graphs.size(), intermediates - stored, intermediates, 100 * share));
        assertTrue(share >= GOAL, () -> "only " + share);
    }

    private static Plan plan(Graph graph) {
        return Planner.plan(Passes.run(graph));
    }
}
