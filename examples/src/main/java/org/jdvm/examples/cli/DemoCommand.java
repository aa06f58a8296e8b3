package org.jdvm.examples.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jdvm.Dvm;
import org.jdvm.DvmStatistics;
import org.jdvm.OperatorTemplate;
import org.jdvm.examples.encoder.BertConfig;
import org.jdvm.examples.encoder.Embedding;
import org.jdvm.examples.encoder.SentenceEncoder;
import org.jdvm.examples.io.InputException;
import org.jdvm.examples.layers.LayersOperators;
import org.jdvm.examples.search.DocsCorpus;
import org.jdvm.examples.search.JavadocCorpus;
import org.jdvm.examples.search.Passage;
import org.jdvm.examples.search.SearchIndex;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Semantic search over the JDK's own Javadoc: the sentence encoder on real text of every length. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Searches the Javadoc of the running JDK by meaning.",
            "",
            "Reads the descriptions of types and methods out of the JDK's src.zip (without one: the project's own "
                    + "documents), turns each into a vector at its own length, answers some questions, and tells "
                    + "what the runtime did for it.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed, with the reason on standard error", "2:called with wrong arguments"})
final class DemoCommand implements Callable<Integer> {
    private static final List<String> DOCS_QUESTIONS = List.of(
            "Which JDK is needed to build it?",
            "sizes that are known only when a call arrives",
            "How are results checked?");

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    ModelOptions modelOptions = new ModelOptions();

    @Option(
            names = {"-q", "--query"},
            paramLabel = "TEXT",
            description = "A question to answer in place of the examples; may be repeated.")
    List<String> queries = List.of();

    @Option(
            names = "--packages",
            split = ",",
            defaultValue = "java.util",
            paramLabel = "PACKAGE",
            description = "Packages of java.base to read, separated by commas (default: ${DEFAULT-VALUE}).")
    List<String> packages = List.of();

    @Option(
            names = "--limit",
            defaultValue = "400",
            paramLabel = "N",
            description = "How many texts to index at most, types first; 0 is all (default: ${DEFAULT-VALUE}).")
    int limit;

    @Option(
            names = "--top",
            defaultValue = "3",
            paramLabel = "N",
            description = "How many answers to show (default: ${DEFAULT-VALUE}).")
    int top;

    @Option(
            names = "--sources",
            paramLabel = "FILE",
            description = "The JDK source archive to read (default: lib/src.zip of the running JDK).")
    @Nullable
    Path sources;

