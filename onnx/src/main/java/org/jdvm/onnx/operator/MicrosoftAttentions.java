package org.jdvm.onnx.operator;

import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.onnx.value.OnnxValue;
import org.jspecify.annotations.Nullable;

/** Attention as ONNX Runtime's optimisers and exporters write it. */
final class MicrosoftAttentions {
    private MicrosoftAttentions() {}

    static void addTo(OperatorTable table) {
        table.microsoftAll("Attention", MicrosoftAttentions::attention);
        table.microsoftAll("MultiHeadAttention", MicrosoftAttentions::multiHead);
        table.microsoftAll("GroupQueryAttention", MicrosoftAttentions::grouped);
        table.microsoft(
                "RotaryEmbedding",
                call -> call.same(Attentions.rotate(
                        call.t(0),
                        call.t(2),
                        call.t(3),
                        call.t(1),
                        call.i("interleaved", 0) != 0,
                        call.i("rotary_embedding_dim", 0),
                        call.i("num_heads", 0) != 0
                                ? call.i("num_heads", 0)
                                : call.in(0).dim(-1) / (2 * call.in(2).dim(1)))));
    }

    /** Queries, keys and values are one product of the input and a weight. */
    private static OnnxValue[] attention(NodeCall call) {
        int heads = call.i("num_heads");
        Tensor x = call.t(0).matmul(call.t(1));
        x = call.has(2) ? x.add(call.t(2)) : x;
        int[] sizes = call.is("qkv_hidden_sizes");
        int third = x.dim(2) / 3;
        int first = sizes == null ? third : sizes[0];
        int second = sizes == null ? third : sizes[1];
        Tensor q = Attentions.heads(x.slice(2, 0, first), heads);
        Tensor k = Attentions.heads(x.slice(2, first, first + second), heads);
        Tensor v = Attentions.heads(x.slice(2, first + second, x.dim(2)), heads);
        int past = 0;
        if (call.has(4)) {
            past = call.in(4).dim(3);
            k = Tensor.concat(2, call.t(4).slice(0, 0, 1).squeeze(0), k);
            v = Tensor.concat(2, call.t(4).slice(0, 1, 2).squeeze(0), v);
        }
        if (call.i("do_rotary", 0) != 0) {
            throw NodeCall.unsupported("do_rotary");
        }
        Tensor bias = mask(call.optionalTensor(3), call.f("mask_filter_value", -10000));
        if (call.i("unidirectional", 0) != 0) {
            bias = plus(bias, causal(q.dim(2), k.dim(2), past));
        }
        if (call.has(5)) {
            bias = plus(bias, call.t(5));
        }
        Tensor y = softmax(q, k, v, bias, call.f("scale", 0));
        Tensor present = Tensor.concat(0, k.expandDims(0), v.expandDims(0));
        return new OnnxValue[] {call.same(Attentions.joined(y)), call.same(present)};
    }

    private static Tensor causal(int queries, int keys, int past) {
        Tensor row = Tensor.range(queries, DType.I32).expandDims(1).add(past);
        return Attentions.masked(Tensor.range(keys, DType.I32).le(row));
    }

    /** {@return what a mask of keys adds to scores: [batch, keys], [batch, queries, keys] or more dims, 0 where a key does not count} */
    private static @Nullable Tensor mask(@Nullable Tensor mask, double filter) {
        if (mask == null) {
            return null;
        }
        if (mask.rank() == 1) {
            throw NodeCall.unsupported("a mask of lengths; one of [batch, keys] is");
        }
        Tensor counts = mask.type() == DType.BOOL ? mask : mask.ne(0);
        Tensor bias = counts.select(Tensor.full(0), filter);
        return switch (mask.rank()) {
            case 2 -> bias.reshape(mask.dim(0), 1, 1, mask.dim(1));
            case 3 -> bias.expandDims(1);
            default -> bias;
        };
    }

    private static Tensor plus(@Nullable Tensor bias, Tensor more) {
        return bias == null ? more : bias.add(more);
    }

    private static Tensor softmax(Tensor q, Tensor k, Tensor v, @Nullable Tensor bias, double scale) {
        double factor = scale == 0 ? 1 / Math.sqrt(q.dim(3)) : scale;
        Tensor scores = q.matmul(k.transpose()).mul(factor);
        scores = bias == null ? scores : scores.add(bias.cast(scores.type()));
        return scores.softmax(-1).matmul(v);
    }

