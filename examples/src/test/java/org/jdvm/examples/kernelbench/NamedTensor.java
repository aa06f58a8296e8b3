package org.jdvm.examples.kernelbench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jdvm.Tensor;
import org.jdvm.examples.golden.Json;
import org.jdvm.examples.models.NamedNumbers;

/**
 * An input or parameter of a task, whose numbers are made from its name.
 *
 * @param key what the formula calls it
 * @param dims its sizes
 * @param floats its elements; empty if they are integers
 * @param integers its elements if they are integers
 * @param crc32 the checksum of its bytes that the manifest states
 */
record NamedTensor(String key, int[] dims, float[] floats, long[] integers, long crc32) {
    static NamedTensor of(Json entry) {
        String name = entry.get("name").text();
        int[] dims = entry.get("shape").integers();
        int count = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
        float[] floats = {};
        long[] integers = {};
        switch (entry.get("gen").text()) {
            case "float" ->
                floats = NamedNumbers.floats(
                        name,
                        count,
                        entry.get("scale").number(),
                        entry.get("add").number());
            case "int" ->
                integers = NamedNumbers.tokens(
                        name, count, (int) entry.get("range").number());
            case "sign" -> {
                floats = new float[count];
                long[] bits = NamedNumbers.tokens(name, count, 2);
                for (int i = 0; i < count; i++) {
                    floats[i] = bits[i] * 2 - 1;
                }
            }
            case String other -> throw new IllegalArgumentException(name + ": numbers of kind " + other);
        }
        if (entry.has("post")) {
            floats = symmetric(floats, dims[0], entry.get("post").text());
        }
        return new NamedTensor(entry.get("key").text(), dims, floats, integers, (long)
                entry.get("crc32").number());
    }

    /** A square matrix as the mean of itself and its transpose. */
    private static float[] symmetric(float[] numbers, int size, String post) {
        if (!post.equals("symmetrize")) {
            throw new IllegalArgumentException("matrices made by " + post);
        }
        float[] result = new float[numbers.length];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                result[i * size + j] = (numbers[i * size + j] + numbers[j * size + i]) * 0.5f;
            }
        }
        return result;
    }

    Tensor tensor() {
        return integers.length > 0 ? Tensor.of(integers, dims) : Tensor.of(floats, dims);
    }

    /** The checksum of the elements as they are. */
    long checksum() {
        ByteBuffer bytes = ByteBuffer.allocate(floats.length * Float.BYTES + integers.length * Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        for (float number : floats) {
            bytes.putFloat(number);
        }
        for (long number : integers) {
            bytes.putLong(number);
        }
        CRC32 crc = new CRC32();
        crc.update(bytes.array());
        return crc.getValue();
    }
}
