package org.jdvm.fusion;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Graph;
import org.jdvm.ir.Node;
import org.jdvm.ir.Parameter;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Requirement;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.reference.GraphCase;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.symbolic.Dim;

/** Random arguments for an operator: sizes that satisfy what it requires, and numbers. */
final class OperatorCases {
    private static final int[] SIZES = {1, 2, 3, 0, 5, 7, 8, 16, 17, 31, 32, 33, 64, 67, 100, 127, 130, 257};
    private static final int ATTEMPTS = 20_000;

    private final Graph graph;
    private final SplittableRandom random;
    private final Map<Value, Value> tables = new HashMap<>();
    private final Map<Value, Dim> totals = new HashMap<>();

    OperatorCases(Graph graph, long seed) {
        this.graph = graph;
        this.random = new SplittableRandom(seed);
        for (Node node : graph.nodes()) {
            if (node instanceof Node.Gather gather) {
                tables.put(gather.indices(), gather.operand());
            }
            if (node instanceof Node.GroupedMatmul matmul) {
                Shape left = matmul.left().shape();
                Shape right = matmul.right().shape();
                totals.put(
                        matmul.groups(),
                        switch (matmul.split()) {
                            case ROWS -> left.dim(0);
                            case COLUMNS -> right.dim(1);
                            case DEPTH -> left.dim(1);
                        });
            }
        }
    }

    /** Arguments of random sizes with at most the given number of elements in every tensor. */
    GraphCase next(long mostElements) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Map<String, Long> sizes = sizes();
            if (fits(sizes, mostElements)) {
                return fill(sizes);
            }
        }
        throw new AssertionError(graph.name() + ": found no sizes that fit");
    }

    /** Arguments of given sizes. */
    GraphCase of(Map<String, Long> sizes) {
        return fill(sizes);
    }

    Set<String> symbols() {
        return graph.symbols();
    }

    /** Small ones more often than large ones, and the same one twice now and then. */
    private Map<String, Long> sizes() {
        Map<String, Long> sizes = new LinkedHashMap<>();
        long last = 1;
        for (String symbol : symbols()) {
            int bound = 1 + random.nextInt(SIZES.length);
            last = random.nextInt(5) == 0 ? last : SIZES[random.nextInt(bound)];
            sizes.put(symbol, last);
        }
        return sizes;
    }

    private boolean fits(Map<String, Long> sizes, long mostElements) {
        for (Parameter parameter : graph.parameters()) {
            if (parameter instanceof ScalarParameter && Objects.equals(sizes.get(parameter.name()), 0L)) {
                // A factor of 0 leaves the other factor of a dim open.
                return false;
            }
        }
        try {
            for (Requirement requirement : graph.requirements()) {
                long left = requirement.left().evaluate(sizes::get);
                long right = requirement.right().evaluate(sizes::get);
                if (!requirement.kind().holds(left, right)) {
                    return false;
                }
            }
            for (Node node : graph.nodes()) {
                long elements = node.result().shape().elements().evaluate(sizes::get);
                boolean isFixed = node.result().shape().dims().stream().allMatch(Dim::isConstant);
                if (elements < 0 || elements > mostElements && !isFixed) {
                    return false;
                }
                Value table = tables.get(node.result());
                Dim total = totals.get(node.result());
                if (total != null && elements == 0 && total.evaluate(sizes::get) > 0) {
                    return false;
                }
                if (table != null && elements > 0 && table.shape().dim(0).evaluate(sizes::get) == 0) {
                    return false;
                }
            }
            return true;
        } catch (ArithmeticException _) {
            return false;
        }
    }

    private GraphCase fill(Map<String, Long> sizes) {
        Map<String, Number> scalars = new HashMap<>();
        for (Parameter parameter : graph.parameters()) {
            if (parameter instanceof ScalarParameter scalar) {
                Number size = sizes.get(scalar.name());
                scalars.put(scalar.name(), size == null ? (double) (float) random.nextDouble(0.1, 2) : size);
            }
        }
        List<ReferenceTensor> inputs = graph.nodes().stream()
                .filter(Node.Input.class::isInstance)
                .map(node -> tensor(node.result(), sizes))
                .toList();
        return new GraphCase(graph, inputs, scalars);
    }

    private ReferenceTensor tensor(Value input, Map<String, Long> sizes) {
        DType type = input.type();
        int[] dims = input.shape().dims().stream()
                .mapToInt(dim -> Math.toIntExact(dim.evaluate(sizes::get)))
                .toArray();
        int elements = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
        if (type.isFloat()) {
            return ReferenceTensor.floats(
                    type, dims, random.doubles(elements, -4, 4).toArray());
        }
        Dim total = totals.get(input);
        if (total != null) {
            return ReferenceTensor.integers(type, dims, parts(total.evaluate(sizes::get), elements));
        }
        Value table = tables.get(input);
        long below = table != null ? table.shape().dim(0).evaluate(sizes::get) : type == DType.BOOL ? 2 : 20;
        return ReferenceTensor.integers(
                type, dims, random.longs(elements, 0, Math.max(1, below)).toArray());
    }

    /** Random sizes that add up to a number. */
    private long[] parts(long total, int count) {
        long[] parts = new long[count];
        for (int i = 0; i < total && count > 0; i++) {
            parts[random.nextInt(count)]++;
        }
        return parts;
    }
}
