package org.jdvm.examples.dynamic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.examples.layers.Attention;
import org.jdvm.examples.layers.LayersOperators;
import org.jdvm.examples.models.RotaryAngles;

/**
 * A small decoder in the style of Llama: RMS norms, rotary positions (Su et al., 2021), fewer keys than queries (Ainslie et al., 2023),
 * gated feed-forward parts, and a cache of keys and values that grows by one row a token.
 */
public final class Decoder {
    private static final float EPS = 1e-5f;

    /**
     * Sizes.
     *
     * @param words number of tokens it knows
     * @param hidden size of a row
     * @param heads number of query heads
     * @param groups number of key and value heads
     * @param inner size of the feed-forward part
     * @param layers number of layers
     */
    public record Config(int words, int hidden, int heads, int groups, int inner, int layers) {
        int headSize() {
            return hidden / heads;
        }
    }

    /**
     * One layer.
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
     * What one layer remembers of the tokens so far.
     *
     * @param keys [sequences, tokens, groups, head size]
     * @param values the same sizes
     */
    private record Memory(Tensor keys, Tensor values) {}

    /**
     * A text with its probability.
     *
     * @param tokens what follows the prompt
     * @param logProbability the logarithm of its probability
     */
    public record Text(List<Integer> tokens, double logProbability) {}

    private final Config config;
    private final Tensor embedding;
    private final List<Layer> layers;
    private final Tensor norm;
    private final Tensor head;

    private Decoder(Config config, Tensor embedding, List<Layer> layers, Tensor norm, Tensor head) {
        this.config = config;
        this.embedding = embedding;
        this.layers = List.copyOf(layers);
        this.norm = norm;
        this.head = head;
    }

