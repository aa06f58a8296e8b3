package org.jdvm.embeddings.tokenizer;

import java.util.Arrays;
import java.util.Map;

/** The tokens of a vocabulary as a trie in one hash table, from a node and a character to a node. */
final class Trie {
    /** No node, or no token. */
    static final int NONE = -1;

    /** The node of the empty text. */
    static final int ROOT = 0;

    private final long[] keys;
    private final int[] nodes;
    private final int[] idOfNode;
    private int count = 1;

    /**
     * Makes a trie.
     *
     * @param vocabulary ids by token; an empty token is left out
     * @param prefix a text that has a node even if no token begins with it
     */
    Trie(Map<String, Integer> vocabulary, String prefix) {
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
        insert(prefix);
        this.idOfNode = Arrays.copyOf(ids, count);
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

    /** {@return the node of a text that is longer by a character; {@link #NONE} if no token begins with it} */
    int next(int node, char c) {
        int slot = slot(key(node, c));
        return keys[slot] == 0 ? NONE : nodes[slot];
    }

    /** {@return the node of a text; {@link #NONE} if no token begins with it} */
    int node(String text) {
        int node = ROOT;
        for (int i = 0; i < text.length() && node != NONE; i++) {
            node = next(node, text.charAt(i));
        }
        return node;
    }

    /** {@return the token that ends at a node; {@link #NONE} if none does} */
    int id(int node) {
        return idOfNode[node];
    }
}
