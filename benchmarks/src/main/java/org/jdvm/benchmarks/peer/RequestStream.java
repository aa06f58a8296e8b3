package org.jdvm.benchmarks.peer;

import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdvm.Dvm;
import org.jdvm.Tensor;
import org.jdvm.benchmarks.peer.OnnxGraph.ElementType;
import org.jdvm.benchmarks.peer.OnnxGraph.Operation;
import org.jdvm.benchmarks.peer.OnnxGraph.Value;
import org.jdvm.benchmarks.peer.Task.Peer;
import org.jdvm.examples.layers.Attention;
import org.jdvm.examples.layers.AttentionOperators;
import org.jdvm.examples.layers.Layers;
import org.jdvm.examples.layers.LayersOperators;
import org.jdvm.examples.models.LlamaConfig;
import org.jdvm.examples.models.LlamaLayers;
import org.jdvm.examples.models.LlamaLayersOperators;
import org.jdvm.examples.models.LlamaWeights;
import org.jdvm.examples.models.Positions;

/**
 * Streams of requests, each of a size that the others do not have: operators on the rows of a batch of texts, parts of models and
 * models on one text. {@code streams.py} has the same ones for PyTorch and JAX.
 */
public enum RequestStream {
    /** Softmax of the scores of attention, 12 heads: [12 * tokens, tokens]. */
    SOFTMAX,
    /** Layer norm of rows of 768. */
    LAYER_NORM,
    /** A product with a weight and a bias, 768 to 768. */
    DENSE,
    /** The same with gelu. */
    DENSE_GELU,
    /** Gates on rows of 2048. */
    SWIGLU,
    /** Causal attention, 12 heads of 64. */
    ATTENTION,
    /** A gated feed-forward part, 768 to 2048 and back. */
    MLP,
    /** A Llama-style decoder layer, 768 wide. */
    DECODER_LAYER,
    /** 4 layers of the size of BERT base. */
    BERT4,
    /** A decoder of 6 layers of 512. */
    LLAMA6;

    /** jdvm without templates: the methods are called directly, and what they record is planned at run time. */
    public static final String RECORDED = "jdvm-lazy";

    /** jdvm in a process that has served another stream. */
    public static final String WARM = "jdvm-warm";

    private static final List<String> OWN = List.of(Task.JDVM, WARM, RECORDED);

    private static final int REQUESTS = 20;
    private static final long SEED = 20;
    private static final int LARGEST_BATCH = 8;
    private static final int MEDIAN_TOKENS = 40;
    private static final double SPREAD = 0.9;
    private static final int MOST_TOKENS = 320;
    private static final float EPS = 1e-5f;

    /**
     * The size of a request.
     *
     * @param batch how many texts
     * @param tokens the length of each
     */
    public record Size(int batch, int tokens) {
        int rows() {
            return batch * tokens;
        }

        @Override
        public String toString() {
            return batch + "x" + tokens;
        }
    }

    /**
     * A stream of some sizes.
     *
     * @param task what is done, with jdvm's templates and by others
     * @param recorded the same by calling the methods directly; empty if there are only templates
     */
    public record Work(Task task, Optional<Task.Operator> recorded) {
        /** {@return the engines that can do it} */
        public List<String> engines() {
            return Stream.concat(OWN.stream(), Stream.of(Task.STANDARD, Task.FUSED))
                    .filter(engine -> switch (engine) {
                        case WARM -> true;
                        case RECORDED -> recorded.isPresent();
                        default -> task.supports(engine);
                    })
                    .toList();
        }

        /** {@return the task for an engine: one that is done by direct calls is another task for jdvm} */
        Task on(String engine) {
            if (!engine.equals(RECORDED)) {
                return task;
            }
            Task.Operator operator = recorded.orElseThrow(
                    () -> new IllegalArgumentException(task.name() + " is not done by " + RECORDED));
            return new Task(task.name(), task.requests(), operator, task.peers());
        }

