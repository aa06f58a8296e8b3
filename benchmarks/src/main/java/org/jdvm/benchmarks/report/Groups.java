package org.jdvm.benchmarks.report;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jdvm.benchmarks.OperationsBenchmark;
import org.jdvm.benchmarks.WindowsBenchmark;
import org.jdvm.benchmarks.peer.SingleOperation;
import org.jdvm.benchmarks.peer.WindowLayer;
import org.jdvm.benchmarks.report.Group.Command;
import org.jdvm.benchmarks.report.Group.FreshMachines;
import org.jdvm.benchmarks.report.Group.Jmh;
import org.jdvm.benchmarks.report.Group.Minutes;
import org.jdvm.benchmarks.report.Group.Program;
import org.jdvm.benchmarks.report.Group.Setting;
import org.jdvm.benchmarks.report.Group.Source;
import org.jdvm.benchmarks.report.Group.Table;
import org.jdvm.benchmarks.report.Group.Unit;
import org.jdvm.benchmarks.report.Turns.OneByOne;
import org.jdvm.benchmarks.report.Turns.RoundAndRound;

/** All groups of benchmarks; a new one needs an entry here and nothing else. */
final class Groups {
    /** What {@link Shown} takes the peak from. */
    static final String PEAK = "PeakBenchmark";

    /** The same for products of 8-bit integers, which do not share a group with others. */
    static final String INTEGER_PEAK = "IntegerProducts.peak";

    private static final String RUNTIME = "onnxruntime";
    private static final String FUSED = "onnxruntime-fused";
    private static final List<Integer> ROWS = List.of(1, 7, 37, 128, 512);
    private static final List<Integer> SIDES = List.of(384, 768, 1536, 2048);
    private static final String PEERS = "benchmarks/peers/peers.py";

    private static final String STATIC = "torch-compile-static";
    private static final String DYNAMIC = "torch-compile-dynamic";
    /** As the streams and processes are chosen in {@code streams.py} and {@link StreamTimes}. */
    private static final String SLOW_ENGINES =
            "Medians of three processes, five with full settings. torch-compile-static, which compiles each request"
                    + " for up to several seconds, gets one process, and with quick settings three of the streams;"
                    + " torch-compile-dynamic gets one process, three with full settings.";

    private static final List<String> LAYERS = Jmh.values(WindowsBenchmark.class, "layer");
    private static final List<String> OPERATIONS = Jmh.values(OperationsBenchmark.class, "operation");

    /** Choices between forms of products are made while they run. */
    private static final Setting MEASURED = new Setting("tuning", "measured", "");

