package org.jdvm.embeddings.tokenizer;

import java.util.Arrays;

/**
 * The tokens of a text or of a pair of texts, with those that mark starts and ends. Arrays are copies.
 */
public final class TokenizedText {
    private final int[] ids;
    private final int[] typeIds;
    private final int[] starts;
    private final int[] ends;
    private final int cut;

    TokenizedText(int[] ids, int[] typeIds, int[] starts, int[] ends, int cut) {
        this.ids = ids;
        this.typeIds = typeIds;
        this.starts = starts;
        this.ends = ends;
        this.cut = cut;
    }

    /** {@return the number of tokens} */
    public int length() {
        return ids.length;
    }

    /** {@return the ids} */
    public int[] ids() {
        return ids.clone();
    }

    /** {@return the type of each token: in BERT 0 for the first text, 1 for the second} */
    public int[] typeIds() {
        return typeIds.clone();
    }

    /** {@return 1 for each token, since there is no padding} */
    public int[] attentionMask() {
        int[] mask = new int[ids.length];
        Arrays.fill(mask, 1);
        return mask;
    }

    /**
     * {@return where a token starts in its text, an index of {@link String#charAt}; 0 for a token that the text does not contain}
     *
     * @param index which token, from 0 on
     */
    public int start(int index) {
        return starts[index];
    }

    /**
     * {@return where a token ends in its text; 0 for a token that the text does not contain}
     *
     * @param index which token, from 0 on
     */
    public int end(int index) {
        return ends[index];
    }

    /** {@return how many tokens of the texts were cut off} */
    public int cut() {
        return cut;
    }

    /** {@return the ids} */
    @Override
    public String toString() {
        return Arrays.toString(ids);
    }
}
