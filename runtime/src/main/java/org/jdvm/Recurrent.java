package org.jdvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.GateOrder;
import org.jdvm.annotations.RecurrentCell;
import org.jdvm.call.PlannedOperator;
import org.jdvm.ir.RecurrentSteps;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent layer over whole sequences, in one direction or both. The products of all inputs with their weights are one product; each step is then one
 * launch that multiplies the state and computes the gates. It is called by one thread at a time or by several.
 *
 * <p>Weights are those of PyTorch and ONNX: the rows of a gate are next to each other, gates are in a {@link GateOrder}. All tensors are f32.
 */
public final class Recurrent {
    private record StepKey(RecurrentCell cell, boolean hasLengths) {}

    private static final Map<StepKey, OperatorTemplate> STEPS = new ConcurrentHashMap<>();
    private static final OperatorTemplate INPUTS = new OperatorTemplate(PlannedOperator.of(RecurrentSteps.inputs()));

    /**
     * The weights of one direction.
     *
     * @param input {@code [gates * H, I]}: what inputs are multiplied by
     * @param recurrent {@code [gates * H, H]}: what the state is multiplied by
     * @param inputBias {@code [gates * H]}, or null for none
     * @param recurrentBias {@code [gates * H]}, or null for none
     */
    public record Weights(
            Tensor input,
            Tensor recurrent,
            @Nullable Tensor inputBias,
            @Nullable Tensor recurrentBias) {}

    /**
     * The results of a layer with D directions.
     *
     * @param output {@code [T, D, B, H]}: the state after each step, 0 where a sequence has ended; with the steps of the input in both directions
     * @param hidden {@code [D, B, H]}: the last state of each sequence, in reverse direction that at its first step
     * @param cell the same of what an LSTM remembers; null for other cells
     */
    public record Result(
            Tensor output, Tensor hidden, @Nullable Tensor cell) {}

    /** The weights of a direction as steps read them. */
    private record Prepared(
            Tensor input, Tensor bias, @Nullable Tensor recurrentBias, List<Tensor> gates) {}

    private final RecurrentCell cell;
    private final int inputSize;
    private final int hiddenSize;
    private final boolean isReversed;
    private final List<Prepared> directions = new ArrayList<>();

    private Recurrent(RecurrentCell cell, GateOrder order, boolean isReversed, List<Weights> weights) {
        this.cell = cell;
        this.isReversed = isReversed;
        Weights first = weights.getFirst();
        if (first.recurrent().rank() != 2 || first.input().rank() != 2) {
            throw new JdvmException("Recurrent: the weights need 2 dims, but have %s and %s"
                    .formatted(
                            Arrays.toString(first.input().dims()),
                            Arrays.toString(first.recurrent().dims())));
        }
        this.hiddenSize = first.recurrent().dim(1);
        this.inputSize = first.input().dim(1);
        weights.forEach(each -> directions.add(prepared(each, order)));
    }

    /**
     * {@return a layer that reads sequences from their first step to their last}
     *
     * @param cell what it computes at each step
     * @param order the order of the gates in the weights
     * @param weights its weights
     * @throws JdvmException if the weights do not have the sizes of the cell
     */
    public static Recurrent forward(RecurrentCell cell, GateOrder order, Weights weights) {
        return new Recurrent(cell, order, false, List.of(weights));
    }

    /**
     * {@return a layer that reads sequences from their last step to their first}
     *
     * @param cell what it computes at each step
     * @param order the order of the gates in the weights
     * @param weights its weights
     * @throws JdvmException if the weights do not have the sizes of the cell
     */
    public static Recurrent reverse(RecurrentCell cell, GateOrder order, Weights weights) {
        return new Recurrent(cell, order, true, List.of(weights));
    }

    /**
     * {@return a layer that reads sequences in both directions}
     *
     * @param cell what it computes at each step
     * @param order the order of the gates in the weights
     * @param forward the weights from the first step on
     * @param backward the weights from the last step on
     * @throws JdvmException if the weights do not have the sizes of the cell
     */
    public static Recurrent bidirectional(RecurrentCell cell, GateOrder order, Weights forward, Weights backward) {
        return new Recurrent(cell, order, false, List.of(forward, backward));
    }

