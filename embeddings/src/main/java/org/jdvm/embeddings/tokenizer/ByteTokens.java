package org.jdvm.embeddings.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tokens {@code <0x00>} to {@code <0xFF>}, by which models write what the vocabulary does not have. */
final class ByteTokens {
    private final @Nullable Integer[] ids = new Integer[256];

    ByteTokens(Map<String, Integer> vocabulary) {
        for (int i = 0; i < ids.length; i++) {
            ids[i] = vocabulary.get("<0x%02X>".formatted(i));
        }
    }

    /** {@return the tokens of the bytes of a text in UTF-8; null if one is not in the vocabulary} */
    int @Nullable [] of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] tokens = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            Integer id = ids[bytes[i] & 0xff];
            if (id == null) {
                return null;
            }
            tokens[i] = id;
        }
        return tokens;
    }
}
