package org.jdvm.examples.vectors;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdvm.examples.io.InputException;

/**
 * The note next to a file that is not complete: what its vectors are made of. It is there from before the file's first byte until after its last one, so a
 * file without it is complete.
 */
public final class Resumption {
    private final Path file;
    private final Path note;

    private Resumption(Path file, Path note) {
        this.file = file;
        this.note = note;
    }

    /**
     * Starts a file, or goes on with one that was begun with the same facts.
     *
     * @param file the file of vectors
     * @param facts what the vectors depend on, by name
     * @return the note, to be removed when the file is complete
     * @throws InputException if the file is complete, or was begun with other facts
     */
    public static Resumption begin(Path file, Map<String, String> facts) {
        Path note = file.resolveSibling(file.getFileName() + ".resume");
        try {
            if (!Files.exists(note)) {
                if (Files.exists(file)) {
                    throw new InputException("%s is there already; delete it, or name another file".formatted(file));
                }
                write(note, facts);
            } else {
                compare(file, note, facts);
            }
        } catch (IOException e) {
            throw VectorFile.unwritable(note, e);
        }
        return new Resumption(file, note);
    }

    private static void write(Path note, Map<String, String> facts) throws IOException {
        StringBuilder lines = new StringBuilder();
        facts.forEach(
                (name, value) -> lines.append(name).append('=').append(value).append('\n'));
        Path unfinished = note.resolveSibling(note.getFileName() + ".new");
        Files.writeString(unfinished, lines);
        Files.move(unfinished, note, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void compare(Path file, Path note, Map<String, String> facts) throws IOException {
        Map<String, String> begun = new LinkedHashMap<>();
        for (String line : Files.readAllLines(note, StandardCharsets.UTF_8)) {
            int at = line.indexOf('=');
            begun.put(at < 0 ? line : line.substring(0, at), at < 0 ? "" : line.substring(at + 1));
        }
        for (Map.Entry<String, String> fact : facts.entrySet()) {
            if (!fact.getValue().equals(begun.get(fact.getKey()))) {
                throw new InputException(
                        "%s was begun with another value of '%s': %s, now %s; to start again, delete it and %s"
                                .formatted(file, fact.getKey(), begun.get(fact.getKey()), fact.getValue(), note));
            }
        }
    }

    /** Removes the note: the file is complete. */
    public void end() {
        try {
            Files.delete(note);
        } catch (IOException e) {
            throw VectorFile.unwritable(note, e);
        }
    }

    /** {@return the file, and where its note is} */
    @Override
    public String toString() {
        return file + ", " + note;
    }
}
