package org.jdvm.benchmarks.peer;

import java.util.List;
import org.jdvm.Tensor;
import org.jdvm.benchmarks.peer.OnnxGraph.Operation;
import org.jdvm.benchmarks.peer.OnnxGraph.Value;

/** What transformer models are made of, in operations of the standard; values are [1, tokens, hidden] or [1, heads, tokens, size]. */
final class TransformerGraph {
    private final OnnxGraph graph;

    TransformerGraph(OnnxGraph graph) {
        this.graph = graph;
    }

    Value product(Value x, Tensor weight) {
        return graph.apply("MatMul", x, graph.weight(weight));
    }

    Value dense(Value x, Tensor weight, Tensor bias) {
        return graph.apply("Add", product(x, weight), graph.weight(bias));
    }

    Value heads(Value x, int heads, int size) {
        Value split = graph.apply("Reshape", x, graph.integers(0, 0, heads, size));
        return graph.apply(Operation.of("Transpose").withAll("perm", 0, 2, 1, 3), split);
    }

    Value joined(Value x, int hidden) {
        Value tokensFirst = graph.apply(Operation.of("Transpose").withAll("perm", 0, 2, 1, 3), x);
        return graph.apply("Reshape", tokensFirst, graph.integers(0, 0, hidden));
    }

    /** Attention of heads; there may be no mask. */
    Value attention(Value query, Value key, Value value, Value mask, int size) {
        Value turned = graph.apply(Operation.of("Transpose").withAll("perm", 0, 1, 3, 2), key);
        Value scores = graph.apply("MatMul", query, turned);
        Value scaled = graph.apply("Mul", scores, graph.number((float) (1 / Math.sqrt(size))));
        Value masked = mask.equals(Value.NONE) ? scaled : graph.apply("Add", scaled, mask);
        return graph.apply("MatMul", graph.apply(Operation.of("Softmax").with("axis", -1), masked), value);
    }

    Value rotated(Value x, Value cos, Value sin) {
        List<Value> halves =
                graph.applyAll(Operation.of("Split").with("axis", -1).with("num_outputs", 2), 2, x);
        Value first = halves.getFirst();
        Value second = halves.getLast();
        return graph.apply(
                Operation.of("Concat").with("axis", -1),
                graph.apply("Sub", graph.apply("Mul", first, cos), graph.apply("Mul", second, sin)),
                graph.apply("Add", graph.apply("Mul", second, cos), graph.apply("Mul", first, sin)));
    }

    /** In the form that ONNX Runtime knows as one operation. */
    Value rmsNorm(Value x, Tensor scale, float eps) {
        Value square = graph.apply("Pow", x, graph.number(2));
        Value mean = graph.apply(Operation.of("ReduceMean").with("keepdims", 1), square, graph.integers(-1));
        Value root = graph.apply("Sqrt", graph.apply("Add", mean, graph.number(eps)));
        return graph.apply("Mul", graph.apply("Div", x, root), graph.weight(scale));
    }

    Value layerNorm(Value x, Tensor gamma, Tensor beta, float eps) {
        return graph.apply(
                Operation.of("LayerNormalization").with("axis", -1).with("epsilon", eps),
                x,
                graph.weight(gamma),
                graph.weight(beta));
    }

    Value gatedFeedForward(Value x, Tensor gate, Tensor up, Tensor down) {
        Value gates = product(x, gate);
        return product(graph.apply("Mul", silu(gates), product(x, up)), down);
    }

    Value silu(Value x) {
        return graph.apply("Mul", x, graph.apply("Sigmoid", x));
    }
}
