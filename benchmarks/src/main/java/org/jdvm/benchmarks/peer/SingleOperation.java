package org.jdvm.benchmarks.peer;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdvm.Recurrent;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.GateOrder;
import org.jdvm.annotations.RecurrentCell;
import org.jdvm.benchmarks.peer.OnnxGraph.ElementType;
import org.jdvm.benchmarks.peer.OnnxGraph.Operation;
import org.jdvm.benchmarks.peer.OnnxGraph.Value;
import org.jdvm.benchmarks.peer.Task.Peer;

/**
 * One operation. Its text is {@code kind@rowsxcolumns}: {@code cumsum}, {@code softmax} and {@code layernorm} along the rows, {@code top10} for the 10 largest
 * elements of each row with their indices, {@code lstm} for a layer over sequences: rows are steps, columns are sequences.
 *
 * @param kind what it computes
 * @param rows rows of the input, or steps
 * @param columns elements of a row, or sequences
 */
public record SingleOperation(String kind, int rows, int columns) {
    /** Inputs and states of a recurrent layer. */
    static final int HIDDEN = 128;

    private static final int GATES = 4;
    private static final float EPS = 1e-5f;
    private static final Pattern FORM = Pattern.compile("(cumsum|softmax|layernorm|top\\d+|lstm)@(\\d+)x(\\d+)");

    /**
     * {@return the operation of a text}
     *
     * @param text its text
     */
    public static SingleOperation parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not an operation: " + text);
        }
        return new SingleOperation(parts.group(1), Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3)));
    }

    /** {@return the operation as a task} */
    public Task task() {
        if (kind.equals("lstm")) {
            return lstm();
        }
        Tensor x = Tasks.numbers("operations/in0", 1, rows, columns);
        Tensor result = Tensor.zeros(DType.F32, rows, columns);
        return switch (kind) {
            case "cumsum" ->
                task(
                        x,
                        dvm -> _ -> {
                            RowOperationsOperators.sumsInto(dvm, result, x);
                            return result;
                        },
                        (graph, value) -> graph.apply("CumSum", value, graph.integers(1)));
            case "softmax" ->
                task(
                        x,
                        dvm -> _ -> {
                            RowOperationsOperators.sharesInto(dvm, result, x);
                            return result;
                        },
                        (graph, value) -> graph.apply(Operation.of("Softmax").with("axis", -1L), value));
            case "layernorm" -> {
                Tensor gamma = Tasks.numbers("operations/in1", 1, columns).constant();
                Tensor beta = Tasks.numbers("operations/in2", 0.1, columns).constant();
                yield task(
                        x,
                        dvm -> _ -> {
                            RowOperationsOperators.normedInto(dvm, result, x, gamma, beta);
                            return result;
                        },
                        (graph, value) -> graph.apply(
                                Operation.of("LayerNormalization")
                                        .with("axis", -1L)
                                        .with("epsilon", EPS),
                                value,
                                graph.weight(gamma),
                                graph.weight(beta)));
            }
            default -> {
                int count = Integer.parseInt(kind.substring("top".length()));
                yield task(
                        x,
                        dvm -> _ ->
                                RowOperationsOperators.largest(dvm, x, count).values(),
                        (graph, value) -> graph.applyAll(Operation.of("TopK"), 2, value, graph.integers(count))
                                .getFirst());
            }
        };
    }

    private Task task(Tensor x, Task.Operator operator, BiFunction<OnnxGraph, Value, Value> result) {
        return new Task(
                kind + " of " + rows + " x " + columns,
                1,
                operator,
                Map.of(Task.STANDARD, () -> new Peer(model(result), List.of(Map.of("x", x)))));
    }

    private byte[] model(BiFunction<OnnxGraph, Value, Value> result) {
        OnnxGraph graph = new OnnxGraph();
        return graph.file(result.apply(
                graph, graph.input("x", ElementType.FLOAT, Integer.toString(rows), Integer.toString(columns))));
    }

    private Task lstm() {
        Tensor x = Tasks.numbers("operations/lstm/in0", 1, rows, columns, HIDDEN);
        Recurrent.Weights weights = weights(HIDDEN);
        Recurrent layer = Recurrent.forward(RecurrentCell.LSTM, GateOrder.ONNX, weights);
        return new Task(
                "lstm of %d steps, %d sequences".formatted(rows, columns),
                1,
                dvm -> _ -> layer.call(dvm, x, null, null, null).output(),
                Map.of(Task.STANDARD, () -> new Peer(model(weights), List.of(Map.of("x", x)))));
    }

    /** {@return the weights of an LSTM, in the gate order of ONNX, without biases} */
    public static Recurrent.Weights weights(int inputs) {
        double radius = 1 / Math.sqrt(HIDDEN);
        return new Recurrent.Weights(
                Tasks.numbers("operations/lstm/in1", radius, GATES * HIDDEN, inputs),
                Tasks.numbers("operations/lstm/in2", radius, GATES * HIDDEN, HIDDEN),
                null,
                null);
    }

    private byte[] model(Recurrent.Weights weights) {
        OnnxGraph graph = new OnnxGraph();
        String[] sizes = {Integer.toString(rows), Integer.toString(columns), Integer.toString(HIDDEN)};
        return graph.file(graph.apply(
                Operation.of("LSTM").with("hidden_size", (long) HIDDEN),
                graph.input("x", ElementType.FLOAT, sizes),
                graph.weight(Tasks.batch(weights.input())),
                graph.weight(Tasks.batch(weights.recurrent()))));
    }
}