    /** In the order of the documentation. */
    static final List<Group> ALL = List.of(
            new Group(
                    "encoder",
                    "The sentence encoder against ONNX Runtime",
                    new Minutes(4, 8),
                    sources(List.of(
                            Jmh.of("EncoderBenchmark")
                                    .turns(tokens(1, 2, 4, 8, 16, 32, 64, 96, 128, 192, 256, 384, 512))
                                    .engines(RUNTIME),
                            Jmh.of("MixedLengthsBenchmark").samples(2).engines(RUNTIME))),
                    List.of(
                            Table.compared("One text, by its length in tokens", "EncoderBenchmark", Unit.MS, "tokens"),
                            Table.compared(
                                            "200 texts of mixed lengths, one at a time",
                                            "MixedLengthsBenchmark",
                                            Unit.MS)
                                    .where("method", "stream"),
                            Table.compared(
                                            "One of these texts, median and 99th percentile",
                                            "MixedLengthsBenchmark",
                                            Unit.MS,
                                            "method")
                                    .where("method", "median", "p99"))),
            new Group(
                    "memory",
                    "Memory of the loaded encoder",
                    new Minutes(1, 1),
                    List.of(new Program(ModelMemory.class)),
                    List.of(Table.times("After texts of 1 to 512 tokens", "ModelMemory", Unit.MB, "threads")
                            .columns("memory")
                            .ratio("live heap", "weights"))),
            EmbeddingGroup.GROUP,
            new Group(
                    "weights",
                    "Narrow weights",
                    new Minutes(3, 3),
                    List.of(new Program(NarrowWeights.class)),
                    List.of(
                            weights("The sentence encoder, by the length of a text", "encoder", "tokens"),
                            weights("Rows times 4096 x 4096 weights", "product", "rows"))),
            IntegersGroup.group(),
            new Group(
                    "windows",
                    "Convolutions and pools",
                    new Minutes(19, 40),
                    sources(List.of(
                            List.of(Jmh.of(PEAK)),
                            Jmh.of("WindowsBenchmark").engines(5, RUNTIME),
                            peers("windows=" + String.join(",", LAYERS)))),
                    List.of(
                            windows(
                                    "Layers of ResNet-50 on one image, with bias and relu",
                                    layer -> layer.isSquare() && !layer.isDepthwise() && !layer.isPool()),
                            windows(
                                    "Depthwise layers of MobileNetV2 on one image, with bias and relu6",
                                    layer -> layer.isSquare() && layer.isDepthwise()),
                            windows(
                                    "Layers of the PP-OCR recogniser on lines of text 48 high, 96 and 320 wide",
                                    layer -> !layer.isSquare() && !layer.isSound()),
                            windows("Layers over sound, with bias and relu", WindowLayer::isSound),
                            windows("Pools", WindowLayer::isPool))),
            new Group(
                    "onnx",
                    "Models of ONNX files",
                    new Minutes(7, 22),
                    List.of(new Program(OnnxModelTimes.class)),
                    List.of(
                            onnx("A call with the sizes of the one before", "again", "model", "shape"),
                            onnx("A call with new sizes", "new", "model", "shape"),
                            onnx("From the file to a model that can be called", "read", "model"),
                            onnx("From the file to the first result", "first", "model"),
                            Table.times("Memory after all calls", "OnnxModelTimes.memory", Unit.MB, "model", "memory")
                                    .columns("threads", "engine")
                                    .note("With the parallel collector and no -Xmx: what is resident is mostly"
                                            + " garbage that it leaves alone"
                                            + " ([production.md](production.md#memory))."))),
            new Group(
                    "operations",
                    "Single operations and recurrent layers",
                    new Minutes(9, 22),
                    sources(List.of(
                            Jmh.of("OperationsBenchmark").engines(RUNTIME),
                            peers("operations=" + String.join(",", OPERATIONS)),
                            List.of(new Program(StepOverhead.class)))),
                    List.of(
                            operations("Running sums", "cumsum"),
                            operations("The largest elements of rows, with their indices", "top\\d+"),
                            operations("Softmax and layer norm along long rows", "softmax|layernorm"),
                            operations("LSTM with 128 inputs and 128 states, 50 steps", "lstm"),
                            Table.times(
                                            "A step of an LSTM with 128 states, its product alone, and the difference,"
                                                    + " which should be at most 1 us",
                                            "StepOverhead",
                                            Unit.US,
                                            "sequences")
                                    .columns("threads", "part"))),
            new Group(
                    "ragged",
                    "Batches of texts of mixed lengths",
                    new Minutes(4, 9),
                    sources(List.of(Jmh.of("RaggedBenchmark")
                            .quick("texts", "batch", "one")
                            .engines(RUNTIME))),
                    List.of(Table.compared(
                            "192 texts in batches of 32, and one at a time", "RaggedBenchmark", Unit.MS, "texts"))),
            new Group(
                    "squares",
                    "Products of square matrices",
                    new Minutes(4, 12),
                    sources(List.of(
                            List.of(Jmh.of(PEAK)),
                            Jmh.of("SquareMatmulBenchmark")
                                    .quick("weights", "true")
                                    .quick("size", "128", "256", "512", "1024", "2048")
                                    .engines(RUNTIME),
                            peers("squares"))),
                    List.of(
                            squares("The right matrix is a weight", "true"),
                            squares("Both matrices are given", "false"))),
            new Group(
                    "vectors",
                    "Products with narrower vectors",
                    new Minutes(3, 6),
                    Stream.of(Setting.BITS_256, Setting.BITS_128)
                            .flatMap(width -> Stream.<Source>of(
                                    Jmh.of(PEAK).setting(width),
                                    Jmh.of("SquareMatmulBenchmark")
                                            .always("engine", "jdvm")
                                            .always("weights", "true")
                                            .always("size", "256", "512", "1024")
                                            .warmup(4)
                                            .setting(width)))
                            .toList(),
                    List.of(Table.times(
                                    "Square matrices, the right one a weight, with 256-bit vectors and 16 registers,"
                                            + " and with 128-bit vectors",
                                    "SquareMatmulBenchmark",
                                    Unit.US,
                                    Setting.VECTORS,
                                    "size")
                            .columns("threads", "engine")
                            .operations(Groups::square))),
            new Group(
                    "tuning",
                    "Choices made by measurement, and without them",
                    new Minutes(3, 6),
                    Stream.of(MEASURED, new Setting(MEASURED.parameter(), "off", "-Djdvm.tuning=off"))
                            .<Source>map(setting -> Jmh.of("EncoderBenchmark")
                                    .turns(tokens(2, 8, 16, 32, 64, 128, 256))
                                    .always("engine", "jdvm")
                                    .warmup(8)
                                    .setting(setting))
                            .toList(),
                    List.of(Table.times(
                                    "The sentence encoder, one text, by its length in tokens",
                                    "EncoderBenchmark",
                                    Unit.MS,
                                    "tokens")
                            .columns("threads", MEASURED.parameter())
                            .ratio(MEASURED.value(), "off"))),
            new Group(
                    "matmul",
                    "Products of rows with weights",
                    new Minutes(7, 45),
                    sources(List.of(
                            Jmh.of("MatmulBenchmark")
                                    .turns(OneByOne.all(List.of("m", "k", "n"), List.of(ROWS, SIDES, SIDES)))
                                    .engines(RUNTIME),
                            peers("matmul"))),
                    List.of(Table.compared("M rows times K x N weights", "MatmulBenchmark", Unit.US, "m", "k", "n")
                            .across("m"))),
            new Group(
                    "gelu",
                    "A dense layer with gelu in one operator",
                    new Minutes(3, 12),
                    sources(List.of(
                            Jmh.of("DenseGeluBenchmark")
                                    .turns(OneByOne.all(List.of("m", "size"), List.of(ROWS, SIDES)))
                                    .engines(RUNTIME),
                            peers("gelu"))),
                    List.of(Table.compared("Matmul, bias and gelu", "DenseGeluBenchmark", Unit.US, "m", "size")
                            .across("m"))),
            new Group(
                    "subgraphs",
                    "Parts of transformer models",
                    new Minutes(4, 15),
                    sources(List.of(
                            part("MLP", 16, 63, 128, 511).engines(RUNTIME),
                            part("ATTENTION", 16, 63, 128, 511, 1024).engines(RUNTIME, FUSED),
                            part("DECODER_LAYER", 16, 128, 1024).engines(RUNTIME, FUSED),
                            peers("subgraphs"))),
                    List.of(
                            part("Swiglu MLP, 768/2048", "MLP"),
                            part("Causal attention, 12 heads of 64", "ATTENTION"),
                            part("Llama-style decoder layer, 768 wide", "DECODER_LAYER"))),
            new Group(
                    "models",
                    "Models on 20 texts of mixed lengths",
                    new Minutes(5, 12),
                    sources(List.of(Jmh.of("ModelBenchmark").warmup(2).engines(RUNTIME, FUSED), peers("models"))),
                    List.of(Table.compared(
                            "20 texts of 31 to 510 tokens, one at a time", "ModelBenchmark", Unit.MS, "model"))),
            new Group(
                    "compile",
                    "Streams of new shapes",
                    new Minutes(10, 30),
                    List.of(
                            new Program(StreamTimes.class),
                            new Command(List.of("benchmarks/peers/streams.py", StreamTimes.sizes()), true)),
                    List.of(
                            stream("Time of all 20 requests, compile time included", "total")
                                    .note(SLOW_ENGINES)
                                    .ratio("jdvm"),
                            stream("Time of all 20 requests without compile time", "running")
                                    .ratio("jdvm"),
                            stream("Compile time of a request, median of the 20", "medianCompile")
                                    .ratio("jdvm", STATIC)
                                    .ratio("jdvm", "jax"),
                            stream("Compile time of a request, longest of the 20", "longestCompile")
                                    .ratio("jdvm", STATIC)
                                    .ratio("jdvm", DYNAMIC))),
            new Group(
                    "lowering",
                    "Generated classes against kernels written by hand",
                    new Minutes(5, 8),
                    List.of(Jmh.of("LoweredBenchmark")
                            .turns(new RoundAndRound(
                                    "implementation", "IN_TURN", List.of("LOWERED", "HAND", "INTERPRETER", "COPY")))),
                    List.of(
                            Table.times("One operator", "LoweredBenchmark", Unit.US, "operator", "elements")
                                    .columns("threads", "implementation")
                                    .where("implementation", "LOWERED", "HAND", "INTERPRETER")
                                    .ratio("LOWERED", 1.05, "HAND")
                                    .ratio("LOWERED", 1, "INTERPRETER")
                                    .across("elements"),
                            Table.times(
                                            "16M elements against copying the same number of bytes",
                                            "LoweredBenchmark",
                                            Unit.US,
                                            "operator")
                                    .columns("threads", "implementation")
                                    .where("implementation", "LOWERED", "COPY")
                                    .where("elements", "16777216")
                                    .ratio("LOWERED", 1.1, "COPY"))),
            new Group(
                    "dynamic",
                    "Dynamic programs",
                    new Minutes(3, 8),
                    sources(List.of(
                            List.of(
                                    Jmh.of("LazyBenchmark").warmup(8).quick("elements", "65536", "1048576"),
                                    Jmh.of("DynamicBenchmark").warmup(8),
                                    Jmh.of("RecordBenchmark").warmup(2)),
                            peers("dynamic"))),
                    List.of(
                            Table.times(
                                            "Pointwise work on lazy tensors",
                                            "LazyBenchmark",
                                            Unit.US,
                                            "method",
                                            "elements")
                                    .columns("way")
                                    .ratio("FUSED", "UNFUSED")
                                    .ratio("FUSED", "AT_ONCE"),
                            Table.times(
                                            "Programs whose control flow depends on data",
                                            "DynamicBenchmark",
                                            Unit.MS,
                                            "method")
                                    .columns("way")
                                    .ratio("FUSED", "UNFUSED")
                                    .ratio("FUSED", "AT_ONCE"),
                            Table.times("Recording an operation", "RecordBenchmark", Unit.NS, "method"))),
            new Group(
                    "calls",
                    "A new shape, and a call",
                    new Minutes(2, 3),
                    List.of(
                            Jmh.of("SpecialiseBenchmark").warmup(4),
                            Jmh.of("LaunchBenchmark").warmup(8)),
                    List.of(
                            Table.times(
                                            "A program for another size, and the same for each of its kernels, which"
                                                    + " should be at most 15 us",
                                            "SpecialiseBenchmark",
                                            Unit.US,
                                            "operator")
                                    .columns("method"),
                            Table.times("A call on one row of 16 elements", "LaunchBenchmark", Unit.NS, "method"))),
            new Group(
                    "reproducible",
                    "The price of reproducible bits",
                    new Minutes(2, 2),
                    List.of(new Program(ReproducibleCost.class)),
                    List.of(Table.times("With and without reproducible(true)", "ReproducibleCost", Unit.US, "task")
                            .columns("threads", "machine")
                            .ratio("reproducible", "usual"))),
            new Group(
                    "planning",
                    "Planning recorded graphs",
                    new Minutes(3, 3),
                    List.of(new Program(GraphPlanning.class)),
                    List.of(
                            Table.times(
                                            "Processor time of the first computation of a structure, less that of the"
                                                    + " second",
                                            "GraphPlanning",
                                            Unit.MS,
                                            "graph")
                                    .where("method", "warm")
                                    .columns("operations"),
                            Table.times(
                                            "Processor time of a process that only computes the graph",
                                            "GraphPlanning",
                                            Unit.MS,
                                            "graph")
                                    .where("method", "cold")
                                    .columns("operations"))),
            new Group(
                    "layouts",
                    "Permuted and repeated operands",
                    new Minutes(3, 3),
                    List.of(new Program(LayoutTimes.class)),
                    List.of(
                            Table.times(
                                            "A tensor permuted, against a plain loop",
                                            "LayoutTimes",
                                            Unit.US,
                                            "layout",
                                            "type")
                                    .where("method", "permuted")
                                    .columns("way")
                                    .ratio("interpreted", 1, "loop")
                                    .across("type"),
                            layouts("A tensor plus one that is repeated, against a plain loop", "repeated"),
                            layouts("Bytes of an image to floats, against a plain loop", "image"))),
            new Group(
                    "cold",
                    "Fresh virtual machines",
                    new Minutes(2, 4),
                    List.of(new FreshMachines(
                            "org.jdvm.benchmarks.ColdStart", List.of("3", "200"), List.of("5", "1000"))),
                    List.of(Table.times(
                                    "Time from the start of the JVM, without and with a cache made ahead of time",
                                    "ColdStart",
                                    Unit.MS,
                                    "method",
                                    "moment")
                            .columns("start")
                            .ratio("cached", "plain"))),
            new Group(
                    "processor",
                    "The annotation processor",
                    new Minutes(2, 3),
                    List.of(Jmh.of("ProcessorBenchmark").warmup(4)),
                    List.of(Table.times(
                            "Compiling, for each of 100 operators", "ProcessorBenchmark", Unit.MS, "method"))));

