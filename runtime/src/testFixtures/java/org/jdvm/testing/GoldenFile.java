package org.jdvm.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of golden results in the safetensors format: the length of a JSON header, the header with type, sizes and place of each
 * tensor, the elements.
 */
public final class GoldenFile {
    private static final Pattern ENTRY = Pattern.compile(
            "\"(\\w+)\":\\{\"dtype\":\"(\\w+)\",\"shape\":\\[([\\d,]*)],\"data_offsets\":\\[(\\d+),(\\d+)]}");

    /** A stored tensor; its elements fit in doubles without loss. */
    public record Entry(String type, int[] dims, double[] values) {}

    private final Map<String, Entry> entries = new HashMap<>();

    private GoldenFile(ByteBuffer bytes) {
        int headerLength = Math.toIntExact(bytes.getLong(0));
        String header =
                StandardCharsets.UTF_8.decode(bytes.slice(8, headerLength)).toString();
        Matcher matcher = ENTRY.matcher(header);
        while (matcher.find()) {
            int[] dims = Arrays.stream(matcher.group(3).split(","))
                    .filter(text -> !text.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray();
            int start = Integer.parseInt(matcher.group(4));
            ByteBuffer data = bytes.slice(8 + headerLength + start, Integer.parseInt(matcher.group(5)) - start)
                    .order(ByteOrder.LITTLE_ENDIAN);
            entries.put(matcher.group(1), new Entry(matcher.group(2), dims, values(matcher.group(2), data)));
        }
    }

    /** Reads a file of the test resources. */
    public static GoldenFile read(String name) {
        try (InputStream in = GoldenFile.class.getResourceAsStream("/golden/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no golden file " + name);
            }
            return new GoldenFile(ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double[] values(String type, ByteBuffer data) {
        int size = switch (type) {
            case "F64" -> 8;
            case "F32" -> 4;
            case "I8" -> 1;
            default -> throw new IllegalArgumentException("tensors of type " + type + " are not read");
        };
        double[] values = new double[data.remaining() / size];
        for (int i = 0; i < values.length; i++) {
            values[i] = size == 8 ? data.getDouble(8 * i) : size == 4 ? data.getFloat(4 * i) : data.get(i);
        }
        return values;
    }

    /** Whether there is a tensor with a name. */
    public boolean has(String name) {
        return entries.containsKey(name);
    }

    /** The tensor with a name. */
    public Entry get(String name) {
        if (entries.get(name) instanceof Entry entry) {
            return entry;
        }
        throw new IllegalArgumentException("there is no tensor " + name + ", only " + entries.keySet());
    }
}
