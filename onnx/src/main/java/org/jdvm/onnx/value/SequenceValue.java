package org.jdvm.onnx.value;

import java.util.List;

/**
 * A sequence of values.
 *
 * @param elements its elements
 */
public record SequenceValue(List<OnnxValue> elements) implements OnnxValue {
    public SequenceValue {
        elements = List.copyOf(elements);
    }
}
