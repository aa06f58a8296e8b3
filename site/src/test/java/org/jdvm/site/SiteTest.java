package org.jdvm.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** The pages that this build wrote, and what the parts of the builder do. */
final class SiteTest {
    private static final Path SITE = Path.of(System.getProperty("jdvm.site", "target/site"));
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome", "chrome");

    /** Pixels across the screen of a small phone. */
    private static final int PHONE = 390;

    @TempDir
    private Path directory;

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        assertTrue(Files.exists(SITE.resolve("index.html")), "no pages in " + SITE.toAbsolutePath());
        assertEquals(List.of(), LinkCheck.broken(SITE));
    }

    @Test
    void aMessageIsFoundByItsCode() throws IOException {
        String page = Files.readString(SITE.resolve("docs/diagnostics.html"));
        assertTrue(page.contains("id=\"JDVM001\""), page);
    }

    @Test
    void linksThatLeadNowhereAreFound() throws IOException {
        Files.writeString(
                directory.resolve("one.html"), "<a href=\"two.html#there\">x</a><a href=\"two.html#gone\">x</a>");
        Files.writeString(
                directory.resolve("two.html"),
                "<h1 id=\"there\">x</h1><a href=\"three.html\">x</a><img src=\"https://example.org/x.png\">"
                        + "<a href=\"https://example.org\">x</a>");
        assertEquals(
                List.of(
                        "one.html: two.html#gone leads nowhere in the site",
                        "two.html: three.html leads nowhere in the site",
                        "two.html: https://example.org/x.png leads nowhere in the site"),
                LinkCheck.broken(directory));
    }

    @Test
    void linksBetweenFilesBecomeLinksBetweenPages() throws IOException {
        String text = "# A & B\n\n[x](other.md#part) [y](../README.md) [z](../examples) [w](https://example.org)\n";
        String page = new MarkdownPage(Path.of("docs", "page.md"), text, TestResults.read(directory))
                .html("@title@|@up@|@text@");
        assertTrue(page.startsWith("A &amp; B|../|"), page);
        assertTrue(
                page.contains("<a href=\"other.html#part\">x</a> <a href=\"../index.html\">y</a> z <a"
                        + " href=\"https://example.org\">w</a>"),
                page);
    }

    @Test
    void testsAreTickedByTheirReports() throws IOException {
        Path reports = Files.createDirectories(directory.resolve("onnx/target/surefire-reports"));
        report(reports, "GoodTest", 3, 0, 1);
        report(reports, "BadTest", 3, 1, 0);
        report(reports, "SkippedTest", 2, 0, 2);
        String text = "`GoodTest` `BadTest` `SkippedTest` `OtherTest`";
        String page = new MarkdownPage(Path.of("docs", "models.md"), text, TestResults.read(directory)).html("@text@");
        assertEquals(
                "<p><code>GoodTest</code> ✓ (passed in this build) <code>BadTest</code> ✗ (failed in this build)"
                        + " <code>SkippedTest</code> (not run in this build) <code>OtherTest</code> (not run in this"
                        + " build)</p>\n",
                page);
    }

    private static void report(Path reports, String name, int tests, int failures, int skipped) throws IOException {
        Files.writeString(
                reports.resolve("TEST-org.jdvm." + name + ".xml"),
                "<?xml version=\"1.0\"?><testsuite name=\"org.jdvm.%s\" tests=\"%d\" errors=\"0\" skipped=\"%d\" failures=\"%d\">"
                        .formatted(name, tests, skipped, failures));
    }

    /** Each page in a frame as wide as a phone; the browser reports errors of scripts. */
    @Test
    void pagesFitAPhone(TestReporter reporter) throws IOException, InterruptedException {
        List<String> addresses;
        try (Stream<Path> files = Files.walk(SITE)) {
            addresses = files.filter(file -> file.toString().endsWith(".html"))
                    .map(file -> file.toUri().toString())
                    .sorted()
                    .toList();
        }
        String script = """
            <pre id="out"></pre><script>
            const out = document.getElementById("out");
            const pages = [%s];
            let next = 0;
            function show() {
              if (next === pages.length) { out.textContent += "end\\n"; return; }
              const frame = document.createElement("iframe");
              frame.width = %d; frame.height = 800;
              frame.addEventListener("load", () => {
                const root = frame.contentDocument.documentElement;
                out.textContent += `${root.scrollWidth > %d ? "wide " + root.scrollWidth : "fits"} ${pages[next]}\\n`;
                frame.remove(); next++; show();
              });
              frame.src = pages[next];
              document.body.append(frame);
            }
            show();
            </script>
            """.formatted(
                String.join(",", addresses.stream().map("\"%s\""::formatted).toList()), PHONE, PHONE);
        Path page = Files.writeString(directory.resolve("phone.html"), script);
        String dumped = dump(page, reporter);
        List<String> wide = new ArrayList<>();
        Matcher line = Pattern.compile("(fits|wide \\d+) (.*)").matcher(dumped);
        int lines = 0;
        while (line.find()) {
            lines++;
            if (!line.group(1).equals("fits")) {
                wide.add(line.group());
            }
        }
        assertEquals(addresses.size(), lines, dumped);
        assertEquals(List.of(), wide);
    }

    /** The document as scripts have left it; the test is skipped where there is no browser. */
    private String dump(Path page, TestReporter reporter) throws IOException, InterruptedException {
        Path browser = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(path -> BROWSERS.stream().map(name -> Path.of(path, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        if (browser == null) {
            String notice = "the pages are not shown: none of " + BROWSERS + " is on the PATH";
            reporter.publishEntry("browser", notice);
            abort(notice);
        }
        Path dump = Files.createTempFile(directory, "dump", ".html");
        Path log = Files.createTempFile(directory, "log", ".txt");
        Process process = new ProcessBuilder(
                        browser.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--disable-dev-shm-usage",
                        "--enable-logging=stderr",
                        "--allow-file-access-from-files",
                        "--virtual-time-budget=60000",
                        "--user-data-dir=" + Files.createTempDirectory(directory, "profile"),
                        "--dump-dom",
                        page.toUri().toString())
                .redirectOutput(dump.toFile())
                .redirectError(log.toFile())
                .start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            abort("the browser did not answer within 120 seconds");
        }
        assertEquals(
                List.of(),
                Files.readAllLines(log).stream()
                        .filter(line -> line.contains("Uncaught"))
                        .toList());
        return Files.readString(dump);
    }
}
