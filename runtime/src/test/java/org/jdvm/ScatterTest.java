package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Update;
import org.jdvm.bytecode.verify.Verifier;
import org.jdvm.call.PlannedOperator;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.GraphParser;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Updates;
import org.jdvm.ir.Value;
import org.jdvm.op.RowOps;
import org.jdvm.symbolic.Dim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Elements read and changed at indices along one axis and several, against plain loops. */
class ScatterTest {
    private static final int[] SIZES = {0, 1, 2, 3, 5, 17, 40};

    private final Random random = new Random(11);

    private int[] dims(int rank) {
        return random.ints(rank, 0, SIZES.length).map(i -> SIZES[i]).toArray();
    }

    private static int elements(int... dims) {
        return Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    }

    /** What a tensor of a type holds of a number. */
    private static double held(DType type, double number) {
        return type.isNarrowInteger() ? type.wrap((long) number) : number;
    }

    private int[] some(int count) {
        return random.ints(count, -4, 5).toArray();
    }

    /** The place of an element in row-major order. */
    private static int place(int[] dims, int[] index) {
        int place = 0;
        for (int i = 0; i < dims.length; i++) {
            place = place * dims[i] + index[i];
        }
        return place;
    }

    private static int[] index(int[] dims, int place) {
        int[] index = new int[dims.length];
        int rest = place;
        for (int i = dims.length - 1; i >= 0; i--) {
            index[i] = rest % dims[i];
            rest /= dims[i];
        }
        return index;
    }

    private static double combine(Update update, double old, double number) {
        return switch (update) {
            case SET -> number;
            case ADD -> old + number;
            case MUL -> old * number + 0.0;
            case MAX -> Math.max(old, number);
            case MIN -> Math.min(old, number);
        };
    }

    /** The elements; there are no negative zeros, which integers do not have. */
    private static double[] doubles(Tensor x) {
        if (!x.type().isFloat()) {
            return Arrays.stream(x.cast(DType.I64).toLongArray())
                    .asDoubleStream()
                    .toArray();
        }
        float[] floats = x.cast(DType.F32).toFloatArray();
        return IntStream.range(0, floats.length)
                .mapToDouble(i -> floats[i] + 0.0)
                .toArray();
    }

    private static Tensor tensor(DType type, int[] numbers, int[] dims) {
        return Tensor.of(numbers, dims).cast(type);
    }

