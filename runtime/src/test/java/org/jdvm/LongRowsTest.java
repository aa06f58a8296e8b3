package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.jdvm.Conversions.Layout;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Decompositions;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Op;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.reference.GraphCase;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.symbolic.Dim;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that are much longer than a local buffer. */
class LongRowsTest {
    private static final int COLUMNS = 200_000;

    private static GraphCase test(int rows, int columns, DType type, BiFunction<GraphBuilder, Value, Value> formula) {
        GraphBuilder builder = new GraphBuilder("rows");
        Shape shape = Shape.of(Dim.symbol("R"), Dim.symbol("C"));
        Value x = builder.input(new TensorParameter("x", type, shape, false));
        Value result = formula.apply(builder, x);
        SplittableRandom random = new SplittableRandom(rows);
        double[] values = random.doubles((long) rows * columns, -4, 4).toArray();
        ReferenceTensor input = ReferenceTensor.floats(type, new int[] {rows, columns}, values);
        return new GraphCase(builder.build(List.of(result)), List.of(input), Map.of());
    }

    @ParameterizedTest
    @CsvSource({"1, CONTIGUOUS", "3, CONTIGUOUS", "2, SLICED", "2, TRANSPOSED"})
    void softmax(int rows, Layout layout) {
        GraphCase test = test(rows, COLUMNS, DType.F32, (b, x) -> new Decompositions(b).softmax(x, 1));
        assertNull(FusedRunner.difference(test, List.of(layout)));
    }

    @ParameterizedTest
    @CsvSource({"1, CONTIGUOUS", "3, CONTIGUOUS", "2, SLICED", "2, TRANSPOSED"})
    void layerNorm(int rows, Layout layout) {
        GraphCase test = test(rows, COLUMNS, DType.F32, (b, x) -> {
            Value gamma = b.slice(x, 0, Dim.ZERO, Dim.ONE, 1);
            return new Decompositions(b).layerNorm(x, gamma, gamma, ScalarExpr.of(1e-5));
        });
        assertNull(FusedRunner.difference(test, List.of(layout)));
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F32", "F16", "BF16"})
    void sumsAlongEitherAxis(DType type) {
        assertNull(FusedRunner.difference(
                test(2, COLUMNS, type, (b, x) -> b.reduce(Op.SUM, x, List.of(1), false)), List.of(Layout.CONTIGUOUS)));
        assertNull(FusedRunner.difference(
                test(COLUMNS, 3, type, (b, x) -> b.reduce(Op.SUM, x, List.of(0), false)), List.of(Layout.CONTIGUOUS)));
        assertNull(FusedRunner.difference(
                test(500, 401, type, (b, x) -> b.reduce(Op.SUM, x, List.of(0, 1), false)), List.of(Layout.TRANSPOSED)));
    }
}
