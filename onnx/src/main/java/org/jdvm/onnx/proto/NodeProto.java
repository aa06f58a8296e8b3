package org.jdvm.onnx.proto;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One operation of a graph.
 *
 * @param name its name; often empty
 * @param domain the domain of its operator; empty for the standard's
 * @param operator the operator
 * @param inputs the names of what it reads; empty where an input is left out
 * @param outputs the names of its results; empty where one is not asked for
 * @param attributes its attributes by name
 */
public record NodeProto(
        String name,
        String domain,
        String operator,
        List<String> inputs,
        List<String> outputs,
        Map<String, AttributeProto> attributes) {
    static NodeProto read(Wire in) {
        String name = "";
        String domain = "";
        String operator = "";
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        Map<String, AttributeProto> attributes = new LinkedHashMap<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> inputs.add(in.text());
                case 2 -> outputs.add(in.text());
                case 3 -> name = in.text();
                case 4 -> operator = in.text();
                case 5 -> {
                    AttributeProto attribute = AttributeProto.read(in.message());
                    attributes.put(attribute.name(), attribute);
                }
                case 7 -> domain = in.text();
                default -> in.skip();
            }
        }
        return new NodeProto(name, domain.equals("ai.onnx") ? "" : domain, operator, inputs, outputs, attributes);
    }

    /** {@return how messages name the node: its operator, and its name or else its first result} */
    @Override
    public String toString() {
        String domained = domain.isEmpty() ? operator : domain + "." + operator;
        String called = !name.isEmpty() ? name : outputs.isEmpty() ? "" : outputs.getFirst();
        return "%s '%s'".formatted(domained, called);
    }
}
