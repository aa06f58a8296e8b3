package org.jdvm.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jdvm.machine.Tuning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code tune} prints and keeps; which ways it finds decides nothing. */
class TuneCommandTest {
    @TempDir
    Path directory;

    @Test
    void keepsChoicesOfThisMachine() throws IOException {
        Path file = directory.resolve("new").resolve("tuning.properties");
        Cli run = Cli.run("tune", "--file", file.toString(), "--millis", "200");
        assertEquals(0, run.code(), run.err());
        Tuning kept = Tuning.read(file);
        assertTrue(!kept.choices().isEmpty(), run.out());
        assertEquals("", kept.difference());
        for (String name : kept.choices().keySet()) {
            assertTrue(run.out().contains(name), run.out());
        }
        assertTrue(run.out().contains(kept.choices().size() + " choices by measurement"), run.out());
    }

    @Test
    void aFileThatCannotBeWrittenIsAnError() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Cli run = Cli.run("tune", "--file", file.resolve("below").toString(), "--millis", "1");
        assertEquals(1, run.code());
        assertTrue(run.err().startsWith("jdvm: the choices cannot be kept in " + file.resolve("below")), run.err());
    }
}
