package org.jdvm.embeddings.tokenizer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The unigram model: of all ways to cut a word into pieces of the vocabulary, the one whose pieces have the largest sum of scores, found by dynamic
 * programming from the start of the word on. A code point that is no piece has a score below that of all pieces; neighbours of that kind are one token.
 */
final class Unigram implements TokenModel {
    /**
     * A piece of the vocabulary. Its id is its place.
     *
     * @param text the piece
     * @param score the logarithm of its probability
     */
    record Piece(String text, double score) {}

    /** How much less than the least piece a code point scores that is no piece. */
    private static final double PENALTY = 10;

    private final Map<String, Integer> ids = new HashMap<>();
    private final Trie trie;
    private final double[] scores;
    private final double unknownScore;
    private final int unknown;
    private final @Nullable ByteTokens bytes;

    /**
     * Makes the model.
     *
     * @param pieces the vocabulary; of equal pieces the last one counts
     * @param unknown the id of what cannot be cut
     * @param byteFallback whether that is written by the tokens of its bytes, if the vocabulary has them
     */
    Unigram(List<Piece> pieces, int unknown, boolean byteFallback) {
        this.scores = new double[pieces.size()];
        double least = Double.POSITIVE_INFINITY;
        for (int id = 0; id < scores.length; id++) {
            ids.put(pieces.get(id).text, id);
            scores[id] = pieces.get(id).score;
            least = Math.min(least, scores[id]);
        }
        this.trie = new Trie(ids, "");
        this.unknownScore = least - PENALTY;
        this.unknown = unknown;
        this.bytes = byteFallback ? new ByteTokens(ids) : null;
    }

    @Override
    public OptionalInt unknown() {
        return OptionalInt.of(unknown);
    }

    @Override
    public void tokenize(AlignedText text, int from, int to, TokenBuffer tokens) {
        int length = to - from;
        double[] best = new double[length + 1];
        int[] startOfBest = new int[length + 1];
        int[] idOfBest = new int[length + 1];
        Arrays.fill(startOfBest, Trie.NONE);
        char[] chars = text.chars();
        int next;
        for (int start = 0; start < length; start = next) {
            next = start + Character.charCount(text.codePoint(from + start));
            boolean isPiece = false;
            int node = Trie.ROOT;
            for (int end = start + 1; end <= length; end++) {
                node = trie.next(node, chars[from + end - 1]);
                if (node == Trie.NONE) {
                    break;
                }
                int id = trie.id(node);
                if (id != Trie.NONE) {
                    improve(best, startOfBest, idOfBest, start, end, id, scores[id]);
                    isPiece |= end == next;
                }
            }
            if (!isPiece) {
                improve(best, startOfBest, idOfBest, start, next, unknown, unknownScore);
            }
        }
        // Backwards from the end: the starts of the tokens, with neighbours that are unknown as one.
        int[] ends = new int[length];
        int count = 0;
        for (int end = length; end > 0; end = startOfBest[end]) {
            if (count == 0 || idOfBest[end] != unknown || idOfBest[ends[count - 1]] != unknown) {
                ends[count++] = end;
            }
        }
        int start = 0;
        for (int i = count - 1; i >= 0; i--) {
            int end = ends[i];
            if (idOfBest[end] == unknown) {
                addUnknown(text, from + start, from + end, tokens);
            } else {
                tokens.add(idOfBest[end], text.start(from + start), text.end(from + end - 1));
            }
            start = end;
        }
    }

    private static void improve(
            double[] best, int[] startOfBest, int[] idOfBest, int start, int end, int id, double score) {
        double sum = score + best[start];
        if (startOfBest[end] == Trie.NONE || sum > best[end]) {
            best[end] = sum;
            startOfBest[end] = start;
            idOfBest[end] = id;
        }
    }

    private void addUnknown(AlignedText text, int from, int to, TokenBuffer tokens) {
        int start = text.start(from);
        int end = text.end(to - 1);
        String unknownText = text.toString(from, to);
        // Code points that are no pieces may be one together.
        Integer id = ids.get(unknownText);
        int[] written = id == null && bytes != null ? bytes.of(unknownText) : null;
        if (written == null) {
            tokens.add(id == null ? unknown : id, start, end);
            return;
        }
        for (int each : written) {
            tokens.add(each, start, end);
        }
    }
}