    private Groups() {}

    private static List<Command> peers(String group) {
        return List.of(new Command(List.of(PEERS, group), true));
    }

    private static List<Source> sources(List<List<? extends Source>> parts) {
        return parts.stream().<Source>flatMap(List::stream).toList();
    }

    private static Jmh part(String part, Integer... tokens) {
        return Jmh.of("SubgraphBenchmark").always("part", part).turns(tokens(tokens));
    }

    private static Turns tokens(Integer... numbers) {
        return OneByOne.all(List.of("tokens"), List.of(List.of(numbers)));
    }

    private static Table squares(String title, String weights) {
        return Table.compared(title, "SquareMatmulBenchmark", Unit.US, "size")
                .where("weights", weights)
                .operations(Groups::square);
    }

    private static double square(Result result) {
        return 2 * Math.pow(Double.parseDouble(result.param("size")), 3);
    }

    private static Table onnx(String title, String part, String... rows) {
        return Table.compared(title, "OnnxModelTimes." + part, Unit.MS, rows);
    }

    private static Table weights(String title, String method, String size) {
        return Table.times(title, "NarrowWeights", Unit.US, size)
                .where("method", method)
                .columns("threads", "weights")
                .ratio("bf16", "f32")
                .ratio("int8", "f32")
                .ratio("int4", "f32");
    }

