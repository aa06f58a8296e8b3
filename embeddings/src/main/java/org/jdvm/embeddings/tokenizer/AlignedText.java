package org.jdvm.embeddings.tokenizer;

import java.util.Arrays;

/** A text under normalization: characters, and for each the part of the source it comes from. Not safe for threads. */
final class AlignedText {
    private char[] chars;
    private int[] starts;
    private int[] ends;
    private int length;

    AlignedText(int capacity) {
        chars = new char[capacity];
        starts = new int[capacity];
        ends = new int[capacity];
    }

    /** {@return a part of a text as it is; surrogates without a partner are replacement characters, as in UTF-8} */
    static AlignedText of(String text, int from, int to) {
        AlignedText aligned = new AlignedText(to - from);
        for (int at = from; at < to; ) {
            int codePoint = text.codePointAt(at);
            int next = at + Character.charCount(codePoint);
            boolean isLone = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            aligned.add(isLone ? 0xfffd : codePoint, at, next);
            at = next;
        }
        return aligned;
    }

    void add(int codePoint, int start, int end) {
        if (length + 2 > chars.length) {
            int capacity = 2 * length + 16;
            chars = Arrays.copyOf(chars, capacity);
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
        }
        if (codePoint <= Character.MAX_VALUE) {
            put((char) codePoint, start, end);
        } else {
            put(Character.highSurrogate(codePoint), start, end);
            put(Character.lowSurrogate(codePoint), start, end);
        }
    }

    private void put(char c, int start, int end) {
        chars[length] = c;
        starts[length] = start;
        ends[length++] = end;
    }

    int length() {
        return length;
    }

    char[] chars() {
        return chars;
    }

    int codePoint(int at) {
        char c = chars[at];
        return Character.isSurrogate(c) ? Character.codePointAt(chars, at, length) : c;
    }

    /** {@return the first character of the source that one of these comes from} */
    int start(int at) {
        return starts[at];
    }

    /** {@return the end, in the source, of what one of these comes from} */
    int end(int at) {
        return ends[at];
    }

    /** Replaces a code point, the characters of which are given, and its place in the source. */
    void replace(int at, String codePoint, int start, int end) {
        for (int i = 0; i < codePoint.length(); i++) {
            chars[at + i] = codePoint.charAt(i);
            starts[at + i] = start;
            ends[at + i] = end;
        }
    }

    @Override
    public String toString() {
        return new String(chars, 0, length);
    }
}
