package org.jdvm.embeddings.tokenizer;

import java.nio.CharBuffer;
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
        reserve(2);
        if (codePoint <= Character.MAX_VALUE) {
            put((char) codePoint, start, end);
        } else {
            put(Character.highSurrogate(codePoint), start, end);
            put(Character.lowSurrogate(codePoint), start, end);
        }
    }

    /** Adds characters that come from one part of the source. */
    void add(String text, int start, int end) {
        for (int at = 0; at < text.length(); ) {
            int codePoint = text.codePointAt(at);
            add(codePoint, start, end);
            at += Character.charCount(codePoint);
        }
    }

    /** Adds a part of another text, with the places it has in the source. */
    void add(AlignedText text, int from, int to) {
        reserve(to - from);
        System.arraycopy(text.chars, from, chars, length, to - from);
        System.arraycopy(text.starts, from, starts, length, to - from);
        System.arraycopy(text.ends, from, ends, length, to - from);
        length += to - from;
    }

    private void reserve(int more) {
        if (length + more > chars.length) {
            int capacity = 2 * length + more + 16;
            chars = Arrays.copyOf(chars, capacity);
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
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

    /** {@return some characters} */
    String toString(int from, int to) {
        return new String(chars, from, to - from);
    }

    /** {@return a view of some characters} */
    CharSequence sequence(int from, int to) {
        return CharBuffer.wrap(chars, from, to - from);
    }

    @Override
    public String toString() {
        return new String(chars, 0, length);
    }
}
