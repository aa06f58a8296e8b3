package org.jdvm.bytecode.text;

import org.jdvm.bytecode.BytecodeException;
import org.jdvm.text.QuotedNames;
import org.jspecify.annotations.Nullable;

/** Reads the words, numbers and signs of one line of program text. */
final class LineScanner {
    private final String text;
    private final int line;
    private int position;

    /**
     * Starts at the beginning of a line.
     *
     * @param text the line; what follows two slashes outside of quotes is ignored
     * @param line its number, from 1
     */
    LineScanner(String text, int line) {
        this.text = text;
        this.line = line;
        skipSpace();
    }

    boolean atEnd() {
        return position == text.length();
    }

    void expectEnd() {
        if (!atEnd()) {
            throw wrong("the end of the line");
        }
    }

    /** Reads a sign or a word if it is the next thing in the line. */
    boolean accept(String token) {
        if (!text.startsWith(token, position)) {
            return false;
        }
        int end = position + token.length();
        if (QuotedNames.isWord(token)
                && end < text.length()
                && (QuotedNames.isWordStart(text.charAt(end)) || isDigit(text.charAt(end)))) {
            return false;
        }
        position = end;
        skipSpace();
        return true;
    }

    void expect(String token) {
        if (!accept(token)) {
            throw wrong("'" + token + "'");
        }
    }

    String word(String expected) {
        int end = position;
        while (end < text.length()
                && (QuotedNames.isWordStart(text.charAt(end)) || end > position && isDigit(text.charAt(end)))) {
            end++;
        }
        if (end == position) {
            throw wrong(expected);
        }
        String word = text.substring(position, end);
        position = end;
        skipSpace();
        return word;
    }

    /** Reads a word or anything in quotes. */
    String name(String expected) {
        if (atEnd() || text.charAt(position) != '"') {
            return word(expected);
        }
        int end = QuotedNames.endOfQuoted(text, position);
        if (end < 0) {
            throw wrong("a name that ends with a quotation mark");
        }
        try {
            String name = QuotedNames.unquote(text.substring(position, end));
            position = end;
            skipSpace();
            return name;
        } catch (IllegalArgumentException _) {
            throw wrong("a name with 4 hexadecimal digits after each \\u");
        }
    }

    /** Reads all that is left of the line before a comment. */
    String restWithoutComment() {
        int end = position;
        while (end >= 0 && end < text.length() && !text.startsWith("//", end)) {
            end = text.charAt(end) == '"' ? QuotedNames.endOfQuoted(text, end) : end + 1;
        }
        String rest = text.substring(position, end < 0 ? text.length() : end).strip();
        position = text.length();
        return rest;
    }

    /** Reads all that is left of the line, with what looks like a comment. */
    String rest() {
        String rest = text.substring(position).strip();
        position = text.length();
        return rest;
    }

    /** Reads an integer, decimal or hexadecimal. */
    long number(String expected) {
        int end = position;
        if (text.startsWith("-", end)) {
            end++;
        }
        int radix = 10;
        int digits = end;
        if (text.startsWith("0x", end)) {
            radix = 16;
            end += 2;
            digits = end;
        }
        while (end < text.length() && Character.digit(text.charAt(end), radix) >= 0) {
            end++;
        }
        if (end == digits) {
            throw wrong(expected);
        }
        String sign = text.startsWith("-", position) ? "-" : "";
        long number = parse(sign + text.substring(digits, end), radix, expected);
        position = end;
        skipSpace();
        return number;
    }

    int integer(String expected) {
        int before = position;
        long number = number(expected);
        if (number != (int) number) {
            position = before;
            throw wrong(expected + " of 32 bits");
        }
        return (int) number;
    }

    /** Reads an axis or a scalar: a letter and its number. */
    long numbered(char letter, String expected) {
        int before = position;
        String word = word(expected);
        if (word.charAt(0) == letter
                && word.length() > 1
                && word.chars().skip(1).allMatch(c -> isDigit((char) c))) {
            int end = position;
            position = before;
            long number = parse(word.substring(1), 10, expected);
            position = end;
            return number;
        }
        position = before;
        throw wrong(expected);
    }

    int mark() {
        return position;
    }

    /** {@return the complaint that something else was expected at a mark} */
    BytecodeException wrongAt(int mark, String expected) {
        position = mark;
        return wrong(expected);
    }

    BytecodeException wrong(String expected) {
        return at(position, "expected " + expected + ", found " + found());
    }

    /** {@return the error about the text at a mark} */
    BytecodeException at(int mark, @Nullable String message) {
        return new BytecodeException("line " + line + ", column " + (mark + 1) + ": " + message);
    }

    private String found() {
        if (atEnd()) {
            return "the end of the line";
        }
        int end = position;
        while (end < text.length() && (QuotedNames.isWordStart(text.charAt(end)) || isDigit(text.charAt(end)))) {
            end++;
        }
        return "'" + text.substring(position, Math.max(end, position + 1)) + "'";
    }

    private long parse(String digits, int radix, String expected) {
        try {
            return Long.parseLong(digits, radix);
        } catch (NumberFormatException _) {
            throw wrong(expected);
        }
    }

    private void skipSpace() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        if (text.startsWith("//", position)) {
            position = text.length();
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
