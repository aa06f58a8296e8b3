package org.jdvm.embeddings.tokenizer;

import java.util.ArrayList;
import java.util.List;

/** Reads a {@code tokenizer.json}. */
final class TokenizerFile {
    private TokenizerFile() {}

    static Tokenizer parse(byte[] json, String source) {
        JsonFields file = JsonFields.parse(json, source);
        ModelReader.Result model = ModelReader.read(file.part("model"));
        int size = model.size();
        List<AddedToken> added = new ArrayList<>();
        for (JsonFields each : file.parts("added_tokens")) {
            AddedToken token = new AddedToken(
                    each.number("id"),
                    each.text("content"),
                    each.flag("single_word"),
                    each.flag("lstrip"),
                    each.flag("rstrip"),
                    each.flag("normalized"));
            added.add(token);
            size = Math.max(size, token.id() + 1);
        }
        return new Tokenizer(
                source,
                NormalizerReader.read(file),
                PreTokenizerReader.read(file),
                model.model(),
                added,
                PostProcessorReader.read(file),
                size);
    }
}
