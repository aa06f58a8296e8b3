package org.jdvm.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuningTest {
    @TempDir
    Path directory;

    private static Tuning sample() {
        return Tuning.here(Map.of(
                "copy rows: 4 = few, \u00fc",
                new Tuning.Choice(true, 0.875),
                "read ahead",
                new Tuning.Choice(false, 1.25)));
    }

    @Test
    void aFileGivesBackWhatWasWritten() throws IOException {
        Path file = directory.resolve("a/b/tuning.properties");
        sample().write(file);
        sample().write(file);
        Tuning read = Tuning.read(file);
        assertEquals(sample(), read);
        assertEquals("", read.difference());
        try (var files = Files.list(file.getParent())) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void anotherHostIsTold() throws IOException {
        TreeMap<String, String> host = new TreeMap<>(sample().host());
        host.put("vectors", "64");
        host.remove("java");
        String difference = new Tuning(host, sample().choices()).difference();
        assertEquals(
                "java is '%s', not '', vectors is '%d', not '64'"
                        .formatted(Runtime.version(), Byte.SIZE * HostVectors.bytes()),
                difference);
    }

    private void assertRefused(String expected, String content) throws IOException {
        Path file = directory.resolve("damaged");
        Files.writeString(file, content);
        IOException e = assertThrows(IOException.class, () -> Tuning.read(file));
        assertEquals(expected, e.getMessage());
    }

    @Test
    void damagedFilesAreRefused() throws IOException {
        assertRefused("'colour' is neither a fact of the host nor a choice", "colour = red");
        assertRefused("'choice.a' is 'perhaps', but a choice is true or false and a ratio", "choice.a = perhaps");
        assertRefused("'choice.a' is 'true', but a choice is true or false and a ratio", "choice.a = true");
        assertRefused("it is no file of properties: Malformed \\uxxxx encoding.", "choice.a = \\u00g0");
        assertThrows(IOException.class, () -> Tuning.read(directory.resolve("missing")));
        Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, 2});
        assertThrows(IOException.class, () -> Tuning.read(directory.resolve("binary")));
    }

    /** Bytes that were changed anywhere give choices or a clear error. */
    @Test
    void changedFilesAreReadOrRefused() throws IOException {
        Path file = directory.resolve("tuning");
        sample().write(file);
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 500; i++) {
            byte[] changed = whole.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(128);
            Files.writeString(file, new String(changed, StandardCharsets.UTF_8));
            try {
                Tuning.read(file);
            } catch (IOException e) {
                refused++;
                assertTrue(!e.getMessage().isBlank());
            }
        }
        assertTrue(refused > 0);
    }
}
