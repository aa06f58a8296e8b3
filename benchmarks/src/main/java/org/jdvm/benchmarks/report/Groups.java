package org.jdvm.benchmarks.report;

import java.util.List;
import org.jdvm.benchmarks.report.Group.Command;
import org.jdvm.benchmarks.report.Group.FreshMachines;
import org.jdvm.benchmarks.report.Group.Jmh;
import org.jdvm.benchmarks.report.Group.Source;
import org.jdvm.benchmarks.report.Group.Table;
import org.jdvm.benchmarks.report.Group.Unit;

/** All groups of benchmarks; a new one needs an entry here and nothing else. */
final class Groups {
    /** What {@link Shown} takes the peak from. */
    static final String PEAK = "PeakBenchmark";

    private static final String RUNTIME = "onnxruntime";
    private static final String FUSED = "onnxruntime-fused";
    private static final String[] ROWS = {"1", "7", "37", "128", "512"};
    private static final String PEERS = "benchmarks/peers/peers.py";

    /** In the order of the documentation. */
    static final List<Group> ALL = List.of(
            new Group(
                    "encoder",
                    "The sentence encoder beside ONNX Runtime",
                    sources(List.of(
                            Jmh.of("EncoderBenchmark")
                                    .quick("tokens", "1", "16", "64", "128", "512")
                                    .engines(RUNTIME),
                            Jmh.of("MixedLengthsBenchmark").warmup(2).engines(RUNTIME))),
                    List.of(
                            Table.beside("One text, by its length in tokens", "EncoderBenchmark", Unit.MS, "tokens"),
                            Table.beside(
                                    "200 texts of mixed lengths, one at a time", "MixedLengthsBenchmark", Unit.MS))),
            new Group(
                    "ragged",
                    "Batches of texts of mixed lengths",
                    sources(List.of(Jmh.of("RaggedBenchmark")
                            .quick("texts", "batch", "one")
                            .engines(RUNTIME))),
                    List.of(Table.beside(
                            "192 texts in batches of 32, and one at a time", "RaggedBenchmark", Unit.MS, "texts"))),
            new Group(
                    "squares",
                    "Products of square matrices",
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
                    "matmul",
                    "Products of rows with weights",
                    sources(List.of(
                            Jmh.of("MatmulBenchmark")
                                    .quick("m", ROWS)
                                    .quick("k", "768")
                                    .quick("n", "768")
                                    .engines(RUNTIME),
                            peers("matmul"))),
                    List.of(Table.beside("M rows times K x N weights", "MatmulBenchmark", Unit.US, "m", "k", "n"))),
            new Group(
                    "gelu",
                    "A dense layer with gelu in one operator",
                    sources(List.of(
                            Jmh.of("DenseGeluBenchmark")
                                    .quick("m", ROWS)
                                    .quick("size", "768")
                                    .engines(RUNTIME),
                            peers("gelu"))),
                    List.of(Table.beside("Matmul, bias and gelu", "DenseGeluBenchmark", Unit.US, "m", "size"))),
            new Group(
                    "subgraphs",
                    "Parts of transformer models",
                    sources(List.of(
                            part("MLP").engines(RUNTIME),
                            part("ATTENTION").engines(RUNTIME, FUSED),
                            part("DECODER_LAYER")
                                    .always("tokens", "16", "128", "1024")
                                    .engines(RUNTIME, FUSED),
                            peers("subgraphs"))),
                    List.of(
                            part("Swiglu MLP, 768/2048", "MLP"),
                            part("Causal attention, 12 heads of 64", "ATTENTION"),
                            part("Llama-style decoder layer, 768 wide", "DECODER_LAYER"))),
            new Group(
                    "models",
                    "Models on 20 texts of mixed lengths",
                    sources(List.of(Jmh.of("ModelBenchmark").warmup(2).engines(RUNTIME, FUSED), peers("models"))),
                    List.of(Table.beside(
                            "20 texts of 31 to 510 tokens, one at a time", "ModelBenchmark", Unit.MS, "model"))),
            new Group(
                    "lowering",
                    "Generated classes beside kernels written by hand",
                    List.of(Jmh.of("LoweredBenchmark")
                            .inTurn("implementation", "IN_TURN", "LOWERED", "HAND", "INTERPRETER", "COPY")),
                    List.of(
                            Table.times("One operator", "LoweredBenchmark", Unit.US, "operator", "elements")
                                    .columns("threads", "implementation")
                                    .where("implementation", "LOWERED", "HAND", "INTERPRETER")
                                    .speed("LOWERED", 0.95, "HAND")
                                    .speed("LOWERED", 1, "INTERPRETER"),
                            Table.times(
                                            "Share of copy bandwidth, as many bytes copied",
                                            "LoweredBenchmark",
                                            Unit.US,
                                            "operator",
                                            "elements")
                                    .columns("threads", "implementation")
                                    .where("implementation", "LOWERED", "COPY")
                                    .where("elements", "16777216")
                                    .speed("LOWERED", 0.9, "COPY"))),
            new Group(
                    "dynamic",
                    "Dynamic programs",
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
                    List.of(
                            Jmh.of("SpecialiseBenchmark").warmup(4),
                            Jmh.of("LaunchBenchmark").warmup(8)),
                    List.of(
                            Table.times(
                                    "A program for another number of rows", "SpecialiseBenchmark", Unit.US, "method"),
                            Table.times("A call on one row of 16 elements", "LaunchBenchmark", Unit.NS, "method"))),
            new Group(
                    "cold",
                    "Fresh virtual machines",
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

    private static Jmh part(String part) {
        return Jmh.of("SubgraphBenchmark").always("part", part).quick("tokens", "16", "128", "511");
    }

    private static Table squares(String title, String weights) {
        return Table.beside(title, "SquareMatmulBenchmark", Unit.US, "size")
                .where("weights", weights)
                .operations(result -> 2 * Math.pow(Double.parseDouble(result.param("size")), 3));
    }

    private static Table part(String title, String part) {
        return Table.beside(title, "SubgraphBenchmark", Unit.US, "tokens").where("part", part);
    }
}
