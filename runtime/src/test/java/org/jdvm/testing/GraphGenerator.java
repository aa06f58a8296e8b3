package org.jdvm.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jdvm.annotations.DType;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Node.GroupedMatmul.Split;
import org.jdvm.ir.Op;
import org.jdvm.ir.Operand;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.ScalarType;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.symbolic.Dim;

/**
 * Builds well-typed graphs with fitting arguments out of {@link Choices}: any operation of the table on any type it accepts, ranks 0 to
 * 6, known and symbolic sizes, operands that broadcast on either side.
 *
 * <p>What makes steps out of numbers (comparisons, rounding to integers) is applied only to numbers that are known to the last bit, so
 * that results never hang on the rounding of an intermediate.
 */
public final class GraphGenerator {
    private static final int MAX_RANK = 6;
    private static final int MAX_STEPS = 14;
    private static final List<Integer> SIZES = List.of(2, 1, 3, 5, 7, 16, 17, 31, 64, 4, 33, 0);
    private static final List<Double> NUMBERS = List.of(1.0, 2.0, 0.5, -1.0, 0.0, 3.0, -0.0, 0.1, -2.5);
    private static final List<DType> TYPES =
            List.of(DType.F32, DType.I32, DType.BOOL, DType.F16, DType.I64, DType.BF16, DType.I8);

    /** A value of the graph with what is known about it at this call. */
    private record Known(Value value, int[] dims, boolean exact) {
        DType type() {
            return value.type();
        }

        int elements() {
            return Arrays.stream(dims).reduce(1, (a, b) -> a * b);
        }
    }

    private final Choices choices;
    private final int maxElements;
    private final GraphBuilder builder = new GraphBuilder("random");
    private final List<Known> values = new ArrayList<>();
    private final List<ReferenceTensor> inputs = new ArrayList<>();
    private final Map<String, Long> symbols = new HashMap<>();
    private final Map<String, Number> scalars = new HashMap<>();

    private GraphGenerator(Choices choices, int maxElements) {
        this.choices = choices;
        this.maxElements = maxElements;
    }

    /** A graph with arguments. */
    public static GraphCase generate(List<Integer> numbers, int maxElements) {
        return new GraphGenerator(new Choices(numbers), maxElements).generate();
    }

    private GraphCase generate() {
        input(choices.of(TYPES));
        for (int step = 0; step < MAX_STEPS && choices.hasNext(); step++) {
            step();
        }
        List<Value> results = new ArrayList<>(List.of(values.getLast().value()));
        while (choices.hasNext() && results.size() < 3) {
            results.add(choices.of(values).value());
        }
        return new GraphCase(builder.build(results), inputs, scalars);
    }

    private void step() {
        Known x = operand();
        switch (choices.below(18)) {
            case 0 -> unary(x);
            case 1, 2, 3 -> binary(x);
            case 4 -> reduce(x);
            case 5 -> cast(x);
            case 6 -> select(x);
            case 7 -> permute(x);
            case 8 -> reshape(x);
            case 9 -> slice(x);
            case 10 -> broadcast(x);
            case 11 -> concat(x);
            case 12 -> pad(x);
            case 13 -> gather(x);
            case 14 -> matmul(x);
            case 15 -> source();
            case 16 -> know(builder.copy(x.value()), x.exact());
            case 17 -> formula(x);
            default -> throw new AssertionError();
        }
    }

    /** Mostly one of the last values, so that graphs grow deep. */
    private Known operand() {
        return choices.oneIn(3) ? choices.of(values) : values.getLast();
    }

    private void know(Value value, boolean exact) {
        Known known =
                new Known(value, concrete(value.shape()), exact || !value.type().isFloat());
        if (values.stream().noneMatch(other -> other.value().equals(value))) {
            values.add(known);
        }
    }

    private int[] concrete(Shape shape) {
        return shape.dims().stream()
                .mapToInt(dim -> Math.toIntExact(dim.evaluate(symbols::get)))
                .toArray();
    }

    // --- inputs

    private Known input(DType type) {
        int rank = choices.below(MAX_RANK + 1);
        List<Dim> dims = new ArrayList<>();
        long elements = 1;
        for (int axis = 0; axis < rank; axis++) {
            Dim dim = dim(maxElements / Math.max(elements, 1));
            elements *= dim.evaluate(symbols::get);
            dims.add(dim);
        }
        return input(type, dims);
    }

