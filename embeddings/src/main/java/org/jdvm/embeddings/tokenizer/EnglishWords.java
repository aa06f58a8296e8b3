package org.jdvm.embeddings.tokenizer;

/**
 * The words of GPT-2: {@code 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+}.
 */
final class EnglishWords {
    private static final int OTHER = 0;

    private EnglishWords() {}

    /** {@return where the word ends that starts at a place} */
    static int end(AlignedText text, int from, int to) {
        char[] chars = text.chars();
        if (chars[from] == '\'') {
            int contraction = contraction(chars, from + 1, to);
            if (contraction > 0) {
                return from + 1 + contraction;
            }
        }
        int start = chars[from] == ' ' ? from + 1 : from;
        if (start < to && kind(text.codePoint(start)) != CodePoints.SPACE) {
            return endOf(text, kind(text.codePoint(start)), start, to);
        }
        int end = endOf(text, CodePoints.SPACE, from, to);
        // The last one of white space belongs to the word after it, or is alone.
        return end < to && end > from + 1 ? end - 1 : end;
    }

    private static int contraction(char[] chars, int at, int to) {
        if (at < to) {
            switch (chars[at]) {
                case 's', 't', 'm', 'd' -> {
                    return 1;
                }
                case 'r', 'v' -> {
                    return at + 1 < to && chars[at + 1] == 'e' ? 2 : 0;
                }
                case 'l' -> {
                    return at + 1 < to && chars[at + 1] == 'l' ? 2 : 0;
                }
                default -> {}
            }
        }
        return 0;
    }

    private static int kind(int codePoint) {
        if (CodePoints.is(codePoint, CodePoints.SPACE)) {
            return CodePoints.SPACE;
        }
        if (CodePoints.is(codePoint, CodePoints.LETTER)) {
            return CodePoints.LETTER;
        }
        return CodePoints.is(codePoint, CodePoints.NUMBER) ? CodePoints.NUMBER : OTHER;
    }

    private static int endOf(AlignedText text, int kind, int from, int to) {
        int at = from;
        while (at < to && kind(text.codePoint(at)) == kind) {
            at += Character.charCount(text.codePoint(at));
        }
        return at;
    }
}
