package org.jdvm.embeddings.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The model of byte pair encoding: a word starts as one token for each code point, and pairs of neighbours are merged, those first that training merged
 * first, of equal ones the leftmost.
 */
final class Bpe implements TokenModel {
    /**
     * A pair that is merged.
     *
     * @param left the first token
     * @param right the second one
     * @param merged the token they become
     */
    record Merge(int left, int right, int merged) {}

    /**
     * How code points become tokens.
     *
     * @param unknown the token of a code point that the vocabulary does not have; null if it is left out
     * @param prefix what tokens that do not start a word begin with
     * @param suffix what tokens that end a word end with
     * @param fuseUnknown whether neighbours that are unknown are one token
     * @param bytes the tokens of bytes that are tried before a code point is unknown; null for none
     * @param wholeWords whether a word that is a token is not taken apart
     */
    record Settings(
            @Nullable Integer unknown,
            String prefix,
            String suffix,
            boolean fuseUnknown,
            @Nullable ByteTokens bytes,
            boolean wholeWords) {}

    private static final int NONE = -1;

    private final Map<String, Integer> vocabulary;
    private final Settings settings;

    /** Tokens of single characters, where prefix and suffix are empty. */
    private final int @Nullable [] idOfChar;

    /** A hash table from pairs to ranks. */
    private final long[] pairs;

    private final int[] ranks;
    private final int[] mergedOfRank;

    /**
     * Makes the model.
     *
     * @param vocabulary ids by token
     * @param merges the pairs in the order in which they are merged
     * @param settings how code points become tokens
     */
    Bpe(Map<String, Integer> vocabulary, List<Merge> merges, Settings settings) {
        this.vocabulary = vocabulary;
        this.settings = settings;
        this.idOfChar = settings.prefix.isEmpty() && settings.suffix.isEmpty() ? idOfChar(vocabulary) : null;
        int capacity = Integer.highestOneBit(merges.size() + 1) * 4;
        this.pairs = new long[capacity];
        this.ranks = new int[capacity];
        this.mergedOfRank = merges.stream().mapToInt(Merge::merged).toArray();
        for (int rank = 0; rank < mergedOfRank.length; rank++) {
            long pair = pair(merges.get(rank).left, merges.get(rank).right);
            int slot = slot(pair);
            pairs[slot] = pair;
            ranks[slot] = rank;
        }
    }

    private static int[] idOfChar(Map<String, Integer> vocabulary) {
        int[] ids = new int[Character.MAX_VALUE + 1];
        Arrays.fill(ids, NONE);
        vocabulary.forEach((token, id) -> {
            if (token.length() == 1) {
                ids[token.charAt(0)] = id;
            }
        });
        return ids;
    }

    private static long pair(int left, int right) {
        // Never 0, which is an empty slot.
        return (left + 1L) << 32 | right;
    }

