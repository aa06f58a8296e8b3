package org.jdvm.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jdvm.examples.encoder.TextVectors;
import org.jdvm.examples.io.InputException;
import org.jdvm.examples.io.TextLines;
import org.jdvm.examples.vectors.VectorFile;
import org.jspecify.annotations.Nullable;

/** Writes the vectors of lines to a file, from where it ends on, with a bar on a terminal. */
final class FileOfVectors {
    /** How many texts are embedded and written together. */
    static final int GROUP = 64;

    /** Characters of texts that are embedded together at most, but for the last text. */
    private static final int MOST_CHARACTERS = 1 << 20;

    private final Path path;
    private final TextLines lines;
    private final long count;
    private final BiConsumer<String, String> check;
    private final PrintWriter err;

    /**
     * Prepares.
     *
     * @param path the file to write
     * @param lines the texts, at their start
     * @param count how many there are
     * @param check sees each text and where it is
     * @param err takes messages
     */
    FileOfVectors(Path path, TextLines lines, long count, BiConsumer<String, String> check, PrintWriter err) {
        this.path = path;
        this.lines = lines;
        this.count = count;
        this.check = check;
        this.err = err;
    }

    void write(TextVectors encoder) throws IOException {
        try (VectorFile file = VectorFile.open(path, count, encoder.dimension(), GROUP);
                ProgressBar bar = new ProgressBar(err, ProgressBar.onTerminal(), "Embedding", count)) {
            long first = file.rows();
            if (first > 0) {
                err.println("jdvm: %s has %d of %d vectors; going on with the next".formatted(path, first, count));
            }
            for (long line = 0; line < first; line++) {
                next();
            }
            long start = System.nanoTime();
            List<String> texts = new ArrayList<>();
            long characters = 0;
            for (long line = first; line < count; line++) {
                String text = next();
                check.accept(text, "line " + lines.number());
                texts.add(text);
                characters += text.length();
                boolean isWhole = (line + 1) % GROUP == 0 || line + 1 == count;
                if (isWhole || characters > MOST_CHARACTERS) {
                    file.write(texts, encoder.embedAll(texts));
                    texts.clear();
                    characters = 0;
                    double seconds = (System.nanoTime() - start) * 1e-9;
                    bar.show(line + 1, "%,.0f texts/s".formatted((line + 1 - first) / seconds));
                }
            }
            file.force();
        }
    }

    private String next() {
        @Nullable String line = lines.next();
        if (line == null) {
            throw new InputException(
                    "the text file has less than the %d lines that it had at the start".formatted(count));
        }
        return line;
    }
}
