package org.jdvm.examples.dynamic;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent network over the parse trees of sentences (binary Tree-LSTM, Tai et al., 2015). Every sentence has another tree; nodes of the
 * same height are computed together.
 */
public final class TreeLstm {
    private TreeLstm() {}

    /**
     * A parse tree.
     *
     * @param word the number of the word at a leaf
     * @param left the left part, null at a leaf
     * @param right the right part, null at a leaf
     */
    public record Tree(
            int word, @Nullable Tree left, @Nullable Tree right) {
        /** {@return a random tree} */
        public static Tree random(Random random, int leaves, int words) {
            if (leaves == 1) {
                return new Tree(random.nextInt(words), null, null);
            }
            int left = 1 + random.nextInt(leaves - 1);
            return new Tree(-1, random(random, left, words), random(random, leaves - left, words));
        }
    }

    /**
     * A model.
     *
     * @param embedding one row a word
     * @param leaf from an embedding to input and output gate and candidate
     * @param left from the left state to input gate, both forget gates, output gate and candidate
     * @param right the same from the right state
     * @param bias of these
     */
    public record Model(
            @Dims("V, H") Tensor embedding,
            @Dims("H, 3*H") Tensor leaf,
            @Dims("H, 5*H") Tensor left,
            @Dims("H, 5*H") Tensor right,
            @Dims("5*H") Tensor bias) {
        /** {@return a model with weights from a seed} */
        public static Model random(long seed, int words, int hidden) {
            RandomWeights weights = new RandomWeights(seed);
            return new Model(
                    weights.matrix(words, hidden).mul(5).contiguous(),
                    weights.matrix(hidden, 3 * hidden),
                    weights.matrix(hidden, 5 * hidden),
                    weights.matrix(hidden, 5 * hidden),
                    weights.near(0, 5 * hidden));
        }
    }

    /**
     * States of nodes.
     *
     * @param hidden what a node tells its parent
     * @param cell what it remembers
     */
    public record State(Tensor hidden, Tensor cell) {}

    /**
     * {@return the state of inner nodes}
     *
     * @param leftHidden hidden states of the left parts
     * @param leftCell cells of the left parts
     * @param rightHidden hidden states of the right parts
     * @param rightCell cells of the right parts
     * @param model the model
     */
    @Operator
    public static State cell(
            @Dims("N, H") Tensor leftHidden,
            @Dims("N, H") Tensor leftCell,
            @Dims("N, H") Tensor rightHidden,
            @Dims("N, H") Tensor rightCell,
            Model model) {
        Tensor left = leftHidden.matmul(model.left());
        Tensor right = rightHidden.matmul(model.right());
        Tensor input = gate(left, right, model.bias(), 0).sigmoid();
        Tensor forgetLeft = gate(left, right, model.bias(), 1).sigmoid();
        Tensor forgetRight = gate(left, right, model.bias(), 2).sigmoid();
        Tensor output = gate(left, right, model.bias(), 3).sigmoid();
        Tensor candidate = gate(left, right, model.bias(), 4).tanh();
        Tensor cell = input.mul(candidate).add(forgetLeft.mul(leftCell)).add(forgetRight.mul(rightCell));
        return new State(output.mul(cell.tanh()), cell);
    }

    private static Tensor gate(Tensor left, Tensor right, Tensor bias, int number) {
        int size = bias.dim(0) / 5;
        int from = number * size;
        int to = from + size;
        return left.slice(1, from, to).add(right.slice(1, from, to)).add(bias.slice(0, from, to));
    }

    private static State leaves(int[] words, Model model) {
        int size = model.embedding().dim(1);
        Tensor gates =
                model.embedding().gather(0, Tensor.of(words, words.length)).matmul(model.leaf());
        Tensor cell = gates.slice(1, 0, size)
                .sigmoid()
                .mul(gates.slice(1, 2 * size, 3 * size).tanh());
        return new State(gates.slice(1, size, 2 * size).sigmoid().mul(cell.tanh()), cell);
    }

    /** The nodes of a tree by height, and the rows of their states. */
    private static final class Levels {
        final List<Integer> words = new ArrayList<>();
        final SortedMap<Integer, List<int[]>> children = new TreeMap<>();

        /** Finds height and position in its level. */
        private int[] add(Tree tree) {
            if (tree.left() == null || tree.right() == null) {
                words.add(tree.word());
                return new int[] {0, words.size() - 1};
            }
            int[] left = add(tree.left());
            int[] right = add(tree.right());
            int height = Math.max(left[0], right[0]) + 1;
            List<int[]> level = children.computeIfAbsent(height, h -> new ArrayList<>());
            level.add(new int[] {left[0], left[1], right[0], right[1]});
            return new int[] {height, level.size() - 1};
        }

        int[] rows(int height, int side) {
            int[] rows = new int[children.get(height).size()];
            for (int node = 0; node < rows.length; node++) {
                int[] child = children.get(height).get(node);
                rows[node] = start(child[side]) + child[side + 1];
            }
            return rows;
        }

        private int start(int height) {
            if (height == 0) {
                return 0;
            }
            return words.size()
                    + children.headMap(height).values().stream()
                            .mapToInt(List::size)
                            .sum();
        }
    }

    /**
     * {@return the hidden state of the root, one row}
     *
     * @param tree a parse tree
     * @param model the model
     */
    @Operator(dynamic = true)
    public static Tensor encode(Tree tree, Model model) {
        Levels levels = new Levels();
        levels.add(tree);
        State all = leaves(levels.words.stream().mapToInt(i -> i).toArray(), model);
        for (int height : levels.children.keySet()) {
            int count = levels.children.get(height).size();
            Tensor left = Tensor.of(levels.rows(height, 0), count);
            Tensor right = Tensor.of(levels.rows(height, 2), count);
            State level = TreeLstmOperators.cell(
                    all.hidden().gather(0, left),
                    all.cell().gather(0, left),
                    all.hidden().gather(0, right),
                    all.cell().gather(0, right),
                    model);
            all = new State(Tensor.concat(0, all.hidden(), level.hidden()), Tensor.concat(0, all.cell(), level.cell()));
            // levels look alike, whole trees do not: computed level by level they are always the same graph
            Tensor.compute(all.hidden(), all.cell());
        }
        return all.hidden().slice(0, all.hidden().dim(0) - 1, all.hidden().dim(0));
    }
}
