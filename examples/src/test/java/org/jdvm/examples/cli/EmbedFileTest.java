package org.jdvm.examples.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jdvm.Tensor;
import org.jdvm.examples.Main;
import org.jdvm.examples.encoder.ModelFiles;
import org.jdvm.onnx.file.Npy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vectors that {@code embed --out} writes to files. */
class EmbedFileTest {
    private static final int HEADER = 128;
    private static final int ROW = 4 * 384;

    @TempDir
    Path directory;

    private Path texts(int count) throws IOException {
        List<String> lines = IntStream.range(0, count)
                .mapToObj(i -> "word ".repeat(i % 7) + "number " + i)
                .toList();
        return Files.writeString(
                directory.resolve("texts.txt"), String.join("\n", lines) + (count % 2 == 0 ? "\n" : ""));
    }

    private static Cli embed(Path texts, Path out, String... more) {
        List<String> arguments = new ArrayList<>(List.of("embed", "--file", texts.toString(), "--out", out.toString()));
        arguments.addAll(List.of(more));
        return Cli.run(arguments.toArray(String[]::new));
    }

    private static Path note(Path out) {
        return out.resolveSibling(out.getFileName() + ".resume");
    }

    private static void assertFails(String start, Cli run) {
        assertEquals(1, run.code(), run.err());
        assertTrue(run.err().startsWith("jdvm: " + start), run.err());
    }

    @Test
    void aMatrixHasTheVectorsOfTheLinesInOrder() throws IOException {
        Path texts = texts(131);
        Path out = directory.resolve("vectors.npy");
        Cli run = embed(texts, out);
        assertEquals("", run.err());
        assertEquals("", run.out());
        assertEquals(0, run.code());
        assertFalse(Files.exists(note(out)));
        Tensor vectors = Npy.read(out);
        assertArrayEquals(new int[] {131, 384}, vectors.dims());
        Path lines = directory.resolve("vectors.jsonl");
        assertEquals(0, embed(texts, lines).code());
        assertEquals(Cli.run("embed", "--file", texts.toString()).out(), Files.readString(lines));
        float[] all = vectors.toFloatArray();
        String[] last =
                Files.readAllLines(lines).getLast().replaceAll(".*\\[|].*", "").split(",");
        for (int i = 0; i < 384; i++) {
            assertEquals(Float.parseFloat(last[i]), all[130 * 384 + i]);
        }
    }

    @Test
    void aProcessThatIsKilledIsResumed() throws IOException, InterruptedException {
        Path texts = texts(701);
        Path out = directory.resolve("vectors.npy");
        do {
            // It may have been done before it was seen; then once more.
            Files.deleteIfExists(out);
            killAfterSomeRows(texts, out);
        } while (!Files.exists(note(out)));
        Cli run = embed(texts, out);
        assertEquals(0, run.code(), run.err());
        assertTrue(run.err().contains(" of 701 vectors; going on with the next"), run.err());
        assertFalse(Files.exists(note(out)));
        Path whole = directory.resolve("whole.npy");
        assertEquals(0, embed(texts, whole).code());
        assertEquals(-1, Files.mismatch(whole, out));
    }

    private static void killAfterSomeRows(Path texts, Path out) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector"));
        command.addAll(ModelFiles.options());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "embed"));
        command.addAll(List.of("--file", texts.toString(), "--out", out.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (process.isAlive() && (!Files.exists(out) || Files.size(out) < HEADER + 70L * ROW)) {
            Thread.sleep(2);
        }
        process.destroyForcibly().waitFor();
    }

    @Test
    void otherTextsAndModelsAreRefused() throws IOException {
        Path texts = texts(5);
        Path out = directory.resolve("vectors.npy");
        assertEquals(0, embed(texts, out).code());
        assertFails(out + " is there already; delete it, or name another file", embed(texts, out));
        Files.delete(out);
        Files.writeString(note(out), "texts=other\n");
        assertFails(out + " was begun with another value of 'texts': other, now ", embed(texts, out));
    }

    @Test
    void misuseIsAnswered() throws IOException {
        Path texts = texts(1);
        for (Cli run : List.of(
                embed(texts, directory.resolve("vectors.txt")),
                embed(texts, directory.resolve("vectors.npy"), "and a text"),
                Cli.run("embed", "--out", "x.npy", "text"),
                embed(Path.of("-"), directory.resolve("vectors.npy")),
                embed(texts, directory.resolve("vectors.npy"), "--runner", "onnx", "--weights", "int8"))) {
            assertEquals(2, run.code(), run.err());
        }
        Path empty = Files.createFile(directory.resolve("empty.txt"));
        assertFails(
                "text file " + empty + " is empty: there is nothing to embed",
                embed(empty, directory.resolve("vectors.npy")));
        assertFails("cannot write " + directory.resolve("no"), embed(texts, directory.resolve("no/vectors.npy")));
    }

    @Test
    void theGraphOfTheFileGivesTheSameVectors() throws IOException {
        Path texts = texts(20);
        Path bert = directory.resolve("bert.npy");
        Path graph = directory.resolve("graph.npy");
        assertEquals(0, embed(texts, bert).code());
        assertEquals(0, embed(texts, graph, "--runner", "onnx").code());
        assertArrayEquals(Npy.read(bert).toFloatArray(), Npy.read(graph).toFloatArray(), 1e-5f);
    }
}
