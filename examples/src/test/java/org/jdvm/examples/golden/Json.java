package org.jdvm.examples.golden;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a JSON text: a map, a list, a number, a text, a truth value or null. */
public record Json(@Nullable Object value) {
    /** Reads a text. */
    public static Json parse(byte[] text) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            parser.nextToken();
            return new Json(read(parser));
        }
    }

    private static @Nullable Object read(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    parser.nextToken();
                    map.put(key, read(parser));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(read(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    /** {@return whether a map has a value for a key} */
    public boolean has(String key) {
        return map().get(key) != null;
    }

    /** {@return the value of a map for a key} */
    public Json get(String key) {
        return new Json(map().get(key));
    }

    /** {@return the values of a list} */
    public List<Json> list() {
        return value instanceof List<?> list ? list.stream().map(Json::new).toList() : List.of();
    }

    /** {@return the entries of a map} */
    public Map<?, ?> map() {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    /** {@return a number} */
    public double number() {
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** {@return a list of integers} */
    public int[] integers() {
        return list().stream().mapToInt(item -> (int) item.number()).toArray();
    }

    /** {@return the value as text} */
    public String text() {
        return String.valueOf(value);
    }
}
