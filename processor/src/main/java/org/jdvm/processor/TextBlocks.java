package org.jdvm.processor;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes long texts as Java text blocks. */
final class TextBlocks {
    /** A constant in a class file has at most 65535 bytes. */
    private static final int MAX_BYTES = 60_000;

    private TextBlocks() {}

    /** Text blocks that hold the text in order, each line with its end. */
    static List<String> of(String text) {
        List<String> blocks = new ArrayList<>();
        StringBuilder block = new StringBuilder();
        int bytes = 0;
        for (String line : text.lines().toList()) {
            int length = line.getBytes(StandardCharsets.UTF_8).length + 1;
            if (bytes > 0 && bytes + length > MAX_BYTES) {
                blocks.add(quoted(block));
                block.setLength(0);
                bytes = 0;
            }
            block.append(escaped(line)).append('\n');
            bytes += length;
        }
        blocks.add(quoted(block));
        return blocks;
    }

    private static String quoted(CharSequence block) {
        return "\"\"\"\n" + block + "\"\"\"";
    }

    private static String escaped(String line) {
        String escaped = line.replace("\\", "\\\\").replace("\"\"\"", "\\\"\\\"\\\"");
        String stripped = escaped.stripTrailing();
        return stripped.length() == escaped.length()
                ? escaped
                : stripped + "\\s".repeat(escaped.length() - stripped.length());
    }
}
