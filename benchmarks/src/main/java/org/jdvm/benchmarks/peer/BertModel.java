package org.jdvm.benchmarks.peer;

import org.jdvm.Tensor;
import org.jdvm.benchmarks.peer.OnnxGraph.ElementType;
import org.jdvm.benchmarks.peer.OnnxGraph.Operation;
import org.jdvm.benchmarks.peer.OnnxGraph.Value;
import org.jdvm.examples.encoder.BertWeights;
import org.jdvm.examples.encoder.BertWeights.Dense;
import org.jdvm.examples.encoder.BertWeights.Matrix;
import org.jdvm.examples.encoder.BertWeights.Norm;

/** A BERT encoder for ONNX Runtime, in either form. */
final class BertModel {
    private final OnnxGraph graph = new OnnxGraph();
    private final TransformerGraph parts = new TransformerGraph(graph);
    private final BertWeights weights;
    private final boolean fused;

    private BertModel(BertWeights weights, boolean fused) {
        this.weights = weights;
        this.fused = fused;
    }

    /** The file of a model from ids and positions [1, tokens] to hidden states. */
    static byte[] file(BertWeights weights, boolean fused) {
        return new BertModel(weights, fused).file();
    }

    private byte[] file() {
        Value ids = graph.input("ids", ElementType.INT64, "1", "tokens");
        Value places = graph.input("places", ElementType.INT64, "1", "tokens");
        Operation gather = Operation.of("Gather").with("axis", 0);
        Value words = graph.apply(gather, graph.weight(tensor(weights.words())), ids);
        Value positions = graph.apply(gather, graph.weight(tensor(weights.positions())), places);
        Value x = norm(graph.apply("Add", words, positions), weights.embeddingNorm());
        for (BertWeights.Layer layer : weights.layers()) {
            Value attended = fused ? fusedAttention(x, layer) : attention(x, layer);
            Value y = addAndNorm(x, attended, layer.attentionOutput(), layer.attentionNorm());
            Value inner = parts.product(y, tensor(layer.intermediate().weight()));
            x = addAndNorm(y, gelu(inner, layer.intermediate()), layer.output(), layer.outputNorm());
        }
        return graph.file(x);
    }

    private Value attention(Value x, BertWeights.Layer layer) {
        int size = weights.config().headSize();
        Value query = heads(dense(x, layer.query()));
        Value key = heads(dense(x, layer.key()));
        Value value = heads(dense(x, layer.value()));
        return parts.joined(
                parts.attention(query, key, value, Value.NONE, size),
                weights.config().hidden());
    }

    private Value fusedAttention(Value x, BertWeights.Layer layer) {
        int hidden = weights.config().hidden();
        float[] biases = new float[3 * hidden];
        System.arraycopy(layer.query().bias(), 0, biases, 0, hidden);
        System.arraycopy(layer.key().bias(), 0, biases, hidden, hidden);
        System.arraycopy(layer.value().bias(), 0, biases, 2 * hidden, hidden);
        return graph.apply(
                Operation.extension("MultiHeadAttention")
                        .with("num_heads", weights.config().heads()),
                parts.product(x, tensor(layer.query().weight())),
                parts.product(x, tensor(layer.key().weight())),
                parts.product(x, tensor(layer.value().weight())),
                graph.weight(biases, biases.length));
    }

    private Value heads(Value x) {
        return parts.heads(x, weights.config().heads(), weights.config().headSize());
    }

    private Value dense(Value x, Dense dense) {
        return parts.dense(x, tensor(dense.weight()), tensor(dense.bias()));
    }

    private Value gelu(Value x, Dense dense) {
        Value bias = graph.weight(tensor(dense.bias()));
        return fused
                ? graph.apply(Operation.extension("BiasGelu"), x, bias)
                : graph.apply("Gelu", graph.apply("Add", x, bias));
    }

    /** The norm of {@code x + dense(y)}. */
    private Value addAndNorm(Value x, Value y, Dense dense, Norm norm) {
        if (!fused) {
            return norm(graph.apply("Add", x, dense(y, dense)), norm);
        }
        return graph.apply(
                Operation.extension("SkipLayerNormalization")
                        .with("epsilon", weights.config().epsilon()),
                parts.product(y, tensor(dense.weight())),
                x,
                graph.weight(tensor(norm.gamma())),
                graph.weight(tensor(norm.beta())),
                graph.weight(tensor(dense.bias())));
    }

    private Value norm(Value x, Norm norm) {
        return parts.layerNorm(
                x, tensor(norm.gamma()), tensor(norm.beta()), weights.config().epsilon());
    }

    private static Tensor tensor(Matrix matrix) {
        return Tensor.of(matrix.values(), matrix.rows(), matrix.columns());
    }

    private static Tensor tensor(float[] vector) {
        return Tensor.of(vector, vector.length);
    }
}
