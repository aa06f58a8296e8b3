package org.jdvm.processor;

import java.util.ArrayList;
import java.util.List;

/** Writes long strings as Java text blocks. */
final class TextBlocks {
    /** A constant in a class file has at most 65,535 bytes; no char takes more than 3. */
    private static final int MAX_CHARS = 20_000;

    private TextBlocks() {}

    /** Text blocks that hold the text in order; only a line that is too long for one is cut. */
    static List<String> of(String text) {
        List<String> blocks = new ArrayList<>();
        for (int start = 0; start < text.length() || blocks.isEmpty(); ) {
            int end = end(text, start);
            blocks.add(quoted(text.substring(start, end)));
            start = end;
        }
        return blocks;
    }

    private static int end(String text, int start) {
        int most = start + MAX_CHARS;
        if (most >= text.length()) {
            return text.length();
        }
        int line = text.lastIndexOf('\n', most - 1) + 1;
        return line > start ? line : Character.isLowSurrogate(text.charAt(most)) ? most - 1 : most;
    }

    /** The closing quotes have a line to themselves, which shows where lines begin; a backslash joins a line that has no end. */
    private static String quoted(String text) {
        StringBuilder block = new StringBuilder("\"\"\"\n");
        for (int start = 0; start < text.length(); ) {
            int end = text.indexOf('\n', start);
            block.append(escaped(text.substring(start, end < 0 ? text.length() : end)));
            block.append(end < 0 ? "\\\n" : "\n");
            start = end < 0 ? text.length() : end + 1;
        }
        return block.append("\"\"\"").toString();
    }

    private static String escaped(String line) {
        String escaped = line.replace("\\", "\\\\").replace("\"\"\"", "\\\"\\\"\\\"");
        String stripped = escaped.stripTrailing();
        return stripped.length() == escaped.length()
                ? escaped
                : stripped + "\\s".repeat(escaped.length() - stripped.length());
    }
}
