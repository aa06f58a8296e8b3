package org.jdvm.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jdvm.benchmarks.report.Group.Command;
import org.jdvm.benchmarks.report.Group.FreshMachines;
import org.jdvm.benchmarks.report.Group.Jmh;
import org.jdvm.benchmarks.report.Group.Minutes;
import org.jdvm.benchmarks.report.Group.Program;
import org.jdvm.benchmarks.report.Group.Table;
import org.jdvm.benchmarks.report.Group.Unit;
import org.jdvm.benchmarks.report.Turns.OneByOne;
import org.jdvm.benchmarks.report.Turns.RoundAndRound;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;

/** The page made of known results; {@code -Djdvm.golden.rewrite=true} writes the expected files anew. */
class ReportTest {
    private static final Path GOLDEN = Path.of("src/test/resources/report");

    private static final List<Group> GROUPS = List.of(
            new Group(
                    "products",
                    "Products",
                    new Minutes(1, 2),
                    List.of(),
                    List.of(
                            Table.compared("Squares", "SquareBenchmark", Unit.US, "size")
                                    .operations(r -> 2 * Math.pow(Double.parseDouble(r.param("size")), 3)),
                            Table.compared("Rows", "RowBenchmark.product", Unit.US, "m", "k"),
                            Table.compared("Many", "GridBenchmark", Unit.US, "m", "k", "n")
                                    .across("m"),
                            Table.compared("Nothing measured", "OtherBenchmark", Unit.US))),
            new Group(
                    "lazy",
                    "Lazy work",
                    new Minutes(1, 2),
                    List.of(),
                    List.of(
                            Table.times("Ways", "LazyBenchmark", Unit.MS, "method")
                                    .columns("way")
                                    .where("way", "FUSED", "AT_ONCE")
                                    .ratio("FUSED", "AT_ONCE"),
                            Table.times("Speeds", "LazyBenchmark", Unit.MS, "method")
                                    .columns("way")
                                    .where("way", "FUSED", "UNFUSED")
                                    .ratio("FUSED", 0.2, "UNFUSED"),
                            Table.times("Calls", "CallBenchmark", Unit.NS, "method"),
                            Table.times("Memory", "MemoryProgram", Unit.MB, "threads")
                                    .columns("memory")
                                    .ratio("live heap", "weights"))),
            new Group(
                    "streams",
                    "Streams",
                    new Minutes(1, 2),
                    List.of(),
                    List.of(
                            Table.times("Total", "StreamTimes.total", Unit.MS, "stream")
                                    .columns("engine")
                                    .ratio("jdvm")
                                    .timesCharted()
                                    .note("A note."),
                            Table.times("Longest", "StreamTimes.longestCompile", Unit.MS, "stream")
                                    .columns("engine")
                                    .ratio("jdvm", "jax")
                                    .timesCharted())));

    private static Result result(String benchmark, String unit, Map<String, String> params, Double... samples) {
        return new Result(benchmark, params, unit, List.of(samples));
    }

    private static Map<String, String> row(String engine, int threads, String... more) {
        Map<String, String> params = new HashMap<>(Map.of("engine", engine, "threads", "" + threads));
        for (int i = 0; i < more.length; i += 2) {
            params.put(more[i], more[i + 1]);
        }
        return params;
    }

    private static Result grid(String engine, int threads, String m, String k, double time) {
        return result("GridBenchmark.product", "us/op", row(engine, threads, "m", m, "k", k, "n", "384"), time);
    }

    private static Result stream(String kind, String stream, String engine, Double... micros) {
        return result(
                "StreamTimes." + kind, "us/op", Map.of("stream", stream, "engine", engine, "process", "1"), micros);
    }

