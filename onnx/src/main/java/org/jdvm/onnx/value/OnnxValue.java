package org.jdvm.onnx.value;

/** What an edge of a graph carries. */
public sealed interface OnnxValue permits TensorValue, SequenceValue {}