        /**
         * Compares what an engine computes with what the other side does; a difference is an {@link IllegalStateException}.
         *
         * @param engine one of {@link #engines}
         */
        public void compare(String engine) throws OrtException {
            on(engine).open(isOwn(engine) ? Task.JDVM : engine, 1).close();
        }
    }

    static boolean isOwn(String engine) {
        return OWN.contains(engine);
    }

    /** {@return a stream with other operators} */
    public RequestStream other() {
        RequestStream[] all = values();
        return all[(ordinal() + all.length / 2) % all.length];
    }

    /**
     * {@return the sizes of all requests: each length of a text occurs once, and short ones are more frequent, as they are among
     * sentences}
     */
    public static List<Size> sizes() {
        Random random = new Random(SEED);
        Set<Integer> lengths = new HashSet<>();
        List<Size> sizes = new ArrayList<>();
        while (sizes.size() < REQUESTS) {
            int batch = 1 + random.nextInt(LARGEST_BATCH);
            int tokens = (int) (MEDIAN_TOKENS * StrictMath.exp(SPREAD * random.nextGaussian()));
            if (tokens >= 1 && tokens <= MOST_TOKENS && lengths.add(tokens)) {
                sizes.add(new Size(batch, tokens));
            }
        }
        return List.copyOf(sizes);
    }

    /** {@return this stream of requests of some sizes, with all inputs and weights made} */
    public Work work(List<Size> sizes) {
        return switch (this) {
            case SOFTMAX -> softmax(sizes);
            case LAYER_NORM -> layerNorm(sizes);
            case DENSE -> dense(sizes);
            case DENSE_GELU -> denseGelu(sizes);
            case SWIGLU -> swiglu(sizes);
            case ATTENTION -> attention(sizes);
            case MLP -> feedForward(sizes);
            case DECODER_LAYER -> decoderLayer(sizes);
            case BERT4 -> new Work(Tasks.bert4(lengths(sizes)), Optional.empty());
            case LLAMA6 -> new Work(Tasks.llama6(lengths(sizes)), Optional.empty());
        };
    }

    private static List<Integer> lengths(List<Size> sizes) {
        return sizes.stream().map(Size::tokens).toList();
    }

    private Work softmax(List<Size> sizes) {
        List<Map<String, Tensor>> inputs = each(sizes, i -> Map.of("x", numbers(i, 8, scores(sizes.get(i)))));
        return work(
                inputs,
                (dvm, in) -> LayersOperators.softmax(dvm, get(in, "x")),
                in -> Layers.softmax(get(in, "x")),
                standard(inputs, () -> {
                    OnnxGraph graph = new OnnxGraph();
                    Value x = graph.input("x", ElementType.FLOAT, "rows", "tokens");
                    return graph.file(graph.apply(Operation.of("Softmax").with("axis", -1), x));
                }));
    }

    private static int[] scores(Size size) {
        return new int[] {Tasks.HEADS * size.tokens(), size.tokens()};
    }

    private Work layerNorm(List<Size> sizes) {
        Tensor gamma = Tasks.numbers("layer_norm/gamma", 1, Tasks.HIDDEN).constant();
        Tensor beta = Tasks.numbers("layer_norm/beta", 0.1, Tasks.HIDDEN).constant();
        return onRows(
                rows(sizes),
                (dvm, x) -> LayersOperators.layerNorm(dvm, x, gamma, beta, EPS),
                x -> Layers.layerNorm(x, gamma, beta, EPS),
                (graph, x) -> new TransformerGraph(graph).layerNorm(x, gamma, beta, EPS));
    }

    private Work dense(List<Size> sizes) {
        Tensor weight = Tasks.weight("dense/weight", Tasks.HIDDEN, Tasks.HIDDEN);
        Tensor bias = Tasks.numbers("dense/bias", 0.1, Tasks.HIDDEN).constant();
        return onRows(
                rows(sizes),
                (dvm, x) -> PiecesOperators.dense(dvm, x, weight, bias),
                x -> Pieces.dense(x, weight, bias),
                (graph, x) -> new TransformerGraph(graph).dense(x, weight, bias));
    }

