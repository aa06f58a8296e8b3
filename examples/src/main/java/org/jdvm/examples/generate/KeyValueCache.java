package org.jdvm.examples.generate;

import java.util.List;
import java.util.stream.IntStream;
import org.jdvm.GrowableTensor;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.examples.models.LlamaConfig;

/**
 * The keys and values of the tokens that a decoder has read of one text: what each layer remembers of them.
 *
 * <p>A new token's key and value are copied into memory that is there from the beginning; older ones never move. For each head values are
 * stored one row a token, keys one column a token: so the products with both read adjacent columns, in place where few rows are multiplied.
 */
public final class KeyValueCache {
    /** Floats of a cache line. */
    private static final int LINE = 16;

    /** What one layer remembers. */
    private record Memory(GrowableTensor keys, GrowableTensor values) {}

    private final List<Memory> layers;

    /**
     * Makes an empty cache.
     *
     * @param config the sizes of the decoder
     * @param capacity how many tokens it has room for; with more, all are copied into larger memory
     */
    public KeyValueCache(LlamaConfig config, int capacity) {
        int heads = config.heads();
        int size = config.headSize();
        int pitch = pitch(capacity);
        layers = IntStream.range(0, config.layers())
                .mapToObj(_ -> new Memory(
                        new GrowableTensor(DType.F32, 2, heads, size, pitch),
                        new GrowableTensor(DType.F32, 1, heads, capacity, size)))
                .toList();
    }

    /** The distance between rows of keys: an odd number of cache lines, so that a column of them is spread over all sets of a cache. */
    private static int pitch(int capacity) {
        return (Math.ceilDiv(capacity, LINE) | 1) * LINE;
    }

    /** {@return how many tokens it has} */
    public int length() {
        return layers.getLast().values().length();
    }

    /**
     * Adds new tokens to a layer.
     *
     * @param layer which layer
     * @param keys their keys, [tokens, heads, head size]
     * @param values their values, of the same sizes
     */
    public void append(int layer, Tensor keys, Tensor values) {
        layers.get(layer).keys().append(keys.permute(1, 2, 0));
        layers.get(layer).values().append(values.permute(1, 0, 2));
    }

    /**
     * {@return the keys that a layer has, a view: [tokens, heads, head size]}
     *
     * @param layer which layer
     */
    public Tensor keys(int layer) {
        return layers.get(layer).keys().view().permute(2, 0, 1);
    }

    /**
     * {@return the values that a layer has, a view: [tokens, heads, head size]}
     *
     * @param layer which layer
     */
    public Tensor values(int layer) {
        return layers.get(layer).values().view().permute(1, 0, 2);
    }
}
