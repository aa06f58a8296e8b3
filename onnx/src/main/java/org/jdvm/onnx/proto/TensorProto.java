package org.jdvm.onnx.proto;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stored tensor. Its elements are raw bytes, or numbers in a field for their type, or in another file.
 *
 * @param name its name
 * @param type the number of its element type
 * @param dims its sizes
 * @param raw its bytes in little-endian order; null if they are not stored so
 * @param floats elements stored as floats
 * @param integers elements stored as integers, and the bits of those stored as doubles
 * @param isText true if it has strings
 * @param external where its bytes are; empty if they are in this file
 */
public record TensorProto(
        String name,
        int type,
        long[] dims,
        @Nullable MemorySegment raw,
        float[] floats,
        long[] integers,
        boolean isText,
        Map<String, String> external) {
    private static final int EXTERNAL = 1;

    /**
     * {@return a tensor}
     *
     * @param in its message
     */
    public static TensorProto read(Wire in) {
        String name = "";
        int type = 0;
        int location = 0;
        boolean isText = false;
        MemorySegment raw = null;
        PackedNumbers dims = new PackedNumbers();
        PackedNumbers floats = new PackedNumbers();
        PackedNumbers integers = new PackedNumbers();
        Map<String, String> external = new LinkedHashMap<>();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> in.integers(dims::add);
                case 2 -> type = in.number();
                case 4 -> in.words(floats::add);
                case 5, 7, 11 -> in.integers(integers::add);
                case 6 -> {
                    isText = true;
                    in.skip();
                }
                case 8 -> name = in.text();
                case 9 -> raw = in.slice();
                case 10 -> in.longWords(integers::add);
                case 13 -> readEntry(in.message(), external);
                case 14 -> location = in.number();
                default -> in.skip();
            }
        }
        if (location != EXTERNAL) {
            external.clear();
        } else {
            external.putIfAbsent("location", "");
        }
        return new TensorProto(
                name, type, dims.toArray(), raw, floats.toFloats(), integers.toArray(), isText, external);
    }

    private static void readEntry(Wire in, Map<String, String> entries) {
        String key = "";
        String value = "";
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> key = in.text();
                case 2 -> value = in.text();
                default -> in.skip();
            }
        }
        entries.put(key, value);
    }
}
