package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import org.jdvm.annotations.GateOrder;
import org.jdvm.annotations.RecurrentCell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Recurrent layers against plain loops in double precision, and against numbers of ONNX's tests of its operators. */
class RecurrentTest {
    private final Random random = new Random(21);

    /** Weights as arrays: [gates * H, I], [gates * H, H], and two biases [gates * H]. */
    private record Plain(double[] input, double[] recurrent, double[] inputBias, double[] recurrentBias) {
        Recurrent.Weights tensors(int hiddenSize, int inputSize) {
            int rows = inputBias.length;
            return new Recurrent.Weights(
                    tensor(input, rows, inputSize),
                    tensor(recurrent, rows, hiddenSize),
                    tensor(inputBias, rows),
                    tensor(recurrentBias, rows));
        }
    }

    private static Tensor tensor(double[] numbers, int... dims) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return Tensor.of(floats, dims);
    }

    private double[] some(int count) {
        return random.doubles(count, -1, 1).map(x -> (float) x).toArray();
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** One step of one sequence: the new state, and what an LSTM remembers. */
    private static void step(
            RecurrentCell cell, GateOrder order, Plain w, double[] x, double[] state, double[] memory) {
        int h = state.length;
        double[] old = state.clone();
        for (int k = 0; k < h; k++) {
            double[] fromInput = new double[4];
            double[] fromState = new double[4];
            for (int gate = 0; gate < cell.gates(); gate++) {
                int row = order.block(cell, gate) * h + k;
                fromInput[gate] = w.inputBias[row] + dot(w.input, row, x);
                fromState[gate] = w.recurrentBias[row] + dot(w.recurrent, row, old);
            }
            double first = fromInput[0] + fromState[0];
            double second = fromInput[1] + fromState[1];
            switch (cell) {
                case TANH -> state[k] = Math.tanh(first);
                case RELU -> state[k] = Math.max(0, first);
                case LSTM -> {
                    memory[k] = sigmoid(second) * memory[k] + sigmoid(first) * Math.tanh(fromInput[2] + fromState[2]);
                    state[k] = sigmoid(fromInput[3] + fromState[3]) * Math.tanh(memory[k]);
                }
                case GRU -> {
                    double fresh = Math.tanh(fromInput[2] + sigmoid(first) * fromState[2]);
                    state[k] = (1 - sigmoid(second)) * fresh + sigmoid(second) * old[k];
                }
                case GRU_RESET_FIRST -> {
                    double[] reset = new double[h];
                    for (int j = 0; j < h; j++) {
                        int row = order.block(cell, 0) * h + j;
                        reset[j] = old[j]
                                * sigmoid(w.inputBias[row]
                                        + dot(w.input, row, x)
                                        + w.recurrentBias[row]
                                        + dot(w.recurrent, row, old));
                    }
                    int row = order.block(cell, 2) * h + k;
                    double fresh = Math.tanh(fromInput[2] + w.recurrentBias[row] + dot(w.recurrent, row, reset));
                    state[k] = (1 - sigmoid(second)) * fresh + sigmoid(second) * old[k];
                }
            }
        }
    }

    private static double dot(double[] rows, int row, double[] x) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += rows[row * x.length + i] * x[i];
        }
        return sum;
    }

    @ParameterizedTest
    @EnumSource
    void wholeSequences(RecurrentCell cell) {
        int[][] sizes = {{1, 1, 1, 1}, {5, 3, 7, 4}, {3, 1, 2, 33}, {4, 9, 17, 16}, {0, 2, 3, 5}};
        for (int[] size : sizes) {
            for (int kind = 0; kind < 4; kind++) {
                compare(cell, size[0], size[1], size[2], size[3], kind);
            }
        }
    }

    private void compare(RecurrentCell cell, int steps, int batch, int inputSize, int hiddenSize, int kind) {
        GateOrder order = GateOrder.values()[random.nextInt(2)];
        boolean isBoth = kind >= 2;
        int count = isBoth ? 2 : 1;
        int rows = cell.gates() * hiddenSize;
        Plain[] weights = new Plain[count];
        for (int d = 0; d < count; d++) {
            weights[d] = new Plain(some(rows * inputSize), some(rows * hiddenSize), some(rows), some(rows));
        }
        double[] x = some(steps * batch * inputSize);
        double[] hidden = some(count * batch * hiddenSize);
        double[] memory = some(count * batch * hiddenSize);
        int[] lengths = kind % 2 == 0 ? null : random.ints(batch, 0, steps + 1).toArray();
        double[] output = new double[steps * count * batch * hiddenSize];
        double[] lastHidden = hidden.clone();
        double[] lastMemory = memory.clone();
        for (int d = 0; d < count; d++) {
            boolean backward = d == 1 || kind == 1;
            for (int b = 0; b < batch; b++) {
                int at = (d * batch + b) * hiddenSize;
                double[] h = Arrays.copyOfRange(hidden, at, at + hiddenSize);
                double[] c = Arrays.copyOfRange(memory, at, at + hiddenSize);
                int length = lengths == null ? steps : lengths[b];
                for (int i = 0; i < length; i++) {
                    int t = backward ? length - 1 - i : i;
                    int from = (t * batch + b) * inputSize;
                    step(cell, order, weights[d], Arrays.copyOfRange(x, from, from + inputSize), h, c);
                    System.arraycopy(h, 0, output, ((t * count + d) * batch + b) * hiddenSize, hiddenSize);
                }
                System.arraycopy(h, 0, lastHidden, at, hiddenSize);
                System.arraycopy(c, 0, lastMemory, at, hiddenSize);
            }
        }
        Recurrent.Weights first = weights[0].tensors(hiddenSize, inputSize);
        Recurrent layer = isBoth
                ? Recurrent.bidirectional(cell, order, first, weights[1].tensors(hiddenSize, inputSize))
                : kind == 1 ? Recurrent.reverse(cell, order, first) : Recurrent.forward(cell, order, first);
        Recurrent.Result result = layer.call(
                Dvm.shared(),
                tensor(x, steps, batch, inputSize),
                tensor(hidden, count, batch, hiddenSize),
                tensor(memory, count, batch, hiddenSize),
                lengths);
        String what = "%s %s %d steps, kind %d".formatted(cell, order, steps, kind);
        assertArrayEquals(
                new int[] {steps, count, batch, hiddenSize}, result.output().dims());
        assertClose(output, result.output(), what);
        assertClose(lastHidden, result.hidden(), what);
        if (cell == RecurrentCell.LSTM) {
            assertNotNull(result.cell());
            assertClose(lastMemory, result.cell(), what);
        } else {
            assertNull(result.cell());
        }
    }

    private static void assertClose(double[] expected, Tensor actual, String what) {
        float[] floats = actual.toFloatArray();
        assertEquals(expected.length, floats.length);
        for (int i = 0; i < floats.length; i++) {
            assertEquals(expected[i], floats[i], 2e-5 * Math.max(1, Math.abs(expected[i])), what + " at " + i);
        }
    }

    private static float[] filled(int count, float number) {
        float[] array = new float[count];
        Arrays.fill(array, number);
        return array;
    }

    /** All weights are one number, and so are the input biases. */
    private static Recurrent.Weights filled(int rows, int inputs, int states, float weight, float bias) {
        return new Recurrent.Weights(
                Tensor.of(filled(rows * inputs, weight), rows, inputs),
                Tensor.of(filled(rows * states, weight), rows, states),
                bias == 0 ? null : Tensor.of(filled(rows, bias), rows),
                null);
    }

    @Test
    void numbersOfTheStandard() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 1, 3, 3);
        assertRows(
                new float[] {0.2560644745826721f, 0.536727786064148f, 0.6672132015228271f},
                Recurrent.forward(RecurrentCell.LSTM, GateOrder.ONNX, filled(16, 3, 4, 0.1f, 0.1f))
                        .call(x)
                        .hidden());
        assertRows(
                new float[] {0.2005366086959839f, 0.15482337772846222f, 0.07484275847673416f},
                Recurrent.forward(RecurrentCell.GRU_RESET_FIRST, GateOrder.ONNX, filled(9, 3, 3, 0.1f, 0.1f))
                        .call(x)
                        .hidden());
        assertRows(
                new float[] {0.6043677926063538f, 0.921668529510498f, 0.9866142868995667f},
                Recurrent.forward(RecurrentCell.TANH, GateOrder.ONNX, filled(5, 3, 5, 0.1f, 0.1f))
                        .call(x)
                        .hidden());
        Tensor three = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 1, 2);
        Recurrent.Result reversed = Recurrent.reverse(RecurrentCell.LSTM, GateOrder.ONNX, filled(12, 2, 3, 0.1f, 0))
                .call(three);
        assertRows(new float[] {0.40412503480911255f}, reversed.hidden());
        assertRows(new float[] {0.7970232963562012f}, reversed.cell());
    }

    /** Each row has one number. */
    private static void assertRows(float[] expected, Tensor actual) {
        float[] floats = actual.toFloatArray();
        int size = floats.length / expected.length;
        for (int i = 0; i < floats.length; i++) {
            assertEquals(expected[i / size], floats[i], 2e-6);
        }
    }

    @Test
    void wrongCalls() {
        Recurrent layer = Recurrent.forward(RecurrentCell.GRU, GateOrder.PYTORCH, filled(9, 2, 3, 0.1f, 0));
        assertEquals(
                "Recurrent: x must be f32 [4, 1, 2], not f32 [4, 1, 3]",
                fails(() -> layer.call(Tensor.of(new float[12], 4, 1, 3))));
        assertEquals(
                "Recurrent: x needs 3 dims, [T, B, I], but has [4, 2]",
                fails(() -> layer.call(Tensor.of(new float[8], 4, 2))));
        Tensor x = Tensor.of(new float[8], 4, 1, 2);
        assertEquals(
                "Recurrent: sequence 0 has the length 5, which is outside 0..4",
                fails(() -> layer.call(Dvm.shared(), x, null, null, new int[] {5})));
        assertEquals(
                "Recurrent: needs a length for each of 1 sequences, but has 2",
                fails(() -> layer.call(Dvm.shared(), x, null, null, new int[2])));
        assertEquals(
                "Recurrent: hidden must be f32 [1, 1, 3], not f32 [1, 3]",
                fails(() -> layer.call(Dvm.shared(), x, Tensor.of(new float[3], 1, 3), null, null)));
        assertEquals(
                "Recurrent: input weights must be f32 [12, 2], not f32 [9, 2]",
                fails(() -> Recurrent.forward(RecurrentCell.LSTM, GateOrder.PYTORCH, filled(9, 2, 3, 0.1f, 0))));
    }

    private static String fails(Runnable call) {
        return assertThrows(JdvmException.class, call::run).getMessage();
    }
}
