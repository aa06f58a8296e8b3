package org.jdvm.benchmarks.peer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jdvm.Dvm;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.benchmarks.peer.OnnxGraph.ElementType;
import org.jdvm.benchmarks.peer.OnnxGraph.Value;
import org.jdvm.benchmarks.peer.Task.Peer;
import org.jdvm.examples.encoder.BertConfig;
import org.jdvm.examples.encoder.BertEncoder;
import org.jdvm.examples.encoder.BertWeights;
import org.jdvm.examples.layers.AttentionOperators;
import org.jdvm.examples.layers.LayersOperators;
import org.jdvm.examples.models.LlamaConfig;
import org.jdvm.examples.models.LlamaLayers;
import org.jdvm.examples.models.LlamaLayersOperators;
import org.jdvm.examples.models.LlamaModel;
import org.jdvm.examples.models.LlamaWeights;
import org.jdvm.examples.models.NamedBert;
import org.jdvm.examples.models.NamedNumbers;
import org.jdvm.examples.models.Positions;

/** The tasks that are measured: products, parts of transformer models, and whole ones on inputs of mixed lengths. */
public final class Tasks {
    static final int HIDDEN = 768;
    static final int HEADS = 12;
    static final int SIZE = HIDDEN / HEADS;
    static final int INNER = 2048;

    private Tasks() {}

    /**
     * {@return a product of matrices}
     *
     * @param m rows of the left matrix
     * @param k its columns
     * @param n columns of the right matrix
     * @param constant whether the right matrix is a weight, so that it can be prepared once
     */
    public static Task matmul(int m, int k, int n, boolean constant) {
        Tensor x = numbers("matmul/in0", 1, m, k);
        Tensor w = Tensor.of(NamedNumbers.matrix("matmul/in1", k, n), k, n);
        Tensor right = constant ? w.constant() : w;
        return single(
                "matmul %dx%dx%d".formatted(m, k, n),
                into(
                        Tensor.zeros(DType.F32, m, n),
                        (dvm, result) -> ProductsOperators.matmulInto(dvm, result, x, right)),
                () -> {
                    OnnxGraph graph = new OnnxGraph();
                    Value left = graph.input("x", ElementType.FLOAT, "M", Integer.toString(k));
                    Value weight = constant
                            ? graph.weight(w)
                            : graph.input("w", ElementType.FLOAT, Integer.toString(k), Integer.toString(n));
                    return graph.file(graph.apply("MatMul", left, weight));
                },
                constant ? Map.of("x", x) : Map.of("x", x, "w", w));
    }

    /**
     * {@return a dense layer with the activation gelu}
     *
     * @param m rows
     * @param k inputs
     * @param n outputs
     */
    public static Task denseGelu(int m, int k, int n) {
        Tensor x = numbers("matmul_bias_gelu/in0", 1, m, k);
        Tensor w = Tensor.of(NamedNumbers.matrix("matmul_bias_gelu/in1", k, n), k, n)
                .constant();
        Tensor bias = numbers("matmul_bias_gelu/in2", 0.1, n).constant();
        return single(
                "matmul+bias+gelu %dx%dx%d".formatted(m, k, n),
                into(
                        Tensor.zeros(DType.F32, m, n),
                        (dvm, result) -> LayersOperators.denseGeluInto(dvm, result, x, w, bias)),
                () -> OnnxGraph.onRows(
                        k, (graph, rows) -> graph.apply("Gelu", new TransformerGraph(graph).dense(rows, w, bias))),
                Map.of("x", x));
    }

    /**
     * {@return the gated feed-forward part of a Llama-style layer}
     *
     * @param tokens length of the text
     */
    public static Task gatedFeedForward(int tokens) {
        Tensor x = numbers("mlp_swiglu/in0", 1, tokens, HIDDEN);
        Tensor gate = weight("mlp_swiglu/w1", HIDDEN, INNER);
        Tensor up = weight("mlp_swiglu/w3", HIDDEN, INNER);
        Tensor down = weight("mlp_swiglu/w2", INNER, HIDDEN);
        return single(
                "swiglu MLP of %d tokens".formatted(tokens),
                into(
                        Tensor.zeros(DType.F32, tokens, HIDDEN),
                        (dvm, result) -> LayersOperators.gatedFeedForwardInto(dvm, result, x, gate, up, down)),
                () -> OnnxGraph.onRows(
                        HIDDEN, (graph, rows) -> new TransformerGraph(graph).gatedFeedForward(rows, gate, up, down)),
                Map.of("x", x));
    }