    private static void store(Path docs) throws IOException {
        ResultFile products = new ResultFile(
                new TreeMap<>(
                        Map.of("date", "2026-02-03", "settings", "quick", "processor", "One & only", "cores", "2")),
                List.of(
                        result("PeakBenchmark.oneThread", "ops/ns", Map.of(), 90.0, 110.0, 100.0),
                        result("PeakBenchmark.twoThreads", "ops/ns", Map.of(), 190.0),
                        result("SquareBenchmark.product", "us/op", row("onnxruntime", 1, "size", "1024"), 30_000.0),
                        result("SquareBenchmark.product", "us/op", row("jdvm", 1, "size", "1024"), 25_000.0),
                        result("SquareBenchmark.product", "us/op", row("jdvm", 2, "size", "1024"), 14_000.0),
                        result("SquareBenchmark.product", "us/op", row("jdvm", 1, "size", "128"), 60.0, 50.0),
                        result("RowBenchmark.product", "ms/op", row("jdvm", 1, "m", "7", "k", "9"), 0.5),
                        result("RowBenchmark.product", "us/op", row("torch", 1, "m", "7", "k", "9"), 80.0),
                        result("RowBenchmark.product", "us/op", row("onnxruntime", 1, "m", "7", "k", "9"), 1000.25),
                        result("RowBenchmark.other", "us/op", row("other", 1, "m", "7", "k", "9"), 1.0),
                        result("RowBenchmark.product", "us/op", row("jdvm", 1, "m", "1", "k", "9"), 5.0),
                        result("RowBenchmark.product", "us/op", row("torch", 1, "m", "2", "k", "9"), 5.0),
                        grid("jdvm", 1, "1", "384", 5.0),
                        grid("onnxruntime", 1, "1", "384", 6.0),
                        grid("torch", 1, "1", "384", 20.0),
                        grid("jdvm", 1, "37", "384", 50.0),
                        grid("torch", 1, "37", "384", 20.0),
                        grid("jdvm", 1, "1", "2048", 40.0),
                        grid("torch", 1, "1", "2048", 40.4),
                        grid("torch", 1, "1", "4096", 80.0),
                        grid("jdvm", 2, "37", "2048", 4.0),
                        grid("torch", 2, "37", "2048", 100.0)));
        ResultFile lazy = new ResultFile(
                new TreeMap<>(Map.of("date", "2026-02-04", "processor", "One & only", "cores", "2")),
                List.of(
                        result("LazyBenchmark.newtonStep", "us/op", Map.of("way", "AT_ONCE"), 3000.0),
                        result("LazyBenchmark.newtonStep", "us/op", Map.of("way", "FUSED"), 1500.0),
                        result("LazyBenchmark.newtonStep", "us/op", Map.of("way", "UNFUSED"), 6000.0),
                        result("CallBenchmark.sameShape", "ns/op", Map.of(), 1234.5),
                        result("MemoryProgram.x", "MB", Map.of("memory", "weights", "threads", "1"), 90.0),
                        result("MemoryProgram.x", "MB", Map.of("memory", "live heap", "threads", "1"), 99.0)));
        ResultFile streams = new ResultFile(
                new TreeMap<>(Map.of("date", "2026-02-05", "processor", "One & only", "cores", "2")),
                List.of(
                        stream("first", "MLP", "jdvm", 900.0, 400.0),
                        stream("again", "MLP", "jdvm", 300.0, 300.0),
                        stream("first", "MLP", "jdvm-lazy", 1000.0, 100.0),
                        stream("again", "MLP", "jdvm-lazy", 300.0, 300.0),
                        stream("first", "MLP", "jax", 2_000_000.0, 1_000_000.0),
                        stream("again", "MLP", "jax", 2000.0, 2000.0),
                        stream("first", "LAYER_NORM", "jdvm", 5.0, 6.0),
                        stream("again", "LAYER_NORM", "jdvm", 6.0, 6.0),
                        stream("first", "LAYER_NORM", "torch", 50.0, 60.0),
                        stream("again", "LAYER_NORM", "torch", 50.0, 50.0)));
        for (Map.Entry<String, ResultFile> file :
                Map.of("products", products, "lazy", lazy, "streams", streams).entrySet()) {
            Path folder = docs.resolve("performance")
                    .resolve(Machine.folder(file.getValue().about()));
            Files.writeString(
                    Files.createDirectories(folder).resolve(file.getKey() + ".json"),
                    file.getValue().text());
        }
    }

