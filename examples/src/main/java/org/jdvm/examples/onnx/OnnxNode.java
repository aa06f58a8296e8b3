package org.jdvm.examples.onnx;

import java.util.List;
import java.util.Optional;
import org.jdvm.onnx.proto.AttributeProto;
import org.jdvm.onnx.proto.NodeProto;

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
        return proto.operator();
    }

    /**
     * Compares the operation.
     *
     * @param type a type
     * @return whether this node is of that type
     */
    public boolean is(String type) {
        return proto.operator().equals(type);
    }

    /**
     * The values taken.
     *
     * @return their names; an input left out is empty
     */
    public List<String> inputs() {
        return proto.inputs();
    }

    /**
     * The values made.
     *
     * @return their names
     */
    public List<String> outputs() {
        return proto.outputs();
    }

    /**
     * The other input of a node of two inputs.
     *
     * @param value one of them
     * @return the name of the other, empty unless the node takes {@code value} and just one more value
     */
    public Optional<String> otherInput(String value) {
        List<String> inputs = proto.inputs();
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
        return find(name, Long.class).orElse(absent);
    }

    /**
     * A floating-point attribute.
     *
     * @param name its name
     * @param absent the value where the node does not have it
     * @return the value
     */
    public float floatAttribute(String name, float absent) {
        return find(name, Float.class).orElse(absent);
    }

    /**
     * A text attribute.
     *
     * @param name its name
     * @param absent the value where the node does not have it
     * @return the value
     */
    public String textAttribute(String name, String absent) {
        return find(name, String.class).orElse(absent);
    }

    private <T> Optional<T> find(String name, Class<T> type) {
        return Optional.ofNullable(proto.attributes().get(name))
                .map(AttributeProto::value)
                .filter(type::isInstance)
                .map(type::cast);
    }

    @Override
    public String toString() {
        return "%s '%s'".formatted(type(), proto.name().isEmpty() ? "#" + index : proto.name());
    }
}
