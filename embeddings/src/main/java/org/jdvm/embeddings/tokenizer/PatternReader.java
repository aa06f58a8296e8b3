package org.jdvm.embeddings.tokenizer;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Reads patterns of a {@code tokenizer.json}, which are written for Oniguruma, as patterns of the JDK.
 *
 * <p>What both write alike with another meaning is translated, or refused. Classes such as {@code \p{L}} are those of the JDK.
 */
final class PatternReader {
    /** Lines end with a line feed only, {@code ^} and {@code $} are at each of them, and classes are those of Unicode. */
    private static final int FLAGS = Pattern.UNIX_LINES | Pattern.MULTILINE | Pattern.UNICODE_CHARACTER_CLASS;

    private static final String WORD = "\\p{IsAlphabetic}\\p{M}\\p{Nd}\\p{Pc}\\xb2\\xb3\\xb9\\xbc-\\xbe";
    private static final Set<String> GROUPS = Set.of("?:", "?=", "?!", "?<=", "?<!", "?>");

    private final JsonFields part;
    private final String regex;
    private final StringBuilder translated = new StringBuilder();
    private int at;

    /** How many classes in brackets are open. */
    private int classes;

    private PatternReader(JsonFields part, String regex) {
        this.part = part;
        this.regex = regex;
    }

    /** Reads {@code {"String": text}} or {@code {"Regex": pattern}}. */
    static Pattern read(JsonFields part) {
        if (part.has("String")) {
            return Pattern.compile(Pattern.quote(part.text("String")));
        }
        String regex = part.text("Regex");
        String translated = new PatternReader(part, regex).translate();
        try {
            return Pattern.compile(translated, FLAGS);
        } catch (PatternSyntaxException e) {
            throw part.fault("Regex", "is '%s', which is no pattern: %s".formatted(regex, e.getDescription()));
        }
    }

    private String translate() {
        while (at < regex.length()) {
            char c = regex.charAt(at);
            switch (c) {
                case '\\' -> escape();
                case '(' -> group();
                case '{' -> count();
                case '[' -> openClass();
                default -> {
                    classes -= c == ']' && classes > 0 ? 1 : 0;
                    // In a class of the JDK a blank or # has no other meaning either.
                    translated.append(c);
                    at++;
                }
            }
        }
        return translated.toString();
    }

    private void escape() {
        if (at + 1 == regex.length()) {
            throw refused("\\");
        }
        char c = regex.charAt(at + 1);
        int end = at + 2;
        switch (c) {
            case 's', 'S', 'd', 'D', 'r', 'n', 't', 'f', 'x', 'u', 'A', 'z' ->
                translated.append('\\').append(c);
            case 'w' -> translated.append(classes > 0 ? WORD : "[" + WORD + "]");
            case 'v' -> translated.append("\\x0b");
            case 'p', 'P' -> {
                end = regex.indexOf('}', at) + 1;
                String property = end == 0 ? "" : regex.substring(at, end);
                if (!property.matches(
                        "\\\\[pP]\\{(L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfosn]?)}")) {
                    throw refused(property.isEmpty() ? "\\" + c : property);
                }
                translated.append(property);
            }
            default -> {
                if (c < 0x80 && Character.isLetterOrDigit(c)) {
                    throw refused("\\" + c);
                }
                translated.append('\\').append(c);
            }
        }
        at = end;
    }

    private void group() {
        at++;
        translated.append('(');
        if (classes > 0 || !regex.startsWith("?", at)) {
            return;
        }
        if (regex.startsWith("?i:", at)) {
            translated.append("?iu:");
            at += 3;
            return;
        }
        int length = regex.startsWith("?<", at) ? 3 : 2;
        String kind = regex.substring(at, Math.min(at + length, regex.length()));
        if (!GROUPS.contains(kind)) {
            throw refused("(" + kind);
        }
        translated.append(kind);
        at += length;
    }

    /** A plus after a count makes it possessive for the JDK only. */
    private void count() {
        int end = regex.indexOf('}', at) + 1;
        if (classes == 0 && end > 0 && end < regex.length() && regex.charAt(end) == '+') {
            throw refused(regex.substring(at, end + 1));
        }
        translated.append('{');
        at++;
    }

    private void openClass() {
        if (classes > 0 && regex.startsWith("[:", at)) {
            throw refused("[:");
        }
        classes++;
        translated.append('[');
        at++;
    }

    private RuntimeException refused(String what) {
        return part.fault("Regex", "is '%s'; %s is not known in patterns".formatted(regex, what));
    }
}
