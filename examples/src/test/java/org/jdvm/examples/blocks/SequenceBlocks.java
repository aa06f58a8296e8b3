package org.jdvm.examples.blocks;

import static org.jdvm.annotations.Keep.KEEP_DIMS;

import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;
import org.jdvm.annotations.Update;
import org.jdvm.annotations.Where;

/** Steps of decoders and recurrent layers, and functions of signals and sequences. */
final class SequenceBlocks {
    private SequenceBlocks() {}

    /** The best beams, the beam that each continues, and its token. */
    record Beams(
            @Dims("K") Tensor scores,
            @Dims(value = "K", dtype = DType.I64) Tensor parents,
            @Dims(value = "K", dtype = DType.I64) Tensor tokens) {}

    /** Continues B beams by the K best pairs of beam and token. */
    @Operator
    @Where("K <= B*V")
    static Beams beamStep(@Dims("B") Tensor scores, @Dims("B, V") Tensor logits, int K) {
        Tensor all = scores.expandDims(1).add(logits.logSoftmax(1)).reshape(logits.dim(0) * logits.dim(1));
        Tensor best = all.argTopK(0, K);
        return new Beams(all.takeAlongAxis(0, best), best.floorDiv(logits.dim(1)), best.floorMod(logits.dim(1)));
    }

    /** The state of an LSTM. */
    record State(@Dims("B, H") Tensor hidden, @Dims("B, H") Tensor cell) {}

    /** A step of an LSTM whose gates see the cell: gates input, forget, cell, output; peepholes of the first, second and last. */
    @Operator
    static State peepholeStep(
            @Dims("B, I") Tensor x,
            State before,
            @Dims("4*H, I") Tensor weight,
            @Dims("4*H, H") Tensor recurrent,
            @Dims("4*H") Tensor bias,
            @Dims("3, H") Tensor peepholes) {
        int size = before.hidden.dim(1);
        Tensor gates = x.matmul(weight.transpose())
                .add(before.hidden.matmul(recurrent.transpose()))
                .add(bias);
        Tensor input = gates.slice(1, 0, size)
                .add(before.cell.mul(peepholes.slice(0, 0, 1)))
                .sigmoid();
        Tensor forget = gates.slice(1, size, 2 * size)
                .add(before.cell.mul(peepholes.slice(0, 1, 2)))
                .sigmoid();
        Tensor cell = forget.mul(before.cell)
                .add(input.mul(gates.slice(1, 2 * size, 3 * size).tanh()));
        Tensor output = gates.slice(1, 3 * size, 4 * size)
                .add(cell.mul(peepholes.slice(0, 2, 3)))
                .sigmoid();
        return new State(output.mul(cell.tanh()), cell);
    }

    /** Labels in the order of time, then -1; and how many there are. */
    record Labels(
            @Dims(value = "T", dtype = DType.I64) Tensor labels,
            @Dims(value = "", dtype = DType.I64) Tensor count) {}

    /** Greedy decoding of connectionist temporal classification: repetitions and blanks (class 0) are dropped. */
    @Operator
    @Where("V >= 1")
    @Where("T >= 1")
    static Labels ctcGreedy(@Dims("T, V") Tensor scores) {
        Tensor best = scores.argMax(1);
        Tensor before = best.slice(0, 0, scores.dim(0) - 1).pad(0, 1, 0, -1);
        Tensor kept = best.ne(0).and(best.ne(before));
        Tensor order = kept.not().cast(DType.I32).argSort(0);
        Tensor count = kept.cast(DType.I64).sum();
        Tensor labels = Tensor.range(scores.dim(0), DType.I64).lt(count).select(best.gather(0, order), -1);
        return new Labels(labels, count);
    }

    /** Scores of the best paths, and the class before the last on each. */
    record Paths(
            @Dims("B, K") Tensor scores,
            @Dims(value = "B, K", dtype = DType.I64) Tensor parents) {}

    /** A step of Viterbi's algorithm in a conditional random field; where the mask is false nothing changes. */
    @Operator
    @Where("K >= 1")
    static Paths viterbiStep(
            @Dims("B, K") Tensor scores,
            @Dims("K, K") Tensor transitions,
            @Dims("B, K") Tensor emissions,
            @Dims(value = "B", dtype = DType.BOOL) Tensor mask) {
        Tensor paths = scores.expandDims(2).add(transitions);
        Tensor next = paths.max(1).add(emissions);
        return new Paths(mask.expandDims(1).select(next, scores), paths.argMax(1));
    }

