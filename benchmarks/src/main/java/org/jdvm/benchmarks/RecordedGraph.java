package org.jdvm.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jdvm.Tensor;

/** Kinds of programs on lazy tensors, each recorded with about the number of operations that is asked for. */
enum RecordedGraph {
    /** One elementwise operation after the other. */
    CHAIN("elementwise chain") {
        @Override
        List<Tensor> record(Tensor x, int operations) {
            Tensor y = x;
            for (int i = 0; i < operations; i++) {
                y = i % 3 == 0 ? y.mul(x) : i % 3 == 1 ? y.add(0.25) : y.tanh();
            }
            return List.of(y);
        }
    },

    /** Sums of pairs of squares. */
    TREE("wide tree") {
        @Override
        List<Tensor> record(Tensor x, int operations) {
            List<Tensor> level = new ArrayList<>();
            for (int i = 0; i < operations / 2; i++) {
                level.add(x.mul(1.25 + i));
            }
            while (level.size() > 1) {
                List<Tensor> next = new ArrayList<>();
                for (int i = 0; i < level.size(); i += 2) {
                    next.add(i + 1 < level.size() ? level.get(i).add(level.get(i + 1)) : level.get(i));
                }
                level = next;
            }
            return level;
        }
    },

    /** Columns of different widths, changed and joined in another order. */
    COLUMNS("column slices, concat") {
        @Override
        List<Tensor> record(Tensor x, int operations) {
            List<Tensor> pieces = new ArrayList<>();
            for (int i = 0; i < operations / 2; i++) {
                int width = 2 + i % 3;
                int from = i * 7 % (SIZE - width);
                pieces.add(x.slice(1, from, from + width).tanh());
            }
            return List.of(Tensor.concat(1, pieces.reversed().toArray(Tensor[]::new)));
        }
    },

    /** Steps of an LSTM whose gates are columns of one product. */
    LSTM("LSTM steps") {
        @Override
        List<Tensor> record(Tensor x, int operations) {
            Tensor weights = input(2, SIZE, 4 * SIZE);
            Tensor h = x;
            Tensor c = x;
            for (int step = 0; step < operations / 14; step++) {
                Tensor gates = h.matmul(weights);
                Tensor in = gates.slice(1, 0, SIZE).sigmoid();
                Tensor forget = gates.slice(1, SIZE, 2 * SIZE).sigmoid();
                Tensor cell = gates.slice(1, 2 * SIZE, 3 * SIZE).tanh();
                Tensor out = gates.slice(1, 3 * SIZE, 4 * SIZE).sigmoid();
                c = forget.mul(c).add(in.mul(cell));
                h = out.mul(c.tanh());
            }
            return List.of(h);
        }
    },

    /** Softmax of products, multiplied again. */
    ATTENTION("attention") {
        @Override
        List<Tensor> record(Tensor x, int operations) {
            Tensor y = x;
            for (int layer = 0; layer < operations / 5; layer++) {
                y = y.matmul(x.transpose()).mul(0.125).softmax(-1).matmul(x).add(y);
            }
            return List.of(y);
        }
    },

    /** Norms of rows and columns. */
    REDUCTIONS("reductions, broadcasts") {
        @Override
        List<Tensor> record(Tensor x, int operations) {
            Tensor y = x;
            for (int i = 0; i < operations / 3; i++) {
                y = i % 2 == 0
                        ? y.sub(y.mean(1, Tensor.KEEP_DIMS)).tanh()
                        : y.div(y.abs().max(0, Tensor.KEEP_DIMS).add(1.5));
            }
            return List.of(y);
        }
    },

    /** Views between elementwise operations. */
    VIEWS("reshapes, permutes") {
        @Override
        List<Tensor> record(Tensor x, int operations) {
            Tensor y = x;
            for (int i = 0; i < operations / 4; i++) {
                y = y.reshape(SIZE, 4, SIZE / 4).permute(0, 2, 1).tanh().reshape(SIZE, SIZE);
            }
            return List.of(y);
        }
    },

    /** Dense layers. */
    PRODUCTS("products with epilogues") {
        @Override
        List<Tensor> record(Tensor x, int operations) {
            Tensor bias = input(3, SIZE);
            Tensor y = x;
            for (int layer = 0; layer < operations / 4; layer++) {
                y = y.matmul(x).add(bias).gelu().add(y);
            }
            return List.of(y);
        }
    },

    /** Rows looked up, and chosen by a comparison. */
    LOOKUPS("gather, where") {
        @Override
        List<Tensor> record(Tensor x, int operations) {
            int[] rows = new Random(4).ints(SIZE, 0, SIZE).toArray();
            Tensor indices = Tensor.of(rows, SIZE);
            Tensor y = x;
            for (int i = 0; i < operations / 4; i++) {
                Tensor found = y.gather(0, indices);
                y = found.gt(0.25).select(found.mul(0.75), y);
            }
            return List.of(y);
        }
    },

    /** A result for each second operation. */
    RESULTS("many results") {
        @Override
        List<Tensor> record(Tensor x, int operations) {
            List<Tensor> results = new ArrayList<>();
            Tensor y = x;
            for (int i = 0; i < operations / 2; i++) {
                y = y.add(0.25).tanh();
                results.add(y);
            }
            return results;
        }
    };

    /** Rows and columns of the input. */
    static final int SIZE = 32;

    private final String title;

    RecordedGraph(String title) {
        this.title = title;
    }

    /** What it is, in words. */
    String title() {
        return title;
    }

    /** Records it. */
    abstract List<Tensor> record(Tensor x, int operations);

    /** A tensor of numbers between 0 and 1. */
    static Tensor input(int seed, int... dims) {
        float[] numbers = new float[Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
        Random random = new Random(seed);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextFloat();
        }
        return Tensor.of(numbers, dims);
    }

    /**
     * Prepends operations that depend on a number, so that each number gives a graph of a different structure, which is planned
     * anew.
     */
    static Tensor distinct(Tensor x, int number) {
        Tensor y = x;
        for (int bits = number; bits > 0; bits >>= 1) {
            y = (bits & 1) == 1 ? y.neg() : y.abs();
        }
        return y;
    }
}
