package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jdvm.Conversions.Layout;
import org.jdvm.annotations.DType;
import org.jdvm.fusion.Kernel;
import org.jdvm.fusion.Plan;
import org.jdvm.fusion.PlanParser;
import org.jdvm.fusion.PlanText;
import org.jdvm.fusion.Planner;
import org.jdvm.fusion.Step;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphParser;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.reference.GraphCase;
import org.jdvm.reference.ReferenceTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Left operands of products whose inner indices are two axes of an argument: read where they are, not copied first. */
class FoldedLeftOperandTest {
    private static final int CASES = 40;
    private static final int[] SIZES = {1, 1, 2, 3, 5, 7, 8, 13, 16, 17, 31, 33, 40};

    /** Graphs over x: [B, H, T, D]; the rows of the product are joined heads of a token, or the columns of a head. */
    private enum Form {
        HEADS("[H*D, N]", """
              %3: TYPE[B, T, H, D] = permute %0 order [0, 2, 1, 3]
              %4: TYPE[B, T, H*D] = reshape %3
              %5: TYPE[B, T, N] = matmul %4, %1
              %6: TYPE[B, T, N] = add %5, %2
              return %6
            }
            """),
        COLUMNS("[H*T, N]", """
              %3: TYPE[B, D, H, T] = permute %0 order [0, 3, 1, 2]
              %4: TYPE[B, D, H*T] = reshape %3
              %5: TYPE[B, D, N] = matmul %4, %1
              %6: TYPE[B, D, N] = add %5, %2
              return %6
            }
            """),
        TWO_READERS("[H*D, N]", """
              %3: TYPE[B, T, H, D] = permute %0 order [0, 2, 1, 3]
              %4: TYPE[B, T, H*D] = reshape %3
              %5: TYPE[B, T, N] = matmul %4, %1
              %6: TYPE[B, T, N] = exp %5
              %7: TYPE[B, T, 1] = sum %6 axes [2] keep
              %8: TYPE[B, T, N] = div %6, %7
              %9: TYPE[B, T, N] = add %8, %2
              %10: TYPE[B, T, N] = matmul %4, %1
              %11: TYPE[B, T, N] = mul %10, %9
              return %11
            }
            """);

        private final String right;
        private final String body;

        Form(String right, String body) {
            this.right = right;
            this.body = body;
        }

        Graph graph(String type) {
            return GraphParser.parse(
                    ("operator folded(%0 x: TYPE[B, H, T, D], %1 w: TYPE" + right + ", %2 b: TYPE[N]) {\n" + body)
                            .replace("TYPE", type));
        }
    }

    private static GraphCase random(Graph graph, DType type, SplittableRandom random) {
        Map<String, Long> sizes = new HashMap<>();
        for (String symbol : List.of("B", "H", "T", "D", "N")) {
            sizes.put(symbol, (long) SIZES[random.nextInt(symbol.equals("B") ? 4 : SIZES.length)]);
        }
        List<ReferenceTensor> inputs = graph.parameters().stream()
                .map(parameter -> (TensorParameter) parameter)
                .map(parameter -> {
                    int[] dims = parameter.shape().dims().stream()
                            .mapToInt(dim -> (int) dim.evaluate(sizes::get))
                            .toArray();
                    double[] numbers = IntStream.range(0, Arrays.stream(dims).reduce(1, (a, b) -> a * b))
                            .mapToDouble(i -> random.nextInt(-8, 9) / 8.0)
                            .toArray();
                    return ReferenceTensor.floats(type, dims, numbers);
                })
                .toList();
        return new GraphCase(graph, inputs, Map.of());
    }

    @ParameterizedTest
    @EnumSource
    void agreesWithTheOracle(Form form) {
        SplittableRandom random = new SplittableRandom(form.ordinal());
        for (DType type : List.of(DType.F32, DType.F16, DType.BF16)) {
            Graph graph = form.graph(type.toString());
            for (int i = 0; i < CASES; i++) {
                GraphCase test = random(graph, type, random);
                List<Layout> layouts = List.of(
                        Layout.values()[random.nextInt(Layout.values().length)],
                        Layout.values()[random.nextInt(Layout.values().length)]);
                assertNull(FusedRunner.difference(test, layouts), test::toString);
                assertNull(FusedRunner.differenceOnTinyMachine(test, layouts), test::toString);
            }
        }
    }

    /** What a kernel writes anyway is written in the order of the product; operands of f64 are copied. */
    @ParameterizedTest
    @CsvSource({"f32, 1, true", "bf16, 1, true", "f64, 2, false"})
    void argumentsAreNotCopied(String type, int kernels, boolean isFolded) {
        Plan plan = Planner.plan(Form.HEADS.graph(type));
        assertEquals(kernels, plan.kernels().size(), plan::toString);
        assertEquals(
                isFolded,
                plan.kernels().stream()
                        .map(Kernel::steps)
                        .flatMap(List::stream)
                        .anyMatch(step -> step instanceof Step.Matmul matmul && matmul.fold() != null),
                plan::toString);
    }

    @Test
    void plansAreReadBack() {
        Plan plan = Planner.plan(Form.HEADS.graph("f32"));
        String text = PlanText.print(plan);
        assertEquals(text, PlanText.print(PlanParser.parse(text)));
    }

    /** The same product of recorded operations, and of rows that are an array in the order of the product. */
    @Test
    void recordedOperationsGiveTheBitsOfACopy() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < CASES; i++) {
            int heads = 1 + random.nextInt(9);
            int tokens = 1 + random.nextInt(70);
            int size = 1 + random.nextInt(40);
            int columns = 1 + random.nextInt(70);
            Tensor x = numbers(random, 2, heads, tokens, size);
            Tensor w = numbers(random, heads * size, columns);
            Tensor joined = x.permute(0, 2, 1, 3).reshape(2, tokens, heads * size);
            Tensor expected =
                    Tensor.of(joined.toFloatArray(), 2, tokens, heads * size).matmul(w);
            Tensor actual =
                    x.permute(0, 2, 1, 3).reshape(2, tokens, heads * size).matmul(w);
            assertEquals(Conversions.bits(expected), Conversions.bits(actual));
        }
    }

    private static Tensor numbers(SplittableRandom random, int... dims) {
        float[] numbers = new float[Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return Tensor.of(numbers, dims);
    }
}
