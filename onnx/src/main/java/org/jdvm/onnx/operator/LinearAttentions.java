package org.jdvm.onnx.operator;

import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.onnx.value.OnnxValue;
import org.jdvm.onnx.value.TensorValue;
import org.jspecify.annotations.Nullable;

/** Attention with a state that each token updates: linear, gated, and by the delta rule. */
final class LinearAttentions {
    private LinearAttentions() {}

    static OnnxValue[] run(NodeCall call) {
        int heads = call.i("kv_num_heads");
        int queryHeads = call.i("q_num_heads");
        String rule = call.s("update_rule", "gated_delta");
        boolean isGated = rule.startsWith("gated");
        boolean isDelta = rule.endsWith("delta");
        if (!isGated && !isDelta && !rule.equals("linear")) {
            throw NodeCall.unsupported("update_rule '" + rule + "'");
        }
        if (isGated && !call.has(4) || isDelta && !call.has(5)) {
            throw new JdvmException(
                    "update_rule '%s' needs the input %s".formatted(rule, isGated && !call.has(4) ? "decay" : "beta"));
        }
        Tensor q = Attentions.heads(call.t(0).cast(DType.F32), queryHeads);
        Tensor k = Attentions.heads(call.t(1).cast(DType.F32), heads);
        Tensor v = Attentions.heads(call.t(2).cast(DType.F32), heads);
        int batch = q.dim(0);
        int tokens = q.dim(2);
        int size = q.dim(3);
        int width = v.dim(3);
        double given = call.f("scale", 0);
        double scale = given == 0 ? 1 / Math.sqrt(size) : given;
        Tensor state = call.has(3) ? call.t(3).cast(DType.F32) : Tensor.zeros(DType.F32, batch, heads, size, width);
        Tensor decay = isGated ? perHead(call.t(4), heads).exp() : null;
        Tensor beta = isDelta ? perHead(call.t(5), heads) : null;
        Tensor[] outputs = new Tensor[tokens];
        int group = queryHeads / heads;
        for (int t = 0; t < tokens; t++) {
            Tensor key = k.slice(2, t, t + 1);
            Tensor value = v.slice(2, t, t + 1);
            Tensor column = key.transpose();
            state = isGated ? state.mul(token(decay, t)) : state;
            if (isDelta) {
                Tensor change = value.sub(key.matmul(state)).mul(token(beta, t));
                state = state.add(column.mul(change));
            } else {
                state = state.add(column.mul(value));
            }
            Tensor query = q.slice(2, t, t + 1).reshape(batch, heads, group, size);
            outputs[t] = query.mul(scale).matmul(state).reshape(batch, 1, queryHeads * width);
            if (t % 8 == 7) {
                Tensor.compute(state, outputs[t]);
            }
        }
        Tensor all = tokens == 1 ? outputs[0] : Tensor.concat(1, outputs);
        return new OnnxValue[] {
            call.same(all), TensorValue.of(call.has(3) ? call.in(3).type() : call.type(), state)
        };
    }

    /** {@return [batch, length, heads * n] or [batch, length, 1] as [batch, heads or 1, length, n]} */
    private static Tensor perHead(Tensor x, int heads) {
        return Attentions.heads(x.cast(DType.F32), x.dim(2) == 1 ? 1 : heads);
    }

    /** {@return what belongs to one token, as a column} */
    private static Tensor token(@Nullable Tensor x, int t) {
        return x.slice(2, t, t + 1).transpose();
    }
}
