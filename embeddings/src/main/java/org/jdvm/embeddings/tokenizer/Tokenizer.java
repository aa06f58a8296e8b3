package org.jdvm.embeddings.tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.jdvm.JdvmException;

/**
 * Turns texts into tokens as a {@code tokenizer.json} of Hugging Face says, without the truncation and padding the file may ask for.
 *
 * <p>It reads the models WordPiece, BPE and Unigram with what files of encoders use. Immutable; any number of threads may use it. Surrogates
 * without a partner are replacement characters.
 */
public final class Tokenizer {
    private final String source;
    private final List<NormalizerStep> normalizer;
    private final List<PreTokenizerStep> preTokenizer;
    private final TokenModel model;
    private final AddedTokens raw = new AddedTokens();
    private final AddedTokens normalized = new AddedTokens();
    private final PostTemplate template;
    private final int size;

    Tokenizer(
            String source,
            List<NormalizerStep> normalizer,
            List<PreTokenizerStep> preTokenizer,
            TokenModel model,
            List<AddedToken> added,
            PostTemplate template,
            int size) {
        this.source = source;
        this.normalizer = normalizer;
        this.preTokenizer = preTokenizer;
        this.model = model;
        this.template = template;
        this.size = size;
        for (AddedToken token : added) {
            String content = token.content();
            if (token.normalized()) {
                normalized.add(
                        normalize(AlignedText.of(content, 0, content.length())).toString(), token);
            } else {
                raw.add(content, token);
            }
        }
    }

    /**
     * Reads a tokenizer.
     *
     * @param path a {@code tokenizer.json}
     * @return the tokenizer
     * @throws JdvmException if it cannot be read, is damaged, or has a part that is not known; the message names file and part
     */
    public static Tokenizer read(Path path) {
        try {
            return parse(Files.readAllBytes(path), path.toString());
        } catch (IOException e) {
            throw new JdvmException("tokenizer %s cannot be read: %s".formatted(path, e), e);
        }
    }

    /**
     * Reads a tokenizer from the bytes of its file.
     *
     * @param json the bytes
     * @param source the name messages give the tokenizer
     * @return the tokenizer
     * @throws JdvmException as {@link #read}
     */
    public static Tokenizer parse(byte[] json, String source) {
        return TokenizerFile.parse(json, source);
    }

    /** {@return the number of ids: the largest one, and one more} */
    public int size() {
        return size;
    }

    /** {@return the id of what the vocabulary does not have; empty if there is none, as where tokens are bytes} */
    public OptionalInt unknownId() {
        return model.unknown();
    }

    /**
     * {@return the tokens of a text}
     *
     * @param text the text
     */
    public TokenizedText encode(String text) {
        return encode(text, Integer.MAX_VALUE);
    }

    /**
     * {@return the tokens of a text, at most a given number}
     *
     * @param text the text
     * @param maxTokens how many tokens there may be, with those that mark starts and ends
     * @throws JdvmException if these alone are more
     */
    public TokenizedText encode(String text, int maxTokens) {
        int room = room(template.single(), maxTokens);
        TokenBuffer tokens = tokens(text);
        int cut = Math.max(0, tokens.length() - room);
        tokens.length(tokens.length() - cut);
        return PostTemplate.apply(template.single(), tokens, tokens, cut);
    }

    /**
     * {@return the tokens of a pair of texts, at most a given number}
     *
     * @param text the first text, such as a query
     * @param pair the second one, such as a passage
     * @param maxTokens how many tokens there may be, with those that mark starts and ends
     * @param truncation what is cut if there are more
     * @throws JdvmException if cutting it leaves too many tokens
     */
    public TokenizedText encode(String text, String pair, int maxTokens, Truncation truncation) {
        int room = room(template.pair(), maxTokens);
        TokenBuffer first = tokens(text);
        TokenBuffer second = tokens(pair);
        int all = first.length() + second.length();
        int cut = Math.max(0, all - room);
        if (cut > 0) {
            switch (truncation) {
                case LONGEST_FIRST -> {
                    int keptOfFirst = keptOfFirst(first.length(), second.length(), room);
                    first.length(keptOfFirst);
                    second.length(room - keptOfFirst);
                }
                case ONLY_FIRST -> {
                    if (first.length() <= cut) {
                        throw new JdvmException(
                                "tokenizer %s: a pair of %d and %d tokens is to be cut to %d, but the first text has not that many"
                                        .formatted(source, first.length(), second.length(), maxTokens));
                    }
                    first.length(first.length() - cut);
                }
            }
        }
        return PostTemplate.apply(template.pair(), first, second, cut);
    }

    /** The shorter text, the first one if they are equally long, keeps all it has, or the smaller half of the room. */
    private static int keptOfFirst(int first, int second, int room) {
        int kept = Math.min(Math.min(first, second), room / 2);
        return first <= second ? kept : room - kept;
    }

    private int room(List<PostTemplate.Piece> pieces, int maxTokens) {
        int added = PostTemplate.added(pieces);
        if (maxTokens < added) {
            throw new JdvmException("tokenizer %s: at most %d tokens are asked for, but %d mark starts and ends"
                    .formatted(source, maxTokens, added));
        }
        return maxTokens - added;
    }

    private TokenBuffer tokens(String text) {
        TokenBuffer tokens = new TokenBuffer();
        for (AddedTokens.Part part : raw.split(text)) {
            if (part.token() != null) {
                tokens.add(part.token().id(), part.start(), part.end());
            } else {
                words(normalize(AlignedText.of(text, part.start(), part.end())), tokens);
            }
        }
        return tokens;
    }

    private AlignedText normalize(AlignedText text) {
        AlignedText result = text;
        for (NormalizerStep step : normalizer) {
            result = step.apply(result);
        }
        return result;
    }

    private void words(AlignedText text, TokenBuffer tokens) {
        if (normalized.isEmpty()) {
            words(text, 0, text.length(), tokens);
            return;
        }
        for (AddedTokens.Part part : normalized.split(text.toString())) {
            if (part.token() != null) {
                tokens.add(part.token().id(), text.start(part.start()), text.end(part.end() - 1));
            } else {
                words(text, part.start(), part.end(), tokens);
            }
        }
    }

    private void words(AlignedText text, int from, int to, TokenBuffer tokens) {
        CutText words = new CutText(text);
        words.add(from, to);
        for (PreTokenizerStep step : preTokenizer) {
            words = step.apply(words);
        }
        for (int word = 0; word < words.count(); word++) {
            model.tokenize(words.text(), words.from(word), words.to(word), tokens);
        }
    }

    /** {@return the name of the file, and the number of ids} */
    @Override
    public String toString() {
        return "%s (%d ids)".formatted(source, size);
    }
}
