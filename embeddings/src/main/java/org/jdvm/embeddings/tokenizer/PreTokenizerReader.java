package org.jdvm.embeddings.tokenizer;

import java.util.ArrayList;
import java.util.List;

/** Reads the pre-tokenizer of a {@code tokenizer.json}. */
final class PreTokenizerReader {
    private static final String KNOWN =
            "BertPreTokenizer, WhitespaceSplit, Punctuation, Digits, Split, Metaspace, ByteLevel and Sequence";

    private final List<PreTokenizerStep> steps = new ArrayList<>();

    private PreTokenizerReader() {}

    static List<PreTokenizerStep> read(JsonFields file) {
        PreTokenizerReader reader = new PreTokenizerReader();
        if (file.has("pre_tokenizer")) {
            reader.add(file.part("pre_tokenizer"));
        }
        return List.copyOf(reader.steps);
    }

    private void add(JsonFields part) {
        switch (part.type()) {
            case "Sequence" -> part.parts("pretokenizers").forEach(this::add);
            case "BertPreTokenizer" -> {
                steps.add(new ClassCut(CodePoints.SPACE, CutBehavior.REMOVED));
                steps.add(new ClassCut(CodePoints.PUNCTUATION, CutBehavior.ISOLATED));
            }
            case "WhitespaceSplit" -> steps.add(new ClassCut(CodePoints.SPACE, CutBehavior.REMOVED));
            case "Punctuation" ->
                steps.add(new ClassCut(
                        CodePoints.PUNCTUATION, part.has("behavior") ? behavior(part) : CutBehavior.ISOLATED));
            case "Digits" ->
                steps.add(new ClassCut(
                        CodePoints.NUMBER | CodePoints.NUMERIC,
                        part.flag("individual_digits") ? CutBehavior.ISOLATED : CutBehavior.CONTIGUOUS));
            case "Split" ->
                steps.add(new PatternCut(
                        PatternReader.read(part.part("pattern")), part.flagOr("invert", false), behavior(part)));
            case "Metaspace" -> steps.add(metaspace(part));
            case "ByteLevel" -> steps.add(new ByteLevel(part.flag("add_prefix_space"), part.flagOr("use_regex", true)));
            case String type -> throw part.unknownType(type, KNOWN);
        }
    }

    private static CutBehavior behavior(JsonFields part) {
        return switch (part.text("behavior")) {
            case "Removed" -> CutBehavior.REMOVED;
            case "Isolated" -> CutBehavior.ISOLATED;
            case "MergedWithPrevious" -> CutBehavior.MERGED_WITH_PREVIOUS;
            case "MergedWithNext" -> CutBehavior.MERGED_WITH_NEXT;
            case "Contiguous" -> CutBehavior.CONTIGUOUS;
            case String other -> throw part.fault("behavior", "is %s, which is not known".formatted(other));
        };
    }

    private static Metaspace metaspace(JsonFields part) {
        String replacement = part.text("replacement");
        if (replacement.codePointCount(0, replacement.length()) != 1) {
            throw part.fault("replacement", "is '%s'; one character is expected".formatted(replacement));
        }
        // Old files have a flag where others have the scheme.
        String scheme = part.textOr("prepend_scheme", part.flagOr("add_prefix_space", true) ? "always" : "never");
        return new Metaspace(
                replacement.codePointAt(0),
                switch (scheme) {
                    case "always" -> Metaspace.Scheme.ALWAYS;
                    case "first" -> Metaspace.Scheme.FIRST;
                    case "never" -> Metaspace.Scheme.NEVER;
                    default -> throw part.fault("prepend_scheme", "is %s, which is not known".formatted(scheme));
                },
                part.flagOr("split", true));
    }
}
