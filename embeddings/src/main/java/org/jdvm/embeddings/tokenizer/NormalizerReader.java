package org.jdvm.embeddings.tokenizer;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Reads the normalizer of a {@code tokenizer.json}. */
final class NormalizerReader {
    private static final String KNOWN =
            "BertNormalizer, NFC, NFD, NFKC, NFKD, Lowercase, StripAccents, Strip, Prepend, Replace, Precompiled and"
                    + " Sequence";

    private final List<NormalizerStep> steps = new ArrayList<>();

    private NormalizerReader() {}

    static List<NormalizerStep> read(JsonFields file) {
        NormalizerReader reader = new NormalizerReader();
        if (file.has("normalizer")) {
            reader.add(file.part("normalizer"));
        }
        return List.copyOf(reader.steps);
    }

    private void add(JsonFields part) {
        switch (part.type()) {
            case "Sequence" -> part.parts("normalizers").forEach(this::add);
            case "NFC" -> steps.add(new Composition(Normalizer.Form.NFC));
            case "NFD" -> steps.add(CodePointStep.DECOMPOSE);
            case "NFKC" -> steps.add(new Composition(Normalizer.Form.NFKC));
            case "NFKD" -> steps.add(new Composition(Normalizer.Form.NFKD));
            case "Lowercase" -> steps.add(CodePointStep.LOWERCASE);
            case "StripAccents" -> steps.add(CodePointStep.STRIP_ACCENTS);
            case "Strip" -> steps.add(new Strip(part.flag("strip_left"), part.flag("strip_right")));
            case "Prepend" -> steps.add(new Prefix(part.text("prepend")));
            case "Replace" ->
                steps.add(new Replacement(PatternReader.read(part.part("pattern")), part.text("content")));
            case "Precompiled" -> steps.add(charsmap(part));
            case "BertNormalizer" -> addBert(part);
            case String type -> throw part.unknownType(type, KNOWN);
        }
    }

    private static Charsmap charsmap(JsonFields part) {
        try {
            return Charsmap.of(Base64.getDecoder().decode(part.text("precompiled_charsmap")));
        } catch (IllegalArgumentException e) {
            throw part.fault("precompiled_charsmap", String.valueOf(e.getMessage()));
        }
    }

    private void addBert(JsonFields part) {
        boolean isLower = part.flag("lowercase");
        if (part.flag("clean_text")) {
            steps.add(CodePointStep.CLEAN);
        }
        if (part.flag("handle_chinese_chars")) {
            steps.add(CodePointStep.SEPARATE_HAN);
        }
        if (part.flagOr("strip_accents", isLower)) {
            steps.add(CodePointStep.DECOMPOSE);
            steps.add(CodePointStep.REMOVE_MARKS);
        }
        if (isLower) {
            steps.add(CodePointStep.LOWERCASE);
        }
    }
}
