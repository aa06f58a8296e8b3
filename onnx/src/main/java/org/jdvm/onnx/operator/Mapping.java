package org.jdvm.onnx.operator;

import org.jdvm.onnx.value.OnnxValue;
import org.jspecify.annotations.Nullable;

/** What an operator is: its results from the inputs and attributes of a node. */
@FunctionalInterface
public interface Mapping {
    /**
     * {@return the results, in their order; null for one that is left out}
     *
     * @param call the node, its attributes and inputs
     */
    @Nullable
    OnnxValue[] run(NodeCall call);

    /** An operator with one result. */
    @FunctionalInterface
    interface Single {
        OnnxValue run(NodeCall call);
    }
}
