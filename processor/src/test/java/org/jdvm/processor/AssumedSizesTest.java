package org.jdvm.processor;

import static com.google.testing.compile.Compiler.javac;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.GraphException;
import org.jdvm.ir.GraphParser;
import org.jdvm.ir.Op;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.ScalarType;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Requirement;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.ir.passes.Passes;
import org.jdvm.specialize.Template;
import org.jdvm.symbolic.Dim;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The sizes that estimates assume are sizes that a call takes. */
final class AssumedSizesTest {
    @TestFactory
    Stream<DynamicTest> operatorsBind() {
        CollectingProcessor collector = new CollectingProcessor();
        var compilation = javac().withProcessors(collector)
                .compile(Stream.of("sizes", "samples", "golden")
                        .flatMap(directory -> Sources.in(directory).stream())
                        .map(Sources::compiled)
                        .toList());
        assertEquals(List.of(), compilation.errors());
        return collector.operators.values().stream()
                .map(read -> DynamicTest.dynamicTest(read.signature().name(), () -> {
                    Graph graph = GraphParser.parse(read.text());
                    AssumedSizes sizes = AssumedSizes.of(graph, Map.of());
                    assertTrue(sizes.values().isPresent(), () -> "no sizes: " + graph);
                    bind(template(graph), sizes.values().get());
                }));
    }

    private static Template template(Graph graph) {
        return new Template(Planner.plan(Passes.run(graph)));
    }

    /** Checks sizes as a call does. */
    private static void bind(Template template, Map<String, Long> sizes) {
        int[][] dims = template.tensors().stream()
                .map(tensor -> numbers(tensor.shape().dims(), sizes))
                .toArray(int[][]::new);
        int[][] strides = template.tensors().stream()
                .map(tensor -> numbers(tensor.shape().contiguousStrides(), sizes))
                .toArray(int[][]::new);
        double[] scalars = template.scalarParameters().stream()
                .mapToDouble(scalar -> sizes.getOrDefault(scalar.name(), 0L))
                .toArray();
        template.binder().bind(dims, strides, scalars);
    }

    private static int[] numbers(List<Dim> dims, Map<String, Long> sizes) {
        return dims.stream()
                .mapToInt(dim -> Math.toIntExact(dim.evaluate(sizes::get)))
                .toArray();
    }

    /** Wherever small sizes satisfy a random operator, sizes are found, and those bind. */
    @Test
    void randomOperatorsBind() {
        Random random = new Random(11);
        int withDemands = 0;
        for (int i = 0; i < 150; i++) {
            Graph graph = graph(random);
            withDemands += graph.requirements().isEmpty() ? 0 : 1;
            Template template = template(graph);
            Optional<Map<String, Long>> found = AssumedSizes.of(graph, Map.of()).values();
            if (found.isPresent()) {
                bind(template, found.get());
            } else {
                assertTrue(IntStream.range(0, 1296).noneMatch(n -> satisfied(template, n)), graph::toString);
            }
        }
        assertTrue(withDemands > 75, "operators with demands: " + withDemands);
    }

    /** Whether the number, read as digits, gives sizes that satisfy the operator: four symbols from 0 to 5 and a divisor. */
    private static boolean satisfied(Template template, int number) {
        long[] digits = {number % 6, number / 6 % 6, number / 36 % 6, number / 216 % 6};
        try {
            bind(
                    template,
                    Map.of("A", digits[0], "B", digits[1], "C", digits[2], "D", digits[3], "n", 1 + digits[0] % 3));
            return true;
        } catch (IllegalArgumentException | ArithmeticException _) {
            return false;
        }
    }

    private static Graph graph(Random random) {
        GraphBuilder builder = new GraphBuilder("random");
        builder.scalar(new ScalarParameter("n", ScalarType.INT));
        List<Value> values = new ArrayList<>();
        String symbols = "ABCD";
        for (int i = 0; i < 4; i++) {
            Dim own = Dim.symbol(symbols.substring(i, i + 1));
            Dim other = Dim.symbol(symbols.substring(random.nextInt(i + 1)).substring(0, 1));
            Dim[] choices = {own, own, other, own.times(2), own.plus(3), Dim.of(6)};
            values.add(builder.input(new TensorParameter(
                    "x" + i, DType.F32, new Shape(List.of(own, choices[random.nextInt(choices.length)])), false)));
        }
        for (int i = 0; i < 5; i++) {
            try {
                values.add(step(builder, values, random));
            } catch (GraphException _) {
                // never true: another step
            }
        }
        return builder.build(List.of(values.getLast()));
    }

    private static Value step(GraphBuilder builder, List<Value> values, Random random) {
        Value a = values.get(random.nextInt(values.size()));
        Value b = values.get(random.nextInt(values.size()));
        List<Dim> dims = a.shape().dims();
        Dim rows = dims.getFirst();
        Dim n = Dim.symbol("n");
        return switch (random.nextInt(6)) {
            case 0 -> builder.matmul(a, b);
            case 1 -> builder.elementwise(Op.ADD, a, b);
            case 2 -> {
                builder.require(Requirement.Kind.EQUAL, rows.mod(n), Dim.ZERO, "split");
                yield builder.reshape(
                        builder.reshape(a, List.of(rows.floorDiv(n), n, dims.getLast())),
                        List.of(rows, dims.getLast()));
            }
            case 3 -> builder.concat(List.of(a, b), random.nextInt(2));
            case 4 -> builder.slice(a, 0, Dim.of(random.nextInt(40)), rows.minus(random.nextInt(300)), 1);
            default ->
                builder.reshape(a, List.of(rows.floorDiv(3), dims.getLast().times(3)));
        };
    }

    @Test
    void givenSizesAreTakenWhereACallCanHaveThem() {
        Graph graph = GraphParser.parse("""
            operator of(%0 x: f32[T, D], heads: int) {
              require mod(D, heads) == 0 "reshape"
              return %0
            }
            """);
        assertEquals(
                Optional.of(Map.of("T", 7L, "D", 96L, "heads", 8L)),
                AssumedSizes.of(graph, Map.of("T", 7L, "D", 96L)).values());
        assertEquals(
                Optional.of(Map.of("T", 256L, "D", 96L, "heads", 12L)),
                AssumedSizes.of(graph, Map.of("heads", 12L, "D", 96L)).values());
    }

    @Test
    void withoutSizesThereAreNoNumbers() {
        GraphBuilder builder = new GraphBuilder("never");
        Value x = builder.input(new TensorParameter("x", DType.F32, Shape.of(Dim.symbol("A"), Dim.symbol("B")), false));
        Dim a = Dim.symbol("A");
        Dim b = Dim.symbol("B");
        // squares leave 0, 1 or 4 modulo 8
        builder.require(Requirement.Kind.EQUAL, a.times(a).plus(b.times(b)).mod(8), Dim.of(3), "squares");
        AssumedSizes sizes = AssumedSizes.of(builder.build(List.of(x)), Map.of());
        assertEquals(Optional.empty(), sizes.values());
        String text =
                sizes.bytes(a.times(b).times(a.plus(b)).times(a.plus(12345)).times(b.plus(54321)));
        assertTrue(text.contains("no sizes were found"), text);
    }
}