    @Test
    void pageAndCharts(@TempDir Path docs) throws IOException {
        store(docs);
        Files.writeString(docs.resolve("performance.md"), """
            # Title

            <!-- measured products -->
            Old figures.
            <!-- end of products -->

            Words that stay.
            """);
        Files.writeString(
                docs.resolve("performance/one-only-2-cores/products-gone.svg"), "a chart of a table that is gone");
        new Report(docs, GROUPS).write();
        Map<String, String> written = files(docs, file -> !file.toString().endsWith(".json"));
        if (Boolean.getBoolean("jdvm.golden.rewrite")) {
            for (Map.Entry<String, String> file : written.entrySet()) {
                Files.writeString(GOLDEN.resolve(file.getKey()), file.getValue());
            }
        }
        assertEquals(files(GOLDEN, _ -> true), written);

        new Report(docs, GROUPS).write();
        assertEquals(written, files(docs, file -> !file.toString().endsWith(".json")), "a second time");
    }

    private static Map<String, String> files(Path folder, Predicate<Path> which) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            Function<Path, String> content = file -> {
                try {
                    return Files.readString(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
            return all.filter(Files::isRegularFile)
                    .filter(which)
                    .collect(Collectors.toMap(file -> file.getFileName().toString(), content));
        }
    }

    /** A second machine gets a folder, a section in its group and a column; the results of the first stay. */
    @Test
    void machinesAreKeptApart(@TempDir Path docs) throws IOException {
        store(docs);
        Report report = new Report(docs, GROUPS);
        report.write();
        Map<String, String> other = Map.of("processor", "Other 9", "cores", "2");
        Path file = report.file(GROUPS.get(1), other);
        assertEquals(docs.resolve("performance/other-9-2-cores/lazy.json"), file);
        Files.createDirectories(file.getParent());
        Files.writeString(
                file, new ResultFile(other, List.of(result("CallBenchmark.sameShape", "ns/op", Map.of(), 5.0))).text());
        report.write();
        String page = Files.readString(docs.resolve("performance.md"));
        String lazy = page.substring(page.indexOf("<!-- measured lazy -->"), page.indexOf("<!-- end of lazy -->"));
        int first = lazy.indexOf("### On One & only, 2 cores");
        int second = lazy.indexOf("### On Other 9, 2 cores");
        assertTrue(first >= 0 && first < second, lazy);
        assertTrue(lazy.indexOf("| same shape | 1,235 |") < second, lazy);
        assertTrue(lazy.indexOf("| same shape | 5.00 |") > second, lazy);
        assertTrue(page.contains("| processor | One & only | Other 9 |"), page);
    }

    @ParameterizedTest
    @CsvSource({
        "AMD EPYC Zen 4, 512, 'AMD EPYC Zen 4, 2 cores', amd-epyc-zen-4-2-cores",
        "AMD EPYC Zen 4, 256, 'AMD EPYC Zen 4 (AVX2), 2 cores', amd-epyc-zen-4-avx2-2-cores",
        "AMD EPYC Zen 3, 256, 'AMD EPYC Zen 3, 2 cores', amd-epyc-zen-3-2-cores",
        "Intel(R) Xeon(R) Gold 5, 128, 'Intel(R) Xeon(R) Gold 5 (vectors of 128 bits), 2 cores',"
                + " intel-r-xeon-r-gold-5-vectors-of-128-bits-2-cores"
    })
    void narrowerVectorsThanTheProcessorHasAreAnotherMachine(
            String processor, String bits, String label, String folder) {
        Map<String, String> about = Map.of("processor", processor, "cores", "2", "vectors", bits + " bits");
        assertEquals(label, Machine.label(about));
        assertEquals(folder, Machine.folder(about));
    }

    @Test
    void pictures(@TempDir Path docs) throws Exception {
        store(docs);
        new Report(docs, GROUPS).write();
        Map<String, String> pictures = files(docs, file -> file.toString().endsWith(".svg"));
        assertEquals(7, pictures.size(), () -> pictures.keySet().toString());
        for (Map.Entry<String, String> picture : pictures.entrySet()) {
            Element svg = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(picture.getValue().getBytes(StandardCharsets.UTF_8)))
                    .getDocumentElement();
            int width = Integer.parseInt(svg.getAttribute("width"));
            assertTrue(width <= 900, picture.getKey() + " is " + width + " wide");
            assertEquals("0 0 " + width + " " + svg.getAttribute("height"), svg.getAttribute("viewBox"));
            String words = svg.getTextContent();
            assertTrue(words.contains("One & only, 2 cores"), words);
            assertTrue(words.contains("lower is better"), words);
        }
    }

