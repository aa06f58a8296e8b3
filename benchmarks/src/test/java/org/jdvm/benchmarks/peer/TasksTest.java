package org.jdvm.benchmarks.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jdvm.Dvm;
import org.jdvm.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both sides of each task compute the same, and a difference would be seen. */
class TasksTest {
    static Stream<Task> tasks() {
        return Stream.of(
                Tasks.matmul(7, 24, 40, true),
                Tasks.matmul(7, 24, 40, false),
                WindowLayer.parse("3@23x19-5k7s2").task(),
                WindowLayer.parse("4@9x11-6k3s1").task(),
                WindowLayer.parse("4@9x11-6k3s2").task(),
                WindowLayer.parse("4@9x11-6k1s1").task(),
                WindowLayer.parse("4@9x11-6k1s2").task(),
                WindowLayer.parse("32@9x7-dk3s1").task(),
                WindowLayer.parse("96@9x7-dk3s2").task(),
                WindowLayer.parse("32@9x17-dk3s2x1").task(),
                WindowLayer.parse("32@9x17-dk5s1").task(),
                WindowLayer.parse("32@9x17-dk5s2x1").task(),
                WindowLayer.parse("8@31-6k3s1").task(),
                WindowLayer.parse("8@31-6k3s2").task(),
                WindowLayer.parse("8@31-6k5s1").task(),
                WindowLayer.parse("8@31-6k7s1").task(),
                WindowLayer.parse("3@13x13-maxk3s2").task(),
                WindowLayer.parse("3@12x12-avgk2s2").task(),
                WindowLayer.parse("5@7x7-avgk7s7").task(),
                SingleOperation.parse("cumsum@3x67").task(),
                SingleOperation.parse("top1@3x67").task(),
                SingleOperation.parse("top10@3x67").task(),
                SingleOperation.parse("softmax@3x67").task(),
                SingleOperation.parse("layernorm@3x67").task(),
                SingleOperation.parse("lstm@5x1").task(),
                SingleOperation.parse("lstm@4x3").task(),
                Tasks.denseGelu(5, 24, 40),
                Tasks.gatedFeedForward(3),
                Tasks.attention(17),
                Tasks.decoderLayer(16),
                Tasks.llama6(List.of(5, 16)),
                Tasks.bert4(List.of(16, 5)));
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void allEnginesAgree(Task task) {
        assertTrue(task.supports(Task.STANDARD));
        for (String engine : List.of(Task.JDVM, Task.STANDARD, Task.FUSED)) {
            if (task.supports(engine)) {
                assertDoesNotThrow(() -> task.open(engine, 2).close(), () -> task.name() + " on " + engine);
            }
        }
    }

    @Test
    void indicesOfTheLargest() {
        Tensor x = Tasks.numbers("largest", 1, 5, 331);
        try (Dvm dvm = Dvm.builder().cores(1).start()) {
            RowOperations.Largest largest = RowOperationsOperators.largest(dvm, x, 7);
            assertArrayEquals(
                    largest.values().toFloatArray(),
                    x.takeAlongAxis(-1, largest.indices()).toFloatArray());
        }
    }

    @Test
    void aDifferenceIsSeen() {
        Task same = Tasks.matmul(7, 24, 40, true);
        Tensor other = Tensor.of(new float[7 * 40], 7, 40);
        Task different = new Task("zeros", 1, dvm -> _ -> other, same.peers());
        assertThrows(IllegalStateException.class, () -> different.open(Task.JDVM, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Task("none", 1, same.operator(), Map.of()).open(Task.JDVM, 1));
    }
}
