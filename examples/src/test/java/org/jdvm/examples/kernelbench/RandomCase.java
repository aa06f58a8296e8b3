package org.jdvm.examples.kernelbench;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphParser;
import org.jdvm.ir.Node;
import org.jdvm.ir.Parameter;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Value;
import org.jdvm.reference.Agreement;
import org.jdvm.reference.GraphCase;
import org.jdvm.reference.ReferenceTensor;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of an operator at random small sizes.
 *
 * @param sizes the sizes by symbol; numbers of the operator have sizes too
 * @param test its graph with the arguments
 */
public record RandomCase(Map<String, Long> sizes, GraphCase test) {
    private static final int[] SIZES = {1, 2, 3, 3, 3, 4, 5, 6, 7, 8, 9, 12, 17};
    private static final long MOST_ELEMENTS = 60_000;
    private static final int ATTEMPTS = 200_000;

    /** Integers that choose elements of axes, which may have a single one. */
    private static final Set<String> INDICES = Set.of("segments", "ids", "tokens");

    public static RandomCase of(String graph, SplittableRandom random) {
        Graph parsed = GraphParser.parse(graph);
        Map<String, Long> sizes = sizes(parsed, random);
        return new RandomCase(sizes, fill(parsed, sizes, random));
    }

    public Tensor[] tensors() {
        return test.inputs().stream().map(RandomCase::tensor).toArray(Tensor[]::new);
    }

    public double[] numbers() {
        return scalars(test.graph()).mapToDouble(sizes::get).toArray();
    }

    /** What is wrong with the results, or null. */
    public @Nullable String difference(Tensor... results) {
        return Agreement.difference(
                test, Stream.of(results).map(RandomCase::reference).toList());
    }

    private static Stream<String> scalars(Graph graph) {
        return graph.parameters().stream()
                .filter(ScalarParameter.class::isInstance)
                .map(Parameter::name);
    }

    /** Random sizes that satisfy what the operator requires. */
    private static Map<String, Long> sizes(Graph graph, SplittableRandom random) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Map<String, Long> sizes = new TreeMap<>();
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
                .map(node -> fill(node, sizes, random))
                .toList();
        Map<String, Number> numbers = new HashMap<>();
        scalars(graph).forEach(scalar -> numbers.put(scalar, sizes.get(scalar)));
        return new GraphCase(graph, inputs, numbers);
    }

    /** Variances are positive, integers are classes or truth values. */
    private static ReferenceTensor fill(Node.Input node, Map<String, Long> sizes, SplittableRandom random) {
        Value input = node.result();
        int[] dims = input.shape().dims().stream()
                .mapToInt(dim -> Math.toIntExact(dim.evaluate(sizes::get)))
                .toArray();
        int elements = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
        if (input.type().isFloat()) {
            double least = node.name().endsWith("variance") ? 0.25 : -2;
            return ReferenceTensor.floats(
                    input.type(), dims, random.doubles(elements, least, 2).toArray());
        }
        long classes = node.name().equals("classes") ? sizes.get("N") : INDICES.contains(node.name()) ? 1 : 2;
        return ReferenceTensor.integers(
                input.type(), dims, random.longs(elements, 0, classes).toArray());
    }

    private static Tensor tensor(ReferenceTensor source) {
        if (source.type() == DType.F32) {
            float[] floats = new float[source.elements()];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) source.asDouble(i);
            }
            return Tensor.of(floats, source.dims());
        }
        return source.type() == DType.I64
                ? Tensor.of(source.toLongs(), source.dims())
                : Tensor.of(source.toLongs(), source.dims()).cast(source.type());
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
}
