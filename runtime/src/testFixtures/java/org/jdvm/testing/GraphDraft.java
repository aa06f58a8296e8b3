package org.jdvm.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jdvm.annotations.DType;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.ScalarType;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.reference.GraphCase;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.symbolic.Dim;

/** A graph while it is made out of {@link Choices}, with the arguments of the call that it is made for. */
final class GraphDraft {
    static final int MAX_RANK = 6;
    static final List<DType> TYPES = List.of(
            DType.F32,
            DType.I32,
            DType.BOOL,
            DType.F16,
            DType.I64,
            DType.BF16,
            DType.I8,
            DType.U8,
            DType.I16,
            DType.U16,
            DType.F64);
    private static final List<Integer> SIZES = List.of(2, 1, 3, 5, 7, 16, 17, 31, 64, 4, 33, 0, 129, 257);
    private static final List<Double> WHOLE = List.of(1.0, 2.0, 5.0, -1.0, 0.0, 3.0, -0.0, -7.0);
    private static final List<Double> NUMBERS = List.of(1.0, 2.0, 0.5, -1.0, 0.0, 3.0, -0.0, 0.1, -2.5);

    /**
     * A value of the graph with what is known about it at this call.
     *
     * @param exact whether its elements are the same to the last bit however they are computed
     */
    record Known(Value value, int[] dims, boolean exact) {
        DType type() {
            return value.type();
        }

        int rank() {
            return dims.length;
        }

        int elements() {
            return product(dims);
        }
    }

    final Choices choices;
    final int maxElements;
    final GraphBuilder builder = new GraphBuilder("random");
    final List<Known> values = new ArrayList<>();
    private final List<ReferenceTensor> inputs = new ArrayList<>();
    private final Map<String, Long> symbols = new HashMap<>();
    private final Map<String, Number> scalars = new HashMap<>();

    GraphDraft(Choices choices, int maxElements) {
        this.choices = choices;
        this.maxElements = maxElements;
    }

    GraphCase finish(List<Value> results) {
        return new GraphCase(builder.build(results), inputs, scalars);
    }

    Known know(Value value, boolean exact) {
        Known known =
                new Known(value, concrete(value.shape()), exact || !value.type().isFloat());
        if (values.stream().noneMatch(other -> other.value().equals(value))) {
            values.add(known);
        }
        return known;
    }

    static int product(int[] dims) {
        return Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    }

    long valueOf(Dim dim) {
        return dim.evaluate(symbols::get);
    }

    private int[] concrete(Shape shape) {
        return shape.dims().stream()
                .mapToInt(dim -> Math.toIntExact(valueOf(dim)))
                .toArray();
    }

    /** How many times as large as a value something else may be. */
    long room(Known x) {
        return maxElements / Math.max(1, x.elements());
    }

    // ---- sizes and numbers ----

    /** A known or symbolic size of at most {@code most}, if that is at least 1; its symbol is one that inputs bind. */
    Dim dim(long most) {
        int size = choices.of(SIZES);
        if (size > most) {
            return Dim.ONE;
        }
        if (!choices.oneIn(2)) {
            return Dim.of(size);
        }
        String symbol = "S" + size + (choices.oneIn(3) ? "b" : "");
        symbols.put(symbol, (long) size);
        return Dim.symbol(symbol);
    }

    /** A size of something that is not an input: its symbol, if it has one, is bound by an input or a separate parameter. */
    Dim boundDim(long most) {
        Set<String> known = Set.copyOf(symbols.keySet());
        Dim dim = dim(most);
        dim.symbolName().filter(name -> !known.contains(name)).ifPresent(name -> {
            builder.scalar(new ScalarParameter(name, choices.oneIn(2) ? ScalarType.LONG : ScalarType.INT));
            scalars.put(name, symbols.get(name));
        });
        return dim;
    }

