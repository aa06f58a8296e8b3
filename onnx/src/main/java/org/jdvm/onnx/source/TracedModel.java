package org.jdvm.onnx.source;

import java.util.List;

/**
 * A model as recorded operations over symbolic sizes.
 *
 * @param values inputs, weights and operations; each operation after what it reads
 * @param outputs the numbers of the values that are outputs
 * @param outputNames their names in the file
 * @param symbols the sizes that a call chooses
 */
record TracedModel(List<TracedValue> values, List<Integer> outputs, List<String> outputNames, List<String> symbols) {}