    private Prepared prepared(Weights weights, GateOrder order) {
        int rows = cell.gates() * hiddenSize;
        check("input weights", weights.input(), rows, inputSize);
        check("recurrent weights", weights.recurrent(), rows, hiddenSize);
        Tensor zeros = Tensor.zeros(DType.F32, rows);
        Tensor bias = weights.inputBias() == null ? zeros : weights.inputBias();
        Tensor recurrentBias = weights.recurrentBias() == null ? zeros : weights.recurrentBias();
        check("input bias", bias, rows);
        check("recurrent bias", recurrentBias, rows);
        List<Tensor> inputs = new ArrayList<>();
        List<Tensor> biases = new ArrayList<>();
        List<Tensor> gates = new ArrayList<>();
        Tensor separate = null;
        for (int gate = 0; gate < cell.gates(); gate++) {
            int block = order.block(cell, gate);
            inputs.add(block(weights.input(), block));
            gates.add(computed(block(weights.recurrent(), block).transpose().contiguous()));
            if (cell == RecurrentCell.GRU && gate == 2) {
                separate = computed(block(recurrentBias, block).add(0));
                biases.add(block(bias, block));
            } else {
                biases.add(block(bias, block).add(block(recurrentBias, block)));
            }
        }
        Tensor input =
                Tensor.concat(0, inputs.toArray(Tensor[]::new)).transpose().contiguous();
        return new Prepared(
                computed(input), computed(Tensor.concat(0, biases.toArray(Tensor[]::new))), separate, gates);
    }

    private static Tensor computed(Tensor tensor) {
        Tensor.compute(tensor);
        return tensor.constant();
    }

    private Tensor block(Tensor rows, int block) {
        return rows.slice(0, block * hiddenSize, (block + 1) * hiddenSize);
    }

    /**
     * {@return the results for sequences of equal length, from states of zeros}
     *
     * @param x {@code [T, B, I]}: the inputs of B sequences at each of T steps
     */
    public Result call(Tensor x) {
        return call(Dvm.shared(), x, null, null, null);
    }

    /**
     * {@return the results for sequences}
     *
     * @param dvm the machine to run it
     * @param x {@code [T, B, I]}: the inputs of B sequences at each of T steps
     * @param hidden {@code [D, B, H]}: the states at the beginning; null for zeros
     * @param memory {@code [D, B, H]}: what an LSTM remembers at the beginning; null for zeros
     * @param lengths the length of each sequence, from 0 to T; null if all have T steps
     * @throws JdvmException if a size does not fit; the message names argument, expected and actual
     */
    public Result call(Dvm dvm, Tensor x, @Nullable Tensor hidden, @Nullable Tensor memory, int @Nullable [] lengths) {
        if (x.rank() != 3) {
            throw new JdvmException("Recurrent: x needs 3 dims, [T, B, I], but has " + Arrays.toString(x.dims()));
        }
        int steps = x.dim(0);
        int batch = x.dim(1);
        check("x", x, steps, batch, inputSize);
        Tensor firstHidden = initial("hidden", hidden, batch);
        Tensor firstMemory = initial("memory", memory, batch);
        if (lengths != null && lengths.length != batch) {
            throw new JdvmException(
                    "Recurrent: needs a length for each of %d sequences, but has %d".formatted(batch, lengths.length));
        }
        Tensor running = lengths == null ? null : running(lengths, steps);
        int count = directions.size();
        Tensor output = Tensor.of(new float[steps * count * batch * hiddenSize], steps, count, batch, hiddenSize);
        Tensor[] lastHidden = new Tensor[count];
        Tensor[] lastMemory = new Tensor[count];
        Tensor rows = x.reshape(steps * batch, inputSize);
        for (int d = 0; d < count; d++) {
            Prepared weights = directions.get(d);
            Tensor inputs = INPUTS.call(dvm, new Tensor[] {rows, weights.input(), weights.bias()}, new double[0])
                    .reshape(steps, batch, cell.gates() * hiddenSize);
            State state = new State(at(firstHidden, d), at(firstMemory, d));
            boolean backward = d == 1 || isReversed;
            for (int i = 0; i < steps; i++) {
                int step = backward ? steps - 1 - i : i;
                Tensor target = at(at(output, step), d);
                step(dvm, weights, at(inputs, step), running == null ? null : at(running, step), state, target);
            }
            lastHidden[d] = state.hidden.expandDims(0);
            lastMemory[d] = state.memory.expandDims(0);
        }
        Tensor cells = cell == RecurrentCell.LSTM ? Tensor.concat(0, lastMemory) : null;
        return new Result(output, Tensor.concat(0, lastHidden), cells);
    }

