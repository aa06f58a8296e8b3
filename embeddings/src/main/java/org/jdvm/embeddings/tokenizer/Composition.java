package org.jdvm.embeddings.tokenizer;

import java.text.Normalizer;

/**
 * A normalization form of Unicode that decomposes or composes more than {@link CodePointStep#DECOMPOSE}.
 *
 * <p>A text is normalized part by part: a part starts at a code point that neither is put before what precedes it nor becomes one with it.
 *
 * @param form the form
 */
record Composition(Normalizer.Form form) implements NormalizerStep {
    /** Below it no code point is changed, unless one from there on follows. */
    private static final int FIRST_CHANGED = 0xa0;

    @Override
    public AlignedText apply(AlignedText from) {
        AlignedText to = new AlignedText(from.length() + 16);
        int next;
        for (int start = 0; start < from.length(); start = next) {
            int codePoint = from.codePoint(start);
            next = start + Character.charCount(codePoint);
            boolean isKnown = !CodePoints.isLeft(codePoint);
            boolean isChanged = isKnown && codePoint >= FIRST_CHANGED;
            while (isKnown && next < from.length() && CodePoints.joins(from.codePoint(next))) {
                next += Character.charCount(from.codePoint(next));
                isChanged = true;
            }
            if (isChanged) {
                String part = from.toString(start, next);
                String normalized = withoutNewer(Normalizer.normalize(part, form));
                if (!normalized.equals(part)) {
                    to.add(normalized, from.start(start), from.end(next - 1));
                    continue;
                }
            }
            to.add(from, start, next);
        }
        return to;
    }

    /** Takes apart what the JDK composes, but a version of Unicode before it did not have. */
    private static String withoutNewer(String normalized) {
        if (normalized.codePoints().noneMatch(CodePoints::isLeft)) {
            return normalized;
        }
        StringBuilder known = new StringBuilder();
        normalized
                .codePoints()
                .forEach(c -> known.append(
                        CodePoints.isLeft(c)
                                ? Normalizer.normalize(Character.toString(c), Normalizer.Form.NFD)
                                : Character.toString(c)));
        return known.toString();
    }
}
