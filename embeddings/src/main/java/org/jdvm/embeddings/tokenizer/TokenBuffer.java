package org.jdvm.embeddings.tokenizer;

import java.util.Arrays;

/** Tokens of one text while they are found. */
final class TokenBuffer {
    /** The id of a token that was merged into another one. */
    static final int REMOVED = -1;

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

    int id(int at) {
        return ids[at];
    }

    /** Makes one token of two; the second one is removed by {@link #compact}. */
    void merge(int left, int right, int merged) {
        ids[left] = merged;
        ends[left] = ends[right];
        ids[right] = REMOVED;
    }

    /** Closes the gaps of removed tokens, from a place on. */
    void compact(int from) {
        int kept = from;
        for (int at = from; at < length; at++) {
            if (ids[at] != REMOVED) {
                ids[kept] = ids[at];
                starts[kept] = starts[at];
                ends[kept++] = ends[at];
            }
        }
        length = kept;
    }

    void copy(int[] toIds, int[] toStarts, int[] toEnds, int at) {
        System.arraycopy(ids, 0, toIds, at, length);
        System.arraycopy(starts, 0, toStarts, at, length);
        System.arraycopy(ends, 0, toEnds, at, length);
    }
}
