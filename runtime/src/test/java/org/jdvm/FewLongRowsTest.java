package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jdvm.Conversions.Layout;
import org.jdvm.annotations.DType;
import org.jdvm.bytecode.Program;
import org.jdvm.bytecode.text.Disassembler;
import org.jdvm.call.PlannedOperator;
import org.jdvm.ir.Decompositions;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Op;
import org.jdvm.ir.Operand;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.ScalarExpr;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.machine.NpuSpec;
import org.jdvm.reference.Agreement;
import org.jdvm.reference.GraphCase;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.specialize.Specializer;
import org.jdvm.specialize.Template;
import org.jdvm.symbolic.Dim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Few rows that are so long that chunks of them are separate tasks. */
class FewLongRowsTest {
    /** What is computed along one axis of a matrix x, with a second matrix y of its size. */
    private enum Formula {
        SUM,
        MAX,
        MEAN,
        ANY,
        COUNT,
        SOFTMAX,
        LAYER_NORM,
        LOG_SUM_EXP,
        COSINE,
        STEP_AND_LARGEST,
        REPEATED;

        List<Value> of(GraphBuilder b, Value x, Value y, int axis) {
            Decompositions composites = new Decompositions(b);
            List<Integer> axes = List.of(axis);
            return switch (this) {
                case SUM -> List.of(b.reduce(Op.SUM, x, axes, false));
                case MAX -> List.of(b.reduce(Op.REDUCE_MAX, x, axes, true));
                case MEAN -> List.of(composites.mean(x, axes, false));
                case ANY -> List.of(b.reduce(Op.ANY, b.elementwise(Op.GT, x, y), axes, false));
                case COUNT -> List.of(b.reduce(Op.SUM, b.cast(b.elementwise(Op.GT, x, y), DType.I64), axes, false));
                case SOFTMAX -> List.of(composites.softmax(x, axis));
                case LAYER_NORM -> {
                    Value centred = b.elementwise(Op.SUB, x, composites.mean(x, axes, true));
                    Value variance = composites.mean(composites.square(centred), axes, true);
                    Value scale = b.elementwise(
                            Op.RSQRT, b.elementwise(Op.ADD, variance, new Operand.Scalar(ScalarExpr.of(1e-5))));
                    yield List.of(b.elementwise(Op.ADD, b.elementwise(Op.MUL, centred, scale), y), variance);
                }
                case LOG_SUM_EXP -> List.of(composites.logSumExp(x, List.of(axis), false));
                case COSINE -> {
                    Value dot = b.reduce(Op.SUM, b.elementwise(Op.MUL, x, y), axes, false);
                    Value xx = b.reduce(Op.SUM, composites.square(x), axes, false);
                    Value yy = b.reduce(Op.SUM, composites.square(y), axes, false);
                    yield List.of(b.elementwise(Op.MUL, dot, b.elementwise(Op.RSQRT, b.elementwise(Op.MUL, xx, yy))));
                }
                case STEP_AND_LARGEST -> {
                    Value slope = b.elementwise(Op.EXP, b.elementwise(Op.MUL, y, b.elementwise(Op.COS, x)));
                    Value step = b.elementwise(Op.DIV, b.elementwise(Op.SIN, x), slope);
                    Value largest = b.reduce(Op.REDUCE_MAX, b.elementwise(Op.ABS, step), axes, false);
                    yield List.of(step, largest);
                }
                case REPEATED -> {
                    Value row = b.slice(x, 1 - axis, Dim.ZERO, Dim.ONE, 1);
                    Value column = b.slice(y, axis, Dim.ZERO, Dim.ONE, 1);
                    Value sum = b.reduce(Op.SUM, b.elementwise(Op.MUL, row, column), axes, true);
                    yield List.of(b.elementwise(Op.SUB, x, sum));
                }
            };
        }
    }

    private static GraphCase test(Formula formula, DType type, int rows, int columns, int axis) {
        GraphBuilder builder = new GraphBuilder("rows");
        Shape shape = Shape.of(Dim.symbol("R"), Dim.symbol("C"));
        SplittableRandom random = new SplittableRandom(rows);
        List<Value> values = new ArrayList<>();
        List<ReferenceTensor> inputs = new ArrayList<>();
        for (String name : List.of("x", "y")) {
            values.add(builder.input(new TensorParameter(name, type, shape, false)));
            double[] numbers = random.doubles((long) rows * columns, -2, 2).toArray();
            inputs.add(ReferenceTensor.floats(type, new int[] {rows, columns}, numbers));
        }
        return new GraphCase(builder.build(formula.of(builder, values.get(0), values.get(1), axis)), inputs, Map.of());
    }

