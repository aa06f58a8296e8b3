package org.jdvm.embeddings.tokenizer;

import java.util.Arrays;

/** A text that is cut into words: parts of it, in order, none of them empty. Characters between them were removed. Not safe for threads. */
final class CutText {
    private final AlignedText text;
    private int[] bounds = new int[32];
    private int count;

    /** Makes a cut without words. */
    CutText(AlignedText text) {
        this.text = text;
    }

    AlignedText text() {
        return text;
    }

    /** Adds a word, unless it is empty. */
    void add(int from, int to) {
        if (from == to) {
            return;
        }
        if (2 * count == bounds.length) {
            bounds = Arrays.copyOf(bounds, 4 * count);
        }
        bounds[2 * count] = from;
        bounds[2 * count + 1] = to;
        count++;
    }

    int count() {
        return count;
    }

    int from(int word) {
        return bounds[2 * word];
    }

    int to(int word) {
        return bounds[2 * word + 1];
    }
}
