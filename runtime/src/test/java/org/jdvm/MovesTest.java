package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jdvm.annotations.DType;
import org.jdvm.call.PlannedOperator;
import org.jdvm.ir.GraphBuilder;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.ScalarType;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.ir.Shape;
import org.jdvm.ir.TensorMethods;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;
import org.junit.jupiter.api.Test;

/** Where elements go when an axis is turned, moved, repeated or padded, found element by element. */
class MovesTest {
    private final Random random = new Random(9);

    /** For an index along an axis of the result the index along that axis of the operand. */
    private interface Source {
        int of(int index, int size);
    }

    private Tensor tensor(DType type, int... dims) {
        int elements = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
        return Tensor.of(random.ints(elements, 0, 100).toArray(), dims).cast(type);
    }

    private static long[] numbers(Tensor tensor) {
        return tensor.cast(DType.I64).toLongArray();
    }

    private static void check(String what, Tensor x, int axis, Tensor actual, int length, Source source) {
        int along = axis < 0 ? axis + x.rank() : axis;
        int[] dims = x.dims();
        dims[along] = length;
        assertArrayEquals(dims, actual.dims(), what);
        int inner = 1;
        for (int i = along + 1; i < dims.length; i++) {
            inner *= dims[i];
        }
        long[] from = numbers(x);
        long[] to = numbers(actual);
        int size = x.dim(along);
        for (int i = 0; i < to.length; i++) {
            int index = source.of(i / inner % length, size);
            assertEquals(from[(i / inner / length * size + index) * inner + i % inner], to[i], what);
        }
    }

    @Test
    void alongEachAxisOfEachType() {
        for (DType type : DType.values()) {
            for (int i = 0; i < 12; i++) {
                int[] dims = random.ints(1 + random.nextInt(3), 1, 6).toArray();
                int axis = random.nextInt(dims.length);
                int size = dims[axis];
                int given = random.nextBoolean() ? axis : axis - dims.length;
                Tensor x = tensor(type, dims);
                Tensor.compute(x);
                check("flip", x, axis, x.flip(given), size, (at, n) -> n - 1 - at);
                int shift = random.nextInt(15) - 7;
                check("roll", x, axis, x.roll(given, shift), size, (at, n) -> Math.floorMod(at - shift, n));
                check("tile", x, axis, x.tile(given, 3), 3 * size, (at, n) -> at % n);
                check("repeat", x, axis, x.repeatInterleave(given, 2), 2 * size, (at, n) -> at / 2);
                int before = random.nextInt(size);
                int after = random.nextInt(size);
                int length = size + before + after;
                check(
                        "edge",
                        x,
                        axis,
                        x.padEdge(given, before, 7),
                        size + before + 7,
                        (at, n) -> Math.clamp(at - before, 0, n - 1));
                check(
                        "reflect",
                        x,
                        axis,
                        x.padReflect(given, before, after),
                        length,
                        (at, n) -> n - 1 - Math.abs(n - 1 - Math.abs(at - before)));
                check(
                        "wrap",
                        x,
                        axis,
                        x.padWrap(given, before, after),
                        length,
                        (at, n) -> Math.floorMod(at - before, n));
            }
        }
    }

    @Test
    void takesAlongAnAxis() {
        for (DType type : DType.values()) {
            for (int axis = 0; axis < 3; axis++) {
                Tensor x = tensor(type, 3, 4, 5);
                int[] dims = x.dims();
                dims[axis] = 2;
                int count = dims[0] * dims[1] * dims[2];
                int[] indices = random.ints(count, 0, x.dim(axis)).toArray();
                Tensor which = Tensor.of(indices, dims).cast(axis == 1 ? DType.I64 : DType.I32);
                long[] actual = numbers(x.takeAlongAxis(axis - 3, which));
                long[] from = numbers(x);
                for (int i = 0; i < count; i++) {
                    int[] at = {i / (dims[1] * dims[2]), i / dims[2] % dims[1], i % dims[2]};
                    at[axis] = indices[i];
                    assertEquals(from[(at[0] * 4 + at[1]) * 5 + at[2]], actual[i]);
                }
            }
        }
        Tensor x = tensor(DType.F32, 2, 3);
        assertArrayEquals(numbers(x.sort(1, true)), numbers(x.takeAlongAxis(1, x.argSort(1, true))));
        for (long index : new long[] {3, -1, 1L << 40}) {
            Tensor outside = Tensor.of(new long[] {index, 0}, 2, 1);
            String message = assertThrows(
                            JdvmException.class,
                            () -> x.takeAlongAxis(1, outside).toFloatArray())
                    .getMessage();
            assertEquals(
                    "index " + index + " into f32[2, 3] is outside 0..2", message.substring(message.indexOf(": ") + 2));
        }
    }

