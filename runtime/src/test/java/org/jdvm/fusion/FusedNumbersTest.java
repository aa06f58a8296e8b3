package org.jdvm.fusion;

import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdvm.fusion.rule.Rules;
import org.jdvm.ir.Graph;
import org.jdvm.ir.passes.Passes;
import org.jdvm.machine.NpuSpec;
import org.jdvm.reference.Agreement;
import org.jdvm.reference.GraphCase;
import org.jdvm.testing.Machines;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each golden operator gives the reference evaluator's numbers, fused and unfused, at random sizes, on several machines. */
class FusedNumbersTest {
    private static final int CASES = Integer.getInteger("jdvm.fusion.cases", 8);
    private static final int MOST_ELEMENTS = 3000;

    private static final List<NpuSpec> MACHINES = Stream.concat(
                    NpuSpec.known().stream(), Stream.of(Machines.tiniest(3)))
            .toList();

    private static final PlanRunner RUNNER = new PlanRunner();

    @AfterAll
    static void close() {
        RUNNER.close();
    }

    static List<Named<Graph>> operators() {
        return OperatorFile.graphs().stream()
                .map(graph -> Named.of(graph.name(), graph))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("operators")
    void fusedAndUnfusedGiveTheReferenceNumbers(Graph graph) {
        OperatorCases cases = new OperatorCases(graph, graph.name().hashCode());
        Graph canonical = Passes.run(graph);
        List<Plan> plans = new ArrayList<>(List.of(Planner.plan(canonical, Rules.NONE)));
        for (Optional<Plan> plan = Optional.of(Planner.plan(canonical));
                plan.isPresent();
                plan = plan.get().fallback()) {
            plans.add(plan.get());
        }
        for (int i = 0; i < CASES; i++) {
            GraphCase test = cases.next(MOST_ELEMENTS);
            for (NpuSpec machine : MACHINES) {
                for (Plan plan : plans) {
                    check(test, plan, machine, i % 2 == 1);
                }
            }
        }
    }

    private static void check(GraphCase test, Plan plan, NpuSpec machine, boolean strided) {
        String where = machine.name() + (strided ? ", strided" : "") + test + "\n" + plan;
        try {
            assertNull(Agreement.difference(test, RUNNER.run(plan, test, machine, strided)), () -> where);
        } catch (RuntimeException e) {
            throw new AssertionError(where, e);
        }
    }
}