    /** A known or symbolic size of at most {@code most}, if that is at least 1. */
    private Dim dim(long most) {
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

    /** A size of something that is not an input: its symbol, if it has one, is bound by an input or a parameter of its own. */
    private Dim boundDim(long most) {
        Set<String> known = Set.copyOf(symbols.keySet());
        Dim dim = dim(most);
        dim.symbolName().filter(name -> !known.contains(name)).ifPresent(name -> {
            builder.scalar(new ScalarParameter(name, choices.oneIn(2) ? ScalarType.LONG : ScalarType.INT));
            scalars.put(name, symbols.get(name));
        });
        return dim;
    }

    private Known input(DType type, List<Dim> dims) {
        Shape shape = new Shape(dims);
        Value value = builder.input(new TensorParameter("x" + inputs.size(), type, shape, false));
        inputs.add(tensor(type, concrete(shape)));
        know(value, true);
        return values.getLast();
    }

    private ReferenceTensor tensor(DType type, int[] dims) {
        SplittableRandom random = new SplittableRandom(choices.below(1000));
        boolean specials = choices.oneIn(8);
        int elements = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
        if (type.isFloat()) {
            double[] special = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 0, 1, 1e30, -100};
            return ReferenceTensor.floats(
                    type,
                    dims,
                    IntStream.range(0, elements)
                            .mapToDouble(i -> specials && random.nextInt(4) == 0
                                    ? special[random.nextInt(special.length)]
                                    : random.nextDouble(-4, 4))
                            .toArray());
        }
        long most = type == DType.BOOL ? 1 : type == DType.I8 ? 127 : specials ? Integer.MAX_VALUE : 20;
        long least = type == DType.BOOL ? 0 : -most - 1;
        return ReferenceTensor.integers(
                type,
                dims,
                IntStream.range(0, elements)
                        .mapToLong(i -> random.nextLong(least, most + 1))
                        .toArray());
    }

    /** Another operand of a type that broadcasts with x: a new input of fewer or more dims, some of size 1, or an older value. */
    private Known beside(Known x, DType type) {
        if (choices.oneIn(2)) {
            List<Known> fitting = values.stream()
                    .filter(other -> other.type() == type && broadcasts(x.dims(), other.dims()))
                    .toList();
            if (!fitting.isEmpty()) {
                return fitting.get(choices.below(fitting.size()));
            }
        }
        List<Dim> dims = new ArrayList<>();
        int kept = choices.oneIn(3) ? choices.below(x.dims().length + 1) : x.dims().length;
        int[] sizes = x.dims();
        for (int axis = sizes.length - kept; axis < sizes.length; axis++) {
            Dim dim = x.value().shape().dim(axis);
            boolean plain = dim.isConstant() || dim.symbolName().isPresent();
            dims.add(choices.oneIn(4) ? Dim.ONE : plain ? dim : Dim.of(sizes[axis]));
        }
        if (dims.size() == sizes.length && dims.size() < MAX_RANK && choices.oneIn(5)) {
            dims.addFirst(dim(maxElements / Math.max(1, x.elements())));
        }
        return input(type, dims);
    }

    private static boolean broadcasts(int[] a, int[] b) {
        for (int i = 1; i <= Math.min(a.length, b.length); i++) {
            int left = a[a.length - i];
            int right = b[b.length - i];
            if (left != right && left != 1 && right != 1) {
                return false;
            }
        }
        return true;
    }

    private boolean tooLarge(Known a, Known b) {
        long elements = 1;
        for (int i = 1; i <= Math.max(a.dims().length, b.dims().length); i++) {
            int left = i <= a.dims().length ? a.dims()[a.dims().length - i] : 1;
            int right = i <= b.dims().length ? b.dims()[b.dims().length - i] : 1;
            elements *= left == 1 ? right : left;
        }
        return elements > maxElements;
    }

    private ScalarExpr number() {
        if (choices.oneIn(6)) {
            String name = "p" + scalars.size();
            builder.scalar(new ScalarParameter(name, ScalarType.FLOAT));
            scalars.put(name, choices.of(NUMBERS).floatValue());
            return new ScalarExpr.Parameter(name);
        }
        if (!symbols.isEmpty() && choices.oneIn(6)) {
            return ScalarExpr.size(
                    Dim.symbol(choices.of(symbols.keySet().stream().sorted().toList())));
        }
        return ScalarExpr.of(choices.of(NUMBERS));
    }

    // --- operations

    private void unary(Known x) {
        List<Op> fitting = fitting(x, Op.Kind.UNARY, Op.Kind.UNARY_TEST);
        if (fitting.isEmpty()) {
            cast(x);
            return;
        }
        Op op = choices.of(fitting);
        know(builder.elementwise(op, x.value()), x.exact() && Agreement.isExact(op));
    }

