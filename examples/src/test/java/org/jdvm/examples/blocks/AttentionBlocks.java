package org.jdvm.examples.blocks;

import static org.jdvm.annotations.Keep.KEEP_DIMS;

import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Where;

/** Positions, masks and heads of attention, and mixtures of experts: A heads of D numbers, T positions. */
final class AttentionBlocks {
    private AttentionBlocks() {}

    /** Rotary positions: number i of a head turns with number {@code i + D / 2} (Su et al., 2021, in the layout of GPT-NeoX). */
    @Operator
    @Where("D % 2 == 0")
    static @Dims("A, T, D") Tensor ropeOfHalves(@Dims("A, T, D") Tensor x, float base) {
        int half = x.dim(2) / 2;
        Tensor angles = angles(x.dim(1), half, base);
        Tensor a = x.slice(2, 0, half);
        Tensor b = x.slice(2, half, x.dim(2));
        return Tensor.concat(
                2,
                a.mul(angles.cos()).sub(b.mul(angles.sin())),
                b.mul(angles.cos()).add(a.mul(angles.sin())));
    }

    /** Rotary positions of neighbours: numbers 2i and 2i + 1 turn together. */
    @Operator
    @Where("D % 2 == 0")
    static @Dims("A, T, D") Tensor ropeOfPairs(@Dims("A, T, D") Tensor x, float base) {
        int half = x.dim(2) / 2;
        Tensor angles = angles(x.dim(1), half, base);
        Tensor a = x.slice(2, 0, x.dim(2), 2);
        Tensor b = x.slice(2, 1, x.dim(2), 2);
        Tensor first = a.mul(angles.cos()).sub(b.mul(angles.sin()));
        Tensor second = b.mul(angles.cos()).add(a.mul(angles.sin()));
        return Tensor.concat(3, first.expandDims(3), second.expandDims(3)).reshape(x.dim(0), x.dim(1), x.dim(2));
    }

    /** Rotary positions of the first R numbers only, at positions that are data. */
    @Operator
    @Where("R % 2 == 0")
    @Where("R <= D")
    static @Dims("A, T, D") Tensor ropeOfSome(
            @Dims("A, T, D") Tensor x, @Dims(value = "T", dtype = DType.I64) Tensor positions, int R) {
        int half = R / 2;
        Tensor rates = Tensor.range(half)
                .cast(DType.F32)
                .mul(-Math.log(10000) / Math.max(half, 1))
                .exp();
        Tensor angles = positions.cast(DType.F32).expandDims(1).mul(rates);
        Tensor a = x.slice(2, 0, half);
        Tensor b = x.slice(2, half, R);
        return Tensor.concat(
                2,
                a.mul(angles.cos()).sub(b.mul(angles.sin())),
                b.mul(angles.cos()).add(a.mul(angles.sin())),
                x.slice(2, R, x.dim(2)));
    }

    private static Tensor angles(int positions, int half, float base) {
        Tensor rates = Tensor.range(half)
                .cast(DType.F32)
                .mul(-Math.log(base) / Math.max(half, 1))
                .exp();
        return Tensor.range(positions).cast(DType.F32).expandDims(1).mul(rates);
    }

    /** Attention whose scores fall with the distance (Press et al., 2022): slope 2^(-8 (head + 1) / A). */
    @Operator
    static @Dims("A, T, D") Tensor alibi(
            @Dims("A, T, D") Tensor query, @Dims("A, T, D") Tensor key, @Dims("A, T, D") Tensor value) {
        Tensor heads = Tensor.range(query.dim(0)).cast(DType.F32).add(1);
        Tensor slopes = heads.mul(-8.0 / Math.max(query.dim(0), 1)).rpow(2).reshape(query.dim(0), 1, 1);
        Tensor rows = Tensor.range(query.dim(1)).expandDims(1);
        Tensor distance = Tensor.range(query.dim(1)).sub(rows);
        Tensor scores = query.matmul(key.transpose()).div(Math.sqrt(query.dim(2)));
        Tensor biased = scores.add(distance.cast(DType.F32).mul(slopes));
        return distance.le(0)
                .select(biased, Float.NEGATIVE_INFINITY)
                .softmax(-1)
                .matmul(value);
    }

    /** Causal attention to the last W positions. */
    @Operator
    @Where("W >= 1")
    static @Dims("A, T, D") Tensor slidingWindow(
            @Dims("A, T, D") Tensor query, @Dims("A, T, D") Tensor key, @Dims("A, T, D") Tensor value, int W) {
        Tensor distance = Tensor.range(query.dim(1)).expandDims(1).sub(Tensor.range(query.dim(1)));
        Tensor seen = distance.ge(0).and(distance.lt(W));
        Tensor scores = query.matmul(key.transpose()).div(Math.sqrt(query.dim(2)));
        return seen.select(scores, Float.NEGATIVE_INFINITY).softmax(-1).matmul(value);
    }

    /** G query heads for each head of keys and values, with lengths of the keys that are data. */
    @Operator
    static @Dims("A*G, T, D") Tensor groupedQueries(
            @Dims("A*G, T, D") Tensor query,
            @Dims("A, S, D") Tensor key,
            @Dims("A, S, D") Tensor value,
            @Dims(value = "T", dtype = DType.I32) Tensor lengths,
            int G) {
        Tensor keys = key.repeatInterleave(0, G);
        Tensor values = value.repeatInterleave(0, G);
        Tensor seen = Tensor.range(key.dim(1)).lt(lengths.expandDims(1));
        Tensor scores = query.matmul(keys.transpose()).div(Math.sqrt(query.dim(2)));
        return seen.select(scores, -1e30f).softmax(-1).matmul(values);
    }

