package org.jdvm.examples.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jdvm.Dvm;
import org.jdvm.RaggedTensor;
import org.jdvm.Tensor;
import org.jdvm.examples.layers.AttentionOperators;
import org.jdvm.examples.models.LlamaConfig;
import org.jdvm.examples.models.LlamaLayers;
import org.jdvm.examples.models.LlamaLayersOperators;
import org.jdvm.examples.models.LlamaWeights;
import org.jdvm.examples.models.RotaryAngles;

/**
 * A Llama-style decoder that reads texts piece by piece and remembers what it has read.
 *
 * <p>Many texts are read at once. What is done to each token alone is done to the new tokens of all texts together, so that the weights are
 * read once; only the attention, whose sizes differ from text to text, is a ragged call. It is also the only operator whose sizes
 * change with each token.
 */
public final class LlamaDecoder {
    private final LlamaWeights weights;
    private final Dvm dvm;
    private final int capacity;
    private final RotaryAngles angles;

    /**
     * The next tokens of a text.
     *
     * @param cache what was read of it before
     * @param ids at least one token
     */
    public record Piece(KeyValueCache cache, long[] ids) {}

    /**
     * Makes a decoder.
     *
     * @param weights the model
     * @param dvm the machine that runs it
     * @param capacity how many tokens a text may have
     * @throws IllegalArgumentException if the capacity is not positive
     */
    public LlamaDecoder(LlamaWeights weights, Dvm dvm, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "LlamaDecoder: the capacity is " + capacity + ", but at least 1 is expected");
        }
        this.weights = weights;
        this.dvm = dvm;
        this.capacity = capacity;
        this.angles = RotaryAngles.of(0, capacity, weights.config().headSize());
    }

    LlamaConfig config() {
        return weights.config();
    }

    int capacity() {
        return capacity;
    }

    /** {@return the memory of a text that was not read yet} */
    public KeyValueCache newCache() {
        return new KeyValueCache(weights.config(), capacity);
    }

    /**
     * Reads new tokens; keys and values are appended to the caches. A cache is of no use any more if this fails while it runs.
     *
     * @param pieces of different texts
     * @return one row a new token, the pieces one after the other
     * @throws IllegalArgumentException if a piece is empty, two of them have one cache, or a text becomes longer than the capacity
     */
    public RaggedTensor read(List<Piece> pieces) {
        check(pieces);
        int[] counts = pieces.stream().mapToInt(piece -> piece.ids().length).toArray();
        long[] ids = pieces.stream()
                .flatMapToLong(piece -> LongStream.of(piece.ids()))
                .toArray();
        int[] positions = pieces.stream()
                .flatMapToInt(piece -> IntStream.range(0, piece.ids().length)
                        .map(i -> piece.cache().length() + i))
                .toArray();
        RotaryAngles turned = angles.at(positions);
        Tensor cos = Tensor.of(turned.cos(), ids.length, turned.pairs());
        Tensor sin = Tensor.of(turned.sin(), ids.length, turned.pairs());
        Tensor x = LlamaLayersOperators.embed(dvm, Tensor.of(ids, ids.length), weights.words());
        for (int layer = 0; layer < config().layers(); layer++) {
            x = apply(layer, x, cos, sin, pieces, counts);
        }
        return RaggedTensor.of(x, counts);
    }

    private Tensor apply(int number, Tensor x, Tensor cos, Tensor sin, List<Piece> pieces, int[] counts) {
        LlamaConfig config = config();
        int heads = config.heads();
        LlamaLayers.Layer layer = weights.layers().get(number);
        LlamaLayers.Projection rows = LlamaLayersOperators.project(dvm, x, layer, cos, sin, heads, LlamaConfig.EPS);
        RaggedTensor newKeys = RaggedTensor.of(rows.key(), counts);
        RaggedTensor newValues = RaggedTensor.of(rows.value().reshape(x.dim(0), heads, config.headSize()), counts);
        List<Tensor> keys = new ArrayList<>();
        List<Tensor> values = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            KeyValueCache cache = pieces.get(i).cache();
            cache.append(number, newKeys.sequence(i), newValues.sequence(i));
            keys.add(cache.keys(number));
            values.add(cache.values(number));
        }
        RaggedTensor attended = AttentionOperators.attendCausal(
                dvm, RaggedTensor.of(rows.query(), counts), RaggedTensor.view(keys), RaggedTensor.view(values));
        return LlamaLayersOperators.finish(dvm, x, attended.values(), layer, LlamaConfig.EPS);
    }

    private void check(List<Piece> pieces) {
        if (pieces.isEmpty()) {
            throw new IllegalArgumentException("read: there is no piece to read");
        }
        Set<KeyValueCache> caches = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            int before = piece.cache().length();
            if (piece.ids().length == 0) {
                throw new IllegalArgumentException("read: piece " + i + " has no tokens");
            }
            if (!caches.add(piece.cache())) {
                throw new IllegalArgumentException("read: piece " + i + " has the cache of a piece before it");
            }
            if (before + piece.ids().length > capacity) {
                throw new IllegalArgumentException("read: piece %d has %d tokens after %d, but the capacity is %d"
                        .formatted(i, piece.ids().length, before, capacity));
            }
        }
    }

    /**
     * {@return how likely each word is to come after some pieces, before the softmax: one row a piece}
     *
     * @param read what {@link #read} gave
     * @param pieces which of them
     */
    public Tensor next(RaggedTensor read, int... pieces) {
        long[] last = Arrays.stream(pieces)
                .mapToLong(piece -> read.offset(piece + 1) - 1L)
                .toArray();
        return LlamaLayersOperators.nextLogits(
                dvm, read.values(), Tensor.of(last, last.length), weights.norm(), weights.head(), LlamaConfig.EPS);
    }
}
