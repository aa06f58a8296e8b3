package org.jdvm.onnx.operator;

import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Keep;
import org.jdvm.onnx.value.ElementType;
import org.jdvm.onnx.value.OnnxValue;
import org.jdvm.onnx.value.TensorValue;
import org.jspecify.annotations.Nullable;

/** Attention of the standard, in its softmax and linear forms, and rotary embeddings. */
final class Attentions {
    private Attentions() {}

    static void addTo(OperatorTable table) {
        table.addAll("Attention", 23, Attentions::attention);
        table.addAll("LinearAttention", 1, LinearAttentions::run);
        table.add(
                "RotaryEmbedding",
                23,
                call -> call.same(rotate(
                        call.t(0),
                        call.t(1),
                        call.t(2),
                        call.optionalTensor(3),
                        call.i("interleaved", 0) != 0,
                        call.i("rotary_embedding_dim", 0),
                        call.i("num_heads", 0))));
        table.preview("FlexAttention", Attentions::flexible);
    }

    /** {@return [batch, length, heads * size] as [batch, heads, length, size]} */
    static Tensor heads(Tensor x, int heads) {
        if (x.rank() == 4) {
            return x;
        }
        if (heads <= 0 || x.dim(2) % heads != 0) {
            throw new JdvmException("%d elements are not cut into %d heads".formatted(x.dim(2), heads));
        }
        return x.reshape(x.dim(0), x.dim(1), heads, x.dim(2) / heads).permute(0, 2, 1, 3);
    }

    /** {@return [batch, heads, length, size] as [batch, length, heads * size]} */
    static Tensor joined(Tensor x) {
        return x.permute(0, 2, 1, 3).reshape(x.dim(0), x.dim(2), x.dim(1) * x.dim(3));
    }

    /** {@return keys or values repeated for the heads of the queries} */
    static Tensor repeated(Tensor x, int heads) {
        return x.dim(1) == heads ? x : x.repeatInterleave(1, heads / x.dim(1));
    }

    private static OnnxValue[] attention(NodeCall call) {
        boolean isFlat = call.in(0).rank() == 3;
        Tensor q = heads(call.t(0), call.i("q_num_heads", 0));
        Tensor k = heads(call.t(1), call.i("kv_num_heads", 0));
        Tensor v = heads(call.t(2), call.i("kv_num_heads", 0));
        int past = 0;
        if (call.has(4)) {
            past = call.in(4).dim(2);
            k = Tensor.concat(2, call.t(4), k);
            v = Tensor.concat(2, call.t(5), v);
        }
        TensorValue presentKey = call.same(k);
        TensorValue presentValue = TensorValue.of(call.in(2).type(), v);
        int queries = q.dim(2);
        int keys = k.dim(2);
        double factor = call.f("scale", (float) (1 / Math.sqrt(q.dim(3))));
        Tensor bias = bias(call, queries, keys, past);
        Tensor scores = q.mul(Math.sqrt(factor))
                .matmul(repeated(k, q.dim(1)).mul(Math.sqrt(factor)).transpose());
        Tensor shown = scores;
        int mode = call.i("qk_matmul_output_mode", 0);
        double cap = call.f("softcap", 0);
        if (cap > 0) {
            scores = scores.div(cap).tanh().mul(cap);
        }
        shown = mode == 1 ? scores : shown;
        if (bias != null) {
            scores = scores.add(bias.cast(scores.type()));
        }
        shown = mode == 2 ? scores : shown;
        Tensor weights = Norms.wide(scores).softmax(-1);
        if (bias != null) {
            Tensor isMasked = bias.max(-1, Keep.KEEP_DIMS).eq(Double.NEGATIVE_INFINITY);
            weights = isMasked.select(0, weights);
        }
        shown = mode == 3 ? weights : shown;
        Tensor y = weights.cast(v.type()).matmul(repeated(v, q.dim(1)));
        return new OnnxValue[] {call.same(isFlat ? joined(y) : y), presentKey, presentValue, call.same(shown)};
    }