    private static Table windows(String title, Predicate<WindowLayer> shown) {
        return Table.compared(title, "WindowsBenchmark", Unit.US, "layer")
                .where(
                        "layer",
                        LAYERS.stream()
                                .filter(layer -> shown.test(WindowLayer.parse(layer)))
                                .toArray(String[]::new))
                .operations(result -> WindowLayer.parse(result.param("layer")).operations());
    }

    /** The kinds are a regular expression. */
    private static Table operations(String title, String kinds) {
        return Table.compared(title, "OperationsBenchmark", Unit.US, "operation")
                .where(
                        "operation",
                        OPERATIONS.stream()
                                .filter(operation ->
                                        SingleOperation.parse(operation).kind().matches(kinds))
                                .toArray(String[]::new));
    }

    private static Table layouts(String title, String kind) {
        return Table.times(title, "LayoutTimes", Unit.US, "layout")
                .where("method", kind)
                .columns("way")
                .ratio("interpreted", 1, "loop")
                .ratio("generated", 1, "loop");
    }

    private static Table stream(String title, String figure) {
        return Table.times(title, StreamTimes.NAME, Unit.MS, "stream")
                .where(Result.METHOD, figure)
                .columns("engine")
                .timesCharted();
    }

    private static Table part(String title, String part) {
        return Table.compared(title, "SubgraphBenchmark", Unit.US, "tokens").where("part", part);
    }
}
