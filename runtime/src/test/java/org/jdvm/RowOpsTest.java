package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Keep;
import org.jdvm.bytecode.verify.Verifier;
import org.jdvm.call.PlannedOperator;
import org.jdvm.fusion.PlanParser;
import org.jdvm.fusion.PlanText;
import org.jdvm.fusion.Planner;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.GraphParser;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Shape;
import org.jdvm.ir.TensorMethods;
import org.jdvm.ir.Updates;
import org.jdvm.ir.Value;
import org.jdvm.op.RowOp;
import org.jdvm.op.RowOps;
import org.jdvm.op.Scan;
import org.jdvm.reference.ReferenceEvaluator;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.symbolic.Dim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each operation along an axis against its meaning: all types, options, axes, awkward sizes, between elementwise work. */
class RowOpsTest {
    private static final int[] SIZES = {1, 2, 7, 64, 0, 1000};

    private final Random random = new Random(3);

    /** All but that whose rows hold sizes, which {@link ScatterTest} tests. */
    static Stream<RowOp> all() {
        return RowOps.ALL.stream().filter(op -> op != RowOps.FLAT_INDEX);
    }

    private static Graph graph(
            RowOp op, DType type, int rank, int axis, long[] options, int output, int length, boolean fused) {
        GraphBuilder builder = new GraphBuilder("test");
        List<Dim> dims = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            dims.add(Dim.symbol("d" + i));
        }
        Value x = builder.input(new TensorParameter("x", type, new Shape(dims), false));
        Value before = fused ? builder.elementwise(org.jdvm.ir.Op.ADD, x, x) : x;
        Value y = op.hasUpdates()
                ? updated(builder, op, before, axis)
                : op.isSized()
                        ? builder.rowWise(op, before, axis, Dim.of(length), options, output)
                        : builder.rowWise(op, before, axis, options, output);
        Value after = fused ? builder.elementwise(org.jdvm.ir.Op.ADD, y, y) : y;
        return builder.build(List.of(after));
    }

    /** The row turned round is combined with it. */
    private static Value updated(GraphBuilder builder, RowOp op, Value x, int axis) {
        Value indices = builder.iota(DType.I32, x.shape(), axis);
        Value updates = (Value) new TensorMethods(builder).call("flip", x, List.of(Dim.of(axis)));
        return new Updates(builder).rows(op, op.text(), List.of(x, indices, updates), axis, axis);
    }

    @ParameterizedTest
    @MethodSource("all")
    void computesItsMeaning(RowOp op) {
        for (DType type : DType.values()) {
            if (!op.takes(type)) {
                continue;
            }
            for (int i = 0; i < 24; i++) {
                int rank = 1 + random.nextInt(3);
                int axis = random.nextInt(rank);
                long[] options = op.options().stream()
                        .mapToLong(option -> random.nextInt(2))
                        .toArray();
                int[] dims = random.ints(rank, 0, 5).toArray();
                dims[axis] = SIZES[random.nextInt(SIZES.length)];
                if (dims[axis] == 0 && op.needsElements()) {
                    dims[axis] = 3;
                }
                boolean fused = random.nextBoolean() && !type.isNarrowInteger() && type != DType.BOOL;
                int output = random.nextInt(op.resultTypes(type).size());
                int length = random.nextInt(dims[axis] + 1);
                compare(graph(op, type, rank, axis, options, output, length, fused), type, dims);
            }
        }
    }

    private void compare(Graph graph, DType type, int[] dims) {
        int elements = 1;
        for (int dim : dims) {
            elements *= dim;
        }
        // products of long rows stay exact in all types
        int most = Arrays.stream(dims).max().orElse(1) <= 7 ? 9 : 1;
        int least = type.isFloat() ? -most : (int) Math.max(-most, type.least());
        int[] numbers = random.ints(elements, least, most + 1)
                .map(number -> type == DType.BOOL ? number & 1 : number)
                .toArray();
        Tensor x = Tensor.of(numbers, dims).cast(type);
        double[] values = new double[elements];
        long[] integers = new long[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = numbers[i];
            integers[i] = numbers[i];
        }
        ReferenceTensor argument = type.isFloat()
                ? ReferenceTensor.floats(type, dims, values)
                : ReferenceTensor.integers(type, dims, integers);
        ReferenceTensor expected = ReferenceEvaluator.evaluate(graph, List.of(argument), Map.of())
                .getFirst()
                .rounded();
        try (Dvm dvm = Dvm.builder().cores(2).start()) {
            Tensor actual = new OperatorTemplate(PlannedOperator.of(graph)).call(dvm, new Tensor[] {x}, new double[0]);
            assertArrayEquals(expected.dims(), actual.dims());
            if (type == DType.F64) {
                // rounded at each step, from the other end where a scan is reversed
                assertArrayEquals(expected.toDoubles(), doubles(actual), 1e-13, graph::toString);
            } else {
                assertArrayEquals(expected.toDoubles(), doubles(actual), graph::toString);
            }
        }
    }

    private static double[] doubles(Tensor tensor) {
        if (tensor.type().isFloat()) {
            return tensor.toDoubleArray();
        }
        return Arrays.stream(tensor.cast(DType.I64).toLongArray())
                .asDoubleStream()
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("all")
    void textsParseBack(RowOp op) {
        Graph graph = graph(op, DType.F32, 2, 1, new long[op.options().size()], 0, 3, true);
        assertEquals(graph.toString(), GraphParser.parse(graph.toString()).toString());
        var plan = Planner.plan(graph);
        String text = PlanText.print(plan);
        assertEquals(text, PlanText.print(PlanParser.parse(text)));
    }

    @Test
    void recordedCalls() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        assertArrayEquals(new float[] {1, 3, 6, 4, 9, 15}, x.cumsum(-1).toFloatArray());
        assertArrayEquals(
                new float[] {5, 3, 0, 11, 6, 0}, x.cumsum(1, true, true).toFloatArray());
        assertArrayEquals(new float[] {1, 2, 3, 5, 7, 9}, x.cumsum(0).toFloatArray());
        assertArrayEquals(new float[] {2, 6, 12, 8, 18, 30}, x.cumsum(1).mul(2).toFloatArray());
        assertArrayEquals(new long[] {2, 2}, x.argMax(1).toLongArray());
        Tensor kept = x.argMax(0, Keep.KEEP_DIMS);
        assertArrayEquals(new int[] {1, 3}, kept.dims());
        assertArrayEquals(new long[] {1, 1, 1}, kept.toLongArray());
        Tensor special = Tensor.of(new float[] {1, Float.NaN, 3, Float.NaN}, 4);
        assertEquals(1, special.argMax(0).item());
        assertEquals(0, Tensor.of(new float[] {7, 7, 7}, 3).argMax(0).item());
        assertArrayEquals(
                new float[] {1, 4}, x.transpose().cumsum(0).slice(0, 0, 1).toFloatArray());
    }

    @Test
    void orders() {
        Tensor x = Tensor.of(new float[] {3, Float.NaN, -0f, 5, 0, -1, Float.NEGATIVE_INFINITY, 3}, 8);
        assertArrayEquals(new long[] {6, 5, 2, 4, 0, 7, 3, 1}, x.argSort(0).toLongArray());
        assertArrayEquals(
                new long[] {1, 3, 0, 7, 2, 4, 5, 6}, x.argSort(0, true).toLongArray());
        assertArrayEquals(
                new float[] {Float.NEGATIVE_INFINITY, -1, -0f, 0, 3, 3, 5, Float.NaN},
                x.sort(0).toFloatArray());
        assertArrayEquals(new long[] {1, 3, 0}, x.argTopK(0, 3).toLongArray());
        assertArrayEquals(
                new float[] {Float.NEGATIVE_INFINITY, -1}, x.topK(-1, 2, false).toFloatArray());
        assertEquals(0, x.topK(0, 0).size());
        assertEquals(6, x.slice(0, 2, 8).argMin(0, true, Keep.DROP_DIMS).item() + 2);
        assertEquals(1, x.argMin(0).item());
        assertEquals(
                6,
                Tensor.of(new int[] {4, 9, 2, 9, 9, 2, 1, 1}, 2, 4)
                        .argMin(0)
                        .add(6)
                        .slice(0, 0, 1)
                        .item());
        long[] wide = {5, Long.MIN_VALUE, 5, Long.MAX_VALUE, -7};
        assertArrayEquals(
                new long[] {3, 0, 2, 4, 1}, Tensor.of(wide, 5).argSort(0, true).toLongArray());
        assertArrayEquals(
                new long[] {1, 4}, Tensor.of(wide, 5).argTopK(0, 2, false).toLongArray());
        float[] many = new float[5000];
        for (int i = 0; i < many.length; i++) {
            many[i] = i * 7919 % 1009;
        }
        Tensor rows = Tensor.of(many, 5, 1000);
        assertArrayEquals(
                rows.argSort(1, true).slice(1, 0, 100).toLongArray(),
                rows.argTopK(1, 100).toLongArray());
        for (int k = 3; k < 6; k++) {
            assertArrayEquals(
                    rows.sort(-1).slice(1, 0, k).toFloatArray(),
                    rows.topK(1, k, false).mul(1).toFloatArray());
        }
    }

    /** In operators as in {@link Tensor}: the largest first, but sorted from the smallest on. */
    @Test
    void optionsThatAreLeftOut() {
        Tensor x = Tensor.of(new float[] {3, 5, 4}, 3);
        Map<String, float[]> expected =
                Map.of("topK", new float[] {5, 4}, "argTopK", new float[] {1, 2}, "sort", new float[] {3, 4, 5});
        expected.forEach((method, elements) -> {
            GraphBuilder builder = new GraphBuilder(method);
            Value operand = builder.input(new TensorParameter("x", DType.F32, Shape.of(3), false));
            List<Dim> arguments = method.equals("sort") ? List.of(Dim.ZERO) : List.of(Dim.ZERO, Dim.of(2));
            Value result = (Value) new TensorMethods(builder).call(method, operand, arguments);
            Tensor actual = OperatorTemplate.parse(
                            builder.build(List.of(result)).toString())
                    .call(Dvm.shared(), new Tensor[] {x}, new double[0]);
            assertArrayEquals(elements, actual.cast(DType.F32).toFloatArray(), method);
        });
    }

    @Test
    void productsAndExtremes() {
        Tensor x = Tensor.of(new float[] {2, 3, -1, 4, 0.5f, 1}, 2, 3);
        assertArrayEquals(new float[] {-6, 2}, x.prod(1).toFloatArray());
        assertEquals(-12, x.prod().item());
        assertEquals(1, x.slice(1, 0, 0).prod(1, Keep.KEEP_DIMS).slice(0, 0, 1).item());
        for (int[] dims : new int[][] {{0}, {0, 3}, {3, 0}, {0, 0, 3}, {2, 0, 0, 3}}) {
            assertEquals(1, Tensor.of(new float[0], dims).prod().item());
            assertEquals(1, Tensor.of(new long[0], dims).prod().item());
        }
        assertEquals(3, x.argMax().item());
        assertArrayEquals(new float[] {2, 3, 3, 4, 4, 4}, x.cummax(1).toFloatArray());
        assertArrayEquals(
                new float[] {-1, -1, -1, 0.5f, 0.5f, 1}, x.cummin(1, true).toFloatArray());
        // beyond the range of floats on the way
        assertEquals(
                1e20f,
                Tensor.of(new float[] {1e30f, 1e30f, 1e-30f, 1e-10f}, 4).prod(0).item(),
                1e14);
        int[] ints = Tensor.of(new int[] {1, 3, 2}, 3).cummax(0).toIntArray();
        assertArrayEquals(new int[] {1, 3, 3}, ints);
    }

    @Test
    void logarithmsOfRunningSums() {
        float[] numbers = {-1, 2, 0.5f, 3, Float.NEGATIVE_INFINITY, -2};
        Tensor x = Tensor.of(numbers, 6);
        float[] expected = new float[6];
        double sum = 0;
        for (int i = 0; i < 6; i++) {
            sum += Math.exp(numbers[i]);
            expected[i] = (float) Math.log(sum);
        }
        assertArrayEquals(expected, x.logcumsumexp(0).toFloatArray(), 1e-6f);
        // exponentials that are not finite, and none at all
        assertArrayEquals(
                new float[] {1000, (float) (1000 + Math.log(2))},
                Tensor.of(new float[] {1000, 1000}, 2).logcumsumexp(0).toFloatArray());
        float none = Float.NEGATIVE_INFINITY;
        assertArrayEquals(
                new float[] {-2, none, none},
                Tensor.of(new float[] {-2, none, none}, 3).logcumsumexp(0, true).toFloatArray());
        assertArrayEquals(
                new float[] {1, Float.NaN, Float.NaN},
                Tensor.of(new float[] {1, Float.NaN, 1}, 3).logcumsumexp(0).toFloatArray());
        assertEquals(
                "logcumsumexp: takes [f32, f16, bf16, f64], not i32; cast the operand first",
                assertThrows(
                                JdvmException.class,
                                () -> Tensor.of(new int[] {1}, 1).logcumsumexp(0))
                        .getMessage());
    }

    @Test
    void wrongCalls() {
        Tensor x = Tensor.of(new float[6], 2, 3);
        assertEquals(
                "topK: k along dim 1 of [2, 3]: needs 4 <= 3, which is never true",
                assertThrows(JdvmException.class, () -> x.topK(1, 4)).getMessage());
        assertEquals(
                "argTopK: k along dim 0 of [2, 3]: needs 0 <= -1, which is never true",
                assertThrows(JdvmException.class, () -> x.argTopK(0, -1)).getMessage());
        assertEquals(
                "cumsum: [2, 3] has 2 dims, so there is no axis 2",
                assertThrows(JdvmException.class, () -> x.cumsum(2)).getMessage());
        assertEquals(
                "argMax along dim 1 of [2, 0], which may not be empty: needs 0 < 0, which is never true",
                assertThrows(JdvmException.class, () -> x.slice(1, 0, 0).argMax(1))
                        .getMessage());
        assertEquals(
                "cumsum: takes [f32, f16, bf16, i32, i64, f64], not bool; cast the operand first",
                assertThrows(JdvmException.class, () -> x.lt(1).cumsum(0)).getMessage());
    }

    @Test
    void programsAreVerified() {
        Graph graph = graph(Scan.CUM_SUM, DType.F32, 3, 1, new long[] {0, 1}, 0, 0, true);
        try (Dvm dvm = Dvm.builder().cores(2).start()) {
            Verifier.verify(PlannedOperator.of(graph)
                    .program(dvm.engine(), Map.of("d0", 4L, "d1", 5L, "d2", 6L))
                    .program());
        }
    }
}
