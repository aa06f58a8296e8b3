package org.jdvm.embeddings.tokenizer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdvm.JdvmException;
import org.jspecify.annotations.Nullable;

/** Reads a {@code tokenizer.json}. */
final class TokenizerFile {
    private final String source;

    private TokenizerFile(String source) {
        this.source = source;
    }

    static Tokenizer parse(byte[] json, String source) {
        TokenizerFile file = new TokenizerFile(source);
        Object root;
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            root = file.value(parser);
        } catch (IOException e) {
            throw new JdvmException("tokenizer %s is not JSON: %s".formatted(source, firstLine(e.getMessage())), e);
        }
        return file.tokenizer(file.map("the file", root));
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }

    private @Nullable Object value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw fault("the file", "is empty or ends too early");
        }
        return switch (token) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    map.put(name, value(parser));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw fault("the file", "has an unexpected " + token);
        };
    }

    private Tokenizer tokenizer(Map<String, ?> file) {
        Map<String, ?> model = map("model", file.get("model"));
        String type = type("model", model);
        if (!type.equals("WordPiece")) {
            throw fault("model", "is of type %s; WordPiece is what is known".formatted(type));
        }
        Map<String, Integer> vocabulary = new HashMap<>();
        int size = 0;
        for (Map.Entry<String, ?> entry : map("model.vocab", model.get("vocab")).entrySet()) {
            int id = number("model.vocab." + entry.getKey(), entry.getValue());
            vocabulary.put(entry.getKey(), id);
            size = Math.max(size, id + 1);
        }
        String unknown = text("model.unk_token", model.get("unk_token"));
        Integer unknownId = vocabulary.get(unknown);
        if (unknownId == null) {
            throw fault("model.unk_token", "is '%s', which the vocabulary does not have".formatted(unknown));
        }
        WordPiece pieces = new WordPiece(
                vocabulary,
                text("model.continuing_subword_prefix", model.get("continuing_subword_prefix")),
                unknownId,
                number("model.max_input_chars_per_word", model.get("max_input_chars_per_word")));
        List<AddedToken> added = new ArrayList<>();
        for (Object each : list("added_tokens", file.get("added_tokens"))) {
            AddedToken token = added(map("added_tokens", each));
            added.add(token);
            size = Math.max(size, token.id() + 1);
        }
        List<NormalizerStep> steps = new ArrayList<>();
        normalizer(file.get("normalizer"), steps);
        return new Tokenizer(
                source,
                List.copyOf(steps),
                preTokenizer(file.get("pre_tokenizer")),
                pieces,
                added,
                template(file.get("post_processor")),
                size,
                unknownId);
    }

    private AddedToken added(Map<String, ?> token) {
        return new AddedToken(
                number("added_tokens.id", token.get("id")),
                text("added_tokens.content", token.get("content")),
                flag("added_tokens.single_word", token.get("single_word")),
                flag("added_tokens.lstrip", token.get("lstrip")),
                flag("added_tokens.rstrip", token.get("rstrip")),
                flag("added_tokens.normalized", token.get("normalized")));
    }

    private void normalizer(@Nullable Object value, List<NormalizerStep> steps) {
        if (value == null) {
            return;
        }
        Map<String, ?> normalizer = map("normalizer", value);
        switch (type("normalizer", normalizer)) {
            case "Sequence" ->
                list("normalizer.normalizers", normalizer.get("normalizers")).forEach(each -> normalizer(each, steps));
            case "NFD" -> steps.add(NormalizerStep.DECOMPOSE);
            case "Lowercase" -> steps.add(NormalizerStep.LOWERCASE);
            case "BertNormalizer" -> {
                boolean isLower = flag("normalizer.lowercase", normalizer.get("lowercase"));
                Object strip = normalizer.get("strip_accents");
                if (flag("normalizer.clean_text", normalizer.get("clean_text"))) {
                    steps.add(NormalizerStep.CLEAN);
                }
                if (flag("normalizer.handle_chinese_chars", normalizer.get("handle_chinese_chars"))) {
                    steps.add(NormalizerStep.SEPARATE_HAN);
                }
                if (strip == null ? isLower : flag("normalizer.strip_accents", strip)) {
                    steps.add(NormalizerStep.DECOMPOSE);
                    steps.add(NormalizerStep.REMOVE_MARKS);
                }
                if (isLower) {
                    steps.add(NormalizerStep.LOWERCASE);
                }
            }
            case String type ->
                throw fault(
                        "normalizer",
                        "is of type %s; BertNormalizer, NFD, Lowercase and Sequence are what is known".formatted(type));
        }
    }

    private PreTokenizerStep preTokenizer(@Nullable Object value) {
        String type = value == null ? "null" : type("pre_tokenizer", map("pre_tokenizer", value));
        return switch (type) {
            case "BertPreTokenizer" -> PreTokenizerStep.BERT;
            case "WhitespaceSplit" -> PreTokenizerStep.WHITESPACE;
            default ->
                throw fault(
                        "pre_tokenizer",
                        "is of type %s; BertPreTokenizer and WhitespaceSplit are what is known".formatted(type));
        };
    }

    private PostTemplate template(@Nullable Object value) {
        if (value == null) {
            return PostTemplate.NONE;
        }
        Map<String, ?> processor = map("post_processor", value);
        return switch (type("post_processor", processor)) {
            case "TemplateProcessing" -> {
                Map<String, ?> special = map("post_processor.special_tokens", processor.get("special_tokens"));
                yield new PostTemplate(
                        pieces("post_processor.single", processor.get("single"), special),
                        pieces("post_processor.pair", processor.get("pair"), special));
            }
            case "BertProcessing" -> {
                int[] start = {marker("post_processor.cls", processor.get("cls"))};
                int[] end = {marker("post_processor.sep", processor.get("sep"))};
                PostTemplate.Piece first = new PostTemplate.Special(start, 0);
                PostTemplate.Piece text = new PostTemplate.Sequence(false, 0);
                PostTemplate.Piece last = new PostTemplate.Special(end, 0);
                yield new PostTemplate(
                        List.of(first, text, last),
                        List.of(
                                first,
                                text,
                                last,
                                new PostTemplate.Sequence(true, 1),
                                new PostTemplate.Special(end, 1)));
            }
            case String type ->
                throw fault(
                        "post_processor",
                        "is of type %s; TemplateProcessing and BertProcessing are what is known".formatted(type));
        };
    }

    private int marker(String where, @Nullable Object value) {
        List<?> pair = list(where, value);
        return number(where, pair.size() == 2 ? pair.get(1) : null);
    }

    private List<PostTemplate.Piece> pieces(String where, @Nullable Object value, Map<String, ?> special) {
        List<PostTemplate.Piece> pieces = new ArrayList<>();
        for (Object each : list(where, value)) {
            Map<String, ?> piece = map(where, each);
            boolean isSequence = piece.containsKey("Sequence");
            Map<String, ?> fields = map(where, piece.get(isSequence ? "Sequence" : "SpecialToken"));
            String id = text(where, fields.get("id"));
            int type = number(where, fields.get("type_id"));
            if (isSequence) {
                pieces.add(new PostTemplate.Sequence(id.equals("B"), type));
            } else {
                Map<String, ?> token = map("post_processor.special_tokens." + id, special.get(id));
                int[] ids = list("post_processor.special_tokens." + id, token.get("ids")).stream()
                        .mapToInt(number -> number("post_processor.special_tokens." + id, number))
                        .toArray();
                pieces.add(new PostTemplate.Special(ids, type));
            }
        }
        return List.copyOf(pieces);
    }

    private String type(String where, Map<String, ?> part) {
        return text(where + ".type", part.get("type"));
    }

    @SuppressWarnings("unchecked")
    private Map<String, ?> map(String where, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, ?>) map;
        }
        throw fault(where, "is missing or no object");
    }

    private List<?> list(String where, @Nullable Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw fault(where, "is missing or no list");
    }

    private String text(String where, @Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw fault(where, "is missing or no string");
    }

    private int number(String where, @Nullable Object value) {
        if (value instanceof Integer number && number >= 0 && number < Integer.MAX_VALUE) {
            return number;
        }
        throw fault(where, "is missing or no integer from 0 on");
    }

    private boolean flag(String where, @Nullable Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw fault(where, "is missing or neither true nor false");
    }

    private JdvmException fault(String where, String what) {
        return new JdvmException("tokenizer %s: %s %s".formatted(source, where, what));
    }
}
