package org.jdvm.onnx.proto;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes one protocol buffer message, field by field, in the encoding that {@link Wire} reads. */
public final class MessageWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Creates a writer of an empty message. */
    public MessageWriter() {}

    /** Adds an integer. */
    public MessageWriter number(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    /** Adds a 32-bit float. */
    public MessageWriter float32(int field, float value) {
        varint((long) field << 3 | 5);
        out.writeBytes(ByteBuffer.allocate(Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(value)
                .array());
        return this;
    }

    /** Adds bytes. */
    public MessageWriter bytes(int field, byte... bytes) {
        varint((long) field << 3 | 2);
        varint(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    /** Adds text. */
    public MessageWriter text(int field, String text) {
        return bytes(field, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a message as it is now. */
    public MessageWriter message(int field, MessageWriter message) {
        return bytes(field, message.done());
    }

    /** {@return another writer that has written the same so far} */
    public MessageWriter copy() {
        MessageWriter copy = new MessageWriter();
        copy.out.writeBytes(done());
        return copy;
    }

    /** {@return the bytes of the message so far} */
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
}
