package org.jdvm.ir;

import static org.jdvm.ir.Operand.number;

import java.util.ArrayList;
import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.RecurrentCell;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.symbolic.Dim;

/**
 * The graph of one step of a recurrent layer. Its parameters: {@code p} [B, gates * H], the products of the inputs with their weights and biases; the
 * state {@code h} [B, H]; for LSTM {@code c} [B, H]; for a GRU whose state is reset after its product the bias {@code d} [H] of that product; with lengths
 * {@code on} bool [B, 1], whether a sequence still runs; then weights [H, H] for each gate, which the state is multiplied by. Its results: the output, then with
 * lengths the state, then for LSTM the next {@code c}. Without lengths the output is the state.
 */
public final class RecurrentSteps {
    private static final Dim BATCH = Dim.symbol("B");
    private static final Dim SIZE = Dim.symbol("H");

    private final GraphBuilder builder = new GraphBuilder("recurrentStep");
    private final RecurrentCell cell;
    private final Value inputs;
    private final Value state;
    private final List<Value> weights = new ArrayList<>();

    private RecurrentSteps(RecurrentCell cell) {
        this.cell = cell;
        this.inputs = tensor("p", DType.F32, BATCH, SIZE.times(cell.gates()));
        this.state = tensor("h", DType.F32, BATCH, SIZE);
    }

    /**
     * {@return the graph of a step}
     *
     * @param cell what it computes
     * @param hasLengths true if sequences end at different steps
     */
    public static Graph graph(RecurrentCell cell, boolean hasLengths) {
        return new RecurrentSteps(cell).graph(hasLengths);
    }

    /** {@return the graph of the products of all inputs with their weights, and the biases: {@code x w + b}} */
    public static Graph inputs() {
        GraphBuilder builder = new GraphBuilder("recurrentInputs");
        Dim size = Dim.symbol("I");
        Dim gates = Dim.symbol("G");
        Value x = builder.input(new TensorParameter("x", DType.F32, Shape.of(Dim.symbol("R"), size), false));
        Value weights = builder.input(new TensorParameter("w", DType.F32, Shape.of(size, gates), false));
        Value bias = builder.input(new TensorParameter("b", DType.F32, Shape.of(gates), false));
        return builder.build(List.of(builder.elementwise(Op.ADD, builder.matmul(x, weights), bias)));
    }

    private Graph graph(boolean hasLengths) {
        Value memory = cell == RecurrentCell.LSTM ? tensor("c", DType.F32, BATCH, SIZE) : null;
        Value bias = cell == RecurrentCell.GRU ? tensor("d", DType.F32, SIZE) : null;
        Value runs = hasLengths ? tensor("on", DType.BOOL, BATCH, Dim.ONE) : null;
        for (int gate = 0; gate < cell.gates(); gate++) {
            weights.add(tensor("r" + gate, DType.F32, SIZE, SIZE));
        }
        Value next;
        Value nextMemory = null;
        switch (cell) {
            case TANH -> next = apply(Op.TANH, sum(0, state));
            case RELU -> next = apply(Op.MAX, sum(0, state), number(0));
            case LSTM -> {
                Value input = apply(Op.SIGMOID, sum(0, state));
                Value forget = apply(Op.SIGMOID, sum(1, state));
                Value candidate = apply(Op.TANH, sum(2, state));
                Value output = apply(Op.SIGMOID, sum(3, state));
                nextMemory = apply(Op.ADD, apply(Op.MUL, forget, memory), apply(Op.MUL, input, candidate));
                next = apply(Op.MUL, output, apply(Op.TANH, nextMemory));
            }
            case GRU -> {
                Value reset = apply(Op.SIGMOID, sum(0, state));
                Value after = apply(Op.MUL, reset, apply(Op.ADD, builder.matmul(state, weights.get(2)), bias));
                next = mixed(apply(Op.TANH, apply(Op.ADD, part(2), after)));
            }
            case GRU_RESET_FIRST -> {
                Value reset = apply(Op.SIGMOID, sum(0, state));
                next = mixed(apply(Op.TANH, sum(2, apply(Op.MUL, reset, state))));
            }
            default -> throw new IllegalStateException("no such cell: " + cell);
        }
        List<Value> results = new ArrayList<>();
        if (runs == null) {
            results.add(next);
        } else {
            results.add(apply(Op.SELECT, runs, next, number(0)));
            results.add(apply(Op.SELECT, runs, next, state));
        }
        if (nextMemory != null) {
            results.add(runs == null ? nextMemory : apply(Op.SELECT, runs, nextMemory, memory));
        }
        return builder.build(results);
    }

    /** {@code (1 - z) n + z h}. */
    private Value mixed(Value candidate) {
        Value update = apply(Op.SIGMOID, sum(1, state));
        Value fresh = builder.elementwise(Op.SUB, number(1), update);
        return apply(Op.ADD, apply(Op.MUL, fresh, candidate), apply(Op.MUL, update, state));
    }

    /** What a gate has from the input of the step. */
    private Value part(int gate) {
        return builder.sliceOfLength(inputs, 1, SIZE.times(gate), SIZE, 1);
    }

    private Value sum(int gate, Value rows) {
        return apply(Op.ADD, builder.matmul(rows, weights.get(gate)), part(gate));
    }

    private Value tensor(String name, DType type, Dim... dims) {
        return builder.input(new TensorParameter(name, type, new Shape(List.of(dims)), false));
    }

    private Value apply(Op op, Operand... operands) {
        return builder.elementwise(op, operands);
    }
}
