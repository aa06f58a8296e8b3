package org.jdvm.examples.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jdvm.examples.io.InputException;
import org.jdvm.examples.io.InputFiles;

/**
 * Turns text into token ids as a {@code tokenizer.json} says, but without the truncation and padding it may ask for.
 *
 * <p>Padding makes every text as costly as the longest one, which is what operators for any shape do away with; and a
 * text is cut only where the model has no more positions. Safe for use by several threads.
 */
public final class TextTokenizer implements AutoCloseable {
    static {
        // The native part comes out of the library's own archive; without this it would try the network first.
        if (System.getProperty("ai.djl.offline") == null) {
            System.setProperty("ai.djl.offline", "true");
        }
        // It would also look for GPUs, by a library for which another one is unpacked: a third of the time it takes to
        // start.
        if (System.getProperty("jna.noclasspath") == null) {
            System.setProperty("jna.noclasspath", "true");
        }
    }

    /** Characters of which all tokens are asked for at once. */
    private static final int FIRST_PART = 1 << 15;

    private final HuggingFaceTokenizer tokenizer;
    private final int maxTokens;
    private final Consumer<String> warnings;
    private final AtomicBoolean warned = new AtomicBoolean();

    private TextTokenizer(HuggingFaceTokenizer tokenizer, int maxTokens, Consumer<String> warnings) {
        this.tokenizer = tokenizer;
        this.maxTokens = maxTokens;
        this.warnings = warnings;
    }

    /**
     * Reads a tokenizer.
     *
     * @param path a {@code tokenizer.json}
     * @param maxTokens how many tokens the model takes at most
     * @param warnings told once, when the first text is cut
     * @return the tokenizer
     */
    public static TextTokenizer read(Path path, int maxTokens, Consumer<String> warnings) {
        return parse(InputFiles.readAll(path, "tokenizer"), path.toString(), maxTokens, warnings);
    }

    /**
     * Reads a tokenizer from the bytes of its file.
     *
     * @param json the bytes
     * @param source the name messages give the tokenizer
     * @param maxTokens how many tokens the model takes at most
     * @param warnings told once, when the first text is cut
     * @return the tokenizer
     */
    public static TextTokenizer parse(byte[] json, String source, int maxTokens, Consumer<String> warnings) {
        requireSome(maxTokens);
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
            HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(json), Map.of("truncation", "false", "padding", "false"));
            return new TextTokenizer(tokenizer, maxTokens, warnings);
        } catch (CharacterCodingException e) {
            throw new InputException("tokenizer %s is not UTF-8; expected a tokenizer.json".formatted(source), e);
        } catch (IOException e) {
            throw InputFiles.unreadable(source, "tokenizer", e);
        } catch (LinkageError e) {
            throw new InputException(
                    "the tokenizer's native library cannot be loaded on %s %s: %s"
                            .formatted(System.getProperty("os.name"), System.getProperty("os.arch"), e.getMessage()),
                    e);
        } catch (RuntimeException e) {
            throw new InputException(
                    "tokenizer %s is not a tokenizer.json that can be read: %s".formatted(source, e.getMessage()), e);
        }
    }

    private static void requireSome(int maxTokens) {
        if (maxTokens < 2) {
            throw new IllegalArgumentException("maxTokens is %d; expected at least 2".formatted(maxTokens));
        }
    }

    /**
     * Turns a text into tokens.
     *
     * @param text the text; an empty one yields just the tokens that mark start and end
     * @return its tokens
     */
    public Tokens tokenize(String text) {
        String part = text;
        long[] ids;
        if (text.length() <= FIRST_PART) {
            ids = ids(text);
        } else {
            // Much more text than the model takes is not even read to its end. What follows a part can only
            // change the last tokens in it, so there must be more than are kept.
            int length = FIRST_PART;
            do {
                part = text.substring(0, cutAt(text, length));
                ids = ids(part);
                length *= 4;
            } while (ids.length < 2 * maxTokens && part.length() < text.length());
        }
        if (ids.length <= maxTokens) {
            return new Tokens(ids, ids.length);
        }
        if (warned.compareAndSet(false, true)) {
            warnings.accept(("a text of %s%d tokens was cut to the %d the model takes; "
                            + "further texts that are too long are cut without a warning")
                    .formatted(part.length() < text.length() ? "more than " : "", ids.length, maxTokens));
        }
        long[] cut = new long[maxTokens];
        System.arraycopy(ids, 0, cut, 0, maxTokens - 1);
        cut[maxTokens - 1] = ids[ids.length - 1];
        return new Tokens(cut, ids.length);
    }

    private long[] ids(String text) {
        Encoding encoding = tokenizer.encode(wellFormed(text), true, false);
        return encoding.getIds();
    }

    /** The last place before an index where words end, if there is one not far from it; never inside a character. */
    private static int cutAt(String text, int index) {
        if (index < 0 || index >= text.length()) {
            return text.length();
        }
        for (int at = index; at > index / 2; at--) {
            if (Character.isWhitespace(text.charAt(at))) {
                return at;
            }
        }
        return Character.isLowSurrogate(text.charAt(index)) && Character.isHighSurrogate(text.charAt(index - 1))
                ? index - 1
                : index;
    }

    /** Replaces surrogates without a partner, which have no UTF-8 form and which the native part cannot take. */
    private static String wellFormed(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text)
                ? text
                : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
