package org.jdvm.lazy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.ir.CompositeMethod;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Op;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.ScalarType;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Requirement;
import org.jdvm.ir.RowMethod;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Shape;
import org.jdvm.ir.TensorMethod;
import org.jdvm.ir.TensorMethods;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/**
 * Makes a graph over symbolic sizes of a capture: each class of equal sizes is a symbol, or an expression over others where the graph
 * says so; numbers are scalar parameters. The same graph computes every capture with the same key.
 */
public final class GraphAssembler {
    /** Where the value of a scalar parameter of the graph comes from. */
    private enum Origin {
        SIZE,
        INTEGER,
        NUMBER
    }

    /** The axis counts only for sizes. */
    private record Slot(Origin origin, int index, int axis) {}

    /**
     * A graph for all captures with one key.
     *
     * @param graph the graph; its results are those that are kept, in the order of the operations
     * @param values the result of each operation
     * @param slots where the scalar parameters come from
     */
    public record Assembled(Graph graph, List<Value> values, List<Slot> slots) {
        /**
         * {@return the same with other results}
         *
         * @param kept for each operation whether its result is kept
         */
        public Assembled keeping(boolean[] kept) {
            List<Value> results = new ArrayList<>();
            for (int node = 0; node < kept.length; node++) {
                if (kept[node]) {
                    results.add(values.get(node));
                }
            }
            Graph other = new Graph(
                    graph.name(), graph.parameters(), graph.nodes(), results, graph.requirements(), graph.origins());
            return new Assembled(other, values, slots);
        }

        /**
         * {@return for each node of the graph the name of the operation that it is a part of; null where that has no name}
         *
         * @param capture a capture with the same key
         */
        List<@Nullable String> names(Capture capture) {
            @Nullable String[] names = new String[graph.nodes().size()];
            int next = 0;
            for (int node = 0; node < values.size(); node++) {
                for (; next <= values.get(node).id(); next++) {
                    names[next] = capture.nodes().get(node).name();
                }
            }
            return Arrays.asList(names);
        }

        /**
         * {@return the values of the scalar parameters}
         *
         * @param signature a capture with the same key
         */
        public double[] scalars(CaptureSignature signature) {
            double[] values = new double[slots.size()];
            for (int i = 0; i < values.length; i++) {
                Slot slot = slots.get(i);
                values[i] = switch (slot.origin()) {
                    case SIZE -> signature.size(slot.index(), slot.axis());
                    case INTEGER -> signature.integerAt(slot.index());
                    case NUMBER -> signature.numberAt(slot.index());
                };
            }
            return values;
        }
    }

    private final Capture capture;
    private final DimUnifier classes;
    private final GraphBuilder builder;
    private final TensorMethods methods;
    private final List<Slot> slots = new ArrayList<>();
    private final List<Value> inputs = new ArrayList<>();
    private final List<List<Value>> values = new ArrayList<>();
    private final @Nullable Dim[] sizes;
    private int integers;
    private int numbers;

    private GraphAssembler(String name, Capture capture) {
        this.capture = capture;
        this.classes = new DimUnifier(capture);
        this.builder = new GraphBuilder(name);
        this.methods = new TensorMethods(builder);
        this.sizes = new Dim[classes.count()];
    }

    /**
     * {@return the graph of a capture}
     *
     * @param name its name
     * @param capture the capture
     * @param kept for each operation whether its result is kept
     */
    public static Assembled assemble(String name, Capture capture, boolean[] kept) {
        return new GraphAssembler(name, capture).assemble(kept);
    }

    /**
     * {@return the name of an input in captured graphs}
     *
     * @param input its number among the inputs of the capture
     */
    public static String inputName(int input) {
        return "x" + input;
    }

