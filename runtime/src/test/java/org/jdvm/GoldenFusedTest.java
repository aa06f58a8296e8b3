package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.jdvm.Conversions.Layout;
import org.jdvm.reference.GraphCase;
import org.jdvm.testing.GoldenFile;
import org.jdvm.testing.Workload;
import org.jdvm.testing.Workloads;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden workloads, fused. */
class GoldenFusedTest {
    /** Of the largest result: products of 2048 terms in 32-bit floats stay below it. */
    private static final double TOLERANCE = 2e-6;

    static List<Workload> workloads() {
        return Workloads.ALL;
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void agreesWithGoldenResults(Workload workload) {
        GraphCase test = new GraphCase(workload.graph(), workload.inputs(), Map.of());
        for (Layout layout : Layout.values()) {
            Tensor[] results = FusedRunner.run(test, FusedRunner.TWO_CORES, List.of(layout));
            compare(workload, results[0]);
            assertNull(FusedRunner.differenceToOneCore(test, List.of(layout), results));
        }
    }

    private static void compare(Workload workload, Tensor result) {
        GoldenFile.Entry expected = workload.golden().get("out0_f64");
        assertArrayEquals(expected.dims(), result.dims());
        float[] actual = result.toFloatArray();
        double largest = 1;
        for (double value : expected.values()) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < actual.length; i++) {
            double difference = Math.abs(expected.values()[i] - actual[i]);
            int at = i;
            assertTrue(
                    difference <= TOLERANCE * largest,
                    () -> "element " + at + ": expected " + expected.values()[at] + ", got " + actual[at]);
        }
    }
}
