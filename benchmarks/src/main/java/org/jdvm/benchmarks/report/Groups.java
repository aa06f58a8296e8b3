package org.jdvm.benchmarks.report;

import java.util.List;
import org.jdvm.benchmarks.report.Group.Command;
import org.jdvm.benchmarks.report.Group.Jmh;
import org.jdvm.benchmarks.report.Group.Table;
import org.jdvm.benchmarks.report.Group.Unit;

/** All groups of benchmarks; a new one needs an entry here and nothing else. */
final class Groups {
    /** What {@link Shown} takes the peak from. */
    static final String PEAK = "PeakBenchmark";

    private static final String PEERS = "benchmarks/peers/peers.py";

    /** In the order of the documentation. */
    static final List<Group> ALL = List.of(
            new Group(
                    "encoder",
                    "The sentence encoder beside ONNX Runtime",
                    List.of(
                            Jmh.of("EncoderBenchmark").warmup(3).quick("tokens", "1", "16", "64", "128", "512"),
                            Jmh.of("MixedLengthsBenchmark").warmup(2)),
                    List.of(
                            Table.beside("One text, by its length in tokens", "EncoderBenchmark", Unit.MS, "tokens"),
                            Table.beside(
                                    "200 texts of mixed lengths, one at a time", "MixedLengthsBenchmark", Unit.MS))),
            new Group(
                    "ragged",
                    "Batches of texts of mixed lengths",
                    List.of(Jmh.of("RaggedBenchmark").quick("texts", "batch", "one")),
                    List.of(Table.beside(
                            "192 texts in batches of 32, and one at a time", "RaggedBenchmark", Unit.MS, "texts"))),
            new Group(
                    "squares",
                    "Products of square matrices",
                    List.of(
                            Jmh.of(PEAK),
                            Jmh.of("SquareMatmulBenchmark")
                                    .quick("weights", "true")
                                    .quick("size", "128", "256", "512", "1024", "2048"),
                            peers("squares")),
                    List.of(
                            squares("The right matrix is a weight", "true"),
                            squares("Both matrices are given", "false"))),
            new Group(
                    "matmul",
                    "Products of rows with weights",
                    List.of(
                            Jmh.of("MatmulBenchmark")
                                    .quick("k", "768", "2048")
                                    .quick("n", "768", "2048")
                                    .quick("m", "1", "7", "37", "128", "512"),
                            peers("matmul")),
                    List.of(Table.beside("M rows times K x N weights", "MatmulBenchmark", Unit.US, "m", "k", "n"))),
            new Group(
                    "gelu",
                    "A dense layer with gelu in one operator",
                    List.of(
                            Jmh.of("DenseGeluBenchmark").quick("size", "768").quick("m", "1", "7", "37", "128", "512"),
                            peers("gelu")),
                    List.of(Table.beside("Matmul, bias and gelu", "DenseGeluBenchmark", Unit.US, "m", "size"))),
            new Group(
                    "subgraphs",
                    "Parts of transformer models",
                    List.of(
                            Jmh.of("SubgraphBenchmark")
                                    .always("part", "MLP")
                                    .quick("tokens", "16", "63", "128", "511", "1024")
                                    .always("engine", "jdvm", "onnxruntime"),
                            Jmh.of("SubgraphBenchmark")
                                    .always("part", "ATTENTION")
                                    .quick("tokens", "16", "63", "128", "511", "1024"),
                            Jmh.of("SubgraphBenchmark")
                                    .warmup(2)
                                    .always("part", "DECODER_LAYER")
                                    .always("tokens", "16", "128", "1024"),
                            peers("subgraphs")),
                    List.of(
                            part("Swiglu MLP, 768/2048", "MLP"),
                            part("Causal attention, 12 heads of 64", "ATTENTION"),
                            part("Llama-style decoder layer, 768 wide", "DECODER_LAYER"))),
            new Group(
                    "models",
                    "Models on 20 texts of mixed lengths",
                    List.of(Jmh.of("ModelBenchmark").warmup(2), peers("models")),
                    List.of(Table.beside(
                            "20 texts of 31 to 510 tokens, one at a time", "ModelBenchmark", Unit.MS, "model"))),
            new Group(
                    "lowering",
                    "Generated classes beside kernels written by hand",
                    List.of(Jmh.of("LoweredBenchmark")
                            .quick("elements", "65536", "1048576")
                            .quick("threads", "1")),
                    List.of(Table.times("One operator", "LoweredBenchmark", Unit.US, "operator", "elements")
                            .columns("threads", "implementation")
                            .ratio("LOWERED", "HAND")
                            .ratio("LOWERED", "INTERPRETER"))),
            new Group(
                    "dynamic",
                    "Dynamic programs",
                    List.of(
                            Jmh.of("LazyBenchmark").quick("elements", "65536", "1048576"),
                            Jmh.of("DecoderBenchmark").warmup(4),
                            Jmh.of("RecordBenchmark")),
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
                            Table.times("32 tokens written by a small decoder", "DecoderBenchmark", Unit.MS, "method")
                                    .columns("atOnce")
                                    .ratio("false", "true"),
                            Table.times("Recording an operation", "RecordBenchmark", Unit.NS, "method"))),
            new Group(
                    "calls",
                    "A new shape, and a call",
                    List.of(Jmh.of("SpecialiseBenchmark"), Jmh.of("LaunchBenchmark")),
                    List.of(
                            Table.times(
                                    "A program for another number of rows", "SpecialiseBenchmark", Unit.US, "method"),
                            Table.times("A call on one row of 16 elements", "LaunchBenchmark", Unit.NS, "method"))),
            new Group(
                    "processor",
                    "The annotation processor",
                    List.of(Jmh.of("ProcessorBenchmark").warmup(4)),
                    List.of(Table.times(
                            "Compiling, for each of 100 operators", "ProcessorBenchmark", Unit.MS, "method"))));

    private Groups() {}

    private static Command peers(String group) {
        return new Command(List.of(PEERS, group), true);
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
