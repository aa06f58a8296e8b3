package org.jdvm.examples.vectors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jdvm.examples.encoder.Embedding;
import org.jdvm.examples.io.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorFileTest {
    private static final int GROUP = 8;

    @TempDir
    Path directory;

    private static Embedding embedding(long row) {
        SplittableRandom random = new SplittableRandom(row);
        return new Embedding((int) row, new float[] {random.nextInt(), (float) random.nextDouble(), -row});
    }

    /** Writes what is missing, in parts of any sizes; {@return how many rows were there} */
    private static long finish(Path path, int count) throws IOException {
        try (VectorFile file = VectorFile.open(path, count, 3, GROUP)) {
            long there = file.rows();
            for (long from = there; from < count; from = file.rows()) {
                List<String> texts = new ArrayList<>();
                List<Embedding> embeddings = new ArrayList<>();
                for (long row = from; row < Math.min(count, from + 1 + from % 3); row++) {
                    texts.add("text\n" + row);
                    embeddings.add(embedding(row));
                }
                file.write(texts, embeddings);
            }
            assertEquals(count, file.rows());
            return there;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vectors.npy", "vectors.jsonl"})
    void aFileThatEndsAnywhereIsCompleted(String name) throws IOException {
        for (int count : new int[] {1, 8, 19}) {
            Path whole = directory.resolve(count + name);
            assertEquals(0, finish(whole, count));
            byte[] bytes = Files.readAllBytes(whole);
            Path cut = directory.resolve("cut-" + name);
            for (int length = 0; length <= bytes.length; length++) {
                Files.write(cut, Arrays.copyOf(bytes, length));
                long there = finish(cut, count);
                assertEquals(length == bytes.length ? count : there / GROUP * GROUP, there);
                assertArrayEquals(bytes, Files.readAllBytes(cut), name + " from " + length);
            }
        }
    }

    @Test
    void aFileHasOneWriter() throws IOException {
        Path path = directory.resolve("vectors.npy");
        try (VectorFile file = VectorFile.open(path, 2, 3, GROUP)) {
            assertEquals(0, file.rows());
            InputException e = assertThrows(InputException.class, () -> VectorFile.open(path, 2, 3, GROUP));
            assertEquals(path + " is being written by another run", e.getMessage());
        }
    }

    @Test
    void aNoteIsThereUntilTheFileIsComplete() throws IOException {
        Path path = directory.resolve("vectors.npy");
        Path note = directory.resolve("vectors.npy.resume");
        Map<String, String> facts = Map.of("texts", "a=b", "model", "c");
        Resumption.begin(path, facts);
        Resumption begun = Resumption.begin(path, facts);
        InputException e =
                assertThrows(InputException.class, () -> Resumption.begin(path, Map.of("texts", "a=b", "model", "d")));
        assertEquals(
                path + " was begun with another value of 'model': c, now d; to start again, delete it and " + note,
                e.getMessage());
        Files.createFile(path);
        begun.end();
        assertFalse(Files.exists(note));
        e = assertThrows(InputException.class, () -> Resumption.begin(path, facts));
        assertEquals(path + " is there already; delete it, or name another file", e.getMessage());
    }

    @Test
    void linesAreCounted() throws IOException {
        Path path = directory.resolve("texts.txt");
        for (Map.Entry<String, Integer> each : Map.of("", 0, "a", 1, "a\n", 1, "a\n\n", 2, "\n", 1, "a\r\nb", 2)
                .entrySet()) {
            Files.writeString(path, each.getKey());
            assertEquals((long) each.getValue(), Fingerprint.ofTexts(path).lines());
        }
    }
}