    @Test
    void triangles() {
        Tensor x = tensor(DType.F32, 2, 4, 3).add(1);
        for (int diagonal = -4; diagonal < 5; diagonal++) {
            long[] upper = numbers(x.triu(diagonal));
            long[] lower = numbers(x.tril(diagonal));
            long[] from = numbers(x);
            for (int i = 0; i < from.length; i++) {
                int offset = i % 3 - i / 3 % 4;
                assertEquals(offset >= diagonal ? from[i] : 0, upper[i]);
                assertEquals(offset <= diagonal ? from[i] : 0, lower[i]);
            }
        }
        assertArrayEquals(numbers(x.triu(0)), numbers(x.triu()));
        assertArrayEquals(numbers(x.tril(0)), numbers(x.tril()));
    }

    @Test
    void oneHotAlongEachAxis() {
        for (DType from : new DType[] {DType.I32, DType.I64}) {
            for (DType to : new DType[] {DType.F32, DType.BF16, DType.I32, DType.I64}) {
                for (int axis = -3; axis < 3; axis++) {
                    Tensor indices =
                            Tensor.of(random.ints(6, -1, 5).toArray(), 2, 3).cast(from);
                    int at = axis < 0 ? axis + 3 : axis;
                    Tensor hot = indices.oneHot(axis, 4, -2, 3, to);
                    assertEquals(to, hot.type());
                    int[] dims = hot.dims();
                    assertEquals(4, dims[at]);
                    long[] which = numbers(indices);
                    long[] actual = numbers(hot);
                    for (int i = 0; i < actual.length; i++) {
                        int[] place = {i / (dims[1] * dims[2]), i / dims[2] % dims[1], i % dims[2]};
                        int first = at == 0 ? place[1] : place[0];
                        int second = at == 2 ? place[1] : place[2];
                        assertEquals(which[first * 3 + second] == place[at] ? 3 : -2, actual[i]);
                    }
                }
            }
        }
        Tensor one = Tensor.of(new int[] {1, 0}, 2);
        assertArrayEquals(numbers(one.oneHot(3)), numbers(one.oneHot(-1, 3, 0, 1, DType.F32)));
        wrong("oneHot: [2] has no place for an axis 2", () -> one.oneHot(2, 3, 0, 1, DType.F32));
        wrong(
                "select: the tensor is i32, which cannot hold 0.5; cast the tensor first: cast(DType.F32)",
                () -> one.oneHot(0, 3, 0.5, 1, DType.I32));
    }

    @Test
    void nothingMovesInEmptyTensors() {
        Tensor x = Tensor.zeros(DType.F32, 2, 0, 3);
        assertArrayEquals(new int[] {2, 0, 3}, x.flip(1).dims());
        assertEquals(0, x.roll(1, 2).toFloatArray().length);
        assertEquals(0, x.flip(0).toFloatArray().length);
        assertEquals(0, x.tile(1, 3).toFloatArray().length);
        assertEquals(0, x.triu().toFloatArray().length);
        assertArrayEquals(
                new int[] {2, 0, 3}, tensor(DType.F32, 2, 5, 3).tile(1, 0).dims());
        assertEquals(0, x.sort(1).toFloatArray().length);
        assertEquals(0, x.takeAlongAxis(1, Tensor.zeros(DType.I32, 2, 0, 3)).toFloatArray().length);
    }

