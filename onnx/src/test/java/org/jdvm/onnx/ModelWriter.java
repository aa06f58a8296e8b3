package org.jdvm.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes protocol buffer messages, to make models for tests. */
public final class ModelWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public ModelWriter number(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    public ModelWriter float32(int field, float value) {
        varint((long) field << 3 | 5);
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(value)
                .array());
        return this;
    }

    public ModelWriter bytes(int field, byte... bytes) {
        varint((long) field << 3 | 2);
        varint(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    public ModelWriter text(int field, String text) {
        return bytes(field, text.getBytes(StandardCharsets.UTF_8));
    }

    public ModelWriter message(int field, ModelWriter message) {
        return bytes(field, message.done());
    }

    public byte[] done() {
        return out.toByteArray();
    }

    private void varint(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            out.write((int) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }

    public static ModelWriter node(String operator, String inputs, String output) {
        ModelWriter node = new ModelWriter();
        for (String input : inputs.split(",")) {
            node.text(1, input);
        }
        return node.text(2, output).text(3, "n_" + output).text(4, operator);
    }

    /** A value of floats with sizes that are numbers or names. */
    public static ModelWriter value(String name, String... dims) {
        ModelWriter shape = new ModelWriter();
        for (String dim : dims) {
            ModelWriter each = new ModelWriter();
            shape.message(
                    1,
                    dim.chars().allMatch(Character::isDigit) ? each.number(1, Long.parseLong(dim)) : each.text(2, dim));
        }
        ModelWriter tensor = new ModelWriter().number(1, 1).message(2, shape);
        return new ModelWriter().text(1, name).message(2, new ModelWriter().message(1, tensor));
    }

    public static ModelWriter floats(String name, float[] elements, int... dims) {
        ModelWriter tensor = new ModelWriter();
        for (int dim : dims) {
            tensor.number(1, dim);
        }
        ByteBuffer raw = ByteBuffer.allocate(4 * elements.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float element : elements) {
            raw.putFloat(element);
        }
        return tensor.number(2, 1).text(8, name).bytes(9, raw.array());
    }

    public static ModelWriter longs(String name, long... elements) {
        ModelWriter tensor =
                new ModelWriter().number(1, elements.length).number(2, 7).text(8, name);
        for (long element : elements) {
            tensor.number(7, element);
        }
        return tensor;
    }

    /** A model of version 17 of the operators. */
    public static byte[] model(ModelWriter graph) {
        return new ModelWriter()
                .number(1, 8)
                .message(7, graph)
                .message(8, new ModelWriter().text(1, "").number(2, 17))
                .done();
    }
}
