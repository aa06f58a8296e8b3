package org.jdvm.onnx.operator;

import org.jdvm.onnx.value.OnnxValue;
import org.jspecify.annotations.Nullable;

/** A graph that is an attribute of a node, with the values of the graphs around it. */
@FunctionalInterface
public interface Subgraph {
    /** {@return its outputs for some inputs} */
    @Nullable
    OnnxValue[] run(@Nullable OnnxValue... inputs);
}
