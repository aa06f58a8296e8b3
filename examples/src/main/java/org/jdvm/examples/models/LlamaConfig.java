package org.jdvm.examples.models;

/**
 * The sizes of a Llama-style decoder.
 *
 * @param layers how many layers
 * @param hidden the length of a token's row
 * @param heads how many attention heads share it
 * @param inner the length of a row inside the feed-forward part
 * @param vocabulary how many token ids there are
 */
public record LlamaConfig(int layers, int hidden, int heads, int inner, int vocabulary) {
    /** What the norms add to the mean square. */
    public static final float EPS = 1e-6f;

    /** {@return the decoder of six layers that is measured} */
    public static LlamaConfig six() {
        return new LlamaConfig(6, 512, 8, 1376, 8192);
    }

    /** {@return the length of one head's part of a row} */
    public int headSize() {
        return hidden / heads;
    }
}
