package org.jdvm.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.jdvm.examples.search.SourceArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
    @Test
    void answersAQuestion(@TempDir Path directory) throws IOException {
        Path archive = SourceArchive.write(directory.resolve("src.zip"));
        Cli run =
                Cli.run("demo", "--sources=" + archive, "--packages=demo.box", "--top=2", "-q", "the number of things");
        assertEquals(0, run.code(), run.err());
        assertEquals("", run.err());
        List<String> lines = run.out().lines().toList();
        assertTrue(lines.get(0).contains("6 layers, hidden size 384, 12 heads, 30522 words"), run.out());
        assertTrue(lines.get(1).startsWith("Texts     5 of 5 from the Javadoc of demo.box"), run.out());
        int question = lines.indexOf("the number of things");
        assertTrue(
                lines.get(question + 1)
                        .matches(" +0\\.\\d\\d  demo\\.box\\.Box\\.size\\(\\) +Returns the number of things\\."),
                run.out());
        assertEquals("", lines.get(question + 3));
        assertTrue(run.out().matches("(?s).*texts embedded +6\\R.*"), run.out());
    }

    @Test
    void limitTakesTypesFirst(@TempDir Path directory) throws IOException {
        Path archive = SourceArchive.write(directory.resolve("src.zip"));
        Cli run = Cli.run("demo", "--sources=" + archive, "--packages=demo.box", "--limit=3", "-q", "x");
        assertTrue(run.out().contains("Texts     3 of 5 "), run.out());
        assertTrue(run.out().contains("  demo.box.Box  "), run.out());
        assertTrue(run.out().contains("  demo.box.Box.Lid  "), run.out());
        assertTrue(run.out().contains("  demo.box.Box.size()  "), run.out());
    }

    @Test
    void documentsCanBeSearched() {
        Cli run = Cli.run("demo", "--docs", "--limit=12", "--top=1");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().matches("(?s).*Texts     12 of \\d+ from the project's documents\\R.*"), run.out());
        assertTrue(run.out().contains("Which JDK is needed to build it?"), run.out());
        assertTrue(run.out().matches("(?s).*specialisations \\(an operator, a shape\\) +\\d.*"), run.out());
    }

    @Test
    void unknownPackageFails(@TempDir Path directory) throws IOException {
        Path archive = SourceArchive.write(directory.resolve("src.zip"));
        Cli run = Cli.run("demo", "--sources=" + archive, "--packages=no.such");
        assertEquals(1, run.code());
        assertEquals(
                "jdvm: " + archive + " has no Javadoc of the packages no.such" + System.lineSeparator(), run.err());
    }

    @Test
    void progressIsShownOnATerminalOnly() {
        StringWriter terminal = new StringWriter();
        try (ProgressBar bar = new ProgressBar(new PrintWriter(terminal), true, "Indexing", 4)) {
            assertEquals("Indexing [#######.......................] 1/4  9 tokens/s", bar.line(1, "9 tokens/s"));
            bar.show(4, "");
        }
        assertTrue(terminal.toString().startsWith("\rIndexing [######"), terminal.toString());
        assertTrue(terminal.toString().endsWith(" \r"));
        StringWriter file = new StringWriter();
        try (ProgressBar bar = new ProgressBar(new PrintWriter(file), false, "Indexing", 4)) {
            bar.show(4, "");
        }
        assertEquals("", file.toString());
    }

    @Test
    void tablesAlign() {
        StringWriter out = new StringWriter();
        new Table("lr").row("a", "1").row("bcd", "20").print(new PrintWriter(out, true));
        assertEquals(List.of("  a     1", "  bcd  20"), out.toString().lines().toList());
        assertEquals("abc...", Table.cut("abcdefgh", 6));
        assertEquals("abc", Table.cut("abc", 3));
    }
}
