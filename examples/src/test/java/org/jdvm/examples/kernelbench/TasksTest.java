package org.jdvm.examples.kernelbench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdvm.Explanation;
import org.jdvm.OperatorTemplate;
import org.jdvm.Tensor;
import org.jdvm.examples.BothTiers;
import org.jdvm.examples.kernelbench.TaskCase.Task;
import org.jdvm.machine.NpuSpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All tasks, and relatives of them, in the three forms of {@link KernelBenchTest} against their graphs evaluated in double precision, at
 * random small sizes. That the formulas are right, {@link KernelBenchTest} shows.
 */
class TasksTest {
    private static final SortedMap<Task, TaskOperator> OPERATORS = TaskOperator.all();
    private static final Path TABLE = Path.of("src/test/resources/kernelbench/fusion.txt");
    private static final int TASKS = 100;
    private static final int CASES = 2;

    private static BothTiers tiers;

    @BeforeAll
    static void start() {
        tiers = BothTiers.start();
    }

    @AfterAll
    static void end() {
        tiers.close();
    }

    @Test
    void eachTaskHasAnOperator() {
        SortedSet<Task> tasks = new TreeSet<>();
        IntStream.rangeClosed(1, TASKS).forEach(number -> {
            tasks.add(new Task(1, number));
            tasks.add(new Task(2, number));
        });
        assertEquals(tasks, new TreeSet<>(OPERATORS.keySet()));
    }

    static Stream<Arguments> operators() {
        Stream<Arguments> tasks = OPERATORS.values().stream()
                .map(task -> Arguments.of(task.task() + " " + task.template().name(), task.method(), task.template()));
        Stream<Arguments> others = OtherOperatorsOperators.templates().stream()
                .map(template -> Arguments.of(
                        template.name(), TaskOperator.named(OtherOperators.class, template.name(), false), template));
        return Stream.concat(tasks, others);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operators")
    void hasTheNumbersOfItsGraph(String name, Method method, OperatorTemplate template) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(template.name().hashCode());
        for (int i = 0; i < CASES; i++) {
            RandomCase of = RandomCase.of(template.graph(), random);
            Tensor[] tensors = of.tensors();
            double[] numbers = of.numbers();
            Tensor interpreted = template.callAll(tiers.interpreting(), tensors, numbers)[0];
            check(of, "interpreted", interpreted);
            tiers.lowering().warmUp(template, template.sizes(tensors, numbers));
            Tensor lowered = template.callAll(tiers.lowering(), tensors, numbers)[0];
            assertArrayEquals(bits(interpreted), bits(lowered), () -> "interpreted and lowered" + of.test());
            Tensor recorded = TaskOperator.invoke(method, TaskOperator.arguments(method, tensors, numbers));
            check(of, "recorded", recorded);
        }
    }

    private static void check(RandomCase of, String form, Tensor result) {
        assertNull(of.difference(result), () -> form + of.test());
    }

    private static long[] bits(Tensor tensor) {
        if (!tensor.type().isFloat()) {
            return tensor.toLongArray();
        }
        float[] floats = tensor.toFloatArray();
        long[] bits = new long[floats.length];
        Arrays.setAll(bits, i -> Float.floatToIntBits(floats[i]));
        return bits;
    }

    /** What was fused; the machine does not matter for it. */
    @Test
    void fusion() throws IOException {
        List<String> lines = new ArrayList<>();
        int intermediates = 0;
        int stored = 0;
        for (TaskOperator operator : OPERATORS.values()) {
            OperatorTemplate template = operator.template();
            RandomCase of = RandomCase.of(
                    template.graph(), new SplittableRandom(operator.task().number()));
            Explanation made = template.explain(template.sizes(of.tensors(), of.numbers()), NpuSpec.neoverseN1());
            intermediates += made.intermediates();
            stored += made.stored();
            lines.add("%-5s %-44s kernels: %d, in memory: %d of %2d"
                    .formatted(operator.task(), template.name(), made.kernels(), made.stored(), made.intermediates()));
            made.missed().forEach(miss -> lines.add("       not fused: " + miss));
        }
        lines.add("all: %d of %d intermediate tensors in memory".formatted(stored, intermediates));
        String text = String.join("\n", lines) + "\n";
        if (Boolean.getBoolean("jdvm.golden.rewrite")) {
            Files.createDirectories(TABLE.getParent());
            Files.writeString(TABLE, text);
        }
        assertEquals(Files.readString(TABLE), text, TABLE + "; -Djdvm.golden.rewrite=true writes it again");
    }
}
