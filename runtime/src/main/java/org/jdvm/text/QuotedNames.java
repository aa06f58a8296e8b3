package org.jdvm.text;

import java.util.Locale;

/** How names are written in text forms: plain words as they are, anything else in quotes. */
public final class QuotedNames {
    private QuotedNames() {}

    /**
     * {@return true if a name can be written without quotes}
     *
     * @param name the name
     */
    public static boolean isWord(String name) {
        return !name.isEmpty()
                && isWordStart(name.charAt(0))
                && name.chars().allMatch(c -> isWordStart((char) c) || c >= '0' && c <= '9');
    }

    /**
     * {@return true if a word can begin with a character}
     *
     * @param c the character
     */
    public static boolean isWordStart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '$';
    }

    /**
     * {@return a name in printable ASCII, in quotes unless it is a word}
     *
     * @param name the name
     */
    public static String quote(String name) {
        if (isWord(name)) {
            return name;
        }
        StringBuilder quoted = new StringBuilder("\"");
        name.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < ' ' || c > '~') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }

    /**
     * {@return the position after the quotation mark that ends a quoted name; -1 if there is none}
     *
     * @param text what holds the name
     * @param start the position of the quotation mark that begins it
     */
    public static int endOfQuoted(String text, int start) {
        for (int at = start + 1; at < text.length(); at++) {
            if (text.charAt(at) == '"') {
                return at + 1;
            }
            if (text.charAt(at) == '\\') {
                at++;
            }
        }
        return -1;
    }

    /**
     * {@return the name that {@link #quote} put in quotes}
     *
     * @param quoted the name with its quotation marks
     * @throws IllegalArgumentException if a backslash and u are not followed by four hexadecimal digits
     */
    public static String unquote(String quoted) {
        StringBuilder name = new StringBuilder();
        int end = quoted.length() - 1;
        for (int at = 1; at < end; at++) {
            char c = quoted.charAt(at);
            if (c == '\\' && quoted.charAt(at + 1) == 'u') {
                if (at + 6 > end) {
                    throw new IllegalArgumentException("\\u needs four hexadecimal digits");
                }
                c = (char) Integer.parseInt(quoted, at + 2, at + 6, 16);
                at += 5;
            } else if (c == '\\') {
                c = quoted.charAt(++at);
            }
            name.append(c);
        }
        return name.toString();
    }
}