    /** On machines whose tiles have 64 elements, on the largest number of cores. */
    private static void assertRight(GraphCase test, Layout layout) {
        Tensor[] one;
        try (Dvm dvm = FusedRunner.tiny(1)) {
            one = FusedRunner.run(test, dvm, List.of(layout, Layout.CONTIGUOUS));
        }
        assertNull(Agreement.difference(test, Conversions.references(one)));
        for (int cores : new int[] {2, 4}) {
            try (Dvm dvm = FusedRunner.tiny(cores)) {
                Tensor[] several = FusedRunner.run(test, dvm, List.of(layout, Layout.CONTIGUOUS));
                assertNull(FusedRunner.differenceInBits(one, several));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void rows(Formula formula) {
        assertRight(test(formula, DType.F32, 1, 9000, 1), Layout.CONTIGUOUS);
        assertRight(test(formula, DType.F32, 2, 5000, 1), Layout.SLICED);
        assertRight(test(formula, DType.F32, 3, 2503, 1), Layout.TRANSPOSED);
        assertRight(test(formula, DType.F32, 20, 509, 1), Layout.CONTIGUOUS);
    }

    @ParameterizedTest
    @EnumSource
    void columns(Formula formula) {
        assertRight(test(formula, DType.F32, 9001, 1, 0), Layout.CONTIGUOUS);
        assertRight(test(formula, DType.F32, 4999, 2, 0), Layout.CONTIGUOUS);
        assertRight(test(formula, DType.F32, 907, 37, 0), Layout.SLICED);
    }

    @ParameterizedTest
    @EnumSource
    void halves(Formula formula) {
        assertRight(test(formula, DType.F16, 2, 2503, 1), Layout.CONTIGUOUS);
        assertRight(test(formula, DType.BF16, 2503, 3, 0), Layout.CONTIGUOUS);
    }

    @ParameterizedTest
    @CsvSource({
        "SUM, 1, 1000000, 1",
        "SOFTMAX, 2, 100000, 1",
        "LAYER_NORM, 3, 30011, 1",
        "COSINE, 1, 100003, 1",
        "MEAN, 200000, 2, 0",
        "STEP_AND_LARGEST, 1, 70000, 1"
    })
    void onTheHost(Formula formula, int rows, int columns, int axis) {
        assertNull(FusedRunner.difference(test(formula, DType.F32, rows, columns, axis), List.of(Layout.CONTIGUOUS)));
    }

    @Test
    void severalAxesAtOnce() {
        GraphBuilder builder = new GraphBuilder("all");
        Shape shape = Shape.of(Dim.symbol("A"), Dim.symbol("B"), Dim.symbol("C"));
        Value x = builder.input(new TensorParameter("x", DType.F32, shape, false));
        Value sum = builder.reduce(Op.SUM, x, List.of(0, 2), true);
        int[] dims = {70, 2, 111};
        double[] numbers = new SplittableRandom(1).doubles(70 * 2 * 111, -2, 2).toArray();
        List<ReferenceTensor> inputs = List.of(ReferenceTensor.floats(DType.F32, dims, numbers));
        Value all = builder.reduce(Op.SUM, builder.elementwise(Op.SUB, x, sum), List.of(0, 1, 2), false);
        assertRight(new GraphCase(builder.build(List.of(sum, all)), inputs, Map.of()), Layout.CONTIGUOUS);
        assertRight(new GraphCase(builder.build(List.of(sum, all)), inputs, Map.of()), Layout.SLICED);
    }

    @Test
    void eachLevelTakesTwoSectionsAndResultsOne() {
        assertEquals(2, sections(Formula.SUM, 1, 1_000_000));
        assertEquals(5, sections(Formula.SOFTMAX, 1, 1_000_000));
        assertEquals(2, sections(Formula.STEP_AND_LARGEST, 1, 1_000_000));
        assertEquals(1, sections(Formula.SOFTMAX, 1, 10_000));
        assertEquals(1, sections(Formula.SOFTMAX, 1000, 1000));
    }

    private static int sections(Formula formula, int rows, int columns) {
        OperatorTemplate operator = new OperatorTemplate(
                PlannedOperator.of(test(formula, DType.F32, 1, 1, 1).graph()));
        Template template = operator.operator().template();
        int[] dims = {rows, columns};
        int[] strides = {columns, 1};
        long[] environment =
                template.binder().bind(new int[][] {dims, dims}, new int[][] {strides, strides}, new double[0]);
        Program program = new Specializer(NpuSpec.host(2)).specialize(template, environment);
        return (int) Disassembler.print(program)
                .lines()
                .filter(line -> line.startsWith("section"))
                .count();
    }
}
