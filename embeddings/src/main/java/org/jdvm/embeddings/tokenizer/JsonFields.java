package org.jdvm.embeddings.tokenizer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdvm.JdvmException;
import org.jspecify.annotations.Nullable;

/** An object of a JSON file, whose fields are read with their types. Messages name the file, the place and what is wrong there. */
final class JsonFields {
    private final String source;

    /** The names on the way to the object; empty for the whole file. */
    private final String where;

    private final Map<String, ? extends @Nullable Object> fields;

    private JsonFields(String source, String where, Map<String, ? extends @Nullable Object> fields) {
        this.source = source;
        this.where = where;
        this.fields = fields;
    }

    /** {@return the object that a file is} */
    static JsonFields parse(byte[] json, String source) {
        Object root;
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            root = value(parser, source);
        } catch (IOException e) {
            String message = e.getMessage() == null ? "" : e.getMessage();
            throw new JdvmException(
                    "tokenizer %s is not JSON: %s"
                            .formatted(source, message.lines().findFirst().orElse("")),
                    e);
        }
        return new JsonFields(source, "", Map.of()).object("the file", root);
    }

    private static @Nullable Object value(JsonParser parser, String source) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new JdvmException("tokenizer %s: the file is empty or ends too early".formatted(source));
        }
        return switch (token) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    map.put(name, value(parser, source));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser, source));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new JdvmException("tokenizer %s: the file has an unexpected %s".formatted(source, token));
        };
    }

    private String path(String name) {
        return where.isEmpty() ? name : where + "." + name;
    }

    /** {@return the names of the fields, in their order} */
    Iterable<String> names() {
        return fields.keySet();
    }

    /** {@return whether there is a field that is not null} */
    boolean has(String name) {
        return fields.get(name) != null;
    }

    /** {@return the field {@code type}} */
    String type() {
        return text("type");
    }

    /** {@return a field of any type} */
    @Nullable
    Object any(String name) {
        return fields.get(name);
    }

    String text(String name) {
        return text(path(name), fields.get(name));
    }

    /** {@return a text, or another one where it is missing or null} */
    String textOr(String name, String missing) {
        return has(name) ? text(name) : missing;
    }

    int number(String name) {
        return number(path(name), fields.get(name));
    }

    boolean flag(String name) {
        if (fields.get(name) instanceof Boolean flag) {
            return flag;
        }
        throw fault(name, "is missing or neither true nor false");
    }

    /** {@return a flag, or another one where it is missing or null} */
    boolean flagOr(String name, boolean missing) {
        return has(name) ? flag(name) : missing;
    }

    JsonFields part(String name) {
        return object(path(name), fields.get(name));
    }

    /** {@return the objects of a list} */
    List<JsonFields> parts(String name) {
        List<?> list = list(name);
        List<JsonFields> parts = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            parts.add(object("%s[%d]".formatted(path(name), i), list.get(i)));
        }
        return parts;
    }

    /** {@return the numbers of a list} */
    int[] numbers(String name) {
        List<?> list = list(name);
        return list.stream().mapToInt(each -> number(path(name), each)).toArray();
    }

    List<? extends @Nullable Object> list(String name) {
        if (fields.get(name) instanceof List<?> list) {
            return list;
        }
        throw fault(name, "is missing or no list");
    }

    private JsonFields object(String place, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> named = new LinkedHashMap<>();
            map.forEach((name, each) -> named.put((String) name, each));
            return new JsonFields(source, place.equals("the file") ? "" : place, named);
        }
        throw new JdvmException("tokenizer %s: %s is missing or no object".formatted(source, place));
    }

    private String text(String place, @Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new JdvmException("tokenizer %s: %s is missing or no string".formatted(source, place));
    }

    private int number(String place, @Nullable Object value) {
        if (value instanceof Integer number && number >= 0 && number < Integer.MAX_VALUE) {
            return number;
        }
        throw new JdvmException("tokenizer %s: %s is missing or no integer from 0 on".formatted(source, place));
    }

    /** {@return an exception about this object} */
    JdvmException fault(String what) {
        return new JdvmException("tokenizer %s: %s %s".formatted(source, where, what));
    }

    /** {@return an exception about a field} */
    JdvmException fault(String name, String what) {
        return new JdvmException("tokenizer %s: %s %s".formatted(source, path(name), what));
    }

    /** {@return an exception about an object of a type that is not known} */
    JdvmException unknownType(String type, String known) {
        return fault("is of type %s; %s are what is known".formatted(type, known));
    }
}
