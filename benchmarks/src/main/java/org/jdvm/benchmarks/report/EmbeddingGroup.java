package org.jdvm.benchmarks.report;

import java.util.List;
import org.jdvm.benchmarks.report.Group.Minutes;
import org.jdvm.benchmarks.report.Group.Program;
import org.jdvm.benchmarks.report.Group.Table;
import org.jdvm.benchmarks.report.Group.Unit;

/** Texts to vectors, against ONNX Runtime and its tokenizer. */
final class EmbeddingGroup {
    private static final String LISTS =
            "Texts of 3 to 60 words in lists of 1,000. Texts of the same number of tokens run together, in both.";

    static final Group GROUP = new Group(
            "embeddings",
            "Texts to vectors, tokenizer included",
            new Minutes(4, 25),
            List.of(new Program(EmbeddingTimes.class)),
            List.of(
                    Table.times("Jars on disk", "EmbeddingTimes.jars", Unit.MB, "jar")
                            .columns("engine")
                            .note("What DJL's api needs in turn is not counted."),
                    Table.times(
                                    "Memory after a number of texts",
                                    "EmbeddingTimes.memory",
                                    Unit.MB,
                                    "model",
                                    "memory",
                                    "texts")
                            .columns("threads", "engine")
                            .note("With " + EmbeddingTimes.HEAP + ". " + LISTS),
                    Table.compared(
                            "From the start of the process to the first vector",
                            "EmbeddingTimes.first",
                            Unit.MS,
                            "model"),
                    Table.compared("Time of a text", "EmbeddingTimes.text", Unit.MS, "model")
                            .note(LISTS),
                    Table.times("Texts a second", "EmbeddingTimes.rate", Unit.PER_SECOND, "model")
                            .columns("threads", "engine")));

    private EmbeddingGroup() {}
}