    @ParameterizedTest
    @EnumSource
    void alongAnAxis(Update update) {
        for (DType type : DType.values()) {
            if (type == DType.BOOL) {
                continue;
            }
            for (int i = 0; i < 12; i++) {
                int rank = 1 + random.nextInt(3);
                int axis = random.nextInt(rank);
                int[] dims = dims(rank);
                int[] which = dims.clone();
                which[axis] = dims[axis] == 0 ? 0 : random.nextInt(5);
                int[] x = some(elements(dims));
                int[] updates = some(elements(which));
                int[] indices =
                        random.ints(elements(which), 0, Math.max(1, dims[axis])).toArray();
                double[] expected =
                        Arrays.stream(x).mapToDouble(each -> held(type, each)).toArray();
                for (int at = 0; at < updates.length; at++) {
                    int[] index = index(which, at);
                    index[axis] = indices[at];
                    int place = place(dims, index);
                    expected[place] = held(type, combine(update, expected[place], held(type, updates[at])));
                }
                DType indexType = random.nextBoolean() ? DType.I32 : DType.I64;
                Tensor actual = tensor(type, x, dims)
                        .scatter(axis - rank, tensor(indexType, indices, which), tensor(type, updates, which), update);
                assertEquals(type, actual.type());
                assertArrayEquals(dims, actual.dims());
                assertArrayEquals(expected, doubles(actual), () -> type + " " + Arrays.toString(dims) + " " + update);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void alongSeveralAxes(Update update) {
        for (int i = 0; i < 15; i++) {
            DType type = random.nextBoolean() ? DType.F32 : DType.I64;
            int rank = 1 + random.nextInt(3);
            int axes = 1 + random.nextInt(rank);
            int[] dims =
                    Arrays.stream(dims(rank)).map(size -> Math.max(1, size)).toArray();
            int[] leading = dims(random.nextInt(3));
            int[] slice = Arrays.copyOfRange(dims, axes, rank);
            int[] which = Arrays.copyOf(leading, leading.length + 1);
            which[leading.length] = axes;
            int count = elements(leading);
            int rest = elements(slice);
            int[] indices = new int[count * axes];
            Arrays.setAll(indices, at -> random.nextInt(dims[at % axes]));
            int[] x = some(elements(dims));
            int[] updates = some(count * rest);
            int[] updateDims = IntStream.concat(Arrays.stream(leading), Arrays.stream(slice))
                    .toArray();
            double[] expected = Arrays.stream(x).asDoubleStream().toArray();
            double[] taken = new double[count * rest];
            int[] first = Arrays.copyOf(dims, axes);
            for (int n = 0; n < count; n++) {
                int place = place(first, Arrays.copyOfRange(indices, n * axes, (n + 1) * axes)) * rest;
                for (int r = 0; r < rest; r++) {
                    taken[n * rest + r] = x[place + r];
                    expected[place + r] = combine(update, expected[place + r], updates[n * rest + r]);
                }
            }
            Tensor table = tensor(type, x, dims);
            Tensor places = tensor(random.nextBoolean() ? DType.I32 : DType.I64, indices, which);
            Tensor actual = table.scatterNd(places, tensor(type, updates, updateDims), update);
            assertArrayEquals(dims, actual.dims());
            assertArrayEquals(expected, doubles(actual), () -> Arrays.toString(dims) + Arrays.toString(which));
            Tensor found = table.gatherNd(places);
            assertArrayEquals(updateDims, found.dims());
            assertArrayEquals(taken, doubles(found));
        }
    }

    @Test
    void batches() {
        // the examples of ONNX's GatherND
        Tensor x = Tensor.of(new int[] {0, 1, 2, 3, 4, 5, 6, 7}, 2, 2, 2);
        assertArrayEquals(
                new int[] {2, 3, 4, 5},
                x.gatherNd(Tensor.of(new int[] {1, 0}, 2, 1), 1).toIntArray());
        assertArrayEquals(
                new int[] {2, 3, 4, 5},
                x.gatherNd(Tensor.of(new int[] {0, 1, 1, 0}, 2, 2)).toIntArray());
        assertArrayEquals(
                new int[] {1, 2, 5, 6},
                x.gatherNd(Tensor.of(new long[] {0, 1, 1, 0, 0, 1, 1, 0}, 2, 2, 2), 1)
                        .toIntArray());
    }

    @Test
    void updatesInOrderOnAnyNumberOfCores() {
        int n = 3000;
        float[] updates = new float[n * 3];
        int[] indices = new int[n * 3];
        for (int i = 0; i < updates.length; i++) {
            updates[i] = random.nextFloat() * 1000;
            indices[i] = random.nextInt(7);
        }
        float[] expected = new float[21];
        double[] sums = new double[21];
        for (int i = 0; i < updates.length; i++) {
            sums[indices[i] * 3 + i % 3] += updates[i];
        }
        for (int i = 0; i < sums.length; i++) {
            expected[i] = (float) sums[i];
        }
        assertArrayEquals(
                expected,
                Tensor.zeros(DType.F32, 7, 3)
                        .scatter(0, Tensor.of(indices, n, 3), Tensor.of(updates, n, 3), Update.ADD)
                        .toFloatArray());
        Tensor last = Tensor.of(new float[] {1, 2, 3}, 3)
                .scatter(0, Tensor.of(new int[] {1, 1, 1}, 3), Tensor.of(new float[] {7, 8, 9}, 3));
        assertArrayEquals(new float[] {1, 9, 3}, last.toFloatArray());
        Tensor marks = Tensor.of(new boolean[] {false, true}, 2)
                .scatter(0, Tensor.of(new int[] {0}, 1), Tensor.of(new boolean[] {true}, 1), Update.MAX);
        assertArrayEquals(new boolean[] {true, true}, marks.toBooleanArray());
        assertTrue(Float.isNaN(Tensor.of(new float[] {1}, 1)
                .scatter(0, Tensor.of(new int[] {0}, 1), Tensor.of(new float[] {Float.NaN}, 1), Update.MIN)
                .toFloatArray()[0]));
    }

    @Test
    void wrongCalls() {
        Tensor x = Tensor.of(new float[12], 3, 4);
        Tensor one = Tensor.of(new float[3], 3, 1);
        assertEquals(
                "scatter: index 4 of dim 1 is outside 0..3",
                fails(() ->
                        x.scatter(1, Tensor.of(new int[] {0, 4, 0}, 3, 1), one).toFloatArray()));
        assertEquals(
                "scatter: index -1 of dim 1 is outside 0..3",
                fails(() -> x.scatter(-1, Tensor.of(new int[] {0, -1, 0}, 3, 1), one)
                        .toFloatArray()));
        assertEquals("scatter: the indices must be i32 or i64, not f32", fails(() -> x.scatter(1, one, one)));
        assertEquals(
                "scatter: the updates are i32, but x is f32",
                fails(() -> x.scatter(1, Tensor.of(new int[3], 3, 1), Tensor.of(new int[3], 3, 1))));
        assertEquals(
                "scatter: dim 0 of indices [2, 1] and x [3, 4]: needs 2 == 3, which is never true",
                fails(() -> x.scatter(1, Tensor.of(new int[2], 2, 1), Tensor.of(new float[2], 2, 1))));
        assertEquals(
                "scatter: dim 1 of indices [3, 2] and updates [3, 1]: needs 2 == 1, which is never true",
                fails(() -> x.scatter(1, Tensor.of(new int[6], 3, 2), one)));
        Tensor marks = Tensor.of(new boolean[2], 2);
        assertEquals(
                "scatterAdd: takes [f32, f16, bf16, i8, i32, i64, u8, i16, u16, f64], not bool; cast the operand first",
                fails(() -> marks.scatter(0, Tensor.of(new int[1], 1), Tensor.of(new boolean[1], 1), Update.ADD)));
        Tensor wrong = Tensor.of(new int[] {2, 4}, 1, 2);
        assertEquals(
                "scatterNd: index 4 of dim 1 is outside 0..3",
                fails(() -> x.scatterNd(wrong, Tensor.of(new float[1], 1)).toFloatArray()));
        assertEquals(
                "gatherNd: index 4 of dim 1 is outside 0..3",
                fails(() -> x.gatherNd(wrong).item()));
        assertEquals(
                "gatherNd: the last dim of indices [1, 3] counts axes of x [3, 4]: it must be a number from 1 to 2",
                fails(() -> x.gatherNd(Tensor.of(new int[3], 1, 3))));
        assertEquals(
                "scatterNd: dim 1 of updates [1, 3], for indices [1, 1] into x [3, 4]: needs 3 == 4, which is never"
                        + " true",
                fails(() -> x.scatterNd(Tensor.of(new int[1], 1, 1), Tensor.of(new float[3], 1, 3))));
    }

    private static String fails(Runnable call) {
        return assertThrows(JdvmException.class, call::run).getMessage();
    }

    /** The verifier accepts what is written, also without any update. */
    @Test
    void isVerified() {
        GraphBuilder graph = new GraphBuilder("test");
        Value x = graph.input(parameter("x", DType.F32, "A", "B"));
        Value i = graph.input(parameter("i", DType.I64, "C", "B"));
        Value u = graph.input(parameter("u", DType.F32, "C", "B"));
        Value result = new Updates(graph).rows(RowOps.scatter(Update.ADD), "scatter", List.of(x, i, u), 0, 0);
        Graph built = graph.build(List.of(result));
        assertEquals(built.toString(), GraphParser.parse(built.toString()).toString());
        try (Dvm dvm = Dvm.builder().cores(2).start()) {
            for (long count : new long[] {0, 1, 9}) {
                Verifier.verify(PlannedOperator.of(built)
                        .program(dvm.engine(), Map.of("A", 6L, "B", 500L, "C", count))
                        .program());
            }
        }
    }

    private static TensorParameter parameter(String name, DType type, String... dims) {
        return new TensorParameter(
                name, type, new Shape(Arrays.stream(dims).map(Dim::symbol).toList()), false);
    }
}
