package org.jdvm.examples.encoder;

/**
 * The sizes of a BERT encoder.
 *
 * @param layers how many layers follow the embeddings
 * @param hidden the length of a token's vector
 * @param heads how many attention heads share it
 * @param intermediate the length of the vector inside the feed-forward part
 * @param vocabulary how many token ids there are
 * @param maxPositions the longest text in tokens
 * @param tokenTypes how many token types (segments) there are
 * @param epsilon what layer normalisation adds to the variance
 */
public record BertConfig(
        int layers,
        int hidden,
        int heads,
        int intermediate,
        int vocabulary,
        int maxPositions,
        int tokenTypes,
        float epsilon) {

    /**
     * The length of one head's part of a token's vector.
     *
     * @return hidden / heads
     */
    public int headSize() {
        return hidden / heads;
    }
}