    /** {@return a decoder with weights from a seed} */
    public static Decoder random(long seed, Config config) {
        RandomWeights weights = new RandomWeights(seed);
        int hidden = config.hidden();
        int keys = config.groups() * config.headSize();
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < config.layers(); i++) {
            layers.add(new Layer(
                    weights.near(1, hidden),
                    weights.matrix(hidden, hidden),
                    weights.matrix(hidden, keys),
                    weights.matrix(hidden, keys),
                    weights.matrix(hidden, hidden),
                    weights.near(1, hidden),
                    weights.matrix(hidden, config.inner()),
                    weights.matrix(hidden, config.inner()),
                    weights.matrix(config.inner(), hidden)));
        }
        return new Decoder(
                config,
                weights.matrix(config.words(), hidden),
                layers,
                weights.near(1, hidden),
                weights.matrix(hidden, config.words()));
    }

    Config config() {
        return config;
    }

    Tensor embedding() {
        return embedding;
    }

    List<Layer> layers() {
        return layers;
    }

    Tensor norm() {
        return norm;
    }

    Tensor head() {
        return head;
    }

    /** Some sequences of equal length that are being generated, with what is remembered of them. */
    private final class Session {
        private final List<Memory> memories = new ArrayList<>();
        private int length;

        Session() {
            for (int i = 0; i < layers.size(); i++) {
                Tensor nothing = Tensor.zeros(DType.F32, 1, 0, config.groups(), config.headSize());
                memories.add(new Memory(nothing, nothing));
            }
        }

        /** Adds a token to each text; gives the logarithms of the probabilities of the next ones. */
        Tensor add(int... tokens) {
            Tensor x = embedding.gather(0, Tensor.of(tokens, tokens.length));
            Rotation rotation = Rotation.at(length++, config.headSize());
            for (int i = 0; i < layers.size(); i++) {
                x = apply(x, i, rotation);
                // layers look alike: computed layer by layer they are always the same graph, which has what the next
                // token needs
                Tensor.compute(x, memories.get(i).keys(), memories.get(i).values());
            }
            return LayersOperators.rmsNorm(x, norm, EPS).matmul(head).logSoftmax(-1);
        }

        /** Goes on with some of the sequences, each as often as it is named. */
        void keep(int... sequences) {
            Tensor which = Tensor.of(sequences, sequences.length);
            memories.replaceAll(
                    m -> new Memory(m.keys().gather(0, which), m.values().gather(0, which)));
        }

        private Tensor apply(Tensor x, int number, Rotation rotation) {
            Layer layer = layers.get(number);
            int sequences = x.dim(0);
            int size = config.headSize();
            int perGroup = config.heads() / config.groups();
            Tensor normed = LayersOperators.rmsNorm(x, layer.norm(), EPS);
            Tensor query =
                    rotation.of(normed.matmul(layer.query()).reshape(sequences, config.groups(), perGroup, size));
            Tensor key = rotation.of(normed.matmul(layer.key()).reshape(sequences, 1, config.groups(), size));
            Tensor value = normed.matmul(layer.value()).reshape(sequences, 1, config.groups(), size);
            Memory before = memories.get(number);
            Memory now = new Memory(Tensor.concat(1, before.keys(), key), Tensor.concat(1, before.values(), value));
            memories.set(number, now);
            Tensor weights = query.matmul(now.keys().permute(0, 2, 3, 1))
                    .mul(1 / Math.sqrt(size))
                    .softmax(-1);
            Tensor mixed = weights.matmul(now.values().permute(0, 2, 1, 3)).reshape(sequences, config.hidden());
            Tensor attended = x.add(mixed.matmul(layer.output()));
            Tensor fed = LayersOperators.gatedFeedForward(
                    LayersOperators.rmsNorm(attended, layer.feedNorm(), EPS), layer.gate(), layer.up(), layer.down());
            return attended.add(fed);
        }
    }

    /** Turns pairs of numbers by an angle that grows with the position: position by position another one for each pair. */
    private record Rotation(Tensor cos, Tensor sin) {
        static Rotation at(int position, int size) {
            RotaryAngles angles = RotaryAngles.of(position, 1, size);
            return new Rotation(Tensor.of(angles.cos(), angles.pairs()), Tensor.of(angles.sin(), angles.pairs()));
        }

        Tensor of(Tensor x) {
            return Attention.rotated(x, cos, sin);
        }
    }

    /**
     * {@return the text that results when the most probable token is taken each time}
     *
     * @param prompt the first tokens
     * @param end the token that ends the text
     * @param most the largest number of tokens
     */
    public Text greedy(int[] prompt, int end, int most) {
        Session session = new Session();
        Tensor next = read(session, prompt);
        List<Integer> tokens = new ArrayList<>();
        double sum = 0;
        while (true) {
            float[] scores = next.toFloatArray();
            int best = 0;
            for (int token = 1; token < scores.length; token++) {
                best = scores[token] > scores[best] ? token : best;
            }
            tokens.add(best);
            sum += scores[best];
            if (best == end || tokens.size() == most) {
                return new Text(tokens, sum);
            }
            next = session.add(best);
        }
    }

    /** A way to continue one of the sequences. */
    private record Step(int text, int token, double score) {}

    /**
     * {@return the most probable sequences found by following several at a time, the best one first}
     *
     * @param prompt the first tokens
     * @param end the token that ends a text
     * @param most the largest number of tokens
     * @param width how many sequences are followed
     */
    public List<Text> beam(int[] prompt, int end, int most, int width) {
        Session session = new Session();
        Tensor next = read(session, prompt);
        List<Text> open = List.of(new Text(List.of(), 0));
        List<Text> done = new ArrayList<>();
        for (int length = 0; length < most && !open.isEmpty(); length++) {
            float[] scores = next.toFloatArray();
            List<Step> steps = new ArrayList<>();
            for (int i = 0; i < scores.length; i++) {
                int text = i / config.words();
                steps.add(new Step(text, i % config.words(), open.get(text).logProbability() + scores[i]));
            }
            steps.sort(Comparator.comparingDouble(Step::score).reversed());
            List<Text> followed = new ArrayList<>();
            List<Step> kept = new ArrayList<>();
            for (Step step : steps.subList(0, width)) {
                List<Integer> tokens = new ArrayList<>(open.get(step.text()).tokens());
                tokens.add(step.token());
                Text text = new Text(List.copyOf(tokens), step.score());
                if (step.token() == end || tokens.size() == most) {
                    done.add(text);
                } else {
                    followed.add(text);
                    kept.add(step);
                }
            }
            open = followed;
            if (!open.isEmpty()) {
                session.keep(kept.stream().mapToInt(Step::text).toArray());
                next = session.add(kept.stream().mapToInt(Step::token).toArray());
            }
        }
        done.sort(Comparator.comparingDouble(Text::logProbability).reversed());
        return List.copyOf(done);
    }

    private static Tensor read(Session session, int[] prompt) {
        Tensor next = session.add(prompt[0]);
        for (int token : Arrays.copyOfRange(prompt, 1, prompt.length)) {
            next = session.add(token);
        }
        return next;
    }
}
