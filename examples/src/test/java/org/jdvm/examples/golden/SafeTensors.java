package org.jdvm.examples.golden;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * Tensors of a file of the safetensors format: the length of a header, the header with type, sizes and place of each tensor, the
 * elements.
 */
public final class SafeTensors {
    private SafeTensors() {}

    /**
     * A tensor of the file.
     *
     * @param type its element type, such as F32
     * @param dims its sizes
     * @param values its elements, exact unless they are integers beyond 2^53
     */
    public record Entry(String type, int[] dims, double[] values) {}

    /**
     * {@return the tensors by name}
     *
     * @param bytes the contents of the file
     */
    public static Map<String, Entry> read(byte[] bytes) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        byte[] text = new byte[Math.toIntExact(file.getLong())];
        file.get(text);
        Json header = Json.parse(text);
        ByteBuffer elements = file.slice().order(ByteOrder.LITTLE_ENDIAN);
        Map<String, Entry> entries = new HashMap<>();
        for (Object name : header.map().keySet()) {
            Json entry = header.get((String) name);
            if (entry.has("dtype")) {
                int[] place = entry.get("data_offsets").integers();
                String type = entry.get("dtype").text();
                ByteBuffer part = elements.slice(place[0], place[1] - place[0]).order(ByteOrder.LITTLE_ENDIAN);
                entries.put((String) name, new Entry(type, entry.get("shape").integers(), values(part, type)));
            }
        }
        return entries;
    }

    private static double[] values(ByteBuffer part, String type) {
        int width = type.endsWith("64") ? 8 : 4;
        double[] values = new double[part.remaining() / width];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case "F32" -> part.getFloat();
                case "F64" -> part.getDouble();
                case "I64" -> part.getLong();
                default -> throw new IllegalArgumentException("elements of type " + type);
            };
        }
        return values;
    }
}
