package org.jdvm.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.ScalarType;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.symbolic.Dim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each check of graphs on a graph that breaks it. */
class GraphVerifierTest {
    private static final Dim T = Dim.symbol("T");
    private static final Dim H = Dim.symbol("H");
    private static final Value X = value(0, DType.F32, T, H);
    private static final Node INPUT = new Node.Input(X, "x");

    private static Value value(int id, DType type, Dim... dims) {
        return new Value(id, type, Shape.of(dims));
    }

    private static Graph graph(List<Value> results, Node... nodes) {
        return graph(List.of(), results, nodes);
    }

    /** A graph with the parameters {@code x: f32[T, H]}, {@code k: int} and {@code eps: float}. */
    private static Graph graph(List<Requirement> requirements, List<Value> results, Node... nodes) {
        return new Graph(
                "f",
                List.of(
                        new TensorParameter("x", DType.F32, Shape.of(T, H), false),
                        new ScalarParameter("k", ScalarType.INT),
                        new ScalarParameter("eps", ScalarType.FLOAT)),
                List.of(nodes),
                results,
                requirements);
    }

    private static Node neg(Value result, Value operand) {
        return new Node.Elementwise(result, Op.NEG, List.of(operand));
    }

    record Broken(String check, Optional<Integer> node, String message, Graph graph) {
        @Override
        public String toString() {
            return message;
        }
    }

