package org.jdvm.fusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdvm.Dvm;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphParser;
import org.jdvm.ir.passes.Passes;
import org.jdvm.machine.HostVectors;
import org.jdvm.machine.NpuSpec;
import org.jdvm.reference.GraphCase;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.testing.WrittenFile;
import org.junit.jupiter.api.Test;

/** Reproducible machines give the same bits in virtual machines with vectors of different widths; without that the widths show. */
class VectorWidthsTest {
    private static final int CASES = 3;
    private static final int MOST_ELEMENTS = 3000;

    /** A product whose rows are reduced may be rounded in between: whether it is depends on the blocks of the cube unit. */
    private static final Graph CENTRED_PRODUCT = Passes.run(GraphParser.parse("""
        operator centredProduct(%0 x: bf16[M, K], %1 y: bf16[K, N]) {
          %2: bf16[M, N] = matmul %0, %1
          %3: bf16[M, 1] = reduce_max %2 axes [1] keep
          %4: bf16[M, N] = sub %2, %3
          return %4
        }
        """));

    @Test
    void bitsAreTheSameWithVectorsOfAnyWidth() throws IOException, InterruptedException {
        List<Process> children = new ArrayList<>();
        for (int bytes : new int[] {16, 32, 64}) {
            children.add(child("-XX:MaxVectorSize=" + bytes));
        }
        Map<String, String> narrow = lines(children.get(0));
        Map<String, String> wide = lines(children.get(1));
        Map<String, String> widest = lines(children.get(2));
        assertEquals("16", narrow.remove("bytes"));
        assertEquals("32", wide.remove("bytes"));
        assertTrue(List.of("32", "64").contains(widest.remove("bytes")));
        assertTrue(narrow.size() > OperatorFile.graphs().size(), narrow::toString);
        assertEquals(narrow, wide);
        assertEquals(wide, widest);
    }

    @Test
    void withoutItTheseDiffer() throws IOException {
        StringBuilder text = new StringBuilder();
        Map<String, String> widest = results(NpuSpec.host(2, 16));
        for (int width : new int[] {4, 8}) {
            Map<String, String> narrower = results(NpuSpec.host(2, width));
            text.append("%d bits instead of 512, %d of %d:\n"
                    .formatted(
                            width * Float.SIZE,
                            widest.keySet().stream()
                                    .filter(name -> !widest.get(name).equals(narrower.get(name)))
                                    .count(),
                            widest.size()));
            widest.forEach((name, hash) -> {
                if (!hash.equals(narrower.get(name))) {
                    text.append("  ").append(name).append('\n');
                }
            });
        }
        WrittenFile.check(Path.of("src/test/resources/vector-widths.txt"), text.toString());
    }

    @Test
    void theSwitchMakesMachinesReproducible() {
        try (Dvm dvm = Dvm.builder().cores(3).reproducible(true).start()) {
            assertEquals(NpuSpec.reproducible(3), dvm.machine());
        }
        try (Dvm dvm = Dvm.builder().reproducible(false).cores(3).start()) {
            assertEquals(NpuSpec.host(3), dvm.machine());
        }
    }

    private static Process child(String option) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules=jdk.incubator.vector",
                        "-Djdvm.routines=vector",
                        option,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName())
                .redirectErrorStream(true)
                .start();
    }

    private static Map<String, String> lines(Process process) throws IOException, InterruptedException {
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), text);
        Map<String, String> lines = new LinkedHashMap<>();
        text.lines()
                .map(line -> line.split("\t"))
                .filter(line -> line.length == 2)
                .forEach(line -> lines.put(line[0], line[1]));
        return lines;
    }

    /** Prints the bytes of its vectors, and hashes of results. */
    static final class Child {
        private Child() {}

        /** Runs it. */
        public static void main(String[] arguments) {
            System.out.println("bytes\t" + HostVectors.bytes());
            results(NpuSpec.reproducible(2)).forEach((name, hash) -> System.out.println(name + "\t" + hash));
        }
    }

    /** A hash of all bits for each golden operator, and for large cases where choices differ. */
    private static Map<String, String> results(NpuSpec machine) {
        Map<String, String> hashes = new LinkedHashMap<>();
        try (PlanRunner runner = new PlanRunner()) {
            for (Graph graph : OperatorFile.graphs()) {
                OperatorCases cases = new OperatorCases(graph, graph.name().hashCode());
                List<GraphCase> tests = new ArrayList<>();
                for (int i = 0; i < CASES; i++) {
                    tests.add(cases.next(MOST_ELEMENTS));
                }
                hashes.put(graph.name(), hash(runner, graph, machine, tests));
            }
            for (long keys : new long[] {3001, 6007, 11_003, 20_011}) {
                Map<String, Long> sizes = Map.of("N", 1L, "S", 14L, "T", keys, "D", 8L, "C", 8L);
                hashes.put("attention over " + keys, hash(runner, OnlineSoftmaxTest.ATTENTION, machine, sizes));
            }
            for (long columns : new long[] {40, 300, 700, 1500, 3000}) {
                Map<String, Long> sizes = Map.of("M", 100L, "K", 100L, "N", columns);
                hashes.put("centred product of " + columns, hash(runner, CENTRED_PRODUCT, machine, sizes));
            }
        }
        return hashes;
    }

    private static String hash(PlanRunner runner, Graph graph, NpuSpec machine, Map<String, Long> sizes) {
        return hash(runner, graph, machine, List.of(new OperatorCases(graph, 1).of(sizes)));
    }

    private static String hash(PlanRunner runner, Graph graph, NpuSpec machine, List<GraphCase> tests) {
        Plan plan = Planner.plan(Passes.run(graph));
        int hash = 0;
        for (GraphCase test : tests) {
            for (ReferenceTensor result : runner.run(plan, test, machine, false)) {
                hash = 31 * hash + Arrays.hashCode(result.toDoubles());
            }
        }
        return Integer.toHexString(hash);
    }
}