    /** A number as an operand next to tensors of a type. */
    ScalarExpr number(DType type) {
        if (type == DType.BOOL) {
            return ScalarExpr.of(choices.below(2));
        }
        List<Double> numbers = type.isFloat() ? NUMBERS : WHOLE;
        if (type.isNarrowInteger()) {
            return ScalarExpr.of(
                    choices.of(numbers.stream().filter(n -> n >= type.least()).toList()));
        }
        if (choices.oneIn(6)) {
            String name = "p" + scalars.size();
            builder.scalar(new ScalarParameter(name, ScalarType.FLOAT));
            scalars.put(name, choices.of(numbers).floatValue());
            return new ScalarExpr.Parameter(name);
        }
        if (!symbols.isEmpty() && choices.oneIn(6)) {
            return ScalarExpr.size(
                    Dim.symbol(choices.of(symbols.keySet().stream().sorted().toList())));
        }
        return ScalarExpr.of(choices.of(numbers));
    }

    // ---- inputs ----

    /** An input of any shape. */
    Known input(DType type) {
        int rank = choices.below(MAX_RANK + 1);
        List<Dim> dims = new ArrayList<>();
        long elements = 1;
        for (int axis = 0; axis < rank; axis++) {
            Dim dim = dim(maxElements / elements);
            elements *= Math.max(1, valueOf(dim));
            dims.add(dim);
        }
        return input(type, dims);
    }

    Known input(DType type, List<Dim> dims) {
        Shape shape = new Shape(dims);
        return input(shape, tensor(type, concrete(shape)));
    }

    /** An input with given elements. */
    Known input(ReferenceTensor tensor) {
        return input(Shape.of(Arrays.stream(tensor.dims()).asLongStream().toArray()), tensor);
    }

    private Known input(Shape shape, ReferenceTensor tensor) {
        Value value = builder.input(new TensorParameter("x" + inputs.size(), tensor.type(), shape, false));
        inputs.add(tensor);
        return know(value, true);
    }

    private ReferenceTensor tensor(DType type, int[] dims) {
        SplittableRandom random = new SplittableRandom(choices.below(1000));
        boolean specials = choices.oneIn(8);
        IntStream indices = IntStream.range(0, product(dims));
        if (type.isFloat()) {
            double[] special = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 0, 1, 1e30, -100};
            return ReferenceTensor.floats(
                    type,
                    dims,
                    indices.mapToDouble(i -> specials && random.nextInt(4) == 0
                                    ? special[random.nextInt(special.length)]
                                    : random.nextDouble(-4, 4))
                            .toArray());
        }
        long most = Math.min(type.most(), specials || type.isNarrowInteger() ? Integer.MAX_VALUE : 20);
        long least = Math.max(type.least(), -most - 1);
        return ReferenceTensor.integers(
                type,
                dims,
                indices.mapToLong(i -> random.nextLong(least, most + 1)).toArray());
    }

    // ---- operands that fit ----

    /** Another operand that broadcasts with x: an older value, or an input of fewer or more dims, some of size 1. */
    Known broadcastable(Known x, DType type) {
        if (choices.oneIn(2)) {
            List<Known> fitting = values.stream()
                    .filter(other -> other.type() == type && broadcast(x.dims(), other.dims()))
                    .toList();
            if (!fitting.isEmpty()) {
                return choices.of(fitting);
            }
        }
        List<Dim> dims = new ArrayList<>();
        int kept = choices.oneIn(3) ? choices.below(x.rank() + 1) : x.rank();
        for (int axis = x.rank() - kept; axis < x.rank(); axis++) {
            Dim dim = x.value().shape().dim(axis);
            boolean plain = dim.isConstant() || dim.symbolName().isPresent();
            dims.add(choices.oneIn(4) ? Dim.ONE : plain ? dim : Dim.of(x.dims()[axis]));
        }
        if (kept == x.rank() && kept < MAX_RANK && choices.oneIn(5)) {
            dims.addFirst(dim(room(x)));
        }
        return input(type, dims);
    }

    /** Whether two shapes broadcast to one that is not too large. */
    boolean broadcast(int[] a, int[] b) {
        long elements = 1;
        for (int i = 1; i <= Math.max(a.length, b.length); i++) {
            int left = i <= a.length ? a[a.length - i] : 1;
            int right = i <= b.length ? b[b.length - i] : 1;
            if (left != right && left != 1 && right != 1) {
                return false;
            }
            elements *= left == 1 ? right : left;
        }
        return elements <= maxElements;
    }
}
