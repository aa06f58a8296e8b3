package org.jdvm.embeddings.tokenizer;

import java.util.Arrays;

/** The matches in a word, and what is between them. Not safe for threads. */
final class CutPieces {
    private int from;
    private int[] ends = new int[16];
    private boolean[] matches = new boolean[16];
    private int count;

    /** Starts with a word. */
    void reset(int start) {
        from = start;
        count = 0;
    }

    /** Adds a piece that starts where the last one ended. */
    void add(int end, boolean isMatch) {
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, 2 * count);
            matches = Arrays.copyOf(matches, 2 * count);
        }
        ends[count] = end;
        matches[count++] = isMatch;
    }

    int from() {
        return from;
    }

    int count() {
        return count;
    }

    int to(int piece) {
        return ends[piece];
    }

    boolean isMatch(int piece) {
        return matches[piece];
    }
}
