package org.jdvm.embeddings.tokenizer;

import java.util.Arrays;
import java.util.Map;

/**
 * The WordPiece model: a word is cut into the longest pieces of the vocabulary, from its start on; a word that cannot be is unknown.
 *
 * <p>The vocabulary is a trie in one hash table, from a node and a character to a node. Pieces inside a word start at the node of their prefix.
 */
final class WordPiece {
    private static final int NONE = -1;
    private static final int ROOT = 0;

    private final long[] keys;
    private final int[] nodes;
    private final int[] idOfNode;
    private final int continuing;
    private final int unknown;
    private final int longestWord;
    private int count = 1;

    /**
     * Makes the model.
     *
     * @param vocabulary ids by token
     * @param prefix what pieces inside a word begin with
     * @param unknown the id of words that cannot be cut
     * @param longestWord longer words, in code points, are unknown
     */
    WordPiece(Map<String, Integer> vocabulary, String prefix, int unknown, int longestWord) {
        long chars = prefix.length() + 1L;
        for (String token : vocabulary.keySet()) {
            chars += token.length();
        }
        int capacity = Integer.highestOneBit((int) Math.min(chars, 1 << 28)) * 4;
        keys = new long[capacity];
        nodes = new int[capacity];
        int[] ids = new int[(int) chars + 1];
        Arrays.fill(ids, NONE);
        vocabulary.forEach((token, id) -> ids[insert(token)] = id);
        ids[ROOT] = NONE;
        this.continuing = insert(prefix);
        this.idOfNode = Arrays.copyOf(ids, count);
        this.unknown = unknown;
        this.longestWord = longestWord;
    }

    private int insert(String token) {
        int node = ROOT;
        for (int i = 0; i < token.length(); i++) {
            long key = key(node, token.charAt(i));
            int slot = slot(key);
            if (keys[slot] == 0) {
                keys[slot] = key;
                nodes[slot] = count++;
            }
            node = nodes[slot];
        }
        return node;
    }

    private static long key(int node, char c) {
        // Never 0, which is an empty slot.
        return (node + 1L) << 16 | c;
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = (int) (key * 0x9E3779B97F4A7C15L >>> 32) & mask;
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /** Adds the tokens of a word, some characters of a text. */
    void tokenize(AlignedText text, int from, int to, TokenBuffer tokens) {
        char[] chars = text.chars();
        int before = tokens.length();
        boolean isUnknown = to - from > longestWord && Character.codePointCount(chars, from, to - from) > longestWord;
        int start = from;
        while (!isUnknown && start < to) {
            int node = start == from ? ROOT : continuing;
            int end = start;
            int id = NONE;
            for (int at = start; at < to; at++) {
                int slot = slot(key(node, chars[at]));
                if (keys[slot] == 0) {
                    break;
                }
                node = nodes[slot];
                if (idOfNode[node] != NONE) {
                    id = idOfNode[node];
                    end = at + 1;
                }
            }
            if (id == NONE) {
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