    private void binary(Known x) {
        List<Op> fitting = fitting(x, Op.Kind.BINARY, Op.Kind.COMPARE);
        if (fitting.isEmpty()) {
            cast(x);
            return;
        }
        Op op = choices.of(fitting);
        if (choices.oneIn(3)) {
            Operand number = new Operand.Scalar(number());
            Value result = choices.oneIn(3)
                    ? builder.elementwise(op, number, x.value())
                    : builder.elementwise(op, x.value(), number);
            know(result, x.exact() && Agreement.isExact(op));
            return;
        }
        Known y = beside(x, x.type());
        if (isStep(op) && !y.exact() || tooLarge(x, y)) {
            y = x;
        }
        Value result = choices.oneIn(2)
                ? builder.elementwise(op, y.value(), x.value())
                : builder.elementwise(op, x.value(), y.value());
        know(result, x.exact() && y.exact() && Agreement.isExact(op));
    }

    /** The operations of some kinds that accept x; those that make steps only if it is exact. */
    private static List<Op> fitting(Known x, Op.Kind... kinds) {
        return Arrays.stream(Op.values())
                .filter(op -> List.of(kinds).contains(op.kind()) && op.types().contains(x.type()))
                .filter(op -> x.exact() || !isStep(op))
                .toList();
    }

    private static boolean isStep(Op op) {
        return switch (op) {
            case ROUND, FLOOR, CEIL, TRUNC -> true;
            default -> op.kind() == Op.Kind.COMPARE || op.kind() == Op.Kind.UNARY_TEST;
        };
    }

    private void reduce(Known x) {
        List<Op> fitting = fitting(x, Op.Kind.REDUCE);
        if (fitting.isEmpty()) {
            cast(x);
            return;
        }
        List<Integer> axes = IntStream.range(0, x.dims().length)
                .filter(axis -> !choices.oneIn(2))
                .boxed()
                .toList();
        Op op = choices.of(fitting);
        know(builder.reduce(op, x.value(), axes, choices.oneIn(2)), x.exact() && Agreement.isExact(op));
    }

    private void cast(Known x) {
        List<DType> targets =
                TYPES.stream().filter(type -> x.exact() || type.isFloat()).toList();
        know(builder.cast(x.value(), choices.of(targets)), x.exact());
    }

    private void select(Known x) {
        if (!Op.SELECT.types().contains(x.type())) {
            cast(x);
            return;
        }
        Known condition = beside(x, DType.BOOL);
        Known other = beside(x, x.type());
        if (tooLarge(x, condition) || tooLarge(x, other) || !broadcasts(condition.dims(), other.dims())) {
            return;
        }
        Operand branch = choices.oneIn(3) ? new Operand.Scalar(number()) : other.value();
        Value result = choices.oneIn(2)
                ? builder.elementwise(Op.SELECT, condition.value(), branch, x.value())
                : builder.elementwise(Op.SELECT, condition.value(), x.value(), branch);
        know(result, x.exact() && (branch != other.value() || other.exact()));
    }

