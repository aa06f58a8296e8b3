package org.jdvm.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdvm.ir.GraphParser;
import org.jdvm.testing.GoldenFile;
import org.jdvm.testing.GoldenInputs;
import org.jdvm.testing.Workload;
import org.jdvm.testing.Workloads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of the evaluator against results of another system. */
class GoldenTest {
    static List<Workload> workloads() {
        return Workloads.ALL;
    }

    @Test
    void everyFileHasAWorkload() throws IOException, URISyntaxException {
        Path directory = Path.of(
                Objects.requireNonNull(GoldenTest.class.getResource("/golden")).toURI());
        try (Stream<Path> files = Files.list(directory)) {
            Set<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".safetensors"))
                    .collect(Collectors.toSet());
            assertEquals(
                    names, workloads().stream().map(w -> w + ".safetensors").collect(Collectors.toSet()));
        }
    }

    @Test
    void streamsStartAsTheyShould() {
        double[] values =
                GoldenInputs.floats("add/in0/1x5x24", new int[] {6}, 1, 0).toDoubles();
        double[] expected = {
            -0.20004701614379883,
            0.9435769319534302,
            0.4442129135131836,
            0.3751484155654907,
            -0.5471482276916504,
            -0.07431638240814209
        };
        assertArrayEquals(expected, values);
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void madeInputsAreTheStoredOnes(Workload workload) {
        GoldenFile golden = workload.golden();
        for (int i = 0; i < workload.inputs().size() && golden.has("in" + i); i++) {
            assertArrayEquals(
                    golden.get("in" + i).dims(), workload.inputs().get(i).dims());
            assertArrayEquals(
                    golden.get("in" + i).values(), workload.inputs().get(i).toDoubles(), "in" + i);
        }
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void resultsAgree(Workload workload) {
        ReferenceTensor result = ReferenceEvaluator.evaluate(workload.graph(), workload.inputs(), Map.of())
                .getFirst();
        GoldenFile.Entry expected = workload.golden().get("out0_f64");
        assertArrayEquals(expected.dims(), result.dims());
        // results stored as floats are off by half a unit in the last place
        double tolerance = expected.type().equals("F64") ? 1e-10 : 6e-8;
        for (int i = 0; i < expected.values().length; i++) {
            double want = expected.values()[i];
            double difference = Math.abs(want - result.asDouble(i));
            int at = i;
            assertTrue(
                    difference <= tolerance * Math.max(1, Math.abs(want)),
                    () -> workload + " element " + at + ": expected " + want + ", got " + result.asDouble(at));
        }
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void graphsSurviveTheirText(Workload workload) {
        assertEquals(workload.graph(), GraphParser.parse(workload.graph().toString()));
    }
}
