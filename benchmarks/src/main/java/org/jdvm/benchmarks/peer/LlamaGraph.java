package org.jdvm.benchmarks.peer;

import org.jdvm.Tensor;
import org.jdvm.benchmarks.peer.OnnxGraph.ElementType;
import org.jdvm.benchmarks.peer.OnnxGraph.Operation;
import org.jdvm.benchmarks.peer.OnnxGraph.Value;
import org.jdvm.examples.models.LlamaConfig;
import org.jdvm.examples.models.LlamaLayers;
import org.jdvm.examples.models.LlamaWeights;

/** A Llama-style decoder for ONNX Runtime, in either form. */
sealed interface LlamaGraph {
    /** A layer from values [1, tokens, hidden] to such. */
    Value layer(Value x, LlamaLayers.Layer layer, int heads);

    /** The whole model, from token ids to logits. */
    static byte[] model(LlamaWeights weights, boolean fused) {
        OnnxGraph graph = new OnnxGraph();
        LlamaConfig config = weights.config();
        Value ids = graph.input("ids", ElementType.INT64, "1", "tokens");
        LlamaGraph layers = of(graph, config.headSize(), fused);
        Value x = graph.apply(Operation.of("Gather").with("axis", 0), graph.weight(weights.words()), ids);
        for (LlamaLayers.Layer layer : weights.layers()) {
            x = layers.layer(x, layer, config.heads());
        }
        TransformerGraph parts = new TransformerGraph(graph);
        return graph.file(parts.product(parts.rmsNorm(x, weights.norm(), LlamaConfig.EPS), weights.head()));
    }

    /** One layer alone. */
    static byte[] layerModel(LlamaLayers.Layer layer, int hidden, int heads, boolean fused) {
        OnnxGraph graph = new OnnxGraph();
        Value x = graph.input("x", ElementType.FLOAT, "1", "tokens", Integer.toString(hidden));
        return graph.file(of(graph, hidden / heads, fused).layer(x, layer, heads));
    }

    private static LlamaGraph of(OnnxGraph graph, int size, boolean fused) {
        String pairs = Integer.toString(size / 2);
        Value cos = graph.input("cos", ElementType.FLOAT, "tokens", pairs);
        Value sin = graph.input("sin", ElementType.FLOAT, "tokens", pairs);
        if (fused) {
            Value last = graph.input("last", ElementType.INT32, "1");
            Value total = graph.input("total", ElementType.INT32, "1");
            return new Fused(graph, cos, sin, last, total);
        }
        return new Standard(graph, cos, sin, graph.input("mask", ElementType.FLOAT, "tokens", "tokens"));
    }

    /** In operations of the standard. */
    record Standard(OnnxGraph graph, Value cos, Value sin, Value mask) implements LlamaGraph {
        @Override
        public Value layer(Value x, LlamaLayers.Layer layer, int heads) {
            TransformerGraph parts = new TransformerGraph(graph);
            int hidden = layer.norm().dim(0);
            int size = hidden / heads;
            Value normed = parts.rmsNorm(x, layer.norm(), LlamaConfig.EPS);
            Value query = parts.rotated(parts.heads(parts.product(normed, layer.query()), heads, size), cos, sin);
            Value key = parts.rotated(parts.heads(parts.product(normed, layer.key()), heads, size), cos, sin);
            Value value = parts.heads(parts.product(normed, layer.value()), heads, size);
            Value attended = parts.joined(parts.attention(query, key, value, mask, size), hidden);
            Value y = graph.apply("Add", x, parts.product(attended, layer.output()));
            Value normedAgain = parts.rmsNorm(y, layer.feedNorm(), LlamaConfig.EPS);
            return graph.apply("Add", y, parts.gatedFeedForward(normedAgain, layer.gate(), layer.up(), layer.down()));
        }
    }

    /** With the operation in which ONNX Runtime does rotation, mask and attention at once; the mask is implied. */
    record Fused(OnnxGraph graph, Value cos, Value sin, Value last, Value total) implements LlamaGraph {
        @Override
        public Value layer(Value x, LlamaLayers.Layer layer, int heads) {
            TransformerGraph parts = new TransformerGraph(graph);
            Value normed = norm(x, layer.norm());
            Operation attention = Operation.extension("GroupQueryAttention")
                    .with("num_heads", heads)
                    .with("kv_num_heads", heads)
                    .with("do_rotary", 1);
            Value attended = graph.applyAll(
                            attention,
                            3,
                            parts.product(normed, layer.query()),
                            parts.product(normed, layer.key()),
                            parts.product(normed, layer.value()),
                            Value.NONE,
                            Value.NONE,
                            last,
                            total,
                            cos,
                            sin)
                    .getFirst();
            Value y = graph.apply("Add", x, parts.product(attended, layer.output()));
            return graph.apply(
                    "Add",
                    y,
                    parts.gatedFeedForward(norm(y, layer.feedNorm()), layer.gate(), layer.up(), layer.down()));
        }

        private Value norm(Value x, Tensor scale) {
            Operation norm = Operation.of("SimplifiedLayerNormalization")
                    .with("axis", -1)
                    .with("epsilon", LlamaConfig.EPS)
                    .with("stash_type", 1);
            return graph.apply(norm, x, graph.weight(scale));
        }
    }
}
