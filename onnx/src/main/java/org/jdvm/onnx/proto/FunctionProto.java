package org.jdvm.onnx.proto;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A function of a model: nodes that a node of its name means.
 *
 * @param domain the domain of the name
 * @param name the name
 * @param inputs the names of the inputs
 * @param outputs the names of the outputs
 * @param nodes the body
 * @param opsets the version of each domain in the body
 * @param defaults attributes that a call may leave out
 */
public record FunctionProto(
        String domain,
        String name,
        List<String> inputs,
        List<String> outputs,
        List<NodeProto> nodes,
        Map<String, Integer> opsets,
        List<AttributeProto> defaults) {
    static FunctionProto read(Wire in) {
        String domain = "";
        String name = "";
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        List<NodeProto> nodes = new ArrayList<>();
        Map<String, Integer> opsets = new LinkedHashMap<>();
        List<AttributeProto> defaults = new ArrayList<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> name = in.text();
                case 4 -> inputs.add(in.text());
                case 5 -> outputs.add(in.text());
                case 7 -> nodes.add(NodeProto.read(in.message()));
                case 9 -> ModelProto.readOpset(in.message(), opsets);
                case 10 -> domain = in.text();
                case 11 -> defaults.add(AttributeProto.read(in.message()));
                default -> in.skip();
            }
        }
        return new FunctionProto(domain, name, inputs, outputs, nodes, opsets, defaults);
    }
}
