package org.jdvm.embeddings.tokenizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds added tokens in a text: the leftmost one, of these the longest. */
final class AddedTokens {
    /**
     * A part of a text.
     *
     * @param start where it starts
     * @param end where it ends
     * @param token the token it is; null for text between tokens
     */
    record Part(int start, int end, @Nullable AddedToken token) {}

    private record Pattern(String text, AddedToken token) {}

    private final List<Pattern> longestFirst = new ArrayList<>();
    private final boolean[] first = new boolean[Character.MAX_VALUE + 1];

    /** Adds a token that is looked for by some text. */
    void add(String text, AddedToken token) {
        if (!text.isEmpty()) {
            longestFirst.add(new Pattern(text, token));
            longestFirst.sort(Comparator.comparingInt((Pattern known) -> known.text.length())
                    .reversed());
            first[text.charAt(0)] = true;
        }
    }

    boolean isEmpty() {
        return longestFirst.isEmpty();
    }

    /** {@return the parts of a text, in order, none of them empty} */
    List<Part> split(String text) {
        List<Part> parts = new ArrayList<>();
        int done = 0;
        for (int at = 0; at < text.length(); ) {
            Pattern pattern = first[text.charAt(at)] ? at(text, at) : null;
            if (pattern == null) {
                at++;
                continue;
            }
            int start = at;
            int end = at + pattern.text.length();
            at = end;
            AddedToken token = pattern.token;
            if (token.singleWord() && (endsWithWord(text, start) || startsWithWord(text, end))) {
                continue;
            }
            while (token.stripLeft() && start > done && isSpace(text.charAt(start - 1))) {
                start--;
            }
            while (token.stripRight() && end < text.length() && isSpace(text.charAt(end))) {
                end++;
            }
            if (done < start) {
                parts.add(new Part(done, start, null));
            }
            parts.add(new Part(start, end, token));
            done = end;
            at = Math.max(at, end);
        }
        if (done < text.length()) {
            parts.add(new Part(done, text.length(), null));
        }
        return parts;
    }

    private @Nullable Pattern at(String text, int at) {
        for (Pattern pattern : longestFirst) {
            if (text.startsWith(pattern.text, at)) {
                return pattern;
            }
        }
        return null;
    }

    private static boolean isSpace(char c) {
        return CodePoints.is(c, CodePoints.SPACE);
    }

    private static boolean endsWithWord(String text, int at) {
        return at > 0 && isWord(text.codePointBefore(at));
    }

    private static boolean startsWithWord(String text, int at) {
        return at < text.length() && isWord(text.codePointAt(at));
    }

    /** As {@code \w} of UTS 18. */
    private static boolean isWord(int codePoint) {
        return Character.isAlphabetic(codePoint)
                || switch (Character.getType(codePoint)) {
                    case Character.NON_SPACING_MARK,
                            Character.COMBINING_SPACING_MARK,
                            Character.ENCLOSING_MARK,
                            Character.DECIMAL_DIGIT_NUMBER,
                            Character.CONNECTOR_PUNCTUATION -> true;
                    default -> codePoint == 0x200c || codePoint == 0x200d;
                };
    }
}