    /** The logarithm of the sum over all paths of a chain of two steps. */
    @Operator
    static @Dims("B") Tensor chainOfTwo(
            @Dims("B, K") Tensor first, @Dims("K, K") Tensor transitions, @Dims("B, K") Tensor second) {
        return first.expandDims(2).add(transitions).logSumExp(1).add(second).logSumExp(1);
    }

    /** Magnitudes of the discrete Fourier transform, as two products. */
    @Operator
    static @Dims("B, N / 2 + 1") Tensor spectrum(@Dims("B, N") Tensor x) {
        int bins = x.dim(1) / 2 + 1;
        Tensor steps =
                Tensor.range(x.dim(1)).expandDims(1).mul(Tensor.range(bins)).floorMod(Math.max(x.dim(1), 1));
        Tensor angles = steps.cast(DType.F32).mul(-2 * Math.PI / Math.max(x.dim(1), 1));
        Tensor real = x.matmul(angles.cos());
        Tensor imaginary = x.matmul(angles.sin());
        return real.square().add(imaginary.square()).sqrt();
    }

    /** Powers of overlapping windows of a signal, Hann-weighted: a short-time transform. */
    @Operator
    @Where("N >= 8")
    static Tensor shortTimePowers(@Dims("B, N") Tensor x) {
        Tensor window = Tensor.range(8)
                .cast(DType.F32)
                .mul(2 * Math.PI / 8)
                .cos()
                .rsub(1)
                .mul(0.5);
        Tensor frames = x.unfold(1, 8, 3).mul(window);
        Tensor angles = Tensor.range(8)
                .expandDims(1)
                .mul(Tensor.range(5))
                .cast(DType.F32)
                .mul(2 * Math.PI / 8);
        return frames.matmul(angles.cos())
                .square()
                .add(frames.matmul(angles.sin()).square());
    }

    /** Logarithms of the powers in M triangular bands whose centres are even on the mel scale up to half of the rate. */
    @Operator
    @Where("F >= 2")
    @Where("M >= 1")
    static @Dims("T, M") Tensor melBands(@Dims("T, F") Tensor power, int M, float rate) {
        double highest = 2595 * Math.log(1 + rate / 1400) / Math.log(10);
        Tensor mels = Tensor.range(M + 2).cast(DType.F32).mul(highest / (M + 1));
        Tensor edges = mels.div(2595).rpow(10).sub(1).mul(700);
        Tensor bins = Tensor.range(power.dim(1))
                .cast(DType.F32)
                .mul(rate / 2 / (power.dim(1) - 1))
                .expandDims(1);
        Tensor low = edges.slice(0, 0, M);
        Tensor centre = edges.slice(0, 1, M + 1);
        Tensor high = edges.slice(0, 2, M + 2);
        Tensor rising = bins.sub(low).div(centre.sub(low));
        Tensor falling = high.sub(bins).div(high.sub(centre));
        return power.matmul(rising.minimum(falling).clampMin(0)).clampMin(1e-10).log();
    }

    /** The dilated causal convolution of WaveNet with its gate. */
    @Operator
    static @Dims("B, O, T") Tensor gatedCausal(
            @Dims("B, C, T") Tensor x, @Dims("O, C, 3") Tensor filter, @Dims("O, C, 3") Tensor gate) {
        Tensor padded = x.pad(2, 4, 0);
        return padded.conv1d(filter, 1, 0, 2, 1)
                .tanh()
                .mul(padded.conv1d(gate, 1, 0, 2, 1).sigmoid());
    }

    /** A transposed convolution with a rest of the output, groups, and a bias. */
    @Operator
    static Tensor upsampleSignal(@Dims("B, C, T") Tensor x, @Dims("C, O, 4") Tensor weight, @Dims("2*O") Tensor bias) {
        return x.convTranspose1d(weight, bias, 3, 1, 2, 2, 1).leakyRelu(0.1);
    }

    /** How far each element is below the largest one so far. */
    @Operator
    static @Dims("B, T") Tensor drawdown(@Dims("B, T") Tensor x) {
        return x.cummax(1).sub(x);
    }