    /** What goes from step to step. */
    private static final class State {
        private Tensor hidden;
        private Tensor memory;

        State(Tensor hidden, Tensor memory) {
            this.hidden = hidden;
            this.memory = memory;
        }
    }

    private void step(Dvm dvm, Prepared weights, Tensor inputs, @Nullable Tensor running, State state, Tensor target) {
        boolean isLstm = cell == RecurrentCell.LSTM;
        List<Tensor> arguments = new ArrayList<>(List.of(inputs, state.hidden));
        List<Tensor> results = new ArrayList<>(List.of(target));
        int batch = target.dim(0);
        if (isLstm) {
            arguments.add(state.memory);
        }
        if (weights.recurrentBias() != null) {
            arguments.add(weights.recurrentBias());
        }
        state.hidden = target;
        if (running != null) {
            arguments.add(running);
            state.hidden = Tensor.of(new float[batch * hiddenSize], batch, hiddenSize);
            results.add(state.hidden);
        }
        if (isLstm) {
            state.memory = Tensor.of(new float[batch * hiddenSize], batch, hiddenSize);
            results.add(state.memory);
        }
        arguments.addAll(weights.gates());
        OperatorTemplate template = STEPS.computeIfAbsent(
                new StepKey(cell, running != null),
                key -> new OperatorTemplate(PlannedOperator.of(RecurrentSteps.graph(key.cell(), key.hasLengths()))));
        template.callInto(dvm, results.toArray(Tensor[]::new), arguments.toArray(Tensor[]::new), new double[0]);
    }

    private Tensor initial(String name, @Nullable Tensor given, int batch) {
        int count = directions.size();
        Tensor state =
                given == null ? Tensor.of(new float[count * batch * hiddenSize], count, batch, hiddenSize) : given;
        check(name, state, count, batch, hiddenSize);
        Tensor.compute(state);
        return state;
    }

    /** For each step which sequences have not ended, bool [T, B, 1]. */
    private static Tensor running(int[] lengths, int steps) {
        boolean[] running = new boolean[steps * lengths.length];
        for (int sequence = 0; sequence < lengths.length; sequence++) {
            if (lengths[sequence] < 0 || lengths[sequence] > steps) {
                throw new JdvmException("Recurrent: sequence %d has the length %d, which is outside 0..%d"
                        .formatted(sequence, lengths[sequence], steps));
            }
            for (int step = 0; step < lengths[sequence]; step++) {
                running[step * lengths.length + sequence] = true;
            }
        }
        return Tensor.of(running, steps, lengths.length, 1);
    }

    /** A view of one slice along the first axis, without that axis. */
    private static Tensor at(Tensor tensor, int index) {
        return tensor.slice(0, index, index + 1).squeeze(0);
    }

    private static void check(String name, Tensor tensor, int... dims) {
        if (tensor.type() != DType.F32 || !Arrays.equals(tensor.dims(), dims)) {
            throw new JdvmException("Recurrent: %s must be f32 %s, not %s %s"
                    .formatted(name, Arrays.toString(dims), tensor.type(), Arrays.toString(tensor.dims())));
        }
    }
}