    private Work denseGelu(List<Size> sizes) {
        Tensor weight = Tasks.weight("dense/weight", Tasks.HIDDEN, Tasks.HIDDEN);
        Tensor bias = Tasks.numbers("dense/bias", 0.1, Tasks.HIDDEN).constant();
        return onRows(
                rows(sizes),
                (dvm, x) -> LayersOperators.denseGelu(dvm, x, weight, bias),
                x -> Layers.denseGelu(x, weight, bias),
                (graph, x) -> graph.apply("Gelu", new TransformerGraph(graph).dense(x, weight, bias)));
    }

    private Work swiglu(List<Size> sizes) {
        List<Map<String, Tensor>> inputs = each(
                sizes,
                i -> Map.of(
                        "x", numbers(i, 4, sizes.get(i).rows(), Tasks.INNER),
                        "up", numbers(i, 1, sizes.get(i).rows(), Tasks.INNER)));
        return work(
                inputs,
                (dvm, in) -> PiecesOperators.swiglu(dvm, get(in, "x"), get(in, "up")),
                in -> Pieces.swiglu(get(in, "x"), get(in, "up")),
                standard(
                        inputs,
                        () -> OnnxGraph.onRows(Tasks.INNER, (graph, gate) -> {
                            Value up = graph.input("up", ElementType.FLOAT, "rows", Integer.toString(Tasks.INNER));
                            return graph.apply("Mul", new TransformerGraph(graph).silu(gate), up);
                        })));
    }

    private Work attention(List<Size> sizes) {
        List<Map<String, Tensor>> inputs = each(sizes, i -> {
            int tokens = sizes.get(i).tokens();
            IntFunction<Tensor> heads =
                    part -> Tasks.numbers("attention/in" + part + "/" + i, 2, Tasks.HEADS, tokens, Tasks.SIZE);
            Tensor mask = Tensor.of(Positions.first(tokens, Tasks.SIZE).mask(), tokens, tokens);
            return Map.of("q", heads.apply(0), "k", heads.apply(1), "v", heads.apply(2), "mask", mask);
        });
        Supplier<List<Map<String, Tensor>>> batches = () -> batches(inputs, "q", "k", "v");
        return work(
                inputs,
                (dvm, in) ->
                        AttentionOperators.attendMasked(dvm, get(in, "q"), get(in, "k"), get(in, "v"), get(in, "mask")),
                in -> Attention.attendMasked(get(in, "q"), get(in, "k"), get(in, "v"), get(in, "mask")),
                Map.of(
                        Task.STANDARD, () -> new Peer(Tasks.attentionModel(false), batches.get()),
                        Task.FUSED, () -> new Peer(Tasks.attentionModel(true), batches.get())));
    }

    private Work feedForward(List<Size> sizes) {
        Tensor gate = Tasks.weight("mlp_swiglu/w1", Tasks.HIDDEN, Tasks.INNER);
        Tensor up = Tasks.weight("mlp_swiglu/w3", Tasks.HIDDEN, Tasks.INNER);
        Tensor down = Tasks.weight("mlp_swiglu/w2", Tasks.INNER, Tasks.HIDDEN);
        return onRows(
                each(sizes, i -> Map.of("x", numbers(i, 1, sizes.get(i).tokens(), Tasks.HIDDEN))),
                (dvm, x) -> LayersOperators.gatedFeedForward(dvm, x, gate, up, down),
                x -> Layers.gatedFeedForward(x, gate, up, down),
                (graph, x) -> new TransformerGraph(graph).gatedFeedForward(x, gate, up, down));
    }

