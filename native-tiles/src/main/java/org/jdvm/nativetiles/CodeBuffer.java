package org.jdvm.nativetiles;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Machine code while it is written: its bytes, and what they mean as text in Intel syntax. */
final class CodeBuffer {
    /**
     * An instruction or a label.
     *
     * @param end bytes of the code up to its end
     * @param text what it is
     */
    private record Line(int end, String text) {}

    private byte[] bytes = new byte[1024];
    private int size;
    private final List<Line> lines = new ArrayList<>();

    int size() {
        return size;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, size);
    }

    void put(int... values) {
        for (int value : values) {
            if (size == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * size);
            }
            bytes[size++] = (byte) value;
        }
    }

    /** The lowest byte first. */
    void put32(int value) {
        put(value, value >> 8, value >> 16, value >> 24);
    }

    /** Changes four bytes that are there. */
    void set32(int at, int value) {
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[at + i] = (byte) (value >> Byte.SIZE * i);
        }
    }

    /** Remembers what the bytes since the last line are; none for a label. */
    void line(String text) {
        lines.add(new Line(size, text));
    }

    List<String> text() {
        return lines.stream().map(Line::text).toList();
    }

    /** {@return a line for each instruction, with its offset and its bytes, and for each label} */
    String listing() {
        StringBuilder listing = new StringBuilder();
        int at = 0;
        for (Line line : lines) {
            if (line.end == at) {
                listing.append(line.text).append('\n');
            } else {
                String hex = HexFormat.ofDelimiter(" ").formatHex(bytes, at, line.end);
                listing.append("%6x: %-31s %s\n".formatted(at, hex, line.text));
            }
            at = line.end;
        }
        return listing.toString();
    }
}
