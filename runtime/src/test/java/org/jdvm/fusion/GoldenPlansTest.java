package org.jdvm.fusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
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

    private static final Set<String> WITH_WINDOWS = Set.of("convolution.txt", "window.txt");

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
        Share all = Share.NONE;
        Share withoutWindows = Share.NONE;
        for (OperatorFile file : OperatorFile.all()) {
            Share share = Share.of(file);
            all = all.plus(share);
            if (!WITH_WINDOWS.contains(file.path().getFileName().toString())) {
                withoutWindows = withoutWindows.plus(share);
            }
        }
        reporter.publishEntry("fusion", all.toString());
        reporter.publishEntry("fusion without windows", withoutWindows.toString());
        assertTrue(all.operators() >= 200, all::toString);
        assertTrue(withoutWindows.share() >= GOAL, withoutWindows::toString);
        assertTrue(all.share() >= GOAL, all::toString);
    }

    /** Intermediate tensors of operators, and how many of them reach memory. */
    private record Share(int operators, int intermediates, int stored) {
        static final Share NONE = new Share(0, 0, 0);

        static Share of(OperatorFile file) {
            return file.cases().stream()
                    .map(known -> Summary.of(plan(known.graph())))
                    .map(summary -> new Share(1, summary.intermediates(), summary.stored()))
                    .reduce(NONE, Share::plus);
        }

        Share plus(Share other) {
            return new Share(operators + other.operators, intermediates + other.intermediates, stored + other.stored);
        }

        double share() {
            return 1 - (double) stored / intermediates;
        }

        @Override
        public String toString() {
            return "%d operators: %d of %d intermediate tensors never reach memory (%.1f %%)"
                    .formatted(operators, intermediates - stored, intermediates, 100 * share());
        }
    }

    private static Plan plan(Graph graph) {
        return Planner.plan(Passes.run(graph));
    }
}
