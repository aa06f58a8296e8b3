package org.jdvm.examples.models;

import java.util.List;
import java.util.stream.IntStream;
import org.jdvm.Tensor;

/**
 * The parameters of a Llama-style decoder.
 *
 * @param config the sizes
 * @param words one row a token id
 * @param layers the layers, first to last
 * @param norm scale of the last norm
 * @param head makes one number a word
 */
public record LlamaWeights(LlamaConfig config, Tensor words, List<LlamaLayers.Layer> layers, Tensor norm, Tensor head) {
    /** Keeps its own list of layers. */
    public LlamaWeights {
        layers = List.copyOf(layers);
    }

    /**
     * {@return a decoder that was never trained}
     *
     * @param name what its weights are made from
     * @param config the sizes
     */
    public static LlamaWeights named(String name, LlamaConfig config) {
        int hidden = config.hidden();
        float[] words = NamedNumbers.floats(name + "/emb", config.vocabulary() * hidden, 1, 0);
        return new LlamaWeights(
                config,
                Tensor.of(words, config.vocabulary(), hidden).constant(),
                IntStream.range(0, config.layers())
                        .mapToObj(i -> layer(name + "/l" + i + "_", hidden, config.inner()))
                        .toList(),
                scale(name + "/rmsf", hidden),
                matrix(name + "/head", hidden, config.vocabulary()));
    }

    /**
     * {@return one layer that was never trained}
     *
     * @param name what its weights are made from: each one's name is this and its own
     * @param hidden the length of a token's row
     * @param inner the length of a row inside the feed-forward part
     */
    public static LlamaLayers.Layer layer(String name, int hidden, int inner) {
        return new LlamaLayers.Layer(
                scale(name + "rms1", hidden),
                matrix(name + "wq", hidden, hidden),
                matrix(name + "wk", hidden, hidden),
                matrix(name + "wv", hidden, hidden),
                matrix(name + "wo", hidden, hidden),
                scale(name + "rms2", hidden),
                matrix(name + "w1", hidden, inner),
                matrix(name + "w3", hidden, inner),
                matrix(name + "w2", inner, hidden));
    }

    private static Tensor matrix(String name, int rows, int columns) {
        return Tensor.of(NamedNumbers.matrix(name, rows, columns), rows, columns)
                .constant();
    }

    private static Tensor scale(String name, int size) {
        return Tensor.of(NamedNumbers.floats(name, size, 0.1, 1), size).constant();
    }
}
