package org.jdvm.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.ScalarType;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.symbolic.Dim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of the text form of graphs. */
class GraphTextTest {
    private static final Dim T = Dim.symbol("T");
    private static final Dim H = Dim.symbol("H");
    private static final Dim LEADING = Dim.LEADING;

    private final GraphBuilder builder = new GraphBuilder("Layers.test");

    private Value input(String name, DType type, Dim... dims) {
        return builder.input(new TensorParameter(name, type, Shape.of(dims), false));
    }

    @Test
    void layerNormReadsLikeItsFormula() {
        Value x = builder.input(new TensorParameter("x", DType.F32, Shape.of(LEADING, H), true));
        Value gamma = input("gamma", DType.F32, H);
        Value beta = input("beta", DType.F32, H);
        builder.scalar(new ScalarParameter("heads", ScalarType.INT));
        builder.scalar(new ScalarParameter("eps", ScalarType.FLOAT));
        builder.require(Requirement.Kind.EQUAL, H.mod(Dim.symbol("heads")), Dim.ZERO, "@Where(\"H % heads == 0\")");
        Value y = new Decompositions(builder).layerNorm(x, gamma, beta, new ScalarExpr.Parameter("eps"));
        Graph graph = builder.build(List.of(y));
        assertEquals("""
            operator Layers.test(%0 x: f32[..., H], %1 gamma: f32[H], %2 beta: f32[H], heads: int, eps: float) {
              require mod(H, heads) == 0 "@Where(\\"H % heads == 0\\")"
              %3: f32[..., 1] = sum %0 axes [1] keep
              %4: f32[..., 1] = div %3, {size(H)}
              %5: f32[..., H] = sub %0, %4
              %6: f32[..., H] = mul %5, %5
              %7: f32[..., 1] = sum %6 axes [1] keep
              %8: f32[..., 1] = div %7, {size(H)}
              %9: f32[..., 1] = add %8, {eps}
              %10: f32[..., 1] = rsqrt %9
              %11: f32[..., H] = mul %5, %10
              %12: f32[..., H] = mul %11, %1
              %13: f32[..., H] = add %12, %2
              return %13
            }
            """, graph.toString());
        assertEquals(graph, GraphParser.parse(graph.toString()));
    }

    @Test
    void everyKindOfNodeSurvives() {
        Value x = input("x", DType.F32, T, H);
        Value w = input("w", DType.F16, H, Dim.of(8));
        Value late = builder.elementwise(Op.NEG, x);
        Value ids = input("record.ids", DType.I64, Dim.symbol("N"));
        Value groups = input("groups", DType.I32, Dim.symbol("G"));
        builder.scalar(new ScalarParameter("k", ScalarType.LONG));
        builder.scalar(new ScalarParameter("scale", ScalarType.DOUBLE));
        ScalarExpr scalar = ScalarExpr.binary(
                ScalarExpr.BinaryFunction.POW,
                ScalarExpr.unary(ScalarExpr.UnaryFunction.FLOAT, new ScalarExpr.Parameter("scale")),
                ScalarExpr.size(T.minus(1).times(H).floorDiv(Dim.of(2))));
        Value test = builder.elementwise(Op.LE, late, new Operand.Scalar(ScalarExpr.of(-1e-30)));
        List<Value> results = List.of(
                builder.matmul(x, builder.cast(w, DType.F32)),
                builder.broadcastTo(x, Shape.of(Dim.of(2), T, H)),
                builder.reshape(x, List.of(T.times(H))),
                builder.permute(x, List.of(1, 0)),
                builder.slice(x, 1, Dim.symbol("k").minus(1), Dim.symbol("k"), 2),
                builder.copy(x),
                builder.concat(List.of(x, late, x), 0),
                builder.pad(x, List.of(Dim.ZERO, T.plus(1)), List.of(Dim.ONE, Dim.ZERO), scalar),
                builder.gather(x, 0, ids),
                builder.iota(DType.I32, Shape.of(T, H), 1),
                builder.fill(DType.F32, Shape.SCALAR, ScalarExpr.of(Double.NEGATIVE_INFINITY)),
                builder.fill(DType.F32, Shape.of(0, 1), ScalarExpr.of(Double.NaN)),
                builder.elementwise(Op.SELECT, test, x, new Operand.Scalar(ScalarExpr.of(-0.0))),
                builder.reduce(Op.REDUCE_MAX, x, List.of(0, 1), false),
                builder.reduce(Op.ANY, test, List.of(), true),
                builder.elementwise(Op.DIV, new Operand.Scalar(new ScalarExpr.Literal(1)), x),
                builder.groupedMatmul(
                        x, input("e", DType.F32, Dim.symbol("G"), H, T), groups, Node.GroupedMatmul.Split.ROWS),
                builder.groupedMatmul(x, builder.permute(x, List.of(1, 0)), groups, Node.GroupedMatmul.Split.DEPTH));
        Graph graph = builder.build(results);
        assertEquals(graph, GraphParser.parse(graph.toString()), graph::toString);
        assertEquals(graph.toString(), GraphParser.parse(graph.toString()).toString());
    }