    private Assembled assemble(boolean[] kept) {
        for (int input = 0; input < capture.inputs().size(); input++) {
            List<Dim> dims = new ArrayList<>();
            for (int sizeClass : classes.ofInput(input)) {
                Dim known = known(sizeClass);
                int root = classes.root(sizeClass);
                dims.add(known == null ? set(root, Dim.symbol("d" + root)) : known);
            }
            DType type = capture.inputs().get(input).type;
            inputs.add(builder.input(new TensorParameter(inputName(input), type, new Shape(dims), false)));
        }
        List<Value> results = new ArrayList<>();
        for (int node = 0; node < kept.length; node++) {
            Recorded recorded = capture.nodes().get(node);
            int[] sizes = classes.ofNode(node);
            List<Value> made = make(recorded, capture.arguments(node), sizes);
            if (recorded.method != CompositeMethod.CALL) {
                agree(made.getFirst(), recorded.method, sizes);
            }
            values.add(made);
            if (kept[node]) {
                results.add(made.getFirst());
            }
        }
        List<Value> all = values.stream().map(List::getFirst).toList();
        return new Assembled(builder.build(results), all, List.copyOf(slots));
    }

    /** The inferred sizes are those of the classes: the first one represents its class, others are equal to it. */
    private void agree(Value value, TensorMethod method, int[] of) {
        for (int axis = 0; axis < of.length; axis++) {
            Dim size = known(of[axis]);
            Dim inferred = value.shape().dim(axis);
            if (size == null) {
                set(of[axis], inferred);
            } else if (!size.equals(inferred)) {
                builder.require(Requirement.Kind.EQUAL, inferred, size, "sizes of " + method);
            }
        }
    }

    /** What the graph knows of a class of sizes so far. */
    private @Nullable Dim known(int sizeClass) {
        int root = classes.root(sizeClass);
        if (sizes[root] == null && classes.isKnown(root)) {
            sizes[root] = Dim.of(classes.size(root));
        }
        return sizes[root];
    }

    private Dim set(int sizeClass, Dim size) {
        sizes[classes.root(sizeClass)] = size;
        return size;
    }

    private List<Value> make(Recorded recorded, Object[] arguments, int[] of) {
        return switch (recorded.method) {
            case Op.RESHAPE -> List.of(reshape(value(arguments[0]), of));
            case Op.BROADCAST -> List.of(builder.broadcastTo(value(arguments[0]), shape(of)));
            case Op.PERMUTE ->
                List.of(builder.permute(
                        value(arguments[0]),
                        Arrays.stream((int[]) arguments[1]).boxed().toList()));
            case Op.SLICE -> List.of(slice(value(arguments[0]), (int[]) arguments[1], of));
            case Op.PAD -> List.of(pad(value(arguments[0]), (int[]) arguments[1], (Double) arguments[2]));
            case Op.FILL -> List.of(builder.fill(recorded.type, shape(of), number((Double) arguments[0])));
            case Op.IOTA -> List.of(builder.iota(recorded.type, shape(of), 0));
            case CompositeMethod.ONE_HOT -> {
                List<Object> list = arguments(arguments);
                list.set(DimUnifier.hasAxis(arguments) ? 2 : 1, size(of[DimUnifier.newAxis(arguments)]));
                yield List.of((Value) methods.call("oneHot", (Value) list.getFirst(), list.subList(1, list.size())));
            }
            case RowMethod row
            when row.op().isSized() -> {
                List<Object> list = arguments(arguments);
                list.set(CaptureSignature.LENGTH, size(of[DimUnifier.axis(arguments)]));
                yield List.of(
                        (Value) methods.call(row.method(), (Value) list.getFirst(), list.subList(1, list.size())));
            }
            case Op.CONCAT, CompositeMethod.EINSUM ->
                List.of(methods.callStatic(recorded.method.method(), arguments(arguments)));
            case CompositeMethod.CALL -> {
                List<Value> tensors = new ArrayList<>();
                for (Object argument : arguments) {
                    if (argument instanceof TensorSource source) {
                        tensors.add(value(source));
                    }
                }
                OperatorCall call = (OperatorCall) arguments[arguments.length - 1];
                yield new CallInliner(builder, call, tensors, scalars(call)).results();
            }
            case CompositeMethod.RESULT ->
                List.of(values.get(capture.number((TensorSource) arguments[0])).get((Integer) arguments[1]));
            default -> {
                List<Object> list = arguments(arguments);
                yield List.of((Value)
                        methods.call(recorded.method.method(), (Value) list.getFirst(), list.subList(1, list.size())));
            }
        };
    }