    @Option(names = "--docs", description = "Search the project's own documents in place of Javadoc.")
    boolean docs;

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        if (limit < 0 || top < 1) {
            throw new ParameterException(
                    command.commandLine(),
                    limit < 0
                            ? "--limit is " + limit + "; expected 0 or more"
                            : "--top is " + top + "; expected 1 or more");
        }
        PrintWriter out = command.commandLine().getOut();
        PrintWriter err = command.commandLine().getErr();
        try (SentenceEncoder encoder = modelOptions.open(err)) {
            BertConfig config = encoder.config();
            out.printf(
                    "Model     %s: %d layers, hidden size %d, %d heads, %d words, up to %d tokens%n",
                    encoder.name(),
                    config.layers(),
                    config.hidden(),
                    config.heads(),
                    config.vocabulary(),
                    config.maxPositions());
            Corpus corpus = corpus();
            out.printf("Texts     %d %s%n", corpus.passages.size(), corpus.description);
            out.flush();

            Run run = new Run(encoder);
            SearchIndex index = run.index(corpus.passages, err);
            for (String question : queries.isEmpty() ? corpus.questions : queries) {
                out.printf("%n%s%n", question);
                Table table = new Table("rll");
                for (SearchIndex.Hit hit : index.nearest(run.embed(question), top)) {
                    Passage passage = hit.passage();
                    table.row(
                            "%.2f".formatted(hit.score()),
                            Table.cut(passage.name(), 60),
                            Table.cut(
                                    passage.text()
                                            .substring(passage.text().indexOf(": ") + 1)
                                            .strip(),
                                    80));
                }
                table.print(out);
            }
            out.printf("%nWhat happened%n");
            run.report().print(out);
            out.flush();
        }
        return 0;
    }

    private record Corpus(String description, List<Passage> passages, List<String> questions) {}

    private Corpus corpus() {
        Path archive = sources != null ? sources : JavadocCorpus.ofRunningJdk();
        if (!docs && (sources != null || JavadocCorpus.isAvailable(archive))) {
            List<Passage> all = JavadocCorpus.read(archive, packages);
            if (all.isEmpty()) {
                throw new InputException(
                        "%s has no Javadoc of the packages %s".formatted(archive, String.join(", ", packages)));
            }
            List<Passage> passages = chosen(all);
            return new Corpus(
                    "of %d from the Javadoc of %s (%s)".formatted(all.size(), String.join(", ", packages), archive),
                    passages,
                    JavadocCorpus.QUESTIONS);
        }
        List<Passage> all = DocsCorpus.read();
        List<Passage> passages = chosen(all);
        return new Corpus(
                "of %d from the project's documents%s"
                        .formatted(all.size(), docs ? "" : " (there is no %s)".formatted(archive)),
                passages,
                DOCS_QUESTIONS);
    }

    /** Types first, since each represents its methods, then methods spread evenly over the packages. */
    private List<Passage> chosen(List<Passage> all) {
        if (limit == 0 || all.size() <= limit) {
            return all;
        }
        List<Passage> out =
                new ArrayList<>(evenly(all.stream().filter(Passage::isType).toList(), limit));
        out.addAll(evenly(all.stream().filter(passage -> !passage.isType()).toList(), limit - out.size()));
        return out;
    }

    private static List<Passage> evenly(List<Passage> all, int count) {
        if (all.size() <= count) {
            return all;
        }
        return IntStream.range(0, count)
                .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
                .toList();
    }

    /** Embeds texts and keeps count. */
    private static final class Run {
        /** Texts that are embedded in one call, between two looks at the progress. */
        private static final int BATCH = 32;

        private final SentenceEncoder encoder;
        private final Set<Integer> lengths = new TreeSet<>();
        private int texts;
        private long tokens;
        private long nanos;

        Run(SentenceEncoder encoder) {
            this.encoder = encoder;
        }

        SearchIndex index(List<Passage> passages, PrintWriter err) {
            List<float[]> vectors = new ArrayList<>();
            try (ProgressBar bar = new ProgressBar(err, ProgressBar.onTerminal(), "Indexing", passages.size())) {
                for (int from = 0; from < passages.size(); from += BATCH) {
                    bar.show(texts, "%,.0f tokens/s".formatted(tokensPerSecond()));
                    List<Passage> batch = passages.subList(from, Math.min(passages.size(), from + BATCH));
                    vectors.addAll(embed(batch.stream().map(Passage::embedded).toList()));
                }
            }
            return new SearchIndex(passages, vectors);
        }

        float[] embed(String text) {
            return embed(List.of(text)).getFirst();
        }

        private List<float[]> embed(List<String> batch) {
            long start = System.nanoTime();
            List<Embedding> embeddings =
                    batch.size() == 1 ? List.of(encoder.embed(batch.getFirst())) : encoder.embedAll(batch);
            nanos += System.nanoTime() - start;
            texts += embeddings.size();
            for (Embedding embedding : embeddings) {
                tokens += embedding.tokens();
                lengths.add(embedding.tokens());
            }
            return embeddings.stream().map(Embedding::vector).toList();
        }

        private double tokensPerSecond() {
            return nanos == 0 ? 0 : tokens * 1e9 / nanos;
        }

        Table report() {
            DvmStatistics dvm = Dvm.shared().statistics();
            return new Table("lr")
                    .row("texts embedded", "%,d".formatted(texts))
                    .row("tokens", "%,d".formatted(tokens))
                    .row("tokens/s", "%,.0f".formatted(tokensPerSecond()))
                    .row("distinct lengths = shapes", "%,d".formatted(lengths.size()))
                    .row("specialisations (an operator, a shape)", "%,d".formatted(dvm.specialisations()))
                    .row("  time, median", micros(dvm.medianNanos()))
                    .row("  time, 99th percentile", micros(dvm.p99Nanos()))
                    .row("  time, longest (the first, cold)", micros(dvm.longestNanos()))
                    .row("  layer norm alone, warm, median", micros(layerNormNanos()))
                    .row("launches", "%,d".formatted(dvm.launches()))
                    .row("  cache hits (shape known)", "%,d".formatted(dvm.cacheHits()))
                    .row(
                            "working memory, kept for the next call",
                            megabytes(Dvm.shared().workspaceBytes()))
                    .row("weights of the model", megabytes(encoder.weightBytes()));
        }

        private static String megabytes(long bytes) {
            return "%,.1f MB".formatted(bytes / 1e6);
        }

        private static String micros(long nanos) {
            return "%,.1f us".formatted(nanos / 1e3);
        }

        /** The median time to specialise a single-kernel operator for lengths not seen before. */
        private static long layerNormNanos() {
            OperatorTemplate layerNorm = LayersOperators.templates().stream()
                    .filter(template -> template.name().equals("layerNorm"))
                    .findFirst()
                    .orElseThrow();
            long[] nanos = LongStream.rangeClosed(1, 2000)
                    .map(length -> layerNorm
                            .explain(
                                    Map.of("T", length, "H", 384L), Dvm.shared().machine())
                            .specialiseNanos())
                    .skip(1500)
                    .sorted()
                    .toArray();
            return nanos[nanos.length / 2];
        }
    }
}