    /** Bars end left of the line at 1 if the ratio is below 1, and equal factors are equal distances. */
    @Test
    void barsOfRatios() {
        List<OptionalDouble> values = List.of(OptionalDouble.of(0.25), OptionalDouble.of(0.5), OptionalDouble.of(2));
        String svg =
                new RatioChart("t", "m", List.of("a", "b", "c"), List.of(new RatioChart.Series("s", values))).svg();
        List<double[]> bars = Pattern.compile("<rect x=\"([0-9.]+)\" y=\"\\d+\" width=\"([0-9.]+)\" height=\"12\"")
                .matcher(svg)
                .results()
                .map(bar -> new double[] {Double.parseDouble(bar.group(1)), Double.parseDouble(bar.group(2))})
                .toList();
        assertEquals(3, bars.size(), svg);
        double one = bars.get(2)[0];
        assertEquals(one, bars.get(0)[0] + bars.get(0)[1], 0.11);
        assertEquals(one, bars.get(1)[0] + bars.get(1)[1], 0.11);
        assertEquals(2 * bars.get(2)[1], bars.get(0)[1], 0.21);
        assertEquals(bars.get(2)[1], bars.get(1)[1], 0.11);
    }

    /** Equal factors are equal distances, and what is too short for the axis is drawn at its left end. */
    @Test
    void dotsOfTimes() {
        List<OptionalDouble> nanos = List.of(
                OptionalDouble.of(0),
                OptionalDouble.of(1e3),
                OptionalDouble.of(2e6),
                OptionalDouble.empty(),
                OptionalDouble.of(2e9));
        String svg = new TimeChart(
                        "t", "m", List.of("a", "b", "c", "d", "e"), List.of(new TimeChart.Series("s", nanos)))
                .svg();
        List<Double> dots = Pattern.compile("<circle cx=\"([0-9.]+)\"")
                .matcher(svg)
                .results()
                .map(dot -> Double.parseDouble(dot.group(1)))
                .toList();
        assertEquals(5, dots.size(), svg); // one is in the legend
        assertEquals(dots.get(1), dots.get(2), svg);
        double thousand = dots.get(4) - dots.get(3);
        assertTrue(thousand > 100, svg);
        assertEquals(thousand * Math.log10(2e3) / 3, dots.get(3) - dots.get(2), 0.11);
        for (String label : List.of(">1 us<", ">100 us<", ">1 ms<", ">1 s<", ">10 s<")) {
            assertTrue(svg.contains(label), label);
        }
    }

    @Test
    void digits() {
        assertEquals(
                List.of("1,235", "99.9", "1.23", "0.012", "0.001", "0.00043", "0.0000012", "0.000"),
                Stream.of(1234.5, 99.88, 1.234, 0.0123, 0.001, 0.000432, 1.2e-6, 0.0)
                        .map(Numbers::text)
                        .toList());
    }

    @Test
    void largeCounts() {
        assertEquals(
                List.of("4K", "64K", "16M", "1536", "4097", "ADD"),
                Stream.of("4096", "65536", "16777216", "1536", "4097", "ADD")
                        .map(Numbers::compact)
                        .toList());
    }

