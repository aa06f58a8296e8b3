package org.jdvm.embeddings.tokenizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the model of a {@code tokenizer.json}. */
final class ModelReader {
    private final JsonFields model;

    /** One more than the largest id. */
    private int size;

    private ModelReader(JsonFields model) {
        this.model = model;
    }

    /**
     * A model as it is read.
     *
     * @param model the model
     * @param size one more than its largest id
     */
    record Result(TokenModel model, int size) {}

    static Result read(JsonFields part) {
        ModelReader reader = new ModelReader(part);
        TokenModel model = switch (part.has("type") ? part.type() : reader.missingType()) {
            case "WordPiece" -> reader.wordPiece();
            case "BPE" -> reader.bpe();
            case "Unigram" -> reader.unigram();
            case String type -> throw part.unknownType(type, "WordPiece, BPE and Unigram");
        };
        return new Result(model, reader.size);
    }

    /** Old files have no type. */
    private String missingType() {
        return model.has("merges") ? "BPE" : model.has("unk_id") ? "Unigram" : model.type();
    }

    private Map<String, Integer> vocabulary() {
        Map<String, Integer> vocabulary = new HashMap<>();
        JsonFields entries = model.part("vocab");
        for (String token : entries.names()) {
            int id = entries.number(token);
            vocabulary.put(token, id);
            size = Math.max(size, id + 1);
        }
        return vocabulary;
    }

    private int unknown(Map<String, Integer> vocabulary) {
        String unknown = model.text("unk_token");
        Integer id = vocabulary.get(unknown);
        if (id == null) {
            throw model.fault("unk_token", "is '%s', which the vocabulary does not have".formatted(unknown));
        }
        return id;
    }

    private WordPiece wordPiece() {
        Map<String, Integer> vocabulary = vocabulary();
        return new WordPiece(
                vocabulary,
                model.text("continuing_subword_prefix"),
                unknown(vocabulary),
                model.number("max_input_chars_per_word"));
    }

    private Bpe bpe() {
        if (model.has("dropout") && !isZero(model.any("dropout"))) {
            throw model.fault("dropout", "is %s, which makes tokens random".formatted(model.any("dropout")));
        }
        Map<String, Integer> vocabulary = vocabulary();
        String prefix = model.textOr("continuing_subword_prefix", "");
        List<Bpe.Merge> merges = new ArrayList<>();
        for (Object each : model.list("merges")) {
            merges.add(merge(each, merges.size(), prefix, vocabulary));
        }
        return new Bpe(
                vocabulary,
                merges,
                new Bpe.Settings(
                        model.has("unk_token") ? unknown(vocabulary) : null,
                        prefix,
                        model.textOr("end_of_word_suffix", ""),
                        model.flagOr("fuse_unk", false),
                        model.flagOr("byte_fallback", false) ? new ByteTokens(vocabulary) : null,
                        model.flagOr("ignore_merges", false)));
    }

    private static boolean isZero(@Nullable Object value) {
        return value instanceof Number number && number.doubleValue() == 0;
    }

    /** A pair is a list of two tokens, or a text with a blank between them. */
    private Bpe.Merge merge(@Nullable Object value, int rank, String prefix, Map<String, Integer> vocabulary) {
        List<?> pair = switch (value) {
            case String text -> List.of(text.split(" ", -1));
            case List<?> list -> list;
            case null, default -> List.of();
        };
        if (pair.size() != 2 || !(pair.get(0) instanceof String left) || !(pair.get(1) instanceof String right)) {
            throw model.fault("merges[%d]".formatted(rank), "is %s, which is no pair of tokens".formatted(value));
        }
        String merged = left + (right.startsWith(prefix) ? right.substring(prefix.length()) : right);
        for (String token : List.of(left, right, merged)) {
            if (!vocabulary.containsKey(token)) {
                throw model.fault(
                        "merges[%d]".formatted(rank),
                        "needs '%s', which the vocabulary does not have".formatted(token));
            }
        }
        return new Bpe.Merge(vocabulary.get(left), vocabulary.get(right), vocabulary.get(merged));
    }

    private Unigram unigram() {
        List<Unigram.Piece> pieces = new ArrayList<>();
        for (Object each : model.list("vocab")) {
            if (!(each instanceof List<?> pair)
                    || pair.size() != 2
                    || !(pair.get(0) instanceof String piece)
                    || !(pair.get(1) instanceof Number score)) {
                throw model.fault(
                        "vocab[%d]".formatted(pieces.size()), "is %s, which is no piece and its score".formatted(each));
            }
            pieces.add(new Unigram.Piece(piece, score.doubleValue()));
        }
        size = pieces.size();
        int unknown = model.number("unk_id");
        if (unknown >= size) {
            throw model.fault("unk_id", "is %d, but the vocabulary has %d pieces".formatted(unknown, size));
        }
        return new Unigram(pieces, unknown, model.flagOr("byte_fallback", false));
    }
}
