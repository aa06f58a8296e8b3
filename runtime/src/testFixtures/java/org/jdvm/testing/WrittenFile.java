package org.jdvm.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that tests write and compare: documents made from tables, lists, results. */
public final class WrittenFile {
    private WrittenFile() {}

    /**
     * Compares a text with a file, or writes the file if {@code -Djdvm.golden.rewrite=true}.
     *
     * @param file the file, in the folder of the module
     * @param text what it should hold
     */
    public static void check(Path file, String text) throws IOException {
        if (Boolean.getBoolean("jdvm.golden.rewrite")) {
            Files.writeString(file, text);
        }
        assertEquals(
                text,
                Files.readString(file),
                () -> file + " is out of date; -Djdvm.golden.rewrite=true writes it again");
    }
}