    /**
     * {@return causal attention of 12 heads of 64 numbers with the mask as a tensor}
     *
     * @param tokens length of the text
     */
    public static Task attention(int tokens) {
        Tensor query = numbers("attention/in0", 2, HEADS, tokens, SIZE);
        Tensor key = numbers("attention/in1", 2, HEADS, tokens, SIZE);
        Tensor value = numbers("attention/in2", 2, HEADS, tokens, SIZE);
        Tensor mask = Tensor.of(Positions.first(tokens, SIZE).mask(), tokens, tokens);
        Map<String, Tensor> inputs = Map.of("q", batch(query), "k", batch(key), "v", batch(value), "mask", mask);
        return new Task(
                "attention over %d tokens".formatted(tokens),
                1,
                into(
                        Tensor.zeros(DType.F32, HEADS, tokens, SIZE),
                        (dvm, result) -> AttentionOperators.attendMaskedInto(dvm, result, query, key, value, mask)),
                Map.of(
                        Task.STANDARD, () -> new Peer(attentionModel(false), List.of(inputs)),
                        Task.FUSED, () -> new Peer(attentionModel(true), List.of(inputs))));
    }

    /** In its parts, or as the one operation that the standard has from version 23 on. */
    static byte[] attentionModel(boolean whole) {
        OnnxGraph graph = new OnnxGraph(whole ? 23 : 21);
        Value mask = graph.input("mask", ElementType.FLOAT, "tokens", "tokens");
        Value[] qkv = IntStream.range(0, 3)
                .mapToObj(i -> graph.input(
                        "qkv".substring(i, i + 1),
                        ElementType.FLOAT,
                        "1",
                        Integer.toString(HEADS),
                        "tokens",
                        Integer.toString(SIZE)))
                .toArray(Value[]::new);
        return graph.file(
                whole
                        ? graph.apply("Attention", qkv[0], qkv[1], qkv[2], mask)
                        : new TransformerGraph(graph).attention(qkv[0], qkv[1], qkv[2], mask, SIZE));
    }

    /**
     * {@return a Llama-style decoder layer}
     *
     * @param tokens length of the text
     */
    public static Task decoderLayer(int tokens) {
        LlamaLayers.Layer layer = LlamaWeights.layer("decoder_layer/", HIDDEN, INNER);
        Tensor x = numbers("decoder_layer/in0", 1, tokens, HIDDEN);
        Map<String, Tensor> standard = positions(tokens, SIZE, false);
        Tensor mask = standard.get("mask");
        Tensor cos = standard.get("cos");
        Tensor sin = standard.get("sin");
        return new Task(
                "decoder layer on %d tokens".formatted(tokens),
                1,
                into(
                        Tensor.zeros(DType.F32, tokens, HIDDEN),
                        (dvm, result) -> LlamaLayersOperators.layerInto(
                                dvm, result, x, layer, mask, cos, sin, HEADS, LlamaConfig.EPS)),
                Map.of(
                        Task.STANDARD,
                        () -> new Peer(
                                LlamaGraph.layerModel(layer, HIDDEN, HEADS, false),
                                List.of(with(standard, "x", batch(x)))),
                        Task.FUSED,
                        () -> new Peer(
                                LlamaGraph.layerModel(layer, HIDDEN, HEADS, true),
                                List.of(with(positions(tokens, SIZE, true), "x", batch(x))))));
    }

    /**
     * {@return a Llama-style decoder of six layers on one text after another}
     *
     * @param lengths lengths of the texts
     */
    public static Task llama6(List<Integer> lengths) {
        LlamaConfig config = LlamaConfig.six();
        LlamaWeights weights = LlamaWeights.named("llama6", config);
        List<long[]> texts = texts("llama6", lengths, config.vocabulary());
        List<Positions> positions = lengths.stream()
                .map(length -> Positions.first(length, config.headSize()))
                .toList();
        return new Task(
                "llama6",
                texts.size(),
                dvm -> {
                    LlamaModel model = new LlamaModel(weights, dvm);
                    return request -> model.logits(texts.get(request), positions.get(request));
                },
                Map.of(
                        Task.STANDARD,
                        () -> new Peer(LlamaGraph.model(weights, false), llamaInputs(texts, config, false)),
                        Task.FUSED,
                        () -> new Peer(LlamaGraph.model(weights, true), llamaInputs(texts, config, true))));
    }

