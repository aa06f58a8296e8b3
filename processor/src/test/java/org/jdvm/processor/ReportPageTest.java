package org.jdvm.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdvm.processor.report.FusionReport;
import org.jdvm.symbolic.Dim;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** The page of the fusion report in a browser; skipped where there is none. */
final class ReportPageTest {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");
    private static final long SECONDS = 60;

    @TempDir
    private static Path directory;

    private static Path browser;

    @BeforeAll
    static void findBrowser(TestReporter reporter) throws IOException {
        Optional<Path> found = Stream.of(
                        System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                .flatMap(path -> NAMES.stream().map(name -> Path.of(path, name)))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty()) {
            String notice = "the page is not tested: none of " + NAMES + " is on the PATH";
            reporter.publishEntry("browser", notice);
            abort(notice);
        }
        browser = found.orElseThrow();
        FusionReportTest.compile(
                directory, "classes", List.of("-Ajdvm.sizes=N=300"), Sources.ROOT.resolve("report/Scaled.java"));
    }

    /** The document as scripts have left it. */
    private static String open(Path page, String hash) throws IOException, InterruptedException {
        Path profile = Files.createTempDirectory(directory, "profile");
        Path dump = Files.createTempFile(directory, "dump", ".html");
        Path log = Files.createTempFile(directory, "log", ".txt");
        Process process = new ProcessBuilder(
                        browser.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--disable-dev-shm-usage",
                        "--user-data-dir=" + profile,
                        "--dump-dom",
                        page.toUri() + hash)
                .redirectOutput(dump.toFile())
                .redirectError(log.toFile())
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            abort("the browser did not answer within " + SECONDS + " seconds");
        }
        return Files.readString(dump).replaceAll("(?s)<(script|style).*?</\\1>", "");
    }

    private static String open(String hash) throws IOException, InterruptedException {
        return open(directory.resolve("jdvm/fusion-report.html"), hash);
    }

    @Test
    void drawsTheOperatorAndComputesItsTraffic() throws IOException, InterruptedException {
        String page = open("#operator=sample.Scaled.scaled&M=256");
        assertTrue(page.contains("<h2 id=\"name\">Scaled.scaled</h2>"), page);
        assertEquals(
                4, Pattern.compile("<g class=\"node ").matcher(page).results().count());
        assertEquals(
                3, Pattern.compile("class=\"edge[ \"]").matcher(page).results().count());
        assertTrue(page.contains("2 operations in 1 kernel"), page);
        assertTrue(page.contains("broken: a call with 300 and 256 fails"), page);
        assertTrue(page.contains("No call has these sizes"), page);
        assertFalse(page.matches("(?s).*\\d [KMG]iB \u2192.*"), page);
    }

    @Test
    void sizesOfTheAddressCount() throws IOException, InterruptedException {
        String page = open("#operator=sample.Scaled.scaled&N=1&M=1024");
        assertTrue(page.contains("the left one is 1 and is repeated (1 and 1024)"), page);
        assertTrue(page.contains("nearest sizes in this report"), page);
        String equal = open("#operator=sample.Scaled.scaled&N=1024&M=1024");
        assertTrue(equal.contains("equal (1024)"), equal);
        // reads 2 and writes 1 tensor of 1024 x 64 x 4 bytes; unfused one more is written and read
        assertTrue(equal.contains("1.3 MiB \u2192 768.0 KiB"), equal);
    }

    @Test
    void aChosenNodeShowsWhatWasDecided() throws IOException, InterruptedException {
        String page = open("#operator=sample.Scaled.centred&node=1");
        assertTrue(page.contains("<pre>%1: f32[N, 1] = sum %0 axes [1] keep</pre>"), page);
        assertTrue(page.contains("<li class=\"no\">"), page);
        assertTrue(page.contains("Scaled.java:"), page);
        assertTrue(page.contains("JDVM052"), page);
        assertFalse(page.contains("undefined ("), page);
    }

    /** The page evaluates formulas by its own means. */
    @Test
    void sizesAreComputedAsInJava() throws IOException, InterruptedException {
        Random random = new Random(7);
        List<String> lines = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        while (lines.size() < 300) {
            Dim dim = dim(random, 4);
            long h = random.nextInt(1, 50);
            long t = random.nextInt(1, 50);
            try {
                expected.add(lines.size() + "=" + dim.evaluate(symbol -> symbol.equals("H") ? h : t) + ";");
                lines.add("[\"%s\", %d, %d]".formatted(dim, h, t));
            } catch (ArithmeticException _) {
                // undefined here
            }
        }
        Path page = Files.writeString(
                directory.resolve("sizes.html"),
                "<pre id=\"out\"></pre><script>" + script() + "const cases = [" + String.join(",\n", lines) + "];\n"
                        + """
                        document.getElementById("out").textContent = cases.map(([formula, h, t], i) =>
                          `${i}=${Sizes.evaluate(formula, new Map([["H", BigInt(h)], ["x.T", BigInt(t)]]))};`).join("\\n");
                        </script>
                        """);
        String dumped = open(page, "");
        String out = dumped.substring(dumped.indexOf("<pre id=\"out\">") + 14, dumped.indexOf("</pre>"));
        assertEquals(String.join("\n", expected), out);
    }

    private static Dim dim(Random random, int depth) {
        if (depth == 0 || random.nextInt(5) == 0) {
            return switch (random.nextInt(3)) {
                case 0 -> Dim.of(random.nextInt(-9, 30));
                case 1 -> Dim.symbol("H");
                default -> Dim.symbol("x.T");
            };
        }
        Dim left = dim(random, depth - 1);
        Dim right = dim(random, depth - 1);
        return switch (random.nextInt(7)) {
            case 0 -> left.plus(right);
            case 1 -> left.minus(right);
            case 2 -> left.times(right);
            case 3 -> left.floorDiv(Dim.symbol("H").plus(random.nextInt(1, 9)));
            case 4 -> left.mod(Dim.symbol("x.T").plus(random.nextInt(1, 9)));
            case 5 -> left.min(right);
            default -> left.max(right);
        };
    }

    private static String script() throws IOException {
        try (InputStream stream = FusionReport.class.getResourceAsStream("sizes.js")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
