package org.jdvm.examples.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdvm.Dvm;
import org.jdvm.OperatorTemplate;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphParser;
import org.jdvm.reference.ReferenceEvaluator;
import org.jdvm.reference.ReferenceTensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The decoder against the reference evaluator, layer by layer. */
class LlamaModelTest {
    private static final LlamaConfig CONFIG = new LlamaConfig(2, 24, 2, 40, 50);

    private static Graph graph(String operator) {
        return LlamaLayersOperators.templates().stream()
                .map(OperatorTemplate::graph)
                .map(GraphParser::parse)
                .filter(graph -> graph.name().equals(operator))
                .findFirst()
                .orElseThrow();
    }

    private static ReferenceTensor plain(Tensor tensor) {
        float[] floats = tensor.toFloatArray();
        double[] values = new double[floats.length];
        int[] dims = new int[tensor.rank()];
        for (int i = 0; i < values.length; i++) {
            values[i] = floats[i];
        }
        for (int i = 0; i < dims.length; i++) {
            dims[i] = tensor.dim(i);
        }
        return ReferenceTensor.floats(DType.F32, dims, values);
    }

    private static ReferenceTensor reference(LlamaWeights weights, long[] ids, Positions positions) {
        int tokens = ids.length;
        ReferenceTensor x = ReferenceEvaluator.evaluate(
                        graph("embed"),
                        List.of(ReferenceTensor.integers(DType.I64, new int[] {tokens}, ids), plain(weights.words())),
                        Map.of())
                .getFirst();
        int pairs = CONFIG.headSize() / 2;
        for (LlamaLayers.Layer layer : weights.layers()) {
            List<ReferenceTensor> arguments = new ArrayList<>(List.of(x));
            for (Tensor tensor : List.of(
                    layer.norm(),
                    layer.query(),
                    layer.key(),
                    layer.value(),
                    layer.output(),
                    layer.feedNorm(),
                    layer.gate(),
                    layer.up(),
                    layer.down(),
                    Tensor.of(positions.mask(), tokens, tokens),
                    Tensor.of(positions.cos(), tokens, pairs),
                    Tensor.of(positions.sin(), tokens, pairs))) {
                arguments.add(plain(tensor));
            }
            x = ReferenceEvaluator.evaluate(
                            graph("layer"), arguments, Map.of("heads", CONFIG.heads(), "eps", LlamaConfig.EPS))
                    .getFirst();
        }
        return ReferenceEvaluator.evaluate(
                        graph("logits"),
                        List.of(x, plain(weights.norm()), plain(weights.head())),
                        Map.of("eps", LlamaConfig.EPS))
                .getFirst();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 16, 33})
    void agreesWithTheReference(int tokens) {
        LlamaWeights weights = LlamaWeights.named("llama_small", CONFIG);
        long[] ids = NamedNumbers.tokens("llama_small/ids/" + tokens, tokens, CONFIG.vocabulary());
        Positions positions = Positions.first(tokens, CONFIG.headSize());
        Tensor actual = new LlamaModel(weights, Dvm.shared()).logits(ids, positions);
        ReferenceTensor expected = reference(weights, ids, positions);
        assertEquals(tokens, actual.dim(0));
        assertEquals(CONFIG.vocabulary(), actual.dim(1));
        float[] values = actual.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            assertEquals(expected.asDouble(i), values[i], 2e-5);
        }
    }
}