    private static List<Map<String, Tensor>> llamaInputs(List<long[]> texts, LlamaConfig config, boolean fused) {
        return texts.stream()
                .map(ids -> with(positions(ids.length, config.headSize(), fused), "ids", Tensor.of(ids, 1, ids.length)))
                .toList();
    }

    /**
     * {@return four layers of the size of BERT base on one text after another}
     *
     * @param lengths lengths of the texts
     */
    public static Task bert4(List<Integer> lengths) {
        BertConfig config = NamedBert.four();
        BertWeights weights = NamedBert.weights("bert4", config);
        List<long[]> texts = texts("bert4", lengths, config.vocabulary());
        List<Map<String, Tensor>> inputs = new ArrayList<>();
        for (long[] ids : texts) {
            long[] places = LongStream.range(0, ids.length).toArray();
            inputs.add(Map.of("ids", Tensor.of(ids, 1, ids.length), "places", Tensor.of(places, 1, ids.length)));
        }
        return new Task(
                "bert4",
                texts.size(),
                dvm -> {
                    BertEncoder encoder = new BertEncoder(weights, dvm);
                    return request -> encoder.hiddenStates(texts.get(request));
                },
                Map.of(
                        Task.STANDARD, () -> new Peer(BertModel.file(weights, false), inputs),
                        Task.FUSED, () -> new Peer(BertModel.file(weights, true), inputs)));
    }

    private static List<long[]> texts(String model, List<Integer> lengths, int vocabulary) {
        return lengths.stream()
                .map(length -> NamedNumbers.tokens(model + "/ids/" + length, length, vocabulary))
                .toList();
    }

    static Map<String, Tensor> positions(int tokens, int size, boolean fused) {
        Positions positions = Positions.first(tokens, size);
        Map<String, Tensor> inputs = new HashMap<>();
        inputs.put("cos", Tensor.of(positions.cos(), tokens, size / 2));
        inputs.put("sin", Tensor.of(positions.sin(), tokens, size / 2));
        if (fused) {
            inputs.put("last", Tensor.of(new int[] {tokens - 1}, 1));
            inputs.put("total", Tensor.of(new int[] {tokens}, 1));
        } else {
            inputs.put("mask", Tensor.of(positions.mask(), tokens, tokens));
        }
        return inputs;
    }

    static Map<String, Tensor> with(Map<String, Tensor> inputs, String name, Tensor tensor) {
        Map<String, Tensor> all = new HashMap<>(inputs);
        all.put(name, tensor);
        return Map.copyOf(all);
    }

    /** An operator that writes over its last result, as ONNX Runtime re-uses the memory of results that were closed. */
    static Task.Operator into(Tensor result, BiConsumer<Dvm, Tensor> operator) {
        return dvm -> _ -> {
            operator.accept(dvm, result);
            return result;
        };
    }

    private static Task single(
            String name, Task.Operator operator, Supplier<byte[]> model, Map<String, Tensor> inputs) {
        return new Task(name, 1, operator, Map.of(Task.STANDARD, () -> new Peer(model.get(), List.of(inputs))));
    }

    static Tensor numbers(String name, double radius, int... dims) {
        int count = IntStream.of(dims).reduce(1, Math::multiplyExact);
        return Tensor.of(NamedNumbers.floats(name, count, radius, 0), dims);
    }

    static Tensor weight(String name, int rows, int columns) {
        return Tensor.of(NamedNumbers.matrix(name, rows, columns), rows, columns)
                .constant();
    }

    /** The same numbers as a batch of one. */
    static Tensor batch(Tensor tensor) {
        int[] dims = IntStream.concat(
                        IntStream.of(1), IntStream.range(0, tensor.rank()).map(tensor::dim))
                .toArray();
        return Tensor.of(tensor.toFloatArray(), dims);
    }
}
