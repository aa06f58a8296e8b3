package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Keep;
import org.jdvm.ir.GraphException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tensors without elements, and arguments at the ends of their ranges. */
class EmptyTensorsTest {
    private static final int MAX = Integer.MAX_VALUE;
    private static final int MIN = Integer.MIN_VALUE;

    /** Sizes and elements of a result. */
    private record Expected(List<Integer> dims, List<Float> elements) {
        static Expected of(int[] dims, float... elements) {
            List<Float> list = new ArrayList<>();
            for (float element : elements) {
                list.add(element);
            }
            return new Expected(Arrays.stream(dims).boxed().toList(), list);
        }

        static Expected of(Tensor tensor) {
            return of(tensor.dims(), tensor.cast(DType.F32).toFloatArray());
        }
    }

    private static Tensor zeros(int... dims) {
        return Tensor.of(new float[Arrays.stream(dims).reduce(1, (a, b) -> a * b)], dims);
    }

    private static int[] dims(int... dims) {
        return dims;
    }

    /** Calls on a tensor of [2, 0, 3] with what they give. */
    private static final Map<String, Function<Tensor, Tensor>> CALLS = new LinkedHashMap<>();

    private static final Map<String, Expected> EXPECTED = new LinkedHashMap<>();

    private static void call(String name, Function<Tensor, Tensor> call, int[] dims, float... elements) {
        CALLS.put(name, call);
        EXPECTED.put(name, Expected.of(dims, elements));
    }

    static {
        float nan = Float.NaN;
        float inf = Float.POSITIVE_INFINITY;
        call("mul", x -> x.mul(2), dims(2, 0, 3));
        call("broadcast", x -> x.add(zeros(1, 1, 3)), dims(2, 0, 3));
        call("broadcast to none", x -> zeros(2, 1, 3).add(x), dims(2, 0, 3));
        call("broadcastTo", x -> x.broadcastTo(4, 2, 0, 3), dims(4, 2, 0, 3));
        call("sum of none", x -> x.sum(1), dims(2, 3), 0, 0, 0, 0, 0, 0);
        call("sum along others", x -> x.sum(0), dims(0, 3));
        call("sum of all", Tensor::sum, dims(), 0);
        call("sum along all axes", x -> x.sum(new int[] {0, 1, 2}, Keep.KEEP_DIMS), dims(1, 1, 1), 0);
        call("sum along no axis", x -> x.sum(new int[0]), dims(2, 0, 3));
        call("max", x -> x.max(1), dims(2, 3), -inf, -inf, -inf, -inf, -inf, -inf);
        call("min", x -> x.min(-2, Keep.KEEP_DIMS), dims(2, 1, 3), inf, inf, inf, inf, inf, inf);
        call("mean", x -> x.mean(1), dims(2, 3), nan, nan, nan, nan, nan, nan);
        call("mean of all", Tensor::mean, dims(), nan);
        call("variance", x -> x.variance(1), dims(2, 3), nan, nan, nan, nan, nan, nan);
        call("any", x -> x.gt(0).any(1), dims(2, 3), 0, 0, 0, 0, 0, 0);
        call("all", x -> x.gt(0).all(1), dims(2, 3), 1, 1, 1, 1, 1, 1);
        call("softmax", x -> x.softmax(1), dims(2, 0, 3));
        call("softmax along others", x -> x.softmax(-1), dims(2, 0, 3));
        call("logSoftmax", x -> x.logSoftmax(1), dims(2, 0, 3));
        call("logSumExp", x -> x.logSumExp(1), dims(2, 3), -inf, -inf, -inf, -inf, -inf, -inf);
        call("integers", x -> x.cast(DType.I32).max(1).sum(), dims(), 0);
        call("transpose", x -> x.transpose().add(1), dims(2, 3, 0));
        call("permute", x -> x.permute(-1, 0, 1).mul(1), dims(3, 2, 0));
        call("reshape", x -> x.reshape(0, 5).add(1), dims(0, 5));
        call("reshape to -1", x -> x.reshape(-1).add(1), dims(0));
        call("reshape to huge sizes", x -> x.reshape(MAX, 0, MAX), dims(MAX, 0, MAX));
        call("expandDims", x -> x.expandDims(-1).add(1), dims(2, 0, 3, 1));
        call("squeeze", x -> x.expandDims(0).squeeze(0).add(1), dims(2, 0, 3));
        call("slice", x -> x.slice(-1, 1, 3).add(1), dims(2, 0, 2));
        call("slice of none", x -> x.slice(1, 0, 0).add(1), dims(2, 0, 3));
        call("slice at the end", x -> x.slice(0, 2, 2).add(1), dims(0, 0, 3));
        call("slice with a large step", x -> x.slice(2, 0, 3, MAX).add(1), dims(2, 0, 1));
        call("slice of a slice", x -> x.slice(2, 1, 3).slice(0, 1, 2).add(1), dims(1, 0, 2));
        call("pad", x -> x.pad(1, 1, 0, 7), dims(2, 1, 3), 7, 7, 7, 7, 7, 7);
        call("pad along others", x -> x.pad(0, 1, 1), dims(4, 0, 3));
        call("concat", x -> Tensor.concat(1, x, zeros(2, 1, 3)), dims(2, 1, 3), 0, 0, 0, 0, 0, 0);
        call("concat of none", x -> Tensor.concat(-2, x, x), dims(2, 0, 3));
        call("gather", x -> x.gather(0, Tensor.of(new int[] {1, 0, 1}, 3)), dims(3, 0, 3));
        call("gather nothing", x -> x.gather(1, Tensor.of(new int[0], 0)), dims(2, 0, 3));
        call("oneHot", x -> x.cast(DType.I32).oneHot(4), dims(2, 0, 3, 4));
        call("oneHot of none", x -> Tensor.range(2).oneHot(0), dims(2, 0));
        call("range", x -> Tensor.range(0), dims(0));
        call("full", x -> Tensor.full(3, 0, 2), dims(0, 2));
        call("matmul without depth", x -> x.transpose().matmul(x), dims(2, 3, 3), new float[18]);
        call("matmul without rows", x -> x.matmul(zeros(3, 2)), dims(2, 0, 2));
        call("matmul without columns", x -> zeros(2, 3).matmul(zeros(3, 0)), dims(2, 0));
        call("matmul of vectors", x -> zeros(0).matmul(zeros(0, 2)), dims(2), 0, 0);
        call("matmul, softmax", x -> x.transpose().matmul(x).softmax(-1).sum(), dims(), 6);
        call("layerNorm", x -> x.layerNorm(zeros(3), zeros(3), 1e-5), dims(2, 0, 3));
        call("rmsNorm of none", x -> zeros(2, 0).rmsNorm(zeros(0), 1e-5), dims(2, 0));
        call("select", x -> x.gt(0).select(x, 1), dims(2, 0, 3));
        call("contiguous", x -> x.transpose().contiguous(), dims(2, 3, 0));
        call("assign", x -> x.mul(1).transpose().assign(5), dims(2, 3, 0));
        call("addInPlace", x -> zeros(4, 0).addInPlace(2), dims(4, 0));
    }

