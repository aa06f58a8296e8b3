package org.jdvm.examples.onnx;

import java.util.List;
import java.util.Optional;
import org.jdvm.examples.onnx.proto.AttributeProto;
import org.jdvm.examples.onnx.proto.NodeProto;

/** One operation of a model's graph. */
public final class OnnxNode {
    private final NodeProto proto;
    private final int index;

    OnnxNode(NodeProto proto, int index) {
        this.proto = proto;
        this.index = index;
    }

    /**
     * The operation.
     *
     * @return its type, {@code MatMul} for instance
     */
    public String type() {
        return proto.getOpType();
    }

    /**
     * Compares the operation.
     *
     * @param type a type
     * @return whether this node is of that type
     */
    public boolean is(String type) {
        return proto.getOpType().equals(type);
    }

    /**
     * The values taken.
     *
     * @return their names; an input left out is empty
     */
    public List<String> inputs() {
        return proto.getInputList();
    }

    /**
     * The values made.
     *
     * @return their names
     */
    public List<String> outputs() {
        return proto.getOutputList();
    }

    /**
     * The other input of a node of two inputs.
     *
     * @param value one of them
     * @return the name of the other, empty unless the node takes {@code value} and just one more value
     */
    public Optional<String> otherInput(String value) {
        List<String> inputs = proto.getInputList();
        if (inputs.size() != 2 || !inputs.contains(value)) {
            return Optional.empty();
        }
        return Optional.of(inputs.get(inputs.indexOf(value) == 0 ? 1 : 0));
    }

    /**
     * An integer attribute.
     *
     * @param name its name
     * @param absent the value where the node does not have it
     * @return the value
     */
    public long intAttribute(String name, long absent) {
        return find(name).map(AttributeProto::getI).orElse(absent);
    }

    /**
     * A floating-point attribute.
     *
     * @param name its name
     * @param absent the value where the node does not have it
     * @return the value
     */
    public float floatAttribute(String name, float absent) {
        return find(name).map(AttributeProto::getF).orElse(absent);
    }

    /**
     * A text attribute.
     *
     * @param name its name
     * @param absent the value where the node does not have it
     * @return the value
     */
    public String textAttribute(String name, String absent) {
        return find(name).map(attribute -> attribute.getS().toStringUtf8()).orElse(absent);
    }

    private Optional<AttributeProto> find(String name) {
        return proto.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst();
    }

    @Override
    public String toString() {
        return "%s '%s'".formatted(type(), proto.getName().isEmpty() ? "#" + index : proto.getName());
    }
}
