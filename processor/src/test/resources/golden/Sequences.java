package sample;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Operators for many sequences at once. */
public final class Sequences {
    private Sequences() {}

    /** Weights that all sequences share. */
    public record Weights(@Dims("H, M") Tensor inner, @Dims("M") Tensor bias) {}

    /**
     * Each query's mix of the values.
     *
     * @param query the queries
     * @param key the keys
     * @param value the values
     * @param scale factor of the scores
     * @return one row a query
     */
    @Operator(ragged = {"T", "S"})
    @Dims("T, H")
    public static Tensor attention(
            @Dims("T, H") Tensor query, @Dims("S, H") Tensor key, @Dims("S, H") Tensor value, float scale) {
        return query.matmul(key.transpose()).mul(scale).softmax(-1).matmul(value);
    }

    @Operator(ragged = "T")
    @Dims("M")
    static Tensor mean(@Dims("T, H") Tensor dvm, Weights weights) {
        return dvm.mean(0).expandDims(0).matmul(weights.inner()).squeeze(0).add(weights.bias());
    }

    @Operator(ragged = "T")
    @Dims("2*T, H")
    static Tensor twice(@Dims("T, H") Tensor x) {
        return Tensor.concat(0, x, x);
    }
}
