package org.jdvm.examples.kernelbench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jdvm.examples.BothTiers;
import org.jdvm.examples.kernelbench.TaskCase.Result;
import org.jdvm.examples.kernelbench.TaskCase.Task;
import org.jdvm.examples.models.NamedNumbers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Each task in three forms against PyTorch: the generated operator as it is interpreted, the same as JVM classes, and the method itself,
 * whose operations are recorded.
 */
class KernelBenchTest {
    private static final SortedMap<Task, TaskOperator> OPERATORS = TaskOperator.all();

    private static List<TaskCase> cases = List.of();
    private static GoldenCases golden;
    private static BothTiers tiers;

    @BeforeAll
    static void start() {
        Optional<GoldenCases> found = GoldenCases.find();
        if (found.isEmpty()) {
            System.out.println("KernelBench: skipped, no folder around this project has " + GoldenCases.PLACE);
        }
        assumeTrue(found.isPresent(), "no folder around this project has " + GoldenCases.PLACE);
        golden = found.get();
        cases = golden.cases();
        tiers = BothTiers.start();
    }

    @AfterAll
    static void end() {
        if (tiers != null) {
            tiers.close();
        }
    }

    @Test
    void numbersOfNamesAreThoseOfTheManual() {
        String name = "kb/0/0/in0/3x4";
        assertArrayEquals(
                new float[] {
                    -0.5631372928619385f,
                    0.2378673553466797f,
                    0.6702790260314941f,
                    0.1266230344772339f,
                    -0.18797993659973145f,
                    -0.07663226127624512f
                },
                NamedNumbers.floats(name, 6, 1, 0));
        assertArrayEquals(
                new float[] {
                    0.9436862468719482f,
                    1.0237867832183838f,
                    1.0670279264450073f,
                    1.0126622915267944f,
                    0.9812020063400269f,
                    0.9923367500305176f
                },
                NamedNumbers.floats(name, 6, (float) 0.1, 1));
        assertArrayEquals(new long[] {10, 30, 41, 28, 20, 23}, NamedNumbers.tokens(name, 6, 50));
    }

    @Test
    void tensorsHaveTheirChecksums() {
        for (TaskCase of : golden.cases()) {
            for (NamedTensor tensor : of.tensors()) {
                assertEquals(tensor.crc32(), tensor.checksum(), of + " " + tensor.key());
            }
        }
    }

    @Test
    void results() throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        for (TaskOperator operator : OPERATORS.values()) {
            List<TaskCase> own = casesOf(operator);
            double difference = 0;
            for (TaskCase of : own) {
                TaskCase.Golden expected = golden.results(of);
                Result interpreted = operator.call(tiers.interpreting(), of);
                tiers.lowering().warmUp(operator.template(), operator.sizes(of));
                Result lowered = operator.call(tiers.lowering(), of);
                assertArrayEquals(interpreted.values(), lowered.values(), of + ": interpreted and lowered");
                difference = Math.max(difference, of.compare("interpreted", interpreted, expected));
                difference = Math.max(difference, of.compare("lowered", lowered, expected));
                difference = Math.max(difference, of.compare("recorded", operator.record(of), expected));
            }
            if (!own.isEmpty()) {
                lines.add("%-5s %-44s largest difference %.1e"
                        .formatted(operator.task(), operator.template().name(), difference));
            }
        }
        System.out.println("KernelBench: differences as a share of the largest number of a result");
        lines.forEach(System.out::println);
        // Products and pools of floats run in the machine's own kernels.
        assertTrue(2 * tiers.lowering().tierCounters().programs() > lines.size(), "programs have code");
    }

    private static List<TaskCase> casesOf(TaskOperator operator) {
        return cases.stream().filter(of -> of.task().equals(operator.task())).toList();
    }
}
