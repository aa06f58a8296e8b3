package org.jdvm.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs written by explain, verified, and run from their files. */
class ProgramCommandsTest {
    @TempDir
    Path folder;

    private Path layerNorm(String name) {
        Path file = folder.resolve(name);
        Cli explain = Cli.run("explain", "layerNorm", "--dims", "T=2,H=4", "--program", file.toString());
        assertEquals(0, explain.code(), explain.err());
        return file;
    }

    private static void assertFails(String message, Cli run) {
        assertEquals(1, run.code(), run.out());
        assertEquals("", run.out());
        assertEquals("jdvm: " + message, run.err().strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"norm.jdvm", "norm.txt"})
    void writtenVerifiedAndRun(String name) {
        Path file = layerNorm(name);
        Cli verify = Cli.run("verify", file.toString());
        assertEquals(0, verify.code(), verify.err());
        assertTrue(verify.out().startsWith(file + ": verified: layerNorm for host, "), verify.out());
        Cli run = Cli.run(
                "run-program",
                file.toString(),
                "--input",
                "x=1,2,3,4,3,3,5,5",
                "--input",
                "gamma=1",
                "--scalar",
                "eps=0");
        assertEquals(0, run.code(), run.err());
        String[] words = run.out().strip().split(" ");
        assertEquals("f32", words[1]);
        assertEquals("8:", words[2]);
        double[] expected = {
            -1.5 / Math.sqrt(1.25), -0.5 / Math.sqrt(1.25), 0.5 / Math.sqrt(1.25), 1.5 / Math.sqrt(1.25)
        };
        double[] second = {-1, -1, 1, 1};
        for (int i = 0; i < 4; i++) {
            assertEquals(expected[i], Double.parseDouble(words[3 + i]), 1e-6);
            assertEquals(second[i], Double.parseDouble(words[7 + i]), 1e-6);
        }
    }

    @Test
    void longOutputsAreCut() {
        Path file = folder.resolve("softmax.jdvm");
        assertEquals(
                0,
                Cli.run("explain", "rmsNorm", "--dims", "T=3,H=8", "--program", file.toString())
                        .code());
        Cli run = Cli.run("run-program", file.toString(), "--others", "iota", "--scalar", "eps=1e-5");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().matches("\\S+ f32 24: (\\S+ ){8}\\.\\.\\.\\R"), run.out());
    }

    @Test
    void whatIsMissingOrUnknownIsNamed() {
        Path file = layerNorm("norm.jdvm");
        assertFails(
                file + ": the value of eps is missing; give it with --scalar eps=NUMBER",
                Cli.run("run-program", file.toString()));
        assertFails(
                file + ": there is no input z; there are x, gamma, beta",
                Cli.run("run-program", file.toString(), "--input", "z=1", "--scalar", "eps=0"));
        assertFails(
                file + ": x has 8 elements, but 2 numbers are given",
                Cli.run("run-program", file.toString(), "--input", "x=1,2", "--scalar", "eps=0"));
        assertFails(
                file + ": x: expected zeros, iota or numbers with commas between them, found 'many'",
                Cli.run("run-program", file.toString(), "--input", "x=many", "--scalar", "eps=0"));
        assertFails(
                file + ": the program has no scalar epsilon; it needs eps",
                Cli.run("run-program", file.toString(), "--scalar", "eps=0,epsilon=1"));
    }

    @Test
    void damagedFilesAreNotRun() throws IOException {
        Path file = layerNorm("norm.jdvm");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        for (String command : new String[] {"verify", "run-program"}) {
            Cli run = Cli.run(command, file.toString());
            assertEquals(1, run.code());
            assertTrue(
                    run.err().startsWith("jdvm: " + file + ": the program is damaged: its checksum should be 0x"),
                    run.err());
        }
        Path missing = folder.resolve("missing");
        assertTrue(Cli.run("verify", missing.toString()).err().startsWith("jdvm: " + missing + ": cannot be read"));
    }

    @Test
    void programsThatCannotBeVerifiedAreNotRun() throws IOException {
        Path file = folder.resolve("wrong.txt");
        Files.writeString(file, """
            program wrong
            machine m, cores 1, local 65536, align 64, tile 8192, events 8, cube 12 x 16, spawn 0
            scalars 0
            input x f32 4
            output y f32 4
            section rows 1; columns 4; cost 8; local 64
              load.f32 row@0x0, x[1; rows 0, cols 1] set store:0
              store.f32 row@0x0, y[0; rows 0, cols 1] wait load:0
            end
            """);
        String message =
                file + ": word 9: load.f32 row@0x0000, x[1; rows 0, cols 1] set store:0: reaches from element 1 to"
                        + " 4 of x, which has 4 (rule: addresses stay inside the buffers)";
        assertFails(message, Cli.run("run-program", file.toString()));
        assertFails(message, Cli.run("verify", file.toString()));
        Files.writeString(file, Files.readString(file).replace("x[1;", "x[0;").replace("columns", "colums"));
        assertFails(
                file + ": line 6, column 17: expected 'columns', found 'colums'", Cli.run("verify", file.toString()));
        Path right = layerNorm("norm.jdvm");
        Cli both = Cli.run("verify", file.toString(), right.toString());
        assertEquals(1, both.code());
        assertTrue(both.out().startsWith(right + ": verified: "), both.out());
    }
}
