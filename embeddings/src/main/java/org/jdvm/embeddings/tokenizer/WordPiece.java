package org.jdvm.embeddings.tokenizer;

import java.util.Map;
import java.util.OptionalInt;

/**
 * The WordPiece model: a word is cut into the longest pieces of the vocabulary, from its start on; a word that cannot be is unknown. Pieces inside a
 * word start at the node of their prefix.
 */
final class WordPiece implements TokenModel {
    private final Trie pieces;
    private final int continuing;
    private final int unknown;
    private final int longestWord;

    /**
     * Makes the model.
     *
     * @param vocabulary ids by token
     * @param prefix what pieces inside a word begin with
     * @param unknown the id of words that cannot be cut
     * @param longestWord longer words, in code points, are unknown
     */
    WordPiece(Map<String, Integer> vocabulary, String prefix, int unknown, int longestWord) {
        this.pieces = new Trie(vocabulary, prefix);
        this.continuing = pieces.node(prefix);
        this.unknown = unknown;
        this.longestWord = longestWord;
    }

    @Override
    public OptionalInt unknown() {
        return OptionalInt.of(unknown);
    }

    @Override
    public void tokenize(AlignedText text, int from, int to, TokenBuffer tokens) {
        char[] chars = text.chars();
        int before = tokens.length();
        boolean isUnknown = to - from > longestWord && Character.codePointCount(chars, from, to - from) > longestWord;
        int start = from;
        while (!isUnknown && start < to) {
            int node = start == from ? Trie.ROOT : continuing;
            int end = start;
            int id = Trie.NONE;
            for (int at = start; at < to; at++) {
                node = pieces.next(node, chars[at]);
                if (node == Trie.NONE) {
                    break;
                }
                if (pieces.id(node) != Trie.NONE) {
                    id = pieces.id(node);
                    end = at + 1;
                }
            }
            if (id == Trie.NONE) {
                isUnknown = true;
            } else {
                tokens.add(id, text.start(start), text.end(end - 1));
                start = end;
            }
        }
        if (isUnknown) {
            tokens.length(before);
            tokens.add(unknown, text.start(from), text.end(to - 1));
        }
    }
}
