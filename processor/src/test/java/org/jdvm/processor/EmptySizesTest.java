package org.jdvm.processor;

import static com.google.testing.compile.Compiler.javac;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.testing.compile.Compilation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jdvm.Dvm;
import org.jdvm.JdvmException;
import org.jdvm.OperatorTemplate;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphParser;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.reference.ReferenceEvaluator;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.symbolic.Dim;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Any size of an operator may be 0: the result is that of the evaluator in double precision, or both refuse the call. */
final class EmptySizesTest {
    private static final int DRAWS = 100;
    private static final int[] SIZES = {0, 0, 0, 1, 2, 3, 4, 6, 8};
    private static final int MOST_ELEMENTS = 20_000;

    private static final Path EXAMPLE_ROOT = Path.of("../examples/src/main/java/org/jdvm/examples");
    private static final List<String> EXAMPLES = List.of(
            "encoder/BertLayers.java",
            "search/Similarity.java",
            "layers/Layers.java",
            "layers/Attention.java",
            "models/LlamaLayers.java");

    private static int calls;
    private static int results;

    /** What is called: the same numbers for both. */
    private record Call(Tensor[] tensors, double[] scalars, List<ReferenceTensor> inputs, Map<String, Number> named) {}

    @TestFactory
    Stream<DynamicTest> operators() {
        Stream<List<Path>> files = Stream.of("golden", "samples")
                .flatMap(directory -> Sources.in(directory).stream())
                .map(List::of);
        List<Path> examples = EXAMPLES.stream().map(EXAMPLE_ROOT::resolve).toList();
        return Stream.concat(files, Stream.of(examples))
                .flatMap(sources -> {
                    CollectingProcessor collector = new CollectingProcessor();
                    Compilation compilation = javac().withProcessors(collector)
                            .compile(sources.stream().map(Sources::compiled).toList());
                    assertEquals(List.of(), compilation.errors());
                    return collector.operators.entrySet().stream();
                })
                .map(e -> DynamicTest.dynamicTest(
                        e.getKey(), () -> compare(e.getKey(), e.getValue().text())));
    }

    @AfterAll
    static void manyCallsHaveResults() {
        assertTrue(results > 1500, results + " of " + calls + " calls have a result");
    }

    private static void compare(String name, String text) {
        assertTrue(text.startsWith("operator"), () -> name + ": " + text);
        Graph graph = GraphParser.parse(text);
        OperatorTemplate template = OperatorTemplate.parse(text);
        Random random = new Random(name.hashCode());
        for (int draw = 0; draw < DRAWS; draw++) {
            Map<String, Long> sizes = new TreeMap<>();
            for (String symbol : graph.symbols()) {
                sizes.put(symbol, (long) SIZES[random.nextInt(SIZES.length)]);
            }
            Call call = call(graph, sizes, random);
            if (call != null && call.inputs.stream().anyMatch(input -> input.elements() == 0)) {
                calls++;
                compare(graph, template, sizes, call);
            }
        }
    }

    private static void compare(Graph graph, OperatorTemplate template, Map<String, Long> sizes, Call call) {
        List<ReferenceTensor> expected;
        try {
            expected = ReferenceEvaluator.evaluate(graph, call.inputs, call.named);
        } catch (IllegalArgumentException | ArithmeticException e) {
            try {
                Tensor[] results = template.callAll(Dvm.shared(), call.tensors, call.scalars);
                long elements = Arrays.stream(results)
                        .mapToLong(result -> result.cast(DType.F32).toFloatArray().length)
                        .sum();
                // indices of which no element of a result depends are not looked at; the evaluator binds the symbols of
                // one argument after the
                // other, a call those of all together
                assertTrue(
                        elements == 0
                                && (e.getMessage().contains("of the indices")
                                        || e.getMessage().contains("does not determine")),
                        () -> sizes + ": the call has a result, but " + e.getMessage());
            } catch (JdvmException _) {
                // both refuse the call
            }
            return;
        }
        results++;
        Tensor[] actual;
        try {
            actual = template.callAll(Dvm.shared(), call.tensors, call.scalars);
        } catch (RuntimeException e) {
            throw new AssertionError(sizes + ": " + e.getMessage(), e);
        }
        for (int i = 0; i < actual.length; i++) {
            String where = sizes + ", result " + i;
            assertArrayEquals(expected.get(i).dims(), actual[i].dims(), where);
            double[] wanted = expected.get(i).toDoubles();
            float[] numbers = actual[i].cast(DType.F32).toFloatArray();
            for (int element = 0; element < wanted.length; element++) {
                float expectedNumber = (float) wanted[element];
                if (Float.isFinite(expectedNumber)) {
                    assertEquals(expectedNumber, numbers[element], 1e-4f * (1 + Math.abs(expectedNumber)), where);
                } else {
                    assertEquals(expectedNumber, numbers[element], where);
                }
            }
        }
    }

    /** Random arguments of given sizes; null if they cannot be. */
    private static Call call(Graph graph, Map<String, Long> sizes, Random random) {
        List<Tensor> tensors = new ArrayList<>();
        List<Double> scalars = new ArrayList<>();
        List<ReferenceTensor> inputs = new ArrayList<>();
        Map<String, Number> named = new HashMap<>();
        for (var parameter : graph.parameters()) {
            switch (parameter) {
                case ScalarParameter(String name, var type) -> {
                    Number number = type.isInteger() ? (Number) sizes.getOrDefault(name, 1L) : (Number) 0.5;
                    scalars.add(number.doubleValue());
                    named.put(name, number);
                }
                case TensorParameter(var _, DType type, var shape, var _) -> {
                    int[] dims = new int[shape.rank()];
                    long count = 1;
                    for (int axis = 0; axis < dims.length; axis++) {
                        long size = size(shape.dim(axis), sizes);
                        count *= size;
                        if (size < 0 || count > MOST_ELEMENTS) {
                            return null;
                        }
                        dims[axis] = (int) size;
                    }
                    long[] numbers =
                            random.longs(count, 0, type.isFloat() ? 100 : 2).toArray();
                    double[] floats =
                            Arrays.stream(numbers).mapToDouble(n -> n / 64.0).toArray();
                    inputs.add(
                            type.isFloat()
                                    ? ReferenceTensor.floats(type, dims, floats)
                                    : ReferenceTensor.integers(type, dims, numbers));
                    float[] data = new float[(int) count];
                    for (int i = 0; i < data.length; i++) {
                        data[i] = type.isFloat() ? (float) floats[i] : numbers[i];
                    }
                    tensors.add(Tensor.of(data, dims).cast(type));
                }
            }
        }
        double[] plain = scalars.stream().mapToDouble(Double::doubleValue).toArray();
        return new Call(tensors.toArray(Tensor[]::new), plain, inputs, named);
    }

    private static long size(Dim dim, Map<String, Long> sizes) {
        try {
            return dim.evaluate(sizes::get);
        } catch (ArithmeticException _) {
            return -1;
        }
    }
}
