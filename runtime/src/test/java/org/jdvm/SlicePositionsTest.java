package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
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

/**
 * Positions in slices mean the same as constants and as parameters, in templates, in calls and in recorded calls: negative ones count from the end,
 * and what is outside is refused.
 */
class SlicePositionsTest {
    private static final int[] SIZES = {0, 1, 2, 5, 7};
    private static final int[] POSITIONS = {
        Integer.MIN_VALUE, Integer.MIN_VALUE + 1, -8, -7, -5, -2, -1, 0, 1, 2, 4, 5, 6, 7, 8, Integer.MAX_VALUE
    };
    private static final int[] STEPS = {1, 2, 3, 7, Integer.MAX_VALUE};

    private static Tensor numbers(int size) {
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = i + 1;
        }
        return Tensor.of(numbers, size);
    }

    /** The elements, or null if the positions are not in the tensor. */
    private static float[] expected(int size, int start, int end, int step) {
        long from = start < 0 ? (long) start + size : start;
        long to = end < 0 ? (long) end + size : end;
        if (from < 0 || to < from || to > size || step < 1) {
            return null;
        }
        float[] all = new float[size];
        int count = 0;
        for (long i = from; i < to; i += step) {
            all[count++] = i + 1;
        }
        return Arrays.copyOf(all, count);
    }

    private interface Slices {
        Tensor slice(Tensor x, int start, int end);
    }

    private static void check(String what, int step, int factor, Slices slices) {
        for (int size : SIZES) {
            for (int start : POSITIONS) {
                for (int end : POSITIONS) {
                    String call = what + " of " + size + ": " + start + ".." + end + " by " + step;
                    float[] expected = expected(size, start, end, step);
                    if (expected == null) {
                        assertThrows(
                                RuntimeException.class,
                                () -> slices.slice(numbers(size), start, end).toFloatArray(),
                                call);
                    } else {
                        for (int i = 0; i < expected.length; i++) {
                            expected[i] *= factor;
                        }
                        assertArrayEquals(
                                expected,
                                slices.slice(numbers(size), start, end).toFloatArray(),
                                call);
                    }
                }
            }
        }
    }

    @Test
    void ofTensors() {
        for (int step : STEPS) {
            check("views", step, 1, (x, start, end) -> x.slice(0, start, end, step));
            check(
                    "views that are computed with",
                    step,
                    2,
                    (x, start, end) -> x.slice(0, start, end, step).mul(2));
        }
    }

    @Test
    void ofRecordedTensors() {
        for (int step : STEPS) {
            check(
                    "recorded",
                    step,
                    6,
                    (x, start, end) -> x.mul(3).slice(-1, start, end, step).mul(2));
        }
    }

    /** {@code x.slice(0, start, end, step).mul(2)} with parameters. */
    private static OperatorTemplate template(int step, Dim start, Dim end) {
        GraphBuilder builder = new GraphBuilder("slice");
        Value x = builder.input(new TensorParameter("x", DType.F32, new Shape(List.of(Dim.symbol("N"))), false));
        builder.scalar(new ScalarParameter("start", ScalarType.INT));
        builder.scalar(new ScalarParameter("end", ScalarType.INT));
        TensorMethods methods = new TensorMethods(builder);
        Object slice = methods.call("slice", x, List.of(Dim.of(0), start, end, Dim.of(step)));
        Object result = methods.call("mul", (Value) slice, List.of(Dim.of(2)));
        return new OperatorTemplate(PlannedOperator.of(builder.build(List.of((Value) result))));
    }

    private static Tensor call(OperatorTemplate operator, Tensor x, int start, int end) {
        return operator.call(Dvm.shared(), new Tensor[] {x}, new double[] {start, end});
    }

    @Test
    void asParameters() {
        for (int step : STEPS) {
            OperatorTemplate operator = template(step, Dim.symbol("start"), Dim.symbol("end"));
            check("parameters", step, 2, (x, start, end) -> call(operator, x, start, end));
            check("parameters of a recorded call", step, 2, (x, start, end) -> call(operator, x.mul(1), start, end));
        }
    }

    @Test
    void fromSizes() {
        // of no elements there is no last one, in the template as in the call
        OperatorTemplate last = template(1, Dim.symbol("N").minus(1), Dim.symbol("N"));
        assertEquals(
                "[1]",
                last.operator().template().graph().results().getFirst().shape().toString());
        assertArrayEquals(new float[] {10}, call(last, numbers(5), 0, 0).toFloatArray());
        assertThrows(IllegalArgumentException.class, () -> call(last, numbers(0), 0, 0));
        assertThrows(RuntimeException.class, () -> numbers(0).slice(0, -1, 0));
        OperatorTemplate tail = template(1, Dim.symbol("N").minus(5), Dim.symbol("N"));
        for (int size : new int[] {5, 6, 9, 3, 4}) {
            float[] expected = numbers(size).slice(0, size - 5, size).mul(2).toFloatArray();
            assertArrayEquals(expected, call(tail, numbers(size), 0, 0).toFloatArray(), "N = " + size);
        }
    }

    @Test
    void ofSeveralAxes() {
        for (int axis : new int[] {-2, -1, 0, 1}) {
            for (int rows : SIZES) {
                for (int columns : SIZES) {
                    int size = axis == 0 || axis == -2 ? rows : columns;
                    Tensor x = numbers(rows * columns).reshape(rows, columns);
                    for (int from : IntStream.rangeClosed(0, size).toArray()) {
                        Tensor part = x.slice(axis, from, size).add(1);
                        int kept = (size - from) * (axis == 0 || axis == -2 ? columns : rows);
                        assertEquals(kept, part.toFloatArray().length);
                    }
                }
            }
        }
        assertEquals(0, Tensor.of(new float[0], 0, 4).slice(-1, 1, 4).mul(2).toFloatArray().length);
    }
}
