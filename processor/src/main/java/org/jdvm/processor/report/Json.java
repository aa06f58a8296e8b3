package org.jdvm.processor.report;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes maps, lists, strings, numbers and truth values as JSON, in their order. */
final class Json {
    private static final int INDENT = 1;

    private final StringBuilder text = new StringBuilder();

    private Json() {}

    static String write(Object value) {
        Json json = new Json();
        json.append(value, 0);
        return json.text.append('\n').toString();
    }

    private void append(@Nullable Object value, int depth) {
        switch (value) {
            case Map<?, ?> map ->
                all('{', '}', map.entrySet(), isFlat(map.values()), depth, entry -> {
                    quote(entry.getKey().toString());
                    text.append(": ");
                    append(entry.getValue(), depth + 1);
                });
            case Collection<?> list -> all('[', ']', list, isPlain(list), depth, element -> append(element, depth + 1));
            case null -> text.append("null");
            case Number _, Boolean _ -> text.append(value);
            default -> quote(value.toString());
        }
    }

    private <T> void all(char open, char close, Iterable<T> elements, boolean inLine, int depth, Consumer<T> each) {
        text.append(open);
        for (Iterator<T> i = elements.iterator(); i.hasNext(); ) {
            line(inLine, depth + 1);
            each.accept(i.next());
            if (i.hasNext()) {
                text.append(inLine ? ", " : ",");
            } else {
                line(inLine, depth);
            }
        }
        text.append(close);
    }

    private static boolean isPlain(Collection<?> values) {
        return values.stream().noneMatch(v -> v instanceof Map || v instanceof Collection);
    }

    /** Holds plain values and lists of them only: written in one line. */
    private static boolean isFlat(Collection<?> values) {
        return values.stream().allMatch(v -> !(v instanceof Map) && (!(v instanceof Collection<?> c) || isPlain(c)));
    }

    private void line(boolean inLine, int depth) {
        if (!inLine) {
            text.append('\n').append(" ".repeat(INDENT * depth));
        }
    }

    private void quote(String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                // so that the text may also be inside of an HTML page
                case '<', '>', '&' -> text.append(String.format("\\u%04x", (int) c));
                default -> {
                    if (c < ' ' || c > '~') {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
