package org.jdvm.embeddings.tokenizer;

import java.util.Arrays;
import java.util.List;

/**
 * What is put together around the tokens of texts.
 *
 * @param single for one text
 * @param pair for two
 */
record PostTemplate(List<Piece> single, List<Piece> pair) {
    /** A piece of the result. */
    sealed interface Piece {
        /** {@return the type of its tokens} */
        int typeId();
    }

    /**
     * Tokens that are always there.
     *
     * @param ids their ids
     * @param typeId their type
     */
    record Special(int[] ids, int typeId) implements Piece {}

    /**
     * The tokens of a text.
     *
     * @param second whether of the second one
     * @param typeId their type
     */
    record Sequence(boolean second, int typeId) implements Piece {}

    /** The texts alone. */
    static final PostTemplate NONE =
            new PostTemplate(List.of(new Sequence(false, 0)), List.of(new Sequence(false, 0), new Sequence(true, 1)));

    /** {@return how many tokens are always there} */
    static int added(List<Piece> pieces) {
        return pieces.stream()
                .mapToInt(piece -> switch (piece) {
                    case Special special -> special.ids.length;
                    case Sequence _ -> 0;
                })
                .sum();
    }

    static TokenizedText apply(List<Piece> pieces, TokenBuffer first, TokenBuffer second, int cut) {
        int length = added(pieces);
        for (Piece piece : pieces) {
            length += piece instanceof Sequence sequence ? (sequence.second ? second : first).length() : 0;
        }
        int[] ids = new int[length];
        int[] types = new int[length];
        int[] starts = new int[length];
        int[] ends = new int[length];
        int at = 0;
        for (Piece piece : pieces) {
            int from = at;
            switch (piece) {
                case Special special -> {
                    System.arraycopy(special.ids, 0, ids, at, special.ids.length);
                    at += special.ids.length;
                }
                case Sequence sequence -> {
                    TokenBuffer tokens = sequence.second ? second : first;
                    tokens.copy(ids, starts, ends, at);
                    at += tokens.length();
                }
            }
            Arrays.fill(types, from, at, piece.typeId());
        }
        return new TokenizedText(ids, types, starts, ends, cut);
    }
}
