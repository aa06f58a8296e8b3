package org.jdvm.examples.dynamic;

import java.util.ArrayList;
import java.util.List;
import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.examples.layers.LayersOperators;

/**
 * A transformer encoder that stops as soon as it is sure: after each layer it looks at what the classifier says (as BranchyNet,
 * Teerapittayanon et al., 2016). Easy inputs exit early.
 */
public final class EarlyExitEncoder {
    private static final float EPS = 1e-5f;

    private EarlyExitEncoder() {}

    /**
     * One layer: attention, then a gated feed-forward part.
     *
     * @param norm scale of the norm before the attention
     * @param query makes queries
     * @param key makes keys
     * @param value makes values
     * @param output leads back
     * @param feedNorm scale of the norm before the feed-forward part
     * @param gate makes gates
     * @param up makes what is gated
     * @param down leads back
     */
    public record Layer(
            Tensor norm,
            Tensor query,
            Tensor key,
            Tensor value,
            Tensor output,
            Tensor feedNorm,
            Tensor gate,
            Tensor up,
            Tensor down) {}

    /**
     * A model.
     *
     * @param layers the layers
     * @param heads the number of attention heads
     * @param classifier one column a class
     */
    public record Model(
            List<Layer> layers, int heads, @Dims("H, C") Tensor classifier) {
        /** {@return a model with weights from a seed} */
        public static Model random(long seed, int layers, int hidden, int heads, int classes) {
            RandomWeights weights = new RandomWeights(seed);
            List<Layer> list = new ArrayList<>();
            for (int i = 0; i < layers; i++) {
                list.add(new Layer(
                        weights.near(1, hidden),
                        weights.matrix(hidden, hidden),
                        weights.matrix(hidden, hidden),
                        weights.matrix(hidden, hidden),
                        weights.matrix(hidden, hidden),
                        weights.near(1, hidden),
                        weights.matrix(hidden, 2 * hidden),
                        weights.matrix(hidden, 2 * hidden),
                        weights.matrix(2 * hidden, hidden)));
            }
            return new Model(List.copyOf(list), heads, weights.matrix(hidden, classes));
        }
    }

    /**
     * An answer.
     *
     * @param probabilities of each class
     * @param layers how many layers it took
     */
    public record Answer(Tensor probabilities, int layers) {}

    /**
     * {@return the classes of a text}
     *
     * @param tokens one row a token
     * @param model the model
     * @param sure stops when the probability of a class is at least this
     */
    @Operator(dynamic = true)
    public static Answer classify(@Dims("T, H") Tensor tokens, Model model, double sure) {
        Tensor x = tokens;
        for (int layer = 0; ; layer++) {
            x = apply(x, model.layers().get(layer), model.heads());
            Tensor probabilities = x.mean(0).matmul(model.classifier()).mul(4).softmax(-1);
            if (layer + 1 == model.layers().size() || probabilities.max().item() >= sure) {
                return new Answer(probabilities, layer + 1);
            }
        }
    }

    private static Tensor apply(Tensor x, Layer layer, int heads) {
        Tensor normed = LayersOperators.rmsNorm(x, layer.norm(), EPS);
        Tensor query = split(normed.matmul(layer.query()), heads);
        Tensor key = split(normed.matmul(layer.key()), heads);
        Tensor value = split(normed.matmul(layer.value()), heads);
        int size = query.dim(-1);
        Tensor mixed = query.matmul(key.transpose())
                .mul(1 / Math.sqrt(size))
                .softmax(-1)
                .matmul(value);
        Tensor attended =
                x.add(mixed.permute(1, 0, 2).reshape(x.dim(0), x.dim(1)).matmul(layer.output()));
        Tensor fed = LayersOperators.gatedFeedForward(
                LayersOperators.rmsNorm(attended, layer.feedNorm(), EPS), layer.gate(), layer.up(), layer.down());
        return attended.add(fed);
    }

    /** Rows as heads: [T, H] to [heads, T, H / heads]. */
    private static Tensor split(Tensor x, int heads) {
        return x.reshape(x.dim(0), heads, x.dim(1) / heads).permute(1, 0, 2);
    }
}
