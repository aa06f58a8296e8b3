package org.jdvm.examples.layers;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;

/** Attention (Vaswani et al., 2017) and the operators around it in transformer models. */
public final class Attention {
    private Attention() {}

    /**
     * {@code softmax(q k^T / sqrt(D)) v} for each of N heads of D numbers.
     *
     * @param query one row a token that asks
     * @param key one row a token that is asked
     * @param value what these tokens tell
     * @return one row a token that asks
     */
    @Operator
    public static @Dims("N, T, D") Tensor attend(
            @Dims("N, T, D") Tensor query, @Dims("N, S, D") Tensor key, @Dims("N, S, D") Tensor value) {
        return scores(query, key).softmax(-1).matmul(value);
    }

    /**
     * Attention in which a mask is added to the scores, the same for each head: {@code softmax(q k^T / sqrt(D) + mask) v}.
     *
     * @param query one row a token that asks
     * @param key one row a token that is asked
     * @param value what these tokens tell
     * @param mask 0 where a token may be asked, a very negative number elsewhere
     * @return one row a token that asks
     */
    @Operator
    public static @Dims("N, T, D") Tensor attendMasked(
            @Dims("N, T, D") Tensor query,
            @Dims("N, S, D") Tensor key,
            @Dims("N, S, D") Tensor value,
            @Dims("T, S") Tensor mask) {
        return scores(query, key).add(mask).softmax(-1).matmul(value);
    }

    /**
     * Causal attention of the last T of S tokens: each of them asks itself and all before it. The mask follows from the sizes. So the T new
     * tokens of a text are read with remembered keys and values of the others, whose memory may have any strides.
     *
     * @param query one row of heads a new token
     * @param keys one row of heads a token
     * @param values one row of heads a token
     * @return one row of heads a new token
     */
    @Operator(ragged = {"T", "S"})
    @Where("T <= S")
    public static @Dims("T, N, D") Tensor attendCausal(
            @Dims("T, N, D") Tensor query, @Dims("S, N, D") Tensor keys, @Dims("S, N, D") Tensor values) {
        int tokens = query.dim(0);
        int all = keys.dim(0);
        Tensor later = Tensor.full(-1e9, tokens, all).triu(all - tokens + 1);
        return attendMasked(query.permute(1, 0, 2), keys.permute(1, 0, 2), values.permute(1, 0, 2), later)
                .permute(1, 0, 2);
    }

    private static Tensor scores(Tensor query, Tensor key) {
        return query.matmul(key.transpose()).mul((float) (1 / Math.sqrt(query.dim(-1))));
    }

    /**
     * {@return (T, H) as (heads, T, H / heads)}
     *
     * @param x one row a token
     * @param heads how many heads share a row
     */
    public static Tensor heads(Tensor x, int heads) {
        return x.reshape(x.dim(0), heads, x.dim(1) / heads).permute(1, 0, 2);
    }

    /**
     * {@return (heads, T, size) as (T, heads * size)}
     *
     * @param x one matrix a head
     */
    public static Tensor joined(Tensor x) {
        return x.permute(1, 0, 2).reshape(x.dim(1), x.dim(0) * x.dim(2));
    }

    /**
     * {@return rows turned to their positions (Su et al., 2021): the first half of a row and its second half are the coordinates of points}
     *
     * @param x the rows
     * @param cos the cosines of the angles, one for each two elements of a row
     * @param sin their sines
     */
    public static Tensor rotated(Tensor x, Tensor cos, Tensor sin) {
        int half = x.dim(-1) / 2;
        Tensor first = x.slice(-1, 0, half);
        Tensor second = x.slice(-1, half, 2 * half);
        return Tensor.concat(
                -1, first.mul(cos).sub(second.mul(sin)), second.mul(cos).add(first.mul(sin)));
    }
}
