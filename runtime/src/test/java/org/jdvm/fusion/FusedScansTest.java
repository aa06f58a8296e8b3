package org.jdvm.fusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.fusion.rule.Rules;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphParser;
import org.jdvm.ir.Node;
import org.jdvm.ir.Op;
import org.jdvm.ir.passes.Passes;
import org.jdvm.machine.NpuSpec;
import org.jdvm.reference.GraphCase;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.testing.Machines;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scans give the same bits among other work in the local buffer as on rows in memory, whole or in pieces. */
class FusedScansTest {
    private static final PlanRunner RUNNER = new PlanRunner();

    /** Rows of the first fit a tile, those of the second a local buffer, those of the third neither. */
    private static final long[] LENGTHS = {1, 2, 31, 1000, 20_011, 130_003};

    @AfterAll
    static void close() {
        RUNNER.close();
    }

    /** Operators whose elements are rounded at the same places, fused or not. */
    static List<Named<Graph>> operators() {
        return OperatorFile.all().stream()
                .filter(file -> file.path().getFileName().equals(Path.of("scan.txt")))
                .flatMap(file -> file.cases().stream())
                .map(known -> Passes.run(known.graph()))
                .filter(graph -> graph.nodes().stream().noneMatch(FusedScansTest::isRoundedElsewhere))
                .map(graph -> Named.of(graph.name(), graph))
                .toList();
    }

    private static boolean isRoundedElsewhere(Node node) {
        return node instanceof Node.Reduce reduce && reduce.op() == Op.SUM
                || node instanceof Node.Matmul
                || node.result().type() == DType.F16;
    }

    @ParameterizedTest
    @MethodSource("operators")
    void givesTheBitsOfScansInMemory(Graph graph) {
        OperatorCases cases = new OperatorCases(graph, graph.name().hashCode());
        Plan fused = Planner.plan(graph);
        Plan apart = Planner.plan(graph, Rules.NONE);
        for (long length : LENGTHS) {
            Map<String, Long> sizes = new HashMap<>();
            cases.symbols().forEach(symbol -> sizes.put(symbol, 3L));
            sizes.put(sizes.containsKey("N") ? "N" : "T", length);
            GraphCase test = cases.of(sizes);
            List<NpuSpec> machines =
                    length > 1000 ? List.of(NpuSpec.host(2)) : List.of(NpuSpec.host(2), Machines.tiniest(3));
            for (NpuSpec machine : machines) {
                List<ReferenceTensor> expected = RUNNER.run(apart, test, machine, false);
                List<ReferenceTensor> actual = RUNNER.run(fused, test, machine, length % 2 == 1);
                for (int i = 0; i < expected.size(); i++) {
                    assertArrayEquals(
                            expected.get(i).toDoubles(),
                            actual.get(i).toDoubles(),
                            () -> machine.name() + " " + sizes + "\n" + fused);
                }
            }
        }
    }

    /** All but what looks up in a scan, which needs all of it. */
    @Test
    void isOneKernel() {
        for (Named<Graph> operator : operators()) {
            int kernels = operator.getName().equals("running_sum_by_flips") ? 2 : 1;
            assertEquals(kernels, Planner.plan(operator.getPayload()).kernels().size(), operator.getName());
        }
    }

    /** The reason why a kernel with rows from their ends is not used. */
    @Test
    void onlyScansFromTheEndNeedAnotherPlan() {
        String graph = """
            operator f(%0 x: f32[B, N]) {
              %1: f32[B, N] = exp %0
              %2: f32[B, N] = cumsum %1 axis 1 options [0, REVERSE] output 0
              %3: f32[B, N] = sqrt %2
              return %3
            }
            """;
        assertTrue(Planner.plan(GraphParser.parse(graph.replace("REVERSE", "0")))
                .fallback()
                .isEmpty());
        Plan fallback = Planner.plan(GraphParser.parse(graph.replace("REVERSE", "1")))
                .fallback()
                .orElseThrow();
        assertEquals(3, fallback.kernels().size());
        assertTrue(Stream.of(fallback.kernels().get(1).steps().getFirst()).allMatch(Step.RowWise.class::isInstance));
    }
}
