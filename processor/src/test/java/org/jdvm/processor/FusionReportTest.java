package org.jdvm.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files of the fusion report: where they go, and what is in them. */
final class FusionReportTest {
    private static final Path SCALED = Sources.ROOT.resolve("report/Scaled.java");
    private static final Path GOLDEN = Sources.ROOT.resolve("report/Scaled.json");

    @TempDir
    private Path directory;

    @Test
    void jsonIsTheGoldenOne() throws IOException {
        compile("target/classes", List.of("-Ajdvm.report=json"), SCALED);
        String all = Files.readString(directory.resolve("target/jdvm/fusion-report.json"));
        // steps and tiles are tested where they are made
        String actual = all.lines()
                .filter(line -> !line.startsWith("    {\"sizes\": ["))
                .map(line -> line.replaceAll("\"steps\": \\[\".*\"\\]", "\"steps\": []"))
                .collect(Collectors.joining("\n", "", "\n"));
        assertTrue(all.contains("\"steps\": [\"v0 = load.f32 argument 0"), all);
        assertTrue(all.contains("    {\"sizes\": [256, 256], \"plan\": 0, "), all);
        if (Boolean.getBoolean("jdvm.golden.rewrite")) {
            Files.writeString(GOLDEN, actual);
        }
        assertEquals(Files.readString(GOLDEN), actual);
    }

    @Test
    void theOrderOfTheSourcesDoesNotMatter() throws IOException {
        Path other = Sources.ROOT.resolve("golden/Norms.java");
        compile("a", List.of(), SCALED, other);
        compile("b", List.of(), other, SCALED);
        for (String file : List.of("fusion-report.json", "fusion-report.html")) {
            assertEquals(
                    Files.readString(directory.resolve("jdvm/a").resolve(file)),
                    Files.readString(directory.resolve("jdvm/b").resolve(file)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "none, target/classes, ''",
        "json, target/classes, target/jdvm/fusion-report.json",
        "html, target/classes, target/jdvm/fusion-report.html",
        "all, target/classes, target/jdvm/fusion-report.html target/jdvm/fusion-report.json",
        "json, target/test-classes, target/jdvm/test-classes/fusion-report.json",
        "json, main, jdvm/main/fusion-report.json"
    })
    void writesWhatIsAskedForNextToTheClasses(String report, String classes, String expected) throws IOException {
        compile(classes, List.of("-Ajdvm.report=" + report), SCALED);
        assertEquals(expected, written());
    }

    @Test
    void writesWhereItIsTold() throws IOException {
        compile(
                "classes",
                List.of("-Ajdvm.report=json", "-Ajdvm.reportDir=" + directory.resolve("here/there")),
                SCALED);
        assertEquals("here/there/fusion-report.json", written());
    }

    @Test
    void nothingIsWrittenWithoutOperators() throws IOException {
        Path plain = Files.writeString(directory.resolve("Plain.java"), "class Plain {}");
        compile("classes", List.of(), plain);
        assertEquals("", written());
    }

    @Test
    void whatCannotBeWrittenIsANote() throws IOException {
        Path file = Files.writeString(directory.resolve("taken"), "");
        List<Diagnostic<?>> said = compile("classes", List.of("-Ajdvm.notes=off", "-Ajdvm.reportDir=" + file), SCALED);
        List<String> notes = said.stream()
                .filter(d -> d.getKind() == Diagnostic.Kind.NOTE)
                .map(d -> d.getMessage(Locale.ROOT))
                .toList();
        assertEquals(1, notes.size(), notes::toString);
        assertTrue(notes.getFirst().startsWith("JDVM061: "), notes::toString);
    }

    @Test
    void thePageNeedsNothingElse() throws IOException {
        compile("classes", List.of("-Ajdvm.report=html"), SCALED);
        String page = Files.readString(directory.resolve("jdvm/fusion-report.html"));
        assertTrue(page.contains("default-src 'none'"));
        assertFalse(page.matches("(?s).*(<link|<img|<iframe|@import|fetch\\(|src=|url\\((?!#)).*"));
        assertFalse(page.matches("(?s).*/\\*(STYLE|SCRIPT|DATA)\\*/.*"));
    }

    private String written() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(f -> f.getFileName().toString().startsWith("fusion-report"))
                    .map(f -> directory.relativize(f).toString().replace('\\', '/'))
                    .sorted()
                    .reduce((a, b) -> a + " " + b)
                    .orElse("");
        }
    }

    private List<Diagnostic<?>> compile(String classes, List<String> options, Path... sources) throws IOException {
        return compile(directory, classes, options, sources);
    }

    /** Compiles into a directory and says what the compiler said. */
    static List<Diagnostic<?>> compile(Path root, String classes, List<String> options, Path... sources)
            throws IOException {
        Path output = Files.createDirectories(root.resolve(classes));
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(
                "-d",
                output.toString(),
                "-s",
                Files.createDirectories(root.resolve("generated")).toString()));
        var compiler = ToolProvider.getSystemJavaCompiler();
        var said = new DiagnosticCollector<JavaFileObject>();
        try (var files = compiler.getStandardFileManager(said, null, null)) {
            var task = compiler.getTask(null, files, said, all, null, files.getJavaFileObjects(sources));
            task.setProcessors(List.of(new OperatorProcessor()));
            assertTrue(task.call(), () -> said.getDiagnostics().toString());
        }
        return List.copyOf(said.getDiagnostics());
    }
}
