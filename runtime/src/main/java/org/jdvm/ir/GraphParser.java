package org.jdvm.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Node.GroupedMatmul.Split;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.ScalarType;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.op.RowOp;
import org.jdvm.op.RowOps;
import org.jdvm.symbolic.Dim;

/** Reads the text that {@link GraphPrinter} writes back into the same graph. */
public final class GraphParser {
    private static final Map<String, Op> OPS = new HashMap<>();
    private static final Map<String, DType> TYPES = new HashMap<>();
    private static final Map<String, ScalarType> SCALAR_TYPES = new HashMap<>();

    static {
        for (Op op : Op.values()) {
            OPS.put(op.toString(), op);
        }
        for (DType type : DType.values()) {
            TYPES.put(type.toString(), type);
        }
        for (ScalarType type : ScalarType.values()) {
            SCALAR_TYPES.put(type.toString(), type);
        }
    }

    private final TextScanner in;
    private final List<Parameter> parameters = new ArrayList<>();
    private final List<Requirement> requirements = new ArrayList<>();
    private final TreeMap<Integer, Node> inputs = new TreeMap<>();
    private final List<Node> nodes = new ArrayList<>();

    /** Where the text of each node starts. */
    private final Map<Integer, Integer> starts = new HashMap<>();

    private GraphParser(TextScanner in) {
        this.in = in;
    }

    /**
     * {@return the graph that a text describes}
     *
     * @param text what {@link Graph#toString} gives
     * @throws GraphSyntaxException if the text describes no graph
     */
    public static Graph parse(String text) {
        TextScanner in = new TextScanner(text);
        Graph graph = parse(in);
        in.expectEnd();
        return graph;
    }

    /**
     * {@return the graph that comes next in a text}
     *
     * @param in the text
     * @throws GraphSyntaxException if no graph comes next
     */
    public static Graph parse(TextScanner in) {
        return new GraphParser(in).graph();
    }

    /**
     * {@return the requirement that comes next in a text, as {@link GraphPrinter#print(Requirement)} writes it}
     *
     * @param in the text
     * @throws GraphSyntaxException if no requirement comes next
     */
    public static Requirement requirement(TextScanner in) {
        Dim left = in.dim();
        Requirement.Kind kind = relation(in);
        Dim right = in.dim();
        return new Requirement(kind, left, right, in.quoted());
    }

    /**
     * {@return the element type that comes next in a text}
     *
     * @param in the text
     * @throws GraphSyntaxException if no element type comes next
     */
    public static DType type(TextScanner in) {
        int start = in.position();
        DType type = TYPES.get(in.name("an element type"));
        if (type == null) {
            throw in.errorAt(start, "an element type");
        }
        return type;
    }

    /**
     * {@return the operation that comes next in a text}
     *
     * @param in the text
     * @throws GraphSyntaxException if no operation comes next
     */
    public static Op op(TextScanner in) {
        int start = in.position();
        Op op = OPS.get(in.name("an operation"));
        if (op == null) {
            throw in.errorAt(start, "an operation");
        }
        return op;
    }

    /**
     * {@return what the groups of a product divide, which comes next in a text}
     *
     * @param in the text
     * @throws GraphSyntaxException if something else comes next
     */
    public static Split split(TextScanner in) {
        int start = in.position();
        String word = in.name("rows, columns or depth");
        for (Split split : Split.values()) {
            if (word.equals(GraphPrinter.name(split))) {
                return split;
            }
        }
        throw in.errorAt(start, "rows, columns or depth");
    }

    private Graph graph() {
        int start = in.position();
        in.expectWord("operator");
        String name = in.name("the operator's name");
        in.expect('(');
        if (!in.accept(')')) {
            do {
                parameter();
            } while (in.accept(','));
            in.expect(')');
        }
        in.expect('{');
        while (in.acceptWord("require")) {
            requirements.add(requirement(in));
        }
        placeInputs();
        while (!in.acceptWord("return")) {
            node();
            placeInputs();
        }
        if (!inputs.isEmpty()) {
            throw in.error("a node %" + nodes.size() + " before the input %" + inputs.firstKey());
        }
        List<Value> results = new ArrayList<>();
        if (!in.accept('}')) {
            do {
                results.add(value());
            } while (in.accept(','));
            in.expect('}');
        }
        Graph graph = new Graph(name, parameters, nodes, results, requirements);
        assert verify(graph, start);
        return graph;
    }