    private static OnnxValue[] multiHead(NodeCall call) {
        int heads = call.i("num_heads");
        Tensor q = call.t(0);
        Tensor k = call.optionalTensor(1);
        Tensor v = call.optionalTensor(2);
        if (q.rank() == 5) {
            // Packed: [batch, length, heads, 3, size].
            Tensor packed = q;
            q = packed.slice(3, 0, 1).squeeze(3).permute(0, 2, 1, 3);
            k = packed.slice(3, 1, 2).squeeze(3).permute(0, 2, 1, 3);
            v = packed.slice(3, 2, 3).squeeze(3).permute(0, 2, 1, 3);
        } else if (k != null && k.rank() == 5) {
            Tensor packed = k;
            k = packed.slice(3, 0, 1).squeeze(3).permute(0, 2, 1, 3);
            v = packed.slice(3, 1, 2).squeeze(3).permute(0, 2, 1, 3);
        }
        if (k == null || v == null) {
            throw NodeCall.unsupported("MultiHeadAttention without keys or values");
        }
        if (call.has(3)) {
            Tensor bias = call.t(3);
            int width = q.dim(-1);
            q = q.add(bias.slice(0, 0, width));
            k = k.rank() == 3 ? k.add(bias.slice(0, width, 2 * width)) : k;
            v = v.rank() == 3 ? v.add(bias.slice(0, 2 * width, bias.dim(0))) : v;
        }
        q = Attentions.heads(q, heads);
        k = Attentions.heads(k, heads);
        v = Attentions.heads(v, heads);
        int past = 0;
        if (call.has(6)) {
            past = call.in(6).dim(2);
            k = Tensor.concat(2, call.t(6), k);
            v = Tensor.concat(2, call.t(7), v);
        }
        Tensor bias = mask(call.optionalTensor(4), call.f("mask_filter_value", -10000));
        if (call.i("unidirectional", 0) != 0) {
            bias = plus(bias, causal(q.dim(2), k.dim(2), past));
        }
        if (call.has(5)) {
            bias = plus(bias, call.t(5));
        }
        Tensor y = softmax(q, k, v, bias, call.f("scale", 0));
        return new OnnxValue[] {call.same(Attentions.joined(y)), call.same(k), call.same(v)};
    }

    /** Several query heads share one of keys and values, which are kept from call to call; causal. */
    private static OnnxValue[] grouped(NodeCall call) {
        int heads = call.i("num_heads");
        int shared = call.i("kv_num_heads");
        Tensor q = call.t(0);
        Tensor k;
        Tensor v;
        if (call.has(1)) {
            k = Attentions.heads(call.t(1), shared);
            v = Attentions.heads(call.t(2), shared);
            q = Attentions.heads(q, heads);
        } else {
            int size = q.dim(2) / (heads + 2 * shared);
            k = Attentions.heads(q.slice(2, heads * size, (heads + shared) * size), shared);
            v = Attentions.heads(q.slice(2, (heads + shared) * size, q.dim(2)), shared);
            q = Attentions.heads(q.slice(2, 0, heads * size), heads);
        }
        int batch = q.dim(0);
        int tokens = q.dim(2);
        long[] last = call.in(5).longs();
        long total = last[0] + 1;
        for (long each : last) {
            if (each + 1 != total) {
                throw NodeCall.unsupported("a batch of sequences of different lengths in GroupQueryAttention");
            }
        }
        int past = (int) total - tokens;
        if (call.i("do_rotary", 0) != 0) {
            boolean isInterleaved = call.i("rotary_interleaved", 0) != 0;
            Tensor positions =
                    Tensor.range(tokens, DType.I64).add(past).reshape(1, tokens).broadcastTo(batch, tokens);
            q = Attentions.rotate(
                    q,
                    call.t(7),
                    call.t(8),
                    positions,
                    isInterleaved,
                    2 * call.in(7).dim(1),
                    heads);
            k = Attentions.rotate(
                    k,
                    call.t(7),
                    call.t(8),
                    positions,
                    isInterleaved,
                    2 * call.in(7).dim(1),
                    shared);
        }
        if (call.has(3) && past > 0) {
            k = Tensor.concat(2, call.t(3).slice(2, 0, past), k);
            v = Tensor.concat(2, call.t(4).slice(2, 0, past), v);
        }
        Tensor bias = causal(tokens, k.dim(2), past);
        int window = call.i("local_window_size", -1);
        if (window > 0) {
            Tensor row = Tensor.range(tokens, DType.I32).expandDims(1).add(past);
            bias = bias.add(
                    Attentions.masked(row.sub(Tensor.range(k.dim(2), DType.I32)).lt(window)));
        }
        double cap = call.f("softcap", 0);
        if (cap > 0) {
            throw NodeCall.unsupported("softcap of GroupQueryAttention");
        }
        Tensor y = softmax(q, Attentions.repeated(k, heads), Attentions.repeated(v, heads), bias, call.f("scale", 0));
        return new OnnxValue[] {call.same(Attentions.joined(y)), call.same(k), call.same(v)};
    }
}