    static List<Broken> broken() {
        Value y = value(1, DType.F32, T, H);
        Value square = value(1, DType.F32, H, T);
        List<Broken> broken = new ArrayList<>();
        broken.add(new Broken(
                "numbering",
                Optional.of(1),
                "%2: f32[T, H] = neg %0: expected the number 1, found 2",
                graph(List.of(X), INPUT, neg(value(2, DType.F32, T, H), X))));
        broken.add(new Broken(
                "uses",
                Optional.of(1),
                "%1: f32[T, H] = neg %1: expected a value before %1, found %1: f32[T, H]",
                graph(List.of(X), INPUT, neg(y, y))));
        broken.add(new Broken(
                "uses",
                Optional.of(1),
                "%1: f32[H, T] = neg %0: expected %0: f32[T, H], found %0: f32[H, T]",
                graph(List.of(X), INPUT, neg(square, value(0, DType.F32, H, T)))));
        broken.add(new Broken(
                "results",
                Optional.empty(),
                "return: expected a value before %1, found %1: f32[T, H]",
                graph(List.of(y), INPUT)));
        broken.add(new Broken(
                "results",
                Optional.empty(),
                "return: expected %0: f32[T, H], found %0: f16[T, H]",
                graph(List.of(value(0, DType.F16, T, H)), INPUT)));
        broken.add(new Broken(
                "inputs",
                Optional.of(0),
                "%0: f32[H] = input x: expected x: f32[T, H], found x: f32[H]",
                graph(List.of(), new Node.Input(value(0, DType.F32, H), "x"))));
        broken.add(new Broken(
                "inputs",
                Optional.of(1),
                "%1: f32[T, H] = input z: expected no more than 1 inputs, found z: f32[T, H]",
                graph(List.of(X), INPUT, new Node.Input(y, "z"))));
        broken.add(new Broken("inputs", Optional.empty(), "parameters: expected 1 inputs, found 0", graph(List.of())));
        broken.add(new Broken(
                "origins",
                Optional.of(0),
                "%0: f32[T, H] = input x: expected the number of a node, found -1",
                new Graph(
                        "f",
                        List.of(new TensorParameter("x", DType.F32, Shape.of(T, H), false)),
                        List.of(INPUT),
                        List.of(X),
                        List.of(),
                        List.of(-1))));
        broken.add(new Broken(
                "symbols",
                Optional.of(1),
                "%1: f32[N] = fill {1.0}: expected sizes of the parameters' symbols [H, T, k], found N",
                graph(List.of(X), INPUT, new Node.Fill(value(1, DType.F32, Dim.symbol("N")), ScalarExpr.of(1)))));
        broken.add(new Broken(
                "symbols",
                Optional.of(1),
                "%1: f32[T] = fill {scale}: expected one of the float parameters [eps], found scale",
                graph(List.of(X), INPUT, new Node.Fill(value(1, DType.F32, T), new ScalarExpr.Parameter("scale")))));
        broken.add(new Broken(
                "symbols",
                Optional.empty(),
                "require T == N: expected sizes of the parameters' symbols [H, T, k], found N",
                graph(List.of(requirement(Requirement.Kind.EQUAL, T, Dim.symbol("N"))), List.of(X), INPUT)));
        Value windows = value(1, DType.F32, T.times(2), H);
        Node matrix = new Node.WindowMatrix(windows, X, List.of(new WindowAxis(Dim.of(2), H, 1, 1, Dim.ZERO, 1)));
        broken.add(new Broken(
                "windows",
                Optional.of(2),
                "%2: f32[2*T, H] = neg %1: expected a tensor in place of %1, found a matrix of windows",
                graph(List.of(X), INPUT, matrix, neg(value(2, DType.F32, T.times(2), H), windows))));
        broken.add(new Broken(
                "windows",
                Optional.empty(),
                "the results: expected a tensor in place of %1, found a matrix of windows",
                graph(List.of(windows), INPUT, matrix)));
        broken.add(new Broken(
                "requirements",
                Optional.empty(),
                "requirements: expected requirements that can hold together, found ",
                graph(
                        List.of(
                                requirement(Requirement.Kind.LESS, T, H),
                                requirement(Requirement.Kind.LESS_OR_EQUAL, H, T)),
                        List.of(X),
                        INPUT)));
        sizes(broken, "neg %0: expected an operand that broadcasts to H in dim 0, found T", neg(square, X));
        sizes(
                broken,
                "sum %0 axes [1]: expected dim 0 T, found H",
                new Node.Reduce(value(1, DType.F32, H), Op.SUM, X, List.of(1), false));
        sizes(broken, "matmul %0, %0: expected the inner size H, found T", new Node.Matmul(y, X, X));
        sizes(
                broken,
                "broadcast %0: expected an operand that broadcasts to 2*T in dim 0, found T",
                new Node.Broadcast(value(1, DType.F32, T.times(Dim.of(2)), H), X));
        sizes(
                broken,
                "reshape %0: expected the number of elements H*T, found T",
                new Node.Reshape(value(1, DType.F32, T), X));
        sizes(broken, "permute %0 order [1, 0]: expected dim 0 H, found T", new Node.Permute(y, X, List.of(1, 0)));
        sizes(
                broken,
                "slice %0 axis 0 start {2} step 1: expected the end of at least ",
                new Node.Slice(y, X, 0, Dim.of(2), 1));
        sizes(broken, "copy %0: expected dim 0 T, found H", new Node.Copy(square, X));
        sizes(broken, "concat %0, %0 axis 1: expected dim 1 2*H, found H", new Node.Concat(y, List.of(X, X), 1));
        sizes(
                broken,
                "pad %0 before [0, 1] value {0.0}: expected dim 1 of at least H + 1, found H",
                new Node.Pad(y, X, List.of(Dim.ZERO, Dim.ONE), ScalarExpr.of(0)));
        broken.add(new Broken(
                "sizes",
                Optional.of(2),
                "%2: f32[H, H] = gather %0, %1 axis 0: expected dim 0 T, found H",
                graph(
                        List.of(X),
                        INPUT,
                        new Node.Iota(value(1, DType.I32, T), 0),
                        new Node.Gather(value(2, DType.F32, H, H), X, value(1, DType.I32, T), 0, false))));
        Value groups = value(1, DType.I32, T);
        broken.add(new Broken(
                "sizes",
                Optional.of(2),
                "%2: f32[T, T, H] = grouped_matmul %0, %0, %1 split depth: expected the inner size H, found T",
                graph(
                        List.of(X),
                        INPUT,
                        new Node.Iota(groups, 0),
                        new Node.GroupedMatmul(
                                value(2, DType.F32, T, T, H), X, X, groups, Node.GroupedMatmul.Split.DEPTH))));
        sizes(
                broken,
                "fill {0.0}: expected a size of at least 0, found -1",
                new Node.Fill(value(1, DType.F32, Dim.of(-1)), ScalarExpr.of(0)));
        return broken;
    }