    /** Sums of rows by segment. */
    @Operator
    static @Dims("S, D") Tensor segmentSum(
            @Dims("N, D") Tensor x, @Dims(value = "N", dtype = DType.I64) Tensor segments, int S) {
        Tensor places = segments.expandDims(1).broadcastTo(x.dim(0), x.dim(1));
        return Tensor.full(0, S, x.dim(1)).scatter(0, places, x, Update.ADD);
    }

    /** Softmax over the elements of each segment, as graph attention needs it. */
    @Operator
    static @Dims("N") Tensor segmentSoftmax(
            @Dims("N") Tensor x, @Dims(value = "N", dtype = DType.I64) Tensor segments, int S) {
        Tensor largest = Tensor.full(Float.NEGATIVE_INFINITY, S).scatter(0, segments, x, Update.MAX);
        Tensor powers = x.sub(largest.gather(0, segments)).exp();
        Tensor sums = Tensor.full(0, S).scatter(0, segments, powers, Update.ADD);
        return powers.div(sums.gather(0, segments));
    }

    /** What may be sampled: the fewest tokens whose probabilities reach p; others have minus infinity. */
    @Operator
    static @Dims("B, V") Tensor topP(@Dims("B, V") Tensor logits, float p) {
        Tensor order = logits.argSort(1, true);
        Tensor probabilities = logits.takeAlongAxis(1, order).softmax(1);
        Tensor before = probabilities.cumsum(1, true, false);
        Tensor kept = before.lt(p).takeAlongAxis(1, order.argSort(1));
        return kept.select(logits, Float.NEGATIVE_INFINITY);
    }

    /** Elements in order, whether each is the first of its kind, and the rank of each input among the kinds. */
    record Kinds(
            @Dims(value = "N", dtype = DType.I32) Tensor sorted,
            @Dims(value = "N", dtype = DType.BOOL) Tensor first,
            @Dims(value = "N", dtype = DType.I64) Tensor rank) {}

    @Operator
    @Where("N >= 1")
    static Kinds kinds(@Dims(value = "N", dtype = DType.I32) Tensor x) {
        Tensor order = x.argSort(0);
        Tensor sorted = x.gather(0, order);
        Tensor changes = sorted.slice(0, 1, x.dim(0)).ne(sorted.slice(0, 0, x.dim(0) - 1));
        Tensor first = changes.cast(DType.I32).pad(0, 1, 0, 1).ne(0);
        Tensor ranks = first.cast(DType.I64).cumsum(0).sub(1);
        return new Kinds(sorted, first, ranks.gather(0, order.argSort(0)));
    }

    /** Exponential averages with a rate for each channel, by a triangular product. */
    @Operator
    static @Dims("T, D") Tensor movingAverage(@Dims("T, D") Tensor x, @Dims("D") Tensor rate) {
        Tensor steps = Tensor.range(x.dim(0)).expandDims(1).sub(Tensor.range(x.dim(0)));
        Tensor keep = rate.sigmoid().reshape(x.dim(1), 1, 1);
        Tensor weights =
                steps.lt(0).select(0, keep.pow(steps.maximum(0).cast(DType.F32)).mul(keep.rsub(1)));
        return weights.matmul(x.transpose().expandDims(2)).squeeze(2).transpose();
    }

    /** Penalises tokens that were generated before: their logits are divided or multiplied. */
    @Operator
    static @Dims("V") Tensor repetitionPenalty(
            @Dims("V") Tensor logits, @Dims(value = "T", dtype = DType.I64) Tensor tokens, float penalty) {
        Tensor seen = Tensor.full(0, logits.dim(0)).scatter(0, tokens, Tensor.full(1, tokens.dim(0)), Update.MAX);
        return seen.gt(0).select(logits.gt(0).select(logits.div(penalty), logits.mul(penalty)), logits);
    }

    /** The mean of the rows that a mask keeps, of length one. */
    @Operator
    static @Dims("B, D") Tensor maskedMean(
            @Dims("B, T, D") Tensor x, @Dims(value = "B, T", dtype = DType.I64) Tensor mask) {
        Tensor weights = mask.cast(DType.F32).expandDims(2);
        Tensor mean = x.mul(weights).sum(1).div(weights.sum(1).clampMin(1e-9));
        return mean.div(mean.l2Norm(1, KEEP_DIMS).clampMin(1e-12));
    }
}
