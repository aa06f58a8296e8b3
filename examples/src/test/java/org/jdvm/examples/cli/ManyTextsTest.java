package org.jdvm.examples.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jdvm.Tensor;
import org.jdvm.embeddings.Embedder;
import org.jdvm.examples.Main;
import org.jdvm.examples.encoder.ModelFiles;
import org.jdvm.examples.text.MixedTexts;
import org.jdvm.onnx.file.Npy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code embed --out} in a fresh process on made-up texts of mixed lengths: 500 of them, or what {@code -Dtexts=100000} says. Each line has one vector, at
 * its place.
 */
class ManyTextsTest {
    private static final long SEED = 7;
    private static final int SIZE = 384;
    /** The vectors of that many texts are computed once more, each text alone. */
    private static final int COMPARED = 500;

    @Test
    void eachLineHasItsVectorAtItsPlace(@TempDir Path folder) throws IOException, InterruptedException {
        int count = Integer.getInteger("texts", 500);
        Path lines = folder.resolve("texts.txt");
        try (BufferedWriter writer = Files.newBufferedWriter(lines)) {
            for (int number = 0; number < count; number++) {
                writer.write(MixedTexts.text(SEED, number));
                writer.newLine();
            }
        }
        Path out = folder.resolve("vectors.npy");
        double seconds = embed(lines, out);
        int cores = Runtime.getRuntime().availableProcessors();
        System.out.printf(
                "embed --out: %d texts in %.1f s, start of the process included, %.0f a second and core (%d cores)%n",
                count, seconds, count / seconds / cores, cores);

        Tensor vectors = Npy.read(out);
        assertArrayEquals(new int[] {count, SIZE}, vectors.dims());
        float[] all = vectors.toFloatArray();
        try (Embedder embedder = Embedder.builder()
                .resources(
                        "all-minilm-l6-v2.onnx", "all-minilm-l6-v2-tokenizer.json", ModelFiles.class.getClassLoader())
                .build()) {
            int step = Math.max(1, count / COMPARED);
            for (int number = 0; number < count; number += step) {
                String text = MixedTexts.text(SEED, number);
                assertArrayEquals(
                        embedder.embed(text), Arrays.copyOfRange(all, number * SIZE, (number + 1) * SIZE), 1e-4f, text);
            }
        }
        for (int number = 0; number < count; number++) {
            double squares = 0;
            for (int i = 0; i < SIZE; i++) {
                squares += (double) all[number * SIZE + i] * all[number * SIZE + i];
            }
            assertEquals(1, squares, 1e-4, "the vector of text " + number);
        }
    }

    private static double embed(Path lines, Path out) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector"));
        command.addAll(ModelFiles.options());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "embed"));
        command.addAll(List.of("--file", lines.toString(), "--out", out.toString()));
        long start = System.nanoTime();
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        assertEquals(0, status, "embed --out");
        return (System.nanoTime() - start) * 1e-9;
    }
}
