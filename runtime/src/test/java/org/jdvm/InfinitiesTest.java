package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.call.PlannedOperator;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Shape;
import org.jdvm.ir.TensorMethods;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Formulas along rows with infinities, not-a-number and nothing in them, recorded and as templates, against plain double precision. */
class InfinitiesTest {
    private static final float INF = Float.POSITIVE_INFINITY;
    private static final float NAN = Float.NaN;
    private static final float[][] ROWS = {
        {-INF, -INF, -INF},
        {INF, INF, INF},
        {1, -INF, 2},
        {1, INF, 2},
        {-INF, INF, 0},
        {NAN, 1, 2},
        {NAN, -INF, -INF},
        {NAN, INF, INF},
        {Float.MAX_VALUE, Float.MAX_VALUE, 1},
        {-Float.MAX_VALUE, -Float.MAX_VALUE, -INF},
        {3, 3, 3}
    };

    /** A textbook formula, and how it is called. */
    private record Formula(Function<double[], double[]> oracle, Function<Tensor, Tensor> recorded, List<Object> axes) {}

    private static final Map<String, Formula> FORMULAS = new TreeMap<>(Map.of(
            "softmax", new Formula(InfinitiesTest::softmax, x -> x.softmax(-1), List.of(Dim.of(-1))),
            "logSoftmax", new Formula(InfinitiesTest::logSoftmax, x -> x.logSoftmax(-1), List.of(Dim.of(-1))),
            "logSumExp", new Formula(row -> new double[] {logSumExp(row)}, x -> x.logSumExp(-1), List.of(Dim.of(-1))),
            "sum", new Formula(row -> new double[] {sum(row)}, x -> x.sum(-1), List.of(Dim.of(-1))),
            "mean", new Formula(row -> new double[] {mean(row)}, x -> x.mean(-1), List.of(Dim.of(-1))),
            "variance", new Formula(row -> new double[] {variance(row)}, x -> x.variance(-1), List.of(Dim.of(-1))),
            "max",
                    new Formula(
                            row -> new double[] {Arrays.stream(row).reduce(Double.NEGATIVE_INFINITY, Math::max)},
                            x -> x.max(-1),
                            List.of(Dim.of(-1))),
            "min",
                    new Formula(
                            row -> new double[] {Arrays.stream(row).reduce(Double.POSITIVE_INFINITY, Math::min)},
                            x -> x.min(-1),
                            List.of(Dim.of(-1))),
            "relu", new Formula(row -> each(row, v -> Math.max(v, 0)), Tensor::relu, List.of()),
            "square", new Formula(row -> each(row, v -> v * v), Tensor::square, List.of())));

    private static double[] each(double[] row, DoubleUnaryOperator function) {
        return Arrays.stream(row).map(function).toArray();
    }

    private static double sum(double[] row) {
        return Arrays.stream(row).reduce(0, Double::sum);
    }

    private static double mean(double[] row) {
        return sum(row) / row.length;
    }

    private static double variance(double[] row) {
        double mean = mean(row);
        return mean(each(row, v -> (v - mean) * (v - mean)));
    }

    /** With a limit for each case: the sum is 0 only of minus infinities, and infinite only of an infinity. */
    private static double logSumExp(double[] row) {
        double max = Arrays.stream(row).reduce(Double.NEGATIVE_INFINITY, Math::max);
        return Double.isInfinite(max) ? max : max + Math.log(sum(each(row, v -> Math.exp(v - max))));
    }

    private static double[] softmax(double[] row) {
        double max = Arrays.stream(row).reduce(Double.NEGATIVE_INFINITY, Math::max);
        double sum = sum(each(row, v -> Math.exp(v - max)));
        return each(row, v -> Math.exp(v - max) / sum);
    }

    private static double[] logSoftmax(double[] row) {
        double max = Arrays.stream(row).reduce(Double.NEGATIVE_INFINITY, Math::max);
        double log = Math.log(sum(each(row, v -> Math.exp(v - max))));
        return each(row, v -> v - max - log);
    }

    static Stream<String> formulas() {
        return FORMULAS.keySet().stream();
    }

    /** Rows of other lengths: the pattern again and again. */
    private static float[] elements(int length) {
        float[] elements = new float[ROWS.length * length];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = ROWS[i / length][i % length % 3];
        }
        return elements;
    }

    @ParameterizedTest
    @MethodSource("formulas")
    void recordedFormulas(String name) {
        for (int length : new int[] {0, 1, 2, 3, 7, 17, 100, 1031, 40_000}) {
            float[] x = elements(length);
            Tensor result = FORMULAS.get(name).recorded().apply(Tensor.of(x, ROWS.length, length));
            check(name, x, length, result.toFloatArray());
        }
    }

    @ParameterizedTest
    @MethodSource("formulas")
    void templates(String name) {
        GraphBuilder builder = new GraphBuilder(name);
        Shape shape = new Shape(List.of(Dim.symbol("R"), Dim.symbol("C")));
        Value x = builder.input(new TensorParameter("x", DType.F32, shape, false));
        Value y = (Value)
                new TensorMethods(builder).call(name, x, FORMULAS.get(name).axes());
        OperatorTemplate operator = new OperatorTemplate(PlannedOperator.of(builder.build(List.of(y))));
        for (Dvm dvm : List.of(FusedRunner.ONE_CORE, FusedRunner.TWO_CORES, FusedRunner.tiny(2))) {
            for (int length : new int[] {0, 1, 3, 17, 1031, 9001}) {
                float[] elements = elements(length);
                Tensor[] result =
                        operator.callAll(dvm, new Tensor[] {Tensor.of(elements, ROWS.length, length)}, new double[0]);
                check(name, elements, length, result[0].toFloatArray());
            }
        }
    }

    private static void check(String name, float[] x, int length, float[] actual) {
        for (int row = 0; row < ROWS.length; row++) {
            double[] elements = new double[length];
            for (int i = 0; i < length; i++) {
                elements[i] = x[row * length + i];
            }
            double[] expected = FORMULAS.get(name).oracle().apply(elements);
            assertEquals(ROWS.length * expected.length, actual.length, name);
            for (int i = 0; i < expected.length; i++) {
                float got = actual[row * expected.length + i];
                String what = name + " of a row of " + length + " such as " + Arrays.toString(ROWS[row]) + " at " + i;
                // sums of numbers near the largest float are infinite with 32 bits
                double limit = Math.abs(expected[i]) > Float.MAX_VALUE ? expected[i] * Double.MAX_VALUE : expected[i];
                boolean overflows = row >= 8 && row <= 9 && name.matches("sum|mean|variance|square");
                if (!overflows && Double.compare(limit, got) != 0) {
                    double allowed = 1e-5 * Math.max(1, Math.abs(limit));
                    assertTrue(
                            Double.isFinite(limit) && Math.abs(limit - got) <= allowed,
                            () -> what + ": " + got + " is not " + limit);
                }
            }
        }
    }
}
