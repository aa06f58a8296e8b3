package org.jdvm.examples.kernelbench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jdvm.Dvm;
import org.jdvm.OperatorTemplate;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphParser;
import org.jdvm.ir.Node;
import org.jdvm.ir.Parameter;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Value;
import org.jdvm.machine.TierPolicy;
import org.jdvm.machine.TierSettings;
import org.jdvm.reference.Agreement;
import org.jdvm.reference.GraphCase;
import org.jdvm.reference.ReferenceTensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tasks without golden results in the same three forms, against their graphs evaluated in double precision, at random small sizes: that the
 * formulas are right, {@link KernelBenchTest} shows for others like them.
 */
class OtherTasksTest {
    private static final int CASES = 3;
    private static final int[] SIZES = {1, 2, 3, 3, 3, 4, 5, 6, 7, 8, 9, 12, 17};
    private static final long MOST_ELEMENTS = 60_000;
    private static final int ATTEMPTS = 200_000;

    private static Dvm interpreting;
    private static Dvm lowering;

    @BeforeAll
    static void start() {
        interpreting = Dvm.builder().cores(2).tier(TierPolicy.INTERPRET).start();
        lowering = Dvm.builder()
                .cores(2)
                .tier(TierSettings.of(TierPolicy.EAGER_COMPILE).unmeasured())
                .start();
    }

    @AfterAll
    static void end() {
        interpreting.close();
        lowering.close();
    }

    static Stream<Arguments> operators() {
        return Stream.of(
                        all(OtherSingle.class, OtherSingleOperators.templates()),
                        all(OtherDense.class, OtherDenseOperators.templates()),
                        all(OtherConvolutions.class, OtherConvolutionsOperators.templates()))
                .flatMap(List::stream);
    }

    private static List<Arguments> all(Class<?> written, List<OperatorTemplate> templates) {
        return templates.stream()
                .map(template -> Arguments.of(template.name(), written, template))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operators")
    void hasTheNumbersOfItsGraph(String name, Class<?> written, OperatorTemplate template) throws InterruptedException {
        Graph graph = GraphParser.parse(template.graph());
        SplittableRandom random = new SplittableRandom(name.hashCode());
        for (int i = 0; i < CASES; i++) {
            Map<String, Long> sizes = sizes(graph, random);
            GraphCase test = fill(graph, sizes, random);
            Tensor[] tensors =
                    test.inputs().stream().map(OtherTasksTest::tensor).toArray(Tensor[]::new);
            int[] numbers = scalars(graph)
                    .mapToInt(scalar -> sizes.get(scalar).intValue())
                    .toArray();
            double[] doubles = Arrays.stream(numbers).asDoubleStream().toArray();
            Tensor interpreted = template.callAll(interpreting, tensors, doubles)[0];
            check(test, "interpreted", interpreted);
            lowering.warmUp(template, template.sizes(tensors, doubles));
            Tensor lowered = template.callAll(lowering, tensors, doubles)[0];
            assertArrayEquals(bits(interpreted), bits(lowered), () -> "interpreted and lowered" + test);
            Tensor recorded = TaskOperator.invoke(
                    TaskOperator.named(written, name, false),
                    TaskOperator.arguments(TaskOperator.named(written, name, false), tensors, numbers));
            check(test, "recorded", recorded);
        }
    }

    private static void check(GraphCase test, String form, Tensor result) {
        assertNull(Agreement.difference(test, List.of(reference(result))), () -> form + test);
    }

    private static Stream<String> scalars(Graph graph) {
        return graph.parameters().stream()
                .filter(ScalarParameter.class::isInstance)
                .map(Parameter::name);
    }

    /** Random sizes that satisfy what the operator requires. */
    private static Map<String, Long> sizes(Graph graph, SplittableRandom random) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Map<String, Long> sizes = new HashMap<>();
            Stream.concat(graph.symbols().stream(), scalars(graph))
                    .distinct()
                    .forEach(symbol -> sizes.put(symbol, (long) SIZES[random.nextInt(SIZES.length)]));
            boolean isAllowed = graph.requirements().stream()
                    .allMatch(requirement -> requirement
                            .kind()
                            .holds(
                                    requirement.left().evaluate(sizes::get),
                                    requirement.right().evaluate(sizes::get)));
            boolean isSmall = isAllowed
                    && graph.nodes().stream()
                            .allMatch(node -> node.result().shape().elements().evaluate(sizes::get) <= MOST_ELEMENTS);
            if (isSmall) {
                return sizes;
            }
        }
        throw new AssertionError(graph.name() + ": found no sizes that fit");
    }

    private static GraphCase fill(Graph graph, Map<String, Long> sizes, SplittableRandom random) {
        List<ReferenceTensor> inputs = graph.nodes().stream()
                .filter(Node.Input.class::isInstance)
                .map(Node.Input.class::cast)
                .map(node -> {
                    Value input = node.result();
                    double least = node.name().endsWith("variance") ? 0.25 : -2;
                    int[] dims = input.shape().dims().stream()
                            .mapToInt(dim -> Math.toIntExact(dim.evaluate(sizes::get)))
                            .toArray();
                    int elements = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
                    return input.type().isFloat()
                            ? ReferenceTensor.floats(
                                    input.type(),
                                    dims,
                                    random.doubles(elements, least, 2).toArray())
                            : ReferenceTensor.integers(
                                    input.type(),
                                    dims,
                                    random.longs(elements, 0, 2).toArray());
                })
                .toList();
        Map<String, Number> numbers = new HashMap<>();
        scalars(graph).forEach(scalar -> numbers.put(scalar, sizes.get(scalar)));
        return new GraphCase(graph, inputs, numbers);
    }

    private static Tensor tensor(ReferenceTensor source) {
        if (source.type() == DType.F32) {
            float[] floats = new float[source.elements()];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) source.asDouble(i);
            }
            return Tensor.of(floats, source.dims());
        }
        Tensor integers = Tensor.of(source.toLongs(), source.dims());
        return source.type() == DType.I64 ? integers : integers.cast(source.type());
    }

    private static ReferenceTensor reference(Tensor tensor) {
        if (!tensor.type().isFloat()) {
            return ReferenceTensor.integers(tensor.type(), tensor.dims(), tensor.toLongArray());
        }
        float[] floats = tensor.toFloatArray();
        double[] doubles = new double[floats.length];
        Arrays.setAll(doubles, i -> floats[i]);
        return ReferenceTensor.floats(tensor.type(), tensor.dims(), doubles);
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
}
