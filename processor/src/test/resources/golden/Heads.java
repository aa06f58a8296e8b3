package sample;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Records as parameters and results, in a nested class. */
class Heads {
    static final class Inner {
        record Weights(@Dims("H, H") Tensor query, @Dims("H, H") Tensor key, int heads) {}

        record Projections(Tensor query, @Dims("heads_, T, _") Tensor key) {}

        record Pair(Projections projections, Tensor scores) {}

        @Operator
        static Pair project(@Dims("T, H") Tensor x, Weights weights) {
            Projections projections =
                    new Projections(split(x.matmul(weights.query()), weights.heads()), split(x.matmul(weights.key), weights.heads()));
            double scale = 1 / Math.sqrt(x.dim(1) / weights.heads());
            return new Pair(projections, projections.query.matmul(projections.key().transpose()).mul(scale));
        }

        @Operator
        static Tensor[] halves(@Dims("T, 2*H") Tensor x) {
            int half = x.dim(1) / 2;
            return new Tensor[] {x.slice(1, 0, half), x.slice(1, half, x.dim(1))};
        }

        private static Tensor split(Tensor x, int heads) {
            return x.reshape(x.dim(0), heads, x.dim(1) / heads).permute(1, 0, 2);
        }
    }
}