    private static void sizes(List<Broken> broken, String message, Node node) {
        Value result = node.result();
        broken.add(new Broken(
                "sizes", Optional.of(1), "%1: f32" + result.shape() + " = " + message, graph(List.of(X), INPUT, node)));
    }

    private static Requirement requirement(Requirement.Kind kind, Dim left, Dim right) {
        return new Requirement(kind, left, right, "test");
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aBrokenGraphIsRefused(Broken broken) {
        List<GraphVerifier.Violation> violations = GraphVerifier.violations(broken.graph());
        assertTrue(!violations.isEmpty(), "nothing found");
        GraphVerifier.Violation violation = violations.getFirst();
        assertEquals(broken.check(), violation.check(), violation::toString);
        assertEquals(broken.node(), violation.node());
        assertTrue(violation.toString().startsWith(broken.message()), violation::toString);
        var error = assertThrows(IllegalStateException.class, () -> GraphVerifier.verify(broken.graph(), "some-pass"));
        assertTrue(error.getMessage().startsWith("f is not well formed after some-pass:\n  " + broken.message()));
    }

    @Test
    void eachCheckHasABrokenGraph() {
        Set<String> untested = new HashSet<>();
        GraphVerifier.CHECKS.forEach(check -> untested.add(check.name()));
        broken().forEach(broken -> untested.remove(broken.check()));
        assertEquals(Set.of(), untested);
    }

    @Test
    void sizesThatARequirementMakesEqualFit() {
        Node copy = new Node.Copy(value(1, DType.F32, H, T), X);
        assertEquals(
                List.of(),
                GraphVerifier.violations(graph(
                        List.of(requirement(Requirement.Kind.EQUAL, T, H)), List.of(copy.result()), INPUT, copy)));
    }

    /** What a node alone can know: types, arity, ranks, axes. Each text is refused in its line. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        %3: f32[T, H] = not %0                            | line 2, column 1: not: takes [bool], not f32; cast the operand first
        %3: f32[T, H] = add %0, %1                        | line 2, column 1: add: the operands are f32 and i32; cast the second one: cast(DType.F32)
        %3: f32[T, H] = add {1.0}, {2.0}                  | line 2, column 1: add: needs at least one tensor operand
        %3: f32[T, H] = cast {1.0}                        | line 2, column 1: cast: needs at least one tensor operand
        %3: f16[T, H] = neg %0                            | line 2, column 1: neg: the result %3 must be f32, not f16
        %3: f32[T, H] = lt %0, %0                         | line 2, column 1: lt: the result %3 must be bool, not f32
        %3: f32[H] = neg %0                               | line 2, column 1: neg: the result %3 must have 2 dims, not [H]
        %3: f32[T, H] = select %0, %0, %0                 | line 2, column 1: select: the condition must be a bool tensor, not f32
        %3: bool[T] = select %2, %2, {2.0}                | line 2, column 1: select: the tensor is bool, which cannot hold 2; cast the tensor first: cast(DType.I32)
        %3: f32[T] = sum %0 axes [2]                      | line 2, column 1: sum: [T, H] has 2 dims, so there is no axis 2
        %3: f32[] = sum %0 axes [1, 0]                    | line 2, column 1: sum: the axes must ascend, not [1, 0]
        %3: f32[] = sum %0 axes [1, 1]                    | line 2, column 1: sum: the axes must ascend, not [1, 1]
        %3: f32[T] = sum %0 axes [1] keep                 | line 2, column 1: sum: the result %3 must have 2 dims, not [T]
        %3: bool[] = any %0 axes [0, 1]                   | line 2, column 1: any: takes [bool], not f32; cast the operand first
        %3: f32[T] = matmul %0, %1                        | line 2, column 1: matmul: both operands need at least 2 dims, but they have [T, H] and [T]
        %3: f16[T, H] = matmul %0, %0                     | line 2, column 1: matmul: the result %3 must be f32, not f16
        %3: f32[T, H] = grouped_matmul %0, %0, %1 split rows | line 2, column 1: grouped_matmul by ROWS: needs ranks 2, 3 and 1, but has [T, H], [T, H] and [T]
        %3: f32[H] = broadcast %0                         | line 2, column 1: broadcast: [T, H] has more dims than [H]
        %3: i32[T*H] = reshape %0                         | line 2, column 1: reshape: the result %3 must be f32, not i32
        %3: f32[T, H] = permute %0 order [0, 0]           | line 2, column 1: permute: needs each axis of [T, H] once, not the order [0, 0]
        %3: f32[T, H] = permute %0 order [0, 2]           | line 2, column 1: permute: [T, H] has 2 dims, so there is no axis 2
        %3: f32[T, H] = slice %0 axis 2 start {0} step 1  | line 2, column 1: slice: [T, H] has 2 dims, so there is no axis 2
        %3: f32[T, H] = slice %0 axis 0 start {0} step 0  | line 2, column 1: slice: the step must be at least 1, not 0
        %3: f32[T] = copy %0                              | line 2, column 1: copy: the result %3 must have 2 dims, not [T]
        %3: f32[T, H] = concat %0, %1 axis 0              | line 2, column 1: concat: the result %3 must be i32, not f32
        %3: f32[T, H] = pad %0 before [0] value {0.0}     | line 2, column 1: pad: needs 2 widths for [T, H], not 1
        %3: f32[T, H] = gather %0, %2 axis 0              | line 2, column 1: gather: the indices must be i32 or i64, not bool
        %3: f32[T] = gather %0, %1 axis 0                 | line 2, column 1: gather: the result %3 must have 2 dims, not [T]
        %3: bool[T] = iota axis 0                         | line 2, column 1: iota: makes [f32, i32, i64, f64], not bool
        %3: i32[T] = iota axis 1                          | line 2, column 1: iota: [T] has no axis 1
        %3: i8[T] = fill {1.0}                            | line 2, column 1: fill: makes
        """)
    void aBrokenNodeIsRefusedInItsLine(String node, String message) {
        var error = assertThrows(GraphSyntaxException.class, () -> parse(node + "\nreturn %3"));
        assertTrue(error.getMessage().startsWith(message), error::getMessage);
    }

    @Test
    void aBrokenGraphIsRefusedInItsLine() {
        var error = assertThrows(
                GraphSyntaxException.class,
                () -> parse("%3: f32[T, H] = neg %0\n%4: f32[T, H] = exp %3\n  %5: i32[H] = neg %1\nreturn %5"));
        assertEquals(
                "line 4, column 3: %5: i32[H] = neg %1: expected an operand that broadcasts to H in dim 0, found T"
                        + " (sizes: the requirements prove the sizes that operations need)",
                error.getMessage());
        assertEquals(4, error.line());
    }

    private static Graph parse(String nodes) {
        return GraphParser.parse("operator f(%0 x: f32[T, H], %1 i: i32[T], %2 b: bool[T]) {\n" + nodes + "\n}");
    }

    /** Equal by the requirements together, which no single proof sees. */
    @Test
    void sizesThatNoAllowedSizesTellApartAreAccepted() {
        Dim columns = Dim.symbol("C");
        Dim heads = Dim.symbol("n");
        Value x = value(0, DType.F32, columns, columns);
        Value split = value(1, DType.F32, columns.floorDiv(heads), heads, columns);
        List<Node> nodes = List.of(new Node.Input(x, "x"), new Node.Reshape(split, x));
        List<Parameter> parameters = List.of(
                new TensorParameter("x", DType.F32, Shape.of(columns, columns), false),
                new ScalarParameter("n", ScalarType.INT));
        Requirement divides = new Requirement(Requirement.Kind.EQUAL, columns.mod(heads), Dim.ZERO, "reshape");
        Requirement single =
                new Requirement(Requirement.Kind.EQUAL, columns.times(heads), columns, "matmul (inner dims)");
        assertEquals(
                List.of(),
                GraphVerifier.violations(new Graph("f", parameters, nodes, List.of(split), List.of(divides, single))));
        assertEquals(
                "sizes",
                GraphVerifier.violations(new Graph("f", parameters, nodes, List.of(split), List.of()))
                        .getFirst()
                        .check());
    }
}
