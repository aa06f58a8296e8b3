package org.jdvm.onnx.operator;

import org.jdvm.Tensor;
import org.jdvm.onnx.value.OnnxValue;

/** Convolutions over what came before, of each channel alone, with the last positions as a state. */
final class CausalConvolutions {
    private CausalConvolutions() {}

    static OnnxValue[] run(NodeCall call) {
        Tensor x = call.t(0);
        Tensor weight = call.t(1);
        int channels = x.dim(1);
        int before = weight.dim(2) - 1;
        Tensor whole = call.has(3) ? Tensor.concat(2, call.t(3), x) : before == 0 ? x : x.pad(2, before, 0);
        Tensor y = call.has(2)
                ? whole.conv1d(weight, call.t(2), 1, 0, 1, channels)
                : whole.conv1d(weight, 1, 0, 1, channels);
        switch (call.s("activation", "none")) {
            case "silu", "swish" -> y = y.silu();
            case "none", "" -> {}
            default -> throw NodeCall.unsupported("activation '" + call.s("activation", "") + "'");
        }
        int size = whole.dim(2);
        return new OnnxValue[] {call.same(y), call.same(whole.slice(2, size - before, size))};
    }
}