    @Test
    void marksBelongTogether(@TempDir Path docs) throws IOException {
        store(docs);
        Files.writeString(docs.resolve("performance.md"), "<!-- measured products -->\nno end\n");
        Report report = new Report(docs, GROUPS);
        assertTrue(assertThrows(IllegalArgumentException.class, report::write)
                .getMessage()
                .contains("<!-- end of products -->"));
    }

    @Test
    void resultsSurviveTheirFile() throws IOException {
        ResultFile file = new ResultFile(
                Map.of("date", "today"),
                List.of(result("A.b", "us/op", Map.of("x", "1", "y", "\"quoted\""), 1.5, 123456.0)));
        assertEquals(file, ResultFile.parse(file.text()));
    }

    @Test
    void samplesOfTurns() {
        assertEquals(
                List.of(
                        result("A.b", "us/op", Map.of("x", "1", "way", "FAST"), 1.0, 2.0),
                        result("A.b", "us/op", Map.of("x", "1", "way", "SLOW"), 30.0, 40.0)),
                result("A.b", "us/op", Map.of("x", "1", "way", "IN_TURN"), 1.0, 30.0, 2.0, 40.0)
                        .dealOut(new RoundAndRound("way", "IN_TURN", List.of("FAST", "SLOW"))));
    }

    @Test
    void oneCaseAfterAnother() {
        Turns turns = OneByOne.all(List.of("m", "k"), List.of(List.of(1, 7, 37), List.of(384, 768)));
        assertEquals("1x384 7x384 37x384 1x768 7x768 37x768", turns.value());
        assertEquals("1x384 7x384", turns.first(2).value());
        assertEquals(
                List.of(
                        result("A.b", "us/op", Map.of("m", "1", "k", "384", "engine", "x"), 1.0, 2.0, 3.0),
                        result("A.b", "us/op", Map.of("m", "7", "k", "384", "engine", "x"), 40.0, 50.0, 60.0)),
                result("A.b", "us/op", Map.of("cases", "1x384 7x384", "engine", "x"), 1.0, 2.0, 3.0, 40.0, 50.0, 60.0)
                        .dealOut(turns.first(2)));
    }

    @Test
    void freshTimes() {
        assertEquals(
                List.of(
                        result("ColdStart.operator", "ms/op", Map.of("moment", "answer 1", "start", "plain"), 120.5),
                        result("ColdStart.operator", "ms/op", Map.of("moment", "answer 1", "start", "cached"), 80.0)),
                FreshTimes.parse("""
                    operator, ms from the start of the JVM, medians of 5 processes:
                                              plain  AOT cache
                    answer 1                  120.5       80.0
                    """));
    }

    @ParameterizedTest
    @CsvSource({"windows, WindowsBenchmark, layer", "operations, OperationsBenchmark, operation"})
    void everyCaseIsInOneTable(String name, String benchmark, String parameter) throws ClassNotFoundException {
        Group group = Groups.ALL.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        List<String> shown = group.tables().stream()
                .flatMap(table -> table.where().getOrDefault(parameter, List.of()).stream())
                .sorted()
                .toList();
        List<String> measured = Jmh.values(Class.forName("org.jdvm.benchmarks." + benchmark), parameter);
        assertEquals(measured.stream().sorted().toList(), shown);
    }

    @Test
    void everyTableHasASource() throws ClassNotFoundException {
        for (Group group : Groups.ALL) {
            assertFalse(group.tables().isEmpty(), group.name());
            for (Group.Source source : group.sources()) {
                if (source instanceof Jmh jmh) {
                    Class.forName("org.jdvm.benchmarks." + jmh.benchmark());
                }
            }
            for (Table table : group.tables()) {
                assertTrue(
                        group.sources().stream().anyMatch(source -> switch (source) {
                            case Jmh jmh -> jmh.benchmark().equals(table.benchmark());
                            case Program program ->
                                program.mainClass()
                                        .getSimpleName()
                                        .equals(table.benchmark().split("\\.")[0]);
                            case FreshMachines fresh -> fresh.mainClass().endsWith("." + table.benchmark());
                            case Command _ -> false;
                        }),
                        () -> table.title() + " has no source");
            }
        }
    }
}
