package org.jdvm.embeddings.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The map of characters that SentencePiece compiles into a model: a double-array trie over UTF-8, and the texts that its leaves point to.
 *
 * <p>As in the reference, a cluster of code points that a reader takes for one character is looked up first, if it has less than 6 bytes: if the map
 * has any prefix of it, what the shortest one becomes replaces all of the cluster. Otherwise each code point is looked up.
 */
final class Charsmap implements NormalizerStep {
    private static final int LONGEST_CLUSTER = 5;

    private final int[] units;
    private final byte[] texts;

    /** What single code points of the basic plane become, as far as it was looked up; threads that race write the same. */
    private final @Nullable String[] known = new String[Character.MAX_VALUE + 1];

    private final String unchanged = new String("unchanged");

    private Charsmap(int[] units, byte[] texts) {
        this.units = units;
        this.texts = texts;
    }

    /**
     * {@return the map of its bytes: the length of the trie in bytes, 4 bytes in little-endian order; the trie; texts that end with 0}
     *
     * @throws IllegalArgumentException if they are none
     */
    static Charsmap of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int size = bytes.length < 8 ? 0 : buffer.getInt();
        if (size < 4 || size % 4 != 0 || size > bytes.length - 4) {
            throw new IllegalArgumentException("has %d bytes, which are no trie and its texts".formatted(bytes.length));
        }
        int[] units = new int[size / 4];
        buffer.asIntBuffer().get(units);
        return new Charsmap(units, Arrays.copyOfRange(bytes, 4 + size, bytes.length));
    }

    @Override
    public AlignedText apply(AlignedText from) {
        AlignedText to = new AlignedText(from.length() + 16);
        int end;
        for (int start = 0; start < from.length(); start = end) {
            // What is left out at the start belongs to the first character that is not.
            int place = to.length() == 0 ? 0 : start;
            int codePoint = from.codePoint(start);
            int next = start + Character.charCount(codePoint);
            end = GraphemeClusters.end(from, start, LONGEST_CLUSTER);
            if (end > next) {
                String cluster = end - start > LONGEST_CLUSTER ? "" : from.toString(start, end);
                byte[] bytes = cluster.getBytes(StandardCharsets.UTF_8);
                String mapped = bytes.length > LONGEST_CLUSTER ? null : look(bytes);
                if (mapped != null) {
                    to.add(mapped, from.start(place), from.end(end - 1));
                    continue;
                }
            }
            for (int at = start; at < end; at = next) {
                codePoint = from.codePoint(at);
                next = at + Character.charCount(codePoint);
                String mapped = mapped(codePoint);
                int first = from.start(to.length() == 0 ? 0 : at);
                if (mapped == null) {
                    to.add(codePoint, first, from.end(at));
                } else {
                    to.add(mapped, first, from.end(next - 1));
                }
            }
        }
        return to;
    }

    private @Nullable String mapped(int codePoint) {
        if (codePoint > Character.MAX_VALUE) {
            return look(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
        }
        String text = known[codePoint];
        if (text == null) {
            text = look(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
            text = text == null ? unchanged : text;
            known[codePoint] = text;
        }
        // The marker is one object, whatever text a map may have.
        return text == unchanged ? null : text;
    }

    /** {@return what the shortest prefix becomes that the map has; null if it has none} */
    private @Nullable String look(byte[] key) {
        int node = offset(units[0]);
        for (byte each : key) {
            int label = each & 0xff;
            node ^= label;
            if (label == 0 || node >= units.length || (units[node] & 0x800000ff) != label) {
                return null;
            }
            int unit = units[node];
            node ^= offset(unit);
            if ((unit >>> 8 & 1) == 1) {
                return node < units.length ? text(units[node] & 0x7fffffff) : null;
            }
        }
        return null;
    }

    private static int offset(int unit) {
        return unit >>> 10 << ((unit & 1 << 9) >>> 6);
    }

    private @Nullable String text(int start) {
        int end = start;
        while (end < texts.length && texts[end] != 0) {
            end++;
        }
        return start > end ? null : new String(texts, start, end - start, StandardCharsets.UTF_8);
    }
}