    /** The same calls in an operator, with sizes and numbers that only its call knows. */
    @Test
    void sizesOfTheCall() {
        GraphBuilder builder = new GraphBuilder("moves");
        Value x = builder.input(
                new TensorParameter("x", DType.F32, new Shape(List.of(Dim.symbol("R"), Dim.symbol("C"))), false));
        builder.scalar(new ScalarParameter("k", ScalarType.INT));
        Dim k = Dim.symbol("k");
        Dim minusOne = Dim.of(-1);
        TensorMethods methods = new TensorMethods(builder);
        List<Value> results = new ArrayList<>();
        results.add((Value) methods.call("topK", x, List.of(minusOne, k, Dim.ONE)));
        results.add((Value) methods.call("argTopK", x, List.of(minusOne, k, Dim.ZERO)));
        results.add((Value) methods.call("roll", x, List.of(minusOne, k)));
        results.add((Value) methods.call("tile", x, List.of(minusOne, k)));
        results.add((Value) methods.call("padReflect", x, List.of(Dim.ZERO, k, Dim.ONE)));
        results.add((Value) methods.call("flip", results.get(2), List.of(minusOne)));
        OperatorTemplate template = new OperatorTemplate(PlannedOperator.of(builder.build(results)));
        try (Dvm dvm = Dvm.builder().cores(2).start()) {
            for (int[] call : new int[][] {{4, 6, 2}, {5, 9, 3}, {5, 3, 1}}) {
                Tensor y = tensor(DType.F32, call[0], call[1]);
                Tensor.compute(y);
                Tensor[] actual = template.callAll(dvm, new Tensor[] {y}, new double[] {call[2]});
                Tensor[] expected = {
                    y.topK(-1, call[2]),
                    y.argTopK(-1, call[2], false),
                    y.roll(-1, call[2]),
                    y.tile(-1, call[2]),
                    y.padReflect(0, call[2], 1),
                    y.roll(-1, call[2]).flip(-1)
                };
                for (int i = 0; i < expected.length; i++) {
                    assertArrayEquals(numbers(expected[i]), numbers(actual[i]));
                }
            }
            Tensor y = tensor(DType.F32, 4, 3);
            JdvmException error =
                    assertThrows(JdvmException.class, () -> template.callAll(dvm, new Tensor[] {y}, new double[] {9}));
            assertEquals(
                    "moves: topK: k along dim 1 of [R, C]: needs k <= C, but has 9 and 3"
                            + " (C = 3 from x, dim 1, k = 9 the argument)",
                    error.getMessage());
        }
    }

    @Test
    void wrongCalls() {
        Tensor x = Tensor.of(new float[6], 2, 3);
        wrong("flip: [2, 3] has 2 dims, so there is no axis 2", () -> x.flip(2));
        wrong(
                "padReflect of dim 1 of [2, 3] by 3 and 0: needs 3 < 3, which is never true",
                () -> x.padReflect(1, 3, 0));
        wrong("tile: the times of dim 0 of [2, 3]: needs 0 <= -1, which is never true", () -> x.tile(0, -1));
        wrong(
                "triu: x needs at least 2 dims, but has [3]",
                () -> x.slice(0, 0, 1).squeeze(0).triu());
        wrong(
                "oneHot: the depth: needs 0 <= -1, which is never true",
                () -> Tensor.range(3).oneHot(-1));
        wrong(
                "range: a size: needs 0 <= -2, which is never true",
                () -> new TensorMethods(new GraphBuilder("moves")).callStatic("range", List.of(Dim.of(-2))));
        wrong("takeAlongAxis: the indices must be i32 or i64, not f32", () -> x.takeAlongAxis(0, x));
        wrong(
                "takeAlongAxis: indices [1, 2] of x [2, 3] (dim 1): needs 2 == 3, which is never true",
                () -> x.takeAlongAxis(0, Tensor.zeros(DType.I32, 1, 2)));
    }

    private static void wrong(String message, Runnable call) {
        assertEquals(message, assertThrows(JdvmException.class, call::run).getMessage());
    }
}