    private void permute(Known x) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, x.dims().length).boxed().toList());
        for (int i = order.size() - 1; i > 0; i--) {
            Collections.swap(order, i, i - choices.below(i + 1));
        }
        know(builder.permute(x.value(), order), x.exact());
    }

    private void reshape(Known x) {
        List<Dim> dims = new ArrayList<>(x.value().shape().dims());
        if (dims.size() >= 2 && !choices.oneIn(3)) {
            int axis = choices.below(dims.size() - 1);
            dims.set(axis, dims.get(axis).times(dims.remove(axis + 1)));
        } else if (dims.size() < MAX_RANK && choices.oneIn(2)) {
            dims.add(choices.below(dims.size() + 1), Dim.ONE);
        } else if (x.elements() > 0 && !dims.isEmpty()) {
            dims.set(choices.below(dims.size()), Dim.of(-1));
        }
        know(builder.reshape(x.value(), dims), x.exact());
    }

    private void slice(Known x) {
        if (x.dims().length == 0) {
            return;
        }
        int axis = choices.below(x.dims().length);
        int size = x.dims()[axis];
        int start = choices.below(size + 1);
        int end = start + choices.below(size - start + 1);
        Dim dim = x.value().shape().dim(axis);
        Dim to = choices.oneIn(2) ? dim : Dim.of(end);
        know(builder.slice(x.value(), axis, Dim.of(start), to, 1 + choices.below(3)), x.exact());
    }

    private void broadcast(Known x) {
        List<Dim> dims = new ArrayList<>();
        long left = maxElements / Math.max(1, x.elements());
        for (int axis = 0; axis < x.dims().length; axis++) {
            Dim dim = x.value().shape().dim(axis);
            Dim more = dim.equals(Dim.ONE) && choices.oneIn(2) ? boundDim(left) : dim;
            left /= dim.equals(Dim.ONE) ? Math.max(1, more.evaluate(symbols::get)) : 1;
            dims.add(more);
        }
        if (dims.size() < MAX_RANK && choices.oneIn(2)) {
            dims.addFirst(boundDim(left));
        }
        know(builder.broadcastTo(x.value(), new Shape(dims)), x.exact());
    }

    private void concat(Known x) {
        if (x.dims().length == 0 || 3 * x.elements() > maxElements) {
            return;
        }
        int axis = choices.below(x.dims().length);
        List<Dim> dims = new ArrayList<>();
        for (int other = 0; other < x.dims().length; other++) {
            dims.add(Dim.of(x.dims()[other]));
        }
        dims.set(axis, Dim.of(choices.below(4)));
        List<Value> parts = new ArrayList<>(List.of(x.value()));
        if (choices.oneIn(2)) {
            parts.add(x.value());
        }
        parts.add(choices.below(parts.size() + 1), input(x.type(), dims).value());
        know(builder.concat(parts, axis), x.exact());
    }

    private void pad(Known x) {
        List<Dim> before = new ArrayList<>();
        List<Dim> after = new ArrayList<>();
        for (int size : x.dims()) {
            boolean more = x.elements() * 2 < maxElements && size > 1;
            before.add(Dim.of(more ? choices.below(3) : 0));
            after.add(Dim.of(more ? choices.below(2) : 0));
        }
        if (x.dims().length > 3) {
            return;
        }
        know(builder.pad(x.value(), before, after, number()), x.exact());
    }

    private void gather(Known x) {
        if (x.dims().length == 0) {
            return;
        }
        int axis = choices.below(x.dims().length);
        int size = x.dims()[axis];
        int[] dims = choices.of(List.of(new int[] {3}, new int[] {}, new int[] {2, 2}, new int[] {0}));
        if (size == 0 && !Arrays.equals(dims, new int[] {0})
                || x.dims().length - 1 + dims.length > MAX_RANK
                || x.elements() * 4 > maxElements) {
            return;
        }
        int count = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
        long[] indices = IntStream.range(0, count)
                .mapToLong(i -> choices.below(Math.max(1, size)))
                .toArray();
        DType type = choices.oneIn(2) ? DType.I64 : DType.I32;
        Shape shape = Shape.of(Arrays.stream(dims).asLongStream().toArray());
        Value which = builder.input(new TensorParameter("x" + inputs.size(), type, shape, false));
        inputs.add(ReferenceTensor.integers(type, dims, indices));
        know(which, true);
        know(builder.gather(x.value(), axis, which), x.exact());
    }

    private void matmul(Known x) {
        int rank = x.dims().length;
        if (rank < 2 || !x.type().isFloat() || x.elements() == 0 || x.elements() * 8L > maxElements) {
            return;
        }
        int inner = x.dims()[rank - 1];
        Dim columns = dim(maxElements / (x.elements() / inner));
        if (rank == 2 && choices.oneIn(4)) {
            groupedMatmul(x, inner, columns);
            return;
        }
        List<Dim> dims = new ArrayList<>(List.of(Dim.of(inner), columns));
        if (choices.oneIn(3)) {
            for (int axis = rank - 3; axis >= 0; axis--) {
                dims.addFirst(choices.oneIn(3) ? Dim.ONE : Dim.of(x.dims()[axis]));
            }
        }
        DType type = choices.oneIn(4) ? DType.I8 : x.type();
        know(builder.matmul(x.value(), input(type, dims).value()), false);
    }

    private void groupedMatmul(Known x, int inner, Dim columns) {
        int rows = x.dims()[0];
        Split split = choices.oneIn(2) ? Split.DEPTH : Split.ROWS;
        int total = split == Split.ROWS ? rows : inner;
        int first = choices.below(total + 1);
        Value groups = builder.input(new TensorParameter("x" + inputs.size(), DType.I32, Shape.of(2), false));
        inputs.add(ReferenceTensor.integers(DType.I32, new int[] {2}, first, total - first));
        know(groups, true);
        List<Dim> dims = new ArrayList<>(List.of(Dim.of(inner), columns));
        if (split == Split.ROWS) {
            dims.addFirst(Dim.of(2));
        }
        know(builder.groupedMatmul(x.value(), input(x.type(), dims).value(), groups, split), false);
    }

    private void source() {
        List<Dim> dims = new ArrayList<>(List.of(boundDim(maxElements)));
        if (choices.oneIn(2)) {
            dims.add(boundDim(maxElements / 64));
        }
        if (choices.oneIn(2)) {
            List<DType> types = TYPES.stream().filter(Op.FILL.types()::contains).toList();
            know(builder.fill(choices.of(types), new Shape(dims), number()), true);
        } else {
            List<DType> types = TYPES.stream().filter(Op.IOTA.types()::contains).toList();
            know(builder.iota(choices.of(types), new Shape(dims), choices.below(dims.size())), true);
        }
    }

    private void formula(Known x) {
        if (!x.type().isFloat()) {
            cast(x);
            return;
        }
        know(new Formulas(builder, choices).write(x.value()), false);
    }
}