    /** True, or refuses the text in the line of the node that {@link GraphVerifier} refuses. */
    private boolean verify(Graph graph, int start) {
        for (GraphVerifier.Violation violation : GraphVerifier.violations(graph)) {
            throw in.refusedAt(violation.node().map(starts::get).orElse(start), violation.toString());
        }
        return true;
    }

    /** Inputs carry their numbers in the list of parameters; they take their places among the nodes. */
    private void placeInputs() {
        while (!inputs.isEmpty() && inputs.firstKey() == nodes.size()) {
            nodes.add(inputs.pollFirstEntry().getValue());
        }
    }

    private void parameter() {
        int start = in.position();
        int id = in.accept('%') ? in.index() : -1;
        String name = in.name("a parameter");
        in.expect(':');
        int typeStart = in.position();
        String word = in.name("a type");
        if (SCALAR_TYPES.get(word) instanceof ScalarType scalar && id < 0) {
            parameters.add(new ScalarParameter(name, scalar));
            return;
        }
        DType type = TYPES.get(word);
        if (type == null) {
            throw in.errorAt(typeStart, "an element type");
        }
        TensorParameter parameter = tensor(name, type);
        parameters.add(parameter);
        Node input = new Node.Input(new Value(id, type, parameter.shape()), name);
        starts.put(id, start);
        if (id >= 0 && inputs.put(id, input) != null) {
            throw in.errorAt(start, "a number that no other parameter has");
        }
    }

    private TensorParameter tensor(String name, DType type) {
        List<Dim> dims = new ArrayList<>();
        boolean leading = false;
        in.expect('[');
        if (!in.accept(']')) {
            if (in.accept("...")) {
                leading = true;
                boolean plain = in.startsWith(',') || in.startsWith(']');
                dims.add(plain ? Dim.LEADING : in.dim());
            } else {
                dims.add(in.dim());
            }
            while (in.accept(',')) {
                dims.add(in.dim());
            }
            in.expect(']');
        }
        return new TensorParameter(name, type, new Shape(dims), leading);
    }

    private static Requirement.Kind relation(TextScanner in) {
        // '<=' comes before '<', which it begins with
        return in.accept("==")
                ? Requirement.Kind.EQUAL
                : in.accept("!=")
                        ? Requirement.Kind.NOT_EQUAL
                        : in.accept("<=")
                                ? Requirement.Kind.LESS_OR_EQUAL
                                : in.accept("<") ? Requirement.Kind.LESS : broadcasts(in);
    }

    private static Requirement.Kind broadcasts(TextScanner in) {
        if (!in.accept("~")) {
            throw in.error("one of == != < <= ~");
        }
        return Requirement.Kind.BROADCASTS;
    }

    private void node() {
        int start = in.position();
        in.expect('%');
        if (in.index() != nodes.size()) {
            throw in.errorAt(start + 1, "the number " + nodes.size() + ", which comes next");
        }
        in.expect(':');
        DType type = type(in);
        Value result = new Value(nodes.size(), type, in.shape());
        starts.put(result.id(), start);
        in.expect('=');
        int opStart = in.position();
        String word = in.name("an operation");
        Op op = OPS.get(word);
        Optional<RowOp> rowOp = op == null ? RowOps.named(word) : Optional.empty();
        if (op == null && rowOp.isEmpty()) {
            throw in.errorAt(opStart, "an operation");
        }
        try {
            nodes.add(op != null ? node(result, op) : rowWise(result, rowOp.orElseThrow()));
        } catch (GraphException e) {
            throw in.refusedAt(start, e.getMessage());
        }
    }

    private Node node(Value result, Op op) {
        return switch (op.kind()) {
            case UNARY, UNARY_TEST, CAST -> new Node.Elementwise(result, op, operands(1));
            case BINARY, COMPARE -> new Node.Elementwise(result, op, operands(2));
            case SELECT -> new Node.Elementwise(result, op, operands(3));
            case REDUCE -> {
                Value operand = value();
                in.expectWord("axes");
                yield new Node.Reduce(result, op, operand, in.indices(), in.acceptWord("keep"));
            }
            case CUBE, VIEW, MOVE, SOURCE -> structural(result, op);
        };
    }

