package org.jdvm.embeddings.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The tokenizer that models are trained with. */
public final class ReferenceTokenizer implements AutoCloseable {
    static {
        // The native part comes out of the library's own archive, not from the network.
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("jna.noclasspath", "true");
    }

    private final HuggingFaceTokenizer tokenizer;

    /** Reads a file, with options of the library. */
    public ReferenceTokenizer(byte[] json, Map<String, String> options) {
        Map<String, String> all = new HashMap<>(Map.of("truncation", "false", "padding", "false"));
        all.putAll(options);
        try {
            tokenizer = HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the bytes of a file on the class path} */
    public static byte[] resource(String name) {
        try (InputStream in = ReferenceTokenizer.class.getResourceAsStream("/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the text that UTF-8 can have: its decoders replace a surrogate without a partner} */
    static String wellFormed(String text) {
        int[] codePoints = text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c)
                .toArray();
        return new String(codePoints, 0, codePoints.length);
    }

    Encoding encode(String text) {
        return tokenizer.encode(wellFormed(text), true, false);
    }

    Encoding encode(String text, String pair) {
        return tokenizer.encode(wellFormed(text), wellFormed(pair), true, false);
    }

    /** {@return the ids of a text} */
    public int[] ids(String text) {
        return ints(encode(text).getIds());
    }

    static int[] ints(long[] numbers) {
        return Arrays.stream(numbers).mapToInt(Math::toIntExact).toArray();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