    static Stream<String> calls() {
        return CALLS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void ofNoElements(String name) {
        assertEquals(EXPECTED.get(name), Expected.of(CALLS.get(name).apply(zeros(2, 0, 3))));
        Tensor recorded = zeros(2, 0, 3).add(zeros(2, 1, 3)).sub(1);
        assertEquals(EXPECTED.get(name), Expected.of(CALLS.get(name).apply(recorded)), "recorded");
    }

    static Stream<Executable> refused() {
        Tensor x = zeros(2, 5);
        return Stream.of(
                () -> x.sum(2),
                () -> x.sum(-3),
                () -> x.sum(MIN),
                () -> x.sum(MAX),
                () -> x.sum(new int[] {0, -2}),
                () -> x.softmax(MIN),
                () -> x.softmax(MAX),
                () -> x.logSumExp(MIN),
                () -> x.max(new int[] {MAX}),
                () -> x.transpose(MIN, 0),
                () -> x.transpose(0, MAX),
                () -> x.permute(0, MIN),
                () -> x.permute(0, -2),
                () -> x.expandDims(MIN),
                () -> x.expandDims(MAX),
                () -> x.expandDims(-4),
                () -> x.squeeze(MIN),
                () -> x.squeeze(0),
                () -> x.slice(MIN, 0, 1),
                () -> x.slice(MAX, 0, 1),
                () -> x.slice(1, 0, 5, 0),
                () -> x.slice(1, 0, 5, MIN),
                () -> x.slice(1, 3, 2),
                () -> x.slice(1, MIN, MAX),
                () -> x.pad(0, -1, 0),
                () -> x.pad(0, MIN, 0),
                () -> x.pad(0, MAX, MAX),
                () -> x.pad(MIN, 0, 0),
                () -> x.reshape(-1, -1),
                () -> x.reshape(MIN),
                () -> x.reshape(MAX, MAX),
                () -> x.reshape(3, -1),
                () -> x.reshape(0, -1),
                () -> zeros(0).reshape(0, 0, -1),
                () -> x.broadcastTo(5),
                () -> x.broadcastTo(-1, 2, 5),
                () -> x.broadcastTo(MAX, MAX, 2, 5),
                () -> x.broadcastTo(0, 5),
                () -> x.gather(MIN, Tensor.of(new int[0], 0)),
                () -> Tensor.concat(MIN, x, x),
                () -> Tensor.concat(0),
                () -> Tensor.concat(0, zeros(1).broadcastTo(MAX), zeros(1)),
                () -> Tensor.range(-1),
                () -> Tensor.full(1, -1),
                () -> Tensor.full(1, MAX, MAX),
                () -> x.cast(DType.I32).oneHot(-1),
                () -> x.cast(DType.I32).oneHot(MIN),
                () -> x.matmul(zeros(4, 0)));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void outsideTheRange(Executable call) {
        RuntimeException e = assertThrows(RuntimeException.class, call);
        assertTrue(e instanceof IllegalArgumentException || e instanceof GraphException, e::toString);
    }

    @Test
    void aLargeStepTakesTheFirstElement() {
        Tensor x = Tensor.of(new float[] {4, 5, 6}, 3);
        assertArrayEquals(new float[] {4}, x.slice(0, 0, 3, MAX).toFloatArray());
        assertArrayEquals(new float[] {5}, x.slice(0, 1, 3, MAX).toFloatArray());
        assertArrayEquals(new float[] {12}, x.mul(2).slice(0, -1, 3, MAX - 1).toFloatArray());
    }
}
