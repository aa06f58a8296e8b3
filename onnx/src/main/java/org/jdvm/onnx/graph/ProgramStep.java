package org.jdvm.onnx.graph;

import java.util.Map;
import org.jdvm.onnx.operator.Mapping;
import org.jdvm.onnx.operator.Prepared;
import org.jdvm.onnx.proto.NodeProto;
import org.jspecify.annotations.Nullable;

/**
 * One node, made ready to run.
 *
 * @param node the node of the file
 * @param name how messages and profiles name the node
 * @param mapping what its operator is
 * @param opset the version of its domain
 * @param attributes values of its attributes, those of the calling function filled in
 * @param subgraphs its graphs by the name of their attribute
 * @param inputs places of the inputs; -1 for one that is left out
 * @param outputs places of the results; -1 for one that is not asked for
 * @param released places that nothing reads after this step
 * @param prepared what was made of constant inputs
 * @param boundary places of what is computed before this step: what earlier steps gave and later ones read; null if nothing is computed here
 */
record ProgramStep(
        NodeProto node,
        String name,
        Mapping mapping,
        int opset,
        Map<String, Object> attributes,
        Map<String, GraphProgram> subgraphs,
        int[] inputs,
        int[] outputs,
        int[] released,
        Prepared prepared,
        int @Nullable [] boundary) {}
