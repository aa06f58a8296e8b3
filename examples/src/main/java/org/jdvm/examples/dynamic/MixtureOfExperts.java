package org.jdvm.examples.dynamic;

import java.util.ArrayList;
import java.util.List;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.examples.layers.LayersOperators;

/**
 * A feed-forward part made of experts, of which each token asks the two that a router thinks best of (Shazeer et al., 2017). How many
 * tokens an expert gets, if any, depends on the data.
 */
public final class MixtureOfExperts {
    private MixtureOfExperts() {}

    /**
     * One expert.
     *
     * @param gate makes gates
     * @param up makes what is gated
     * @param down leads back
     */
    public record Expert(Tensor gate, Tensor up, Tensor down) {}

    /**
     * A model.
     *
     * @param router one column an expert
     * @param experts the experts
     */
    public record Model(@Dims("H, E") Tensor router, List<Expert> experts) {
        /** {@return a model with weights from a seed} */
        public static Model random(long seed, int hidden, int inner, int experts) {
            RandomWeights weights = new RandomWeights(seed);
            List<Expert> list = new ArrayList<>();
            for (int i = 0; i < experts; i++) {
                list.add(new Expert(
                        weights.matrix(hidden, inner), weights.matrix(hidden, inner), weights.matrix(inner, hidden)));
            }
            return new Model(weights.matrix(hidden, experts), List.copyOf(list));
        }
    }

    /** Which tokens go to which expert, and where their results are. */
    private static final class Routes {
        final List<List<Integer>> tokens = new ArrayList<>();
        final int[] first;
        final int[] second;

        Routes(float[] scores, int count, int experts) {
            first = new int[count];
            second = new int[count];
            for (int expert = 0; expert < experts; expert++) {
                tokens.add(new ArrayList<>());
            }
            for (int token = 0; token < count; token++) {
                int best = -1;
                int next = -1;
                for (int expert = 0; expert < experts; expert++) {
                    float score = scores[token * experts + expert];
                    if (best < 0 || score > scores[token * experts + best]) {
                        next = best;
                        best = expert;
                    } else if (next < 0 || score > scores[token * experts + next]) {
                        next = expert;
                    }
                }
                first[token] = best;
                second[token] = next;
                tokens.get(best).add(token);
                tokens.get(next).add(token);
            }
        }

        /** The row of a token's result, with the results of one expert after the other. */
        int[] rows(int[] chosen) {
            int[] start = new int[tokens.size() + 1];
            for (int expert = 0; expert < tokens.size(); expert++) {
                start[expert + 1] = start[expert] + tokens.get(expert).size();
            }
            int[] rows = new int[chosen.length];
            for (int token = 0; token < rows.length; token++) {
                rows[token] = start[chosen[token]] + tokens.get(chosen[token]).indexOf(token);
            }
            return rows;
        }
    }

    /**
     * {@return for each token what its two experts say, weighted by what the router thinks of them}
     *
     * @param x one row a token
     * @param model the model
     */
    @Operator(dynamic = true)
    public static Tensor apply(@Dims("T, H") Tensor x, Model model) {
        Tensor scores = x.matmul(model.router());
        int experts = model.experts().size();
        Routes routes = new Routes(scores.toFloatArray(), x.dim(0), experts);
        List<Tensor> results = new ArrayList<>();
        for (int expert = 0; expert < experts; expert++) {
            int[] tokens = routes.tokens.get(expert).stream().mapToInt(i -> i).toArray();
            if (tokens.length > 0) {
                Expert chosen = model.experts().get(expert);
                results.add(LayersOperators.gatedFeedForward(
                        x.gather(0, Tensor.of(tokens, tokens.length)), chosen.gate(), chosen.up(), chosen.down()));
            }
        }
        Tensor all = Tensor.concat(0, results.toArray(Tensor[]::new));
        Tensor best = scoreOf(scores, routes.first);
        Tensor next = scoreOf(scores, routes.second);
        Tensor weight = best.sub(next).sigmoid();
        Tensor mine = all.gather(0, Tensor.of(routes.rows(routes.first), x.dim(0)));
        Tensor other = all.gather(0, Tensor.of(routes.rows(routes.second), x.dim(0)));
        return mine.mul(weight).add(other.mul(weight.rsub(1)));
    }

    private static Tensor scoreOf(Tensor scores, int[] experts) {
        Tensor chosen = Tensor.of(experts, experts.length).oneHot(scores.dim(1), DType.F32);
        return scores.mul(chosen).sum(-1, Tensor.KEEP_DIMS);
    }
}