    /** What is added to the scores: the mask given, causal order, a window of keys, and keys that are padding; null if there is none of these. */
    private static @Nullable Tensor bias(NodeCall call, int queries, int keys, int past) {
        Tensor bias = null;
        if (call.has(3)) {
            TensorValue mask = call.in(3);
            boolean isTruth = mask.type() == ElementType.BOOL;
            bias = isTruth ? masked(mask.tensor()) : Norms.wide(mask.tensor());
            if (bias.dim(-1) < keys) {
                bias = bias.pad(bias.rank() - 1, 0, keys - bias.dim(-1), Double.NEGATIVE_INFINITY);
            }
        }
        Tensor lengths =
                call.has(6) ? call.t(6).cast(DType.I32).reshape(call.in(6).size(), 1, 1, 1) : null;
        // Row i of queries is at position i + offset of the keys.
        Tensor row = Tensor.range(queries, DType.I32).expandDims(1);
        Tensor position = lengths != null && !call.has(4) ? row.add(lengths.sub(queries)) : row.add(past);
        Tensor key = Tensor.range(keys, DType.I32);
        if (call.i("is_causal", 0) != 0) {
            bias = plus(bias, masked(key.le(position)));
        }
        int left = call.i("left_window_size", -1);
        int right = call.i("right_window_size", -1);
        if (left >= 0) {
            bias = plus(bias, masked(position.sub(key).le(left)));
        }
        if (right >= 0) {
            bias = plus(bias, masked(key.sub(position).le(right)));
        }
        if (lengths != null) {
            bias = plus(bias, masked(key.lt(lengths)));
        }
        return bias;
    }

    /** {@return 0 where a condition holds, and minus infinity elsewhere} */
    static Tensor masked(Tensor condition) {
        return condition.select(Tensor.full(0), Double.NEGATIVE_INFINITY);
    }

    private static Tensor plus(@Nullable Tensor bias, Tensor more) {
        return bias == null ? more : bias.add(more);
    }

    /** {@return pairs of elements turned by angles, of which cosines and sines are given} */
    static Tensor rotate(
            Tensor x,
            Tensor cosines,
            Tensor sines,
            @Nullable Tensor positions,
            boolean isInterleaved,
            int turned,
            int heads) {
        Tensor in = heads(x, heads);
        int size = in.dim(3);
        int width = turned == 0 ? size : turned;
        Tensor cos = cosines;
        Tensor sin = sines;
        if (positions != null) {
            Tensor places = positions.rank() == 1 && positions.size() == 1 && in.dim(0) * in.dim(2) != 1
                    ? Tensor.range(in.dim(2), DType.I64)
                            .add(positions.cast(DType.I64))
                            .reshape(1, in.dim(2))
                    : positions.cast(DType.I64);
            cos = cos.gather(0, places);
            sin = sin.gather(0, places);
        }
        cos = cos.rank() == 3 ? cos.expandDims(1) : cos;
        sin = sin.rank() == 3 ? sin.expandDims(1) : sin;
        Tensor part = width == size ? in : in.slice(3, 0, width);
        int half = width / 2;
        Tensor first = isInterleaved ? part.slice(3, 0, width, 2) : part.slice(3, 0, half);
        Tensor second = isInterleaved ? part.slice(3, 1, width, 2) : part.slice(3, half, width);
        Tensor real = first.mul(cos).sub(second.mul(sin));
        Tensor imaginary = first.mul(sin).add(second.mul(cos));
        Tensor result = isInterleaved
                ? Tensor.concat(4, real.expandDims(4), imaginary.expandDims(4)).reshape(part.dims())
                : Tensor.concat(3, real, imaginary);
        result = width == size ? result : Tensor.concat(3, result, in.slice(3, width, size));
        return x.rank() == 4 ? result : joined(result);
    }

    private static OnnxValue flexible(NodeCall call) {
        Tensor q = call.t(0);
        double root = Math.sqrt(call.f("scale", (float) (1 / Math.sqrt(q.dim(3)))));
        Tensor scores =
                q.mul(root).matmul(repeated(call.t(1), q.dim(1)).mul(root).transpose());
        ElementType type = call.typeAttribute("softmax_precision", ElementType.FLOAT);
        TensorValue value = TensorValue.of(type, scores.cast(type.carrier()));
        if (call.hasAttribute("score_mod")) {
            value = (TensorValue) call.graph("score_mod").run(value)[0];
        }
        TensorValue weights = TensorValue.of(type, value.tensor().softmax(-1));
        if (call.hasAttribute("prob_mod")) {
            weights = (TensorValue) call.graph("prob_mod").run(weights)[0];
        }
        Tensor v = repeated(call.t(2), q.dim(1)).cast(type.carrier());
        return TensorValue.of(call.in(2).type(), weights.tensor().matmul(v));
    }
}
