package org.jdvm.onnx.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.onnx.operator.NodeCall;
import org.jdvm.onnx.operator.Subgraph;
import org.jdvm.onnx.value.OnnxValue;
import org.jdvm.onnx.value.TensorReader;
import org.jdvm.onnx.value.TensorValue;
import org.jspecify.annotations.Nullable;

/** A graph made ready to run: steps in order over numbered places; immutable but for the plans of calls. */
public final class GraphProgram {
    /** A value of the graph around this one: its place there and here. */
    record Captured(int outer, int inner) {}

    private final List<ProgramStep> steps;
    private final @Nullable OnnxValue[] constants;
    private final int[] inputs;
    private final int[] outputs;
    private final List<Captured> captured;
    private final TensorReader reader;
    private final CallPlans plans = new CallPlans();

    GraphProgram(
            List<ProgramStep> steps,
            @Nullable OnnxValue[] constants,
            int[] inputs,
            int[] outputs,
            List<Captured> captured,
            TensorReader reader) {
        this.steps = steps;
        this.constants = constants;
        this.inputs = inputs;
        this.outputs = outputs;
        this.captured = captured;
        this.reader = reader;
    }

    List<Captured> captured() {
        return captured;
    }

    /** {@return the program for those who run step by step} */
    public StepwiseProgram stepwise() {
        return new StepwiseProgram(steps, constants, inputs, outputs, reader);
    }

    /** {@return how many nodes are left to run after constants were folded} */
    public int size() {
        return steps.size();
    }

    /** {@return a line for each node that is left to run, and for each end of a captured graph} */
    public String explain() {
        StringBuilder text = new StringBuilder();
        int graphs = 1;
        for (ProgramStep step : steps) {
            int[] boundary = step.boundary();
            if (boundary != null) {
                text.append("-- graph %d ends: %d values are kept%n".formatted(graphs++, boundary.length));
            }
            text.append(step.name())
                    .append(" -> ")
                    .append(String.join(", ", step.node().outputs()))
                    .append(System.lineSeparator());
            step.subgraphs()
                    .forEach((name, graph) -> text.append("  %s:%n".formatted(name))
                            .append(graph.explain().indent(4)));
        }
        return text.toString();
    }

    /**
     * {@return the outputs for some inputs}
     *
     * @param values the inputs, in order; null for one that is left out or has a stored value
     */
    public @Nullable OnnxValue[] run(@Nullable OnnxValue... values) {
        return run(new OnnxValue[0], values);
    }

    /** {@return the plans of calls} */
    public CallPlans plans() {
        return plans;
    }

    private @Nullable OnnxValue[] run(@Nullable OnnxValue[] outer, @Nullable OnnxValue[] values) {
        if (values.length > inputs.length) {
            throw new JdvmException(
                    "%d inputs are given, but the graph has %d".formatted(values.length, inputs.length));
        }
        @Nullable OnnxValue[] places = constants.clone();
        for (Captured value : captured) {
            places[value.inner] = outer[value.outer];
        }
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null) {
                places[inputs[i]] = values[i];
            }
        }
        for (ProgramStep step : steps) {
            int[] boundary = step.boundary();
            if (boundary != null) {
                compute(places, boundary);
            }
            run(step, places);
            for (int place : step.released()) {
                places[place] = null;
            }
        }
        @Nullable OnnxValue[] results = new OnnxValue[outputs.length];
        for (int i = 0; i < results.length; i++) {
            results[i] = places[outputs[i]];
        }
        return results;
    }

    /** Computes what is recorded and still read: the operations between two boundaries are one captured graph. */
    private static void compute(@Nullable OnnxValue[] places, int[] alive) {
        List<Tensor> tensors = new ArrayList<>();
        for (int place : alive) {
            if (places[place] instanceof TensorValue value && !value.isHost()) {
                tensors.add(value.tensor());
            }
        }
        if (!tensors.isEmpty()) {
            Tensor.compute(tensors.toArray(Tensor[]::new));
        }
    }

    private void run(ProgramStep step, @Nullable OnnxValue[] places) {
        @Nullable OnnxValue[] results = results(step, places, reader);
        int[] outputs = step.outputs();
        for (int i = 0; i < outputs.length; i++) {
            if (outputs[i] >= 0) {
                OnnxValue result = i < results.length ? results[i] : null;
                if (result instanceof TensorValue value && !value.isHost()) {
                    value.tensor().named(step.name());
                }
                places[outputs[i]] = result;
            }
        }
    }

    static @Nullable OnnxValue[] results(ProgramStep step, @Nullable OnnxValue[] places, TensorReader reader) {
        @Nullable OnnxValue[] inputs = new OnnxValue[step.inputs().length];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = step.inputs()[i] < 0 ? null : places[step.inputs()[i]];
        }
        Map<String, Subgraph> subgraphs = Map.of();
        if (!step.subgraphs().isEmpty()) {
            subgraphs = new HashMap<>();
            for (Map.Entry<String, GraphProgram> graph : step.subgraphs().entrySet()) {
                subgraphs.put(graph.getKey(), values -> graph.getValue().run(places, values));
            }
        }
        try {
            return step.mapping()
                    .run(new NodeCall(
                            step.opset(),
                            inputs,
                            step.attributes(),
                            subgraphs,
                            step.outputs().length,
                            reader,
                            step.prepared()));
        } catch (JdvmException | ArithmeticException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new JdvmException("%s: %s".formatted(step.name(), e.getMessage()), e);
        }
    }
}
