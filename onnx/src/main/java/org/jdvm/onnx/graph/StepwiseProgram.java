package org.jdvm.onnx.graph;

import java.util.List;
import org.jdvm.onnx.proto.NodeProto;
import org.jdvm.onnx.value.OnnxValue;
import org.jdvm.onnx.value.TensorReader;
import org.jspecify.annotations.Nullable;

/** The steps of a program, which a caller runs one by one on values of its choice. */
public final class StepwiseProgram {
    private final List<ProgramStep> steps;
    private final @Nullable OnnxValue[] constants;
    private final int[] inputs;
    private final int[] outputs;
    private final TensorReader reader;

    StepwiseProgram(
            List<ProgramStep> steps,
            @Nullable OnnxValue[] constants,
            int[] inputs,
            int[] outputs,
            TensorReader reader) {
        this.steps = steps;
        this.constants = constants;
        this.inputs = inputs;
        this.outputs = outputs;
        this.reader = reader;
    }

    /** {@return how many steps there are} */
    public int size() {
        return steps.size();
    }

    /** {@return a value for each place: the constants; null where a step or a caller gives one} */
    public @Nullable OnnxValue[] constants() {
        return constants.clone();
    }

    /** {@return the places of the inputs} */
    public int[] inputs() {
        return inputs.clone();
    }

    /** {@return the places of the results} */
    public int[] outputs() {
        return outputs.clone();
    }

    /** {@return the node of a step} */
    public NodeProto node(int step) {
        return steps.get(step).node();
    }

    /** {@return true if the node of a step has graphs, which may read any value} */
    public boolean hasGraphs(int step) {
        return !steps.get(step).subgraphs().isEmpty();
    }

    /** {@return the places that a step reads; -1 for an input that is left out} */
    public int[] read(int step) {
        return steps.get(step).inputs().clone();
    }

    /** {@return the places that a step fills; -1 for a result that is not asked for} */
    public int[] written(int step) {
        return steps.get(step).outputs().clone();
    }

    /**
     * {@return the results of a step}
     *
     * @param step its number
     * @param places a value for each place
     */
    public @Nullable OnnxValue[] run(int step, @Nullable OnnxValue[] places) {
        return GraphProgram.results(steps.get(step), places, reader);
    }
}