    @Test
    void stringsWithQuotesAndLineFeedsSurvive() {
        input("x", DType.F32, T, H);
        builder.require(Requirement.Kind.BROADCASTS, T, H, "a \"quoted\\name\"\n\tand more");
        Graph graph = builder.build(List.of());
        assertEquals(graph, GraphParser.parse(graph.toString()), graph::toString);
    }

    @Test
    void unfoldedScalarsStayUnfolded() {
        ScalarExpr sum = new ScalarExpr.Binary(
                ScalarExpr.BinaryFunction.ADD, new ScalarExpr.Literal(1), new ScalarExpr.Size(Dim.of(2)));
        Graph graph = builder.build(List.of(builder.fill(DType.F32, Shape.of(3), sum)));
        assertEquals(graph, GraphParser.parse(graph.toString()), graph::toString);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        graph                                    | line 1, column 1: expected 'operator', found 'graph'
        operator f(x: f31[T]) { return }         | line 1, column 15: expected an element type, found 'f31'
        operator f(%0 x: f32[T {) { return }     | line 1, column 24: expected ']', found '{'
        operator f(%0 x: f32[T;1]) { return }    | line 1, column 22: expected a size, found 'T;1'
        operator f(%0 x: f32[]) { return %1 }    | line 1, column 35: expected a value that was computed before, found '1'
        operator f(%1 x: f32[]) { return }       | line 1, column 34: expected a node %0 before the input %1, found '}'
        operator f() {#%1: i32[2] = iota axis 0#return %0 } | line 2, column 2: expected the number 0, which comes next, found '1'
        operator f() {#%0: i32[2] = itoa axis 0#return %0 } | line 2, column 14: expected an operation, found 'itoa'
        operator f() {#%0: i32[2] = iota axes 0#return %0 } | line 2, column 19: expected 'axis', found 'axes'
        operator f() {#%0: f32[2] = fill {root(2)}#return %0 } | line 2, column 20: expected a function of numbers, found 'root'
        operator f() { require T > 2 "why"#return } | line 1, column 26: expected one of == != < <= ~, found '>'
        operator f() { require T < 2 "why        | line 1, column 30: expected a string that ends with '"', found the end
        operator f() { return } more             | line 1, column 25: expected the end, found 'more'
        operator f() {                           | line 1, column 15: expected '%', found the end
        """)
    void errorsNamePlaceExpectedAndFound(String text, String message) {
        GraphSyntaxException e =
                assertThrows(GraphSyntaxException.class, () -> GraphParser.parse(text.replace('#', '\n')));
        assertEquals(
                message,
                e.getMessage()
                        .substring(0, Math.min(message.length(), e.getMessage().length())));
    }
}
