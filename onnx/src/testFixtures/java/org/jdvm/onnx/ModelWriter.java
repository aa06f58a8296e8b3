package org.jdvm.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jdvm.onnx.proto.MessageWriter;

/** Nodes, values and tensors of models for tests. */
public final class ModelWriter {
    private ModelWriter() {}

    public static MessageWriter node(String operator, String inputs, String output) {
        MessageWriter node = new MessageWriter();
        for (String input : inputs.split(",")) {
            node.text(1, input);
        }
        return node.text(2, output).text(3, "n_" + output).text(4, operator);
    }

    /** A value of floats with sizes that are numbers or names. */
    public static MessageWriter value(String name, String... dims) {
        MessageWriter shape = new MessageWriter();
        for (String dim : dims) {
            MessageWriter each = new MessageWriter();
            shape.message(
                    1,
                    dim.chars().allMatch(Character::isDigit) ? each.number(1, Long.parseLong(dim)) : each.text(2, dim));
        }
        MessageWriter tensor = new MessageWriter().number(1, 1).message(2, shape);
        return new MessageWriter().text(1, name).message(2, new MessageWriter().message(1, tensor));
    }

    public static MessageWriter floats(String name, float[] elements, int... dims) {
        MessageWriter tensor = new MessageWriter();
        for (int dim : dims) {
            tensor.number(1, dim);
        }
        ByteBuffer raw = ByteBuffer.allocate(4 * elements.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float element : elements) {
            raw.putFloat(element);
        }
        return tensor.number(2, 1).text(8, name).bytes(9, raw.array());
    }

    public static MessageWriter longs(String name, long... elements) {
        MessageWriter tensor =
                new MessageWriter().number(1, elements.length).number(2, 7).text(8, name);
        for (long element : elements) {
            tensor.number(7, element);
        }
        return tensor;
    }

    /** A model of version 17 of the operators. */
    public static byte[] model(MessageWriter graph) {
        return new MessageWriter()
                .number(1, 8)
                .message(7, graph)
                .message(8, new MessageWriter().text(1, "").number(2, 17))
                .done();
    }
}