    private List<ScalarExpr> scalars(OperatorCall call) {
        List<ScalarExpr> scalars = new ArrayList<>();
        List<ScalarParameter> parameters = call.scalarParameters();
        for (int i = 0; i < parameters.size(); i++) {
            scalars.add(
                    parameters.get(i).type().isInteger()
                            ? ScalarExpr.size(integer((long) call.scalars()[i]))
                            : number(call.scalars()[i]));
        }
        return scalars;
    }

    private List<Object> arguments(Object[] arguments) {
        List<Object> list = new ArrayList<>();
        for (Object argument : arguments) {
            list.add(
                    switch (argument) {
                        case TensorSource source -> value(source);
                        case TensorSource[] sources ->
                            Arrays.stream(sources).map(this::value).toList();
                        case Integer number -> Dim.of(number);
                        case Double number -> number(number);
                        case int[] numbers ->
                            Arrays.stream(numbers).mapToObj(Dim::of).toList();
                        default -> argument;
                    });
        }
        return list;
    }

    private Value value(Object source) {
        int number = capture.number((TensorSource) source);
        return number < 0 ? inputs.get(~number) : values.get(number).getFirst();
    }

    private Shape shape(int[] of) {
        return new Shape(Arrays.stream(of).mapToObj(this::size).toList());
    }

    /** The size as the graph knows it; a parameter of the graph if it does not. */
    private Dim size(int sizeClass) {
        Dim known = known(sizeClass);
        int root = classes.root(sizeClass);
        return known == null ? set(root, parameter("d" + root, place(root))) : known;
    }

    /** Where a size of a class occurs. */
    private Slot place(int root) {
        for (int node = 0; node < capture.nodes().size(); node++) {
            int[] of = classes.ofNode(node);
            for (int axis = 0; axis < of.length; axis++) {
                if (classes.root(of[axis]) == root) {
                    return new Slot(Origin.SIZE, node, axis);
                }
            }
        }
        throw new IllegalStateException("no operation has a size of class " + root);
    }

    private Dim parameter(String name, Slot slot) {
        builder.scalar(new ScalarParameter(name, ScalarType.INT));
        slots.add(slot);
        return Dim.symbol(name);
    }

    private Dim integer(long number) {
        return number == 0 ? Dim.ZERO : parameter("p" + integers, new Slot(Origin.INTEGER, integers++, 0));
    }

    private ScalarExpr number(double number) {
        if (CaptureSignature.isSpecial(number)) {
            return ScalarExpr.of(number);
        }
        String name = "c" + numbers;
        builder.scalar(new ScalarParameter(name, ScalarType.DOUBLE));
        slots.add(new Slot(Origin.NUMBER, numbers++, 0));
        return new ScalarExpr.Parameter(name);
    }

    /** A size that is not known yet is what remains, if that is a product. */
    private Value reshape(Value operand, int[] of) {
        int open = -1;
        int unknown = 0;
        Dim product = Dim.ONE;
        for (int sizeClass : of) {
            Dim size = known(sizeClass);
            if (size == null) {
                open = sizeClass;
                unknown++;
            } else {
                product = product.times(size);
            }
        }
        if (unknown == 1 && !product.equals(Dim.ZERO)) {
            Dim elements = operand.shape().elements();
            Dim rest = elements.floorDiv(product);
            if (rest.times(product).equals(elements)) {
                set(open, rest);
            }
        }
        return builder.reshapeAgain(operand, shape(of));
    }

    private Value slice(Value operand, int[] axisStartStep, int[] of) {
        int axis = axisStartStep[0];
        int step = axisStartStep[2];
        Dim start = integer(axisStartStep[1]);
        Dim length = size(of[axis]);
        Dim end = length.equals(Dim.ZERO)
                ? start
                : start.plus(length.minus(1).times(step)).plus(1);
        return builder.slice(operand, axis, start, end, step);
    }

    private Value pad(Value operand, int[] axisBeforeAfter, double number) {
        List<Dim> before = new ArrayList<>();
        List<Dim> after = new ArrayList<>();
        for (int axis = 0; axis < operand.rank(); axis++) {
            boolean along = axis == axisBeforeAfter[0];
            before.add(along ? integer(axisBeforeAfter[1]) : Dim.ZERO);
            after.add(along ? integer(axisBeforeAfter[2]) : Dim.ZERO);
        }
        return builder.pad(operand, before, after, number(number));
    }
}
