package org.jdvm.onnx.operator;

import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.onnx.value.OnnxValue;
import org.jdvm.onnx.value.TensorValue;
import org.jspecify.annotations.Nullable;

/** Losses of classification. */
final class Losses {
    private Losses() {}

    static void addTo(OperatorTable table) {
        table.add(
                "NegativeLogLikelihoodLoss",
                12,
                call -> call.same(loss(call, call.t(0), call.in(1), call.optionalTensor(2))));
        table.addAll("SoftmaxCrossEntropyLoss", 12, call -> {
            Tensor scores = call.t(0).logSoftmax(1);
            return new OnnxValue[] {call.same(loss(call, scores, call.in(1), call.optionalTensor(2))), call.same(scores)
            };
        });
    }

    /** The negative log-likelihood of the class of each place, weighted by class; a class may be left out. */
    private static Tensor loss(NodeCall call, Tensor scores, TensorValue classes, @Nullable Tensor weights) {
        int count = scores.dim(1);
        Tensor labels = classes.tensor().cast(DType.I64);
        Tensor counts = null;
        Tensor safe = labels;
        if (call.hasAttribute("ignore_index")) {
            Tensor isIgnored = labels.eq(call.i("ignore_index"));
            counts = isIgnored.not().cast(scores.type());
            safe = isIgnored.select(labels.mul(0), labels);
        }
        Tensor picked = scores.takeAlongAxis(1, safe.expandDims(1)).squeeze(1).neg();
        Tensor factors = weights == null
                ? counts
                : weights.gather(0, safe.reshape(safe.size())).reshape(safe.dims());
        if (weights != null && counts != null) {
            factors = factors.mul(counts);
        }
        if (weights != null && weights.size() != count) {
            throw new JdvmException("there are %d weights for %d classes".formatted(weights.size(), count));
        }
        Tensor weighted = factors == null ? picked : picked.mul(factors);
        return switch (call.s("reduction", "mean")) {
            case "none" -> weighted;
            case "sum" -> weighted.sum();
            case "mean" -> factors == null ? weighted.mean() : weighted.sum().div(factors.sum());
            default -> throw NodeCall.unsupported("reduction '" + call.s("reduction", "") + "'");
        };
    }
}
