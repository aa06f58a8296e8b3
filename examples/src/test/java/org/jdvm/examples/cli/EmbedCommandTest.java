package org.jdvm.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jdvm.examples.encoder.MiniLm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedCommandTest {
    @TempDir
    Path directory;

    /** A line of the output, parsed. */
    private record Line(String text, int tokens, List<Double> embedding) {}

    private static List<Line> lines(String out) throws IOException {
        List<Line> lines = new ArrayList<>();
        for (String json : out.lines().toList()) {
            try (JsonParser parser = new JsonFactory().createParser(json)) {
                assertEquals(JsonToken.START_OBJECT, parser.nextToken());
                assertEquals("text", parser.nextFieldName());
                String text = parser.nextTextValue();
                assertEquals("tokens", parser.nextFieldName());
                int tokens = parser.nextIntValue(-1);
                assertEquals("embedding", parser.nextFieldName());
                assertEquals(JsonToken.START_ARRAY, parser.nextToken());
                List<Double> embedding = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    embedding.add(parser.getDoubleValue());
                }
                assertEquals(JsonToken.END_OBJECT, parser.nextToken());
                lines.add(new Line(text, tokens, embedding));
            }
        }
        return lines;
    }

    private static void assertFails(String message, Cli run) {
        assertEquals("jdvm: " + message + System.lineSeparator(), run.err());
        assertEquals(1, run.code());
        assertEquals("", run.out());
    }

    @Test
    void argumentsBecomeLines() throws IOException {
        Cli run = Cli.run("embed", "Hello world!", "\"quoted\"\n日本");
        assertEquals(0, run.code(), run.err());
        assertEquals("", run.err());
        List<Line> lines = lines(run.out());
        assertEquals(
                List.of("Hello world!", "\"quoted\"\n日本"),
                lines.stream().map(Line::text).toList());
        assertEquals(5, lines.getFirst().tokens());
        for (Line line : lines) {
            assertEquals(384, line.embedding().size());
            assertEquals(1, line.embedding().stream().mapToDouble(v -> v * v).sum(), 1e-5);
        }
    }

    @Test
    void aTextMayBeginWithAnAtSign() throws IOException {
        Path file = Files.writeString(directory.resolve("texts.txt"), "@a line\n");
        Path arguments = Files.writeString(directory.resolve("arguments"), "other words");
        List<String> texts = List.of("@all hands", "@@", "@" + arguments, "@missing");
        List<String> call = new ArrayList<>(List.of("embed"));
        call.addAll(texts);
        call.addAll(List.of("-f", file.toString()));
        Cli run = Cli.run(call.toArray(String[]::new));
        assertEquals(0, run.code(), run.err());
        List<String> expected = new ArrayList<>(texts);
        expected.add("@a line");
        assertEquals(expected, lines(run.out()).stream().map(Line::text).toList());
    }

    @Test
    void aLineOfMegabytesIsCutBeforeItIsTokenised() throws IOException {
        String line = "some words of a very long line, ".repeat(100_000);
        Cli run = Cli.runWithInput(line + "\nshort\n", "embed", "-f", "-");
        assertEquals(0, run.code(), run.err());
        List<Line> lines = lines(run.out());
        assertEquals(List.of(512, 3), lines.stream().map(Line::tokens).toList());
        assertEquals(line, lines.getFirst().text());
        assertTrue(run.err().startsWith("jdvm: warning: a text of more than "), run.err());
    }

    @Test
    void linesOfAFileFollowTheArguments() throws IOException {
        Path file = Files.writeString(directory.resolve("texts.txt"), "one\r\n\r\ntwo two\n");
        Cli run = Cli.run("embed", "first", "--file", file.toString());
        assertEquals(0, run.code(), run.err());
        assertEquals(
                List.of("first", "one", "", "two two"),
                lines(run.out()).stream().map(Line::text).toList());
        assertEquals(
                List.of(3, 3, 2, 4), lines(run.out()).stream().map(Line::tokens).toList());
        assertEquals(
                "jdvm: warning: line 2 is empty: its vector is that of the start and end tokens alone; further empty "
                        + "texts are embedded without a warning" + System.lineSeparator(),
                run.err());
    }

    @Test
    void linesBeforeOneThatCannotBeReadAreWritten() throws IOException {
        Path file = Files.writeString(directory.resolve("mixed.txt"), "good\ncaf\u00e9\n", StandardCharsets.ISO_8859_1);
        Cli run = Cli.run("embed", "-f", file.toString());
        assertEquals(1, run.code());
        assertEquals(List.of("good"), lines(run.out()).stream().map(Line::text).toList());
        assertEquals(
                "jdvm: " + file + ", line 2 is not UTF-8; convert the file to UTF-8 first" + System.lineSeparator(),
                run.err());
    }

    @Test
    void manyLinesKeepTheirOrder() throws IOException {
        List<String> texts = IntStream.range(0, 150).mapToObj(i -> "text " + i).toList();
        Cli run = Cli.runWithInput(String.join("\n", texts), "embed", "-f", "-");
        assertEquals(0, run.code(), run.err());
        assertEquals(texts, lines(run.out()).stream().map(Line::text).toList());
    }

    @Test
    void readsStandardInput() throws IOException {
        Cli run = Cli.runWithInput("a\nb", "embed", "-f", "-");
        assertEquals(0, run.code(), run.err());
        assertEquals(
                List.of("a", "b"), lines(run.out()).stream().map(Line::text).toList());
    }

    @Test
    void poolingChangesTheVector() {
        Cli mean = Cli.run("embed", "some text", "--pooling", "mean");
        Cli cls = Cli.run("embed", "some text", "--pooling=cls");
        assertEquals(0, cls.code(), cls.err());
        assertFalse(mean.out().equals(cls.out()));
        assertEquals(Cli.run("embed", "some text").out(), mean.out());
    }

    @Test
    void namedModelIsRead() throws IOException {
        Path model = Files.write(directory.resolve("some.onnx"), MiniLm.modelBytes());
        Path tokenizer = Files.write(directory.resolve("tokenizer.json"), MiniLm.tokenizerBytes());
        String expected = Cli.run("embed", "some text").out();
        assertEquals(
                expected,
                Cli.run("embed", "some text", "--model", model.toString()).out());
        assertEquals(
                expected,
                Cli.run("embed", "some text", "--model=" + model, "--tokenizer=" + tokenizer)
                        .out());
    }

    @Test
    void failuresAreOneLine() throws IOException {
        Path missing = directory.resolve("missing");
        assertFails(
                "cannot read text file " + missing + ": there is no such file",
                Cli.run("embed", "-f", missing.toString()));
        assertFails(
                "text file " + directory + " is a directory; a file is needed",
                Cli.run("embed", "-f", directory.toString()));
        Path empty = Files.createFile(directory.resolve("empty.txt"));
        assertFails(
                "text file " + empty + " is empty: there is nothing to embed",
                Cli.run("embed", "-f", empty.toString()));
        Path latin = Files.writeString(directory.resolve("latin.txt"), "caf\u00e9\n", StandardCharsets.ISO_8859_1);
        assertFails(
                latin + ", line 1 is not UTF-8; convert the file to UTF-8 first",
                Cli.run("embed", "-f", latin.toString()));

        assertFails(
                "model " + directory + " is a directory; give the .onnx file in it",
                Cli.run("embed", "x", "--model", directory.toString()));
        Path tokenizer = Files.write(directory.resolve("t.json"), MiniLm.tokenizerBytes());
        assertFails(
                "cannot read model " + missing + ": there is no such file",
                Cli.run("embed", "x", "--model", missing.toString(), "--tokenizer", tokenizer.toString()));
        assertFails(
                "model " + empty + " is an empty file; expected an ONNX model",
                Cli.run("embed", "x", "--model", empty.toString(), "--tokenizer", tokenizer.toString()));
        assertFails(
                "there is no " + directory.resolve("tokenizer.json") + " next to the model; name it with --tokenizer",
                Cli.run("embed", "x", "--model", empty.toString()));
    }

    @Test
    void stackTracesOnlyOnRequest() {
        Cli run = Cli.run("embed", "--debug", "-f", directory.toString());
        assertEquals(1, run.code());
        assertTrue(run.err().contains("\tat org.jdvm.examples"), run.err());
    }

    @Test
    void wrongArgumentsAreUsageErrors() {
        for (Cli run : List.of(
                Cli.run(),
                Cli.run("embed"),
                Cli.run("embed", "x", "--pooling", "max"),
                Cli.run("embed", "x", "--weights", "int3"),
                Cli.run("embed", "x", "--activations", "int8"),
                Cli.run("embed", "x", "--activations", "int8", "--weights", "int4"),
                Cli.run("embed", "x", "--activations", "bf16"),
                Cli.run("embed", "x", "--activations", "bf16", "--weights", "int8"),
                Cli.run("embed", "x", "--activations", "int8", "--weights", "bf16"),
                Cli.run("embed", "x", "--heads", "two"),
                Cli.run("embed", "x", "--tokenizer", "t.json"),
                Cli.run("embed", "x", "--unknown"),
                Cli.run("unknown"),
                Cli.run("demo", "--limit", "-1"),
                Cli.run("demo", "--top", "0"))) {
            assertEquals(2, run.code(), run.err());
            assertEquals("", run.out());
            assertTrue(run.err().startsWith("jdvm: "), run.err());
        }
        assertTrue(Cli.run("embed").err().startsWith("jdvm: No text: give texts as arguments, or a file with --file"));
    }

    @Test
    void helpIsAResult() {
        for (String command : List.of("embed", "demo")) {
            Cli run = Cli.run(command, "--help");
            assertEquals(0, run.code());
            assertTrue(run.out().startsWith("Usage: jdvm " + command), run.out());
            assertTrue(run.out().contains("Exit codes:"), run.out());
            assertEquals("", run.err());
        }
    }
}
