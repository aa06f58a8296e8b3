package org.jdvm.embeddings.tokenizer;

import java.util.Arrays;

/** Tokens of one text while they are found. */
final class TokenBuffer {
    private int[] ids = new int[64];
    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int length;

    void add(int id, int start, int end) {
        if (length == ids.length) {
            ids = Arrays.copyOf(ids, 2 * length);
            starts = Arrays.copyOf(starts, 2 * length);
            ends = Arrays.copyOf(ends, 2 * length);
        }
        ids[length] = id;
        starts[length] = start;
        ends[length++] = end;
    }

    int length() {
        return length;
    }

    void length(int shorter) {
        length = shorter;
    }

    void copy(int[] toIds, int[] toStarts, int[] toEnds, int at) {
        System.arraycopy(ids, 0, toIds, at, length);
        System.arraycopy(starts, 0, toStarts, at, length);
        System.arraycopy(ends, 0, toEnds, at, length);
    }
}