    /** Attention with a cap on the scores and a sink: a score that takes part in the sum and has no value. */
    @Operator
    static @Dims("A, T, D") Tensor cappedWithSink(
            @Dims("A, T, D") Tensor query,
            @Dims("A, S, D") Tensor key,
            @Dims("A, S, D") Tensor value,
            @Dims("A, 1, 1") Tensor sink) {
        Tensor scores = query.matmul(key.transpose()).div(5).tanh().mul(5);
        Tensor all = Tensor.concat(2, scores, sink.broadcastTo(query.dim(0), query.dim(1), 1));
        return all.softmax(-1).slice(2, 0, key.dim(1)).matmul(value);
    }

    /** Biases of T5: a number for each head and bucket of distances, exact up to 8 and logarithmic beyond. */
    @Operator
    static @Dims("A, T, S") Tensor bucketBias(
            @Dims("16, A") Tensor table, @Dims("T") Tensor queries, @Dims("S") Tensor keys) {
        Tensor distance = Tensor.range(queries.dim(0))
                .expandDims(1)
                .sub(Tensor.range(keys.dim(0)))
                .maximum(0);
        Tensor far = distance.cast(DType.F32)
                .clampMin(1)
                .div(8)
                .log()
                .div(Math.log(16))
                .mul(8)
                .cast(DType.I64)
                .add(8)
                .minimum(15);
        Tensor bucket = distance.lt(8).select(distance.cast(DType.I64), far);
        return table.gather(0, bucket).permute(2, 0, 1);
    }

    /** Each token goes to the two experts of its largest scores, weighted by their softmax. */
    @Operator
    @Where("E >= 2")
    static @Dims("T, H") Tensor mixtureOfTwo(
            @Dims("T, H") Tensor x,
            @Dims("H, E") Tensor gate,
            @Dims("E, H, F") Tensor up,
            @Dims("E, F, H") Tensor down) {
        Tensor scores = x.matmul(gate);
        Tensor expert = scores.argTopK(1, 2);
        Tensor weights = scores.takeAlongAxis(1, expert).softmax(1);
        Tensor of = expert.reshape(2 * x.dim(0));
        Tensor order = of.argSort(0);
        Tensor sizes = of.oneHot(gate.dim(1), DType.I32).sum(0);
        Tensor rows = x.gather(0, order.floorDiv(2));
        Tensor hidden = rows.groupedMatmulRows(up, sizes).silu();
        Tensor made = hidden.groupedMatmulRows(down, sizes).gather(0, order.argSort(0));
        return made.reshape(x.dim(0), 2, x.dim(1)).mul(weights.expandDims(2)).sum(1);
    }

    /** The gated layer of Llama with its norm and residual. */
    @Operator
    static @Dims("T, H") Tensor gatedLayer(
            @Dims("T, H") Tensor x,
            @Dims("H") Tensor gamma,
            @Dims("H, F") Tensor gate,
            @Dims("H, F") Tensor up,
            @Dims("F, H") Tensor down) {
        Tensor y = x.rmsNorm(gamma, 1e-6);
        return y.matmul(gate).silu().mul(y.matmul(up)).matmul(down).add(x);
    }

    /** A linear recurrence over the positions, h = decay h + input, by running sums of logarithms. */
    @Operator
    static @Dims("T, D") Tensor linearRecurrence(@Dims("T, D") Tensor decay, @Dims("T, D") Tensor input) {
        Tensor sums = decay.sigmoid().log().cumsum(0);
        return input.mul(sums.neg().exp()).cumsum(0).mul(sums.exp());
    }

    /** Sinusoidal positions, sines and cosines in turn, added to embeddings. */
    @Operator
    @Where("D % 2 == 0")
    static @Dims("T, D") Tensor sinusoidal(
            @Dims("V, D") Tensor table, @Dims(value = "T", dtype = DType.I64) Tensor ids) {
        Tensor angles = angles(ids.dim(0), table.dim(1) / 2, 10000);
        Tensor positions =
                Tensor.concat(2, angles.sin().expandDims(2), angles.cos().expandDims(2));
        return table.gather(0, ids).mul(Math.sqrt(table.dim(1))).add(positions.reshape(ids.dim(0), table.dim(1)));
    }

    /** Attention of sequences with positions that fall off, for ragged batches. */
    @Operator(ragged = "T")
    static @Dims("T, D") Tensor raggedWindow(
            @Dims("T, D") Tensor query, @Dims("T, D") Tensor key, @Dims("T, D") Tensor value, int W) {
        Tensor distance = Tensor.range(query.dim(0)).expandDims(1).sub(Tensor.range(query.dim(0)));
        Tensor seen = distance.abs().le(W);
        Tensor scores = query.matmul(key.transpose()).div(Math.sqrt(query.dim(1)));
        return seen.select(scores, Float.NEGATIVE_INFINITY).softmax(-1).matmul(value);
    }

    /** The mean of each sequence's rows and their largest elements, for ragged batches. */
    @Operator(ragged = "T")
    static @Dims("2, D") Tensor raggedPool(@Dims("T, D") Tensor x) {
        return Tensor.concat(0, x.mean(0, KEEP_DIMS), x.max(0, KEEP_DIMS));
    }
}