    private int slot(long pair) {
        int mask = pairs.length - 1;
        int slot = (int) (pair * 0x9E3779B97F4A7C15L >>> 32) & mask;
        while (pairs[slot] != 0 && pairs[slot] != pair) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private int rank(int left, int right) {
        long pair = pair(left, right);
        int slot = slot(pair);
        return pairs[slot] == 0 ? NONE : ranks[slot];
    }

    @Override
    public OptionalInt unknown() {
        return settings.unknown == null ? OptionalInt.empty() : OptionalInt.of(settings.unknown);
    }

    @Override
    public void tokenize(AlignedText text, int from, int to, TokenBuffer tokens) {
        if (settings.wholeWords) {
            Integer whole = vocabulary.get(text.toString(from, to));
            if (whole != null) {
                tokens.add(whole, text.start(from), text.end(to - 1));
                return;
            }
        }
        int first = tokens.length();
        split(text, from, to, tokens);
        new Word(tokens, first).merge();
        tokens.compact(first);
    }

    /** Adds the tokens of a word's code points. */
    private void split(AlignedText text, int from, int to, TokenBuffer tokens) {
        int unknownFrom = NONE;
        int unknownTo = NONE;
        int next;
        for (int at = from; at < to; at = next) {
            next = at + Character.charCount(text.codePoint(at));
            int id = id(text, from, at, next, to);
            if (id == NONE) {
                int[] bytes = settings.bytes == null ? null : settings.bytes.of(token(text, from, at, next, to));
                if (bytes != null) {
                    // An unknown token before them comes after them, as in the reference.
                    for (int each : bytes) {
                        tokens.add(each, text.start(at), text.end(next - 1));
                    }
                } else if (unknownFrom != NONE && settings.fuseUnknown) {
                    unknownTo = next;
                } else {
                    addUnknown(text, unknownFrom, unknownTo, tokens);
                    unknownFrom = at;
                    unknownTo = next;
                }
                continue;
            }
            addUnknown(text, unknownFrom, unknownTo, tokens);
            unknownFrom = NONE;
            tokens.add(id, text.start(at), text.end(next - 1));
        }
        addUnknown(text, unknownFrom, unknownTo, tokens);
    }

    private void addUnknown(AlignedText text, int from, int to, TokenBuffer tokens) {
        if (from != NONE && settings.unknown != null) {
            tokens.add(settings.unknown, text.start(from), text.end(to - 1));
        }
    }

    private int id(AlignedText text, int from, int at, int next, int to) {
        if (idOfChar != null && next == at + 1) {
            return idOfChar[text.chars()[at]];
        }
        Integer id = vocabulary.get(token(text, from, at, next, to));
        return id == null ? NONE : id;
    }

    private String token(AlignedText text, int from, int at, int next, int to) {
        String token = text.toString(at, next);
        return (at > from ? settings.prefix : "") + token + (next == to ? settings.suffix : "");
    }

    /** The last tokens of a buffer as a list with links, and a heap of the pairs that may be merged. */
    private final class Word {
        private final TokenBuffer tokens;
        /** The place of the word's first token; places in the lists are counted from there. */
        private final int first;

        private final int[] next;
        private final int[] previous;

        /** Ranks and places of pairs, the smallest first. A pair that is no longer there is left in it. */
        private long[] heap = new long[16];

        private int heaped;

        Word(TokenBuffer tokens, int first) {
            this.tokens = tokens;
            this.first = first;
            int length = tokens.length() - first;
            next = new int[length];
            previous = new int[length];
            for (int at = 0; at < length; at++) {
                previous[at] = at - 1;
                next[at] = at + 1 < length ? at + 1 : NONE;
            }
        }

        private int id(int at) {
            return tokens.id(first + at);
        }

        void merge() {
            for (int at = 0; at + 1 < next.length; at++) {
                push(at);
            }
            while (heaped > 0) {
                long top = pop();
                int left = (int) top;
                int merged = mergedOfRank[(int) (top >>> 32)];
                int right = next[left];
                if (id(left) == TokenBuffer.REMOVED || right == NONE) {
                    continue;
                }
                int rank = rank(id(left), id(right));
                // As in the reference, another pair that becomes the same token may be here by now.
                if (rank == NONE || mergedOfRank[rank] != merged) {
                    continue;
                }
                tokens.merge(first + left, first + right, merged);
                next[left] = next[right];
                if (next[right] != NONE) {
                    previous[next[right]] = left;
                }
                if (previous[left] != NONE) {
                    push(previous[left]);
                }
                if (next[left] != NONE) {
                    push(left);
                }
            }
        }

        private void push(int at) {
            int rank = rank(id(at), id(next[at]));
            if (rank == NONE) {
                return;
            }
            if (heaped == heap.length) {
                heap = Arrays.copyOf(heap, 2 * heaped);
            }
            long pair = (long) rank << 32 | at;
            int hole = heaped++;
            while (hole > 0 && heap[(hole - 1) / 2] > pair) {
                heap[hole] = heap[(hole - 1) / 2];
                hole = (hole - 1) / 2;
            }
            heap[hole] = pair;
        }

        private long pop() {
            long top = heap[0];
            long moved = heap[--heaped];
            int hole = 0;
            for (int child = 1; child < heaped; child = 2 * hole + 1) {
                if (child + 1 < heaped && heap[child + 1] < heap[child]) {
                    child++;
                }
                if (heap[child] >= moved) {
                    break;
                }
                heap[hole] = heap[child];
                hole = child;
            }
            heap[hole] = moved;
            return top;
        }
    }
}