    private Node structural(Value result, Op op) {
        return switch (op) {
            case MATMUL -> {
                List<Value> factors = values(2);
                yield new Node.Matmul(result, factors.get(0), factors.get(1));
            }
            case GROUPED_MATMUL -> groupedMatmul(result);
            case BROADCAST -> new Node.Broadcast(result, value());
            case RESHAPE -> new Node.Reshape(result, value());
            case PERMUTE -> {
                Value operand = value();
                in.expectWord("order");
                yield new Node.Permute(result, operand, in.indices());
            }
            case SLICE -> slice(result);
            case UNFOLD -> unfold(result);
            case WINDOW_MATRIX -> {
                Value operand = value();
                yield new Node.WindowMatrix(result, operand, windows());
            }
            case WINDOW_REDUCE -> {
                Op combining = op(in);
                Value operand = value();
                yield new Node.WindowReduce(result, combining, operand, windows());
            }
            case COPY -> new Node.Copy(result, value());
            case CONCAT -> {
                List<Value> operands = new ArrayList<>();
                do {
                    operands.add(value());
                } while (in.accept(','));
                yield new Node.Concat(result, operands, axis());
            }
            case PAD -> {
                Value operand = value();
                in.expectWord("before");
                List<Dim> before = in.shape().dims();
                in.expectWord("value");
                yield new Node.Pad(result, operand, before, braces());
            }
            case GATHER -> {
                List<Value> operands = values(2);
                yield new Node.Gather(result, operands.get(0), operands.get(1), axis(), in.acceptWord("paired"));
            }
            case IOTA -> new Node.Iota(result, axis());
            case FILL -> new Node.Fill(result, braces());
            default -> throw new AssertionError(op + " has a kind without a text form: " + op.kind());
        };
    }

    private Node groupedMatmul(Value result) {
        List<Value> operands = values(3);
        in.expectWord("split");
        return new Node.GroupedMatmul(result, operands.get(0), operands.get(1), operands.get(2), split(in));
    }

    private Node rowWise(Value result, RowOp op) {
        List<Value> operands = values(op.operands());
        int axis = axis();
        in.expectWord("options");
        List<Long> options = in.indices().stream().map(Integer::longValue).toList();
        in.expectWord("output");
        return new Node.RowWise(result, op, operands, axis, options, in.index());
    }

    private Node slice(Value result) {
        Value operand = value();
        int axis = axis();
        in.expectWord("start");
        in.expect('{');
        Dim start = in.dim();
        in.expect('}');
        in.expectWord("step");
        return new Node.Slice(result, operand, axis, start, in.integer());
    }

    private Node unfold(Value result) {
        Value operand = value();
        int axis = axis();
        in.expectWord("step");
        long step = in.integer();
        in.expectWord("dilation");
        return new Node.Unfold(result, operand, axis, step, in.integer());
    }

    private List<WindowAxis> windows() {
        in.expectWord("windows");
        List<WindowAxis> windows = new ArrayList<>();
        do {
            windows.add(windowAxis(in));
        } while (in.accept(','));
        return windows;
    }

    /**
     * {@return how windows move along an axis, as {@link WindowAxis#toString} writes it}
     *
     * @param in the text
     */
    public static WindowAxis windowAxis(TextScanner in) {
        Dim size = size(in);
        in.expectWord("x");
        Dim count = size(in);
        in.expectWord("step");
        long step = in.integer();
        in.expectWord("dilation");
        long dilation = in.integer();
        in.expectWord("before");
        Dim before = size(in);
        in.expectWord("spread");
        return new WindowAxis(size, count, step, dilation, before, in.integer());
    }

    private static Dim size(TextScanner in) {
        in.expect('{');
        Dim size = in.dim();
        in.expect('}');
        return size;
    }

    private int axis() {
        in.expectWord("axis");
        return in.index();
    }

    private ScalarExpr braces() {
        in.expect('{');
        ScalarExpr expression = in.scalar();
        in.expect('}');
        return expression;
    }

    private List<Operand> operands(int count) {
        List<Operand> operands = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                in.expect(',');
            }
            operands.add(in.startsWith('{') ? new Operand.Scalar(braces()) : value());
        }
        return operands;
    }

    private List<Value> values(int count) {
        List<Value> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                in.expect(',');
            }
            values.add(value());
        }
        return values;
    }

    private Value value() {
        int start = in.position();
        in.expect('%');
        int id = in.index();
        if (id >= nodes.size()) {
            throw in.errorAt(start + 1, "a value that was computed before");
        }
        return nodes.get(id).result();
    }
}