    private Work decoderLayer(List<Size> sizes) {
        LlamaLayers.Layer layer = LlamaWeights.layer("decoder_layer/", Tasks.HIDDEN, Tasks.INNER);
        List<Map<String, Tensor>> inputs = each(sizes, i -> {
            int tokens = sizes.get(i).tokens();
            return Tasks.with(Tasks.positions(tokens, Tasks.SIZE, false), "x", numbers(i, 1, tokens, Tasks.HIDDEN));
        });
        return work(
                inputs,
                (dvm, in) -> LlamaLayersOperators.layer(
                        dvm,
                        get(in, "x"),
                        layer,
                        get(in, "mask"),
                        get(in, "cos"),
                        get(in, "sin"),
                        Tasks.HEADS,
                        LlamaConfig.EPS),
                in -> LlamaLayers.layer(
                        get(in, "x"),
                        layer,
                        get(in, "mask"),
                        get(in, "cos"),
                        get(in, "sin"),
                        Tasks.HEADS,
                        LlamaConfig.EPS),
                Map.of(
                        Task.STANDARD,
                        () -> new Peer(
                                LlamaGraph.layerModel(layer, Tasks.HIDDEN, Tasks.HEADS, false), batches(inputs, "x")),
                        Task.FUSED,
                        () -> new Peer(
                                LlamaGraph.layerModel(layer, Tasks.HIDDEN, Tasks.HEADS, true),
                                each(
                                        sizes,
                                        i -> Tasks.with(
                                                Tasks.positions(sizes.get(i).tokens(), Tasks.SIZE, true),
                                                "x",
                                                Tasks.batch(get(inputs.get(i), "x")))))));
    }

    /** A stream of requests on rows of the hidden size. */
    private Work onRows(
            List<Map<String, Tensor>> inputs,
            BiFunction<Dvm, Tensor, Tensor> template,
            UnaryOperator<Tensor> direct,
            BiFunction<OnnxGraph, Value, Value> model) {
        return work(
                inputs,
                (dvm, in) -> template.apply(dvm, get(in, "x")),
                in -> direct.apply(get(in, "x")),
                standard(inputs, () -> OnnxGraph.onRows(Tasks.HIDDEN, model)));
    }

    /** A stream of requests, made by a template and by direct calls. */
    private Work work(
            List<Map<String, Tensor>> inputs,
            BiFunction<Dvm, Map<String, Tensor>, Tensor> template,
            Function<Map<String, Tensor>, Tensor> direct,
            Map<String, Supplier<Peer>> peers) {
        Task.Operator recorded = _ -> request -> {
            Tensor result = direct.apply(inputs.get(request));
            Tensor.compute(result);
            return result;
        };
        Task.Operator planned = dvm -> request -> template.apply(dvm, inputs.get(request));
        return new Work(new Task(name(), inputs.size(), planned, peers), Optional.of(recorded));
    }

    private static Map<String, Supplier<Peer>> standard(List<Map<String, Tensor>> inputs, Supplier<byte[]> model) {
        return Map.of(Task.STANDARD, () -> new Peer(model.get(), inputs));
    }

    private List<Map<String, Tensor>> rows(List<Size> sizes) {
        return each(sizes, i -> Map.of("x", numbers(i, 1, sizes.get(i).rows(), Tasks.HIDDEN)));
    }

    private static List<Map<String, Tensor>> each(List<Size> sizes, IntFunction<Map<String, Tensor>> inputs) {
        return IntStream.range(0, sizes.size()).mapToObj(inputs).toList();
    }

    private Tensor numbers(int request, double radius, int... dims) {
        return Tasks.numbers(name() + request, radius, dims);
    }

    /** Inputs of which some get a leading dim of 1. */
    private static List<Map<String, Tensor>> batches(List<Map<String, Tensor>> inputs, String... names) {
        return inputs.stream()
                .map(in -> {
                    Map<String, Tensor> all = in;
                    for (String name : names) {
                        all = Tasks.with(all, name, Tasks.batch(get(in, name)));
                    }
                    return all;
                })
                .toList();
    }

    private static Tensor get(Map<String, Tensor> inputs, String name) {
        return Objects.requireNonNull(inputs.get(name), name);
    }
}
