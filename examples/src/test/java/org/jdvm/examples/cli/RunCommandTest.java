package org.jdvm.examples.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jdvm.Tensor;
import org.jdvm.onnx.file.Npy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
    /** y = -x for x of a size n: the version of the format, the graph (a node, an input, an output), the version of the operators. */
    private static final byte[] NEGATE = HexFormat.of()
            .parseHex("0808" + "3a31"
                    + "0a0b0a0178120179" + "22034e6567"
                    + "5a100a0178120b0a0908011205" + "0a0312016e"
                    + "62100a0179120b0a0908011205" + "0a0312016e"
                    + "42040a001011");

    @Test
    void aModelRunsOnGivenAndRandomInputs(@TempDir Path folder) throws IOException {
        Path model = folder.resolve("negate.onnx");
        Files.write(model, NEGATE);
        Path input = folder.resolve("x.npy");
        Npy.write(input, Tensor.of(new float[] {1, -2}, 2));
        Cli given =
                Cli.run("run", model.toString(), "--input", "x=" + input, "--out", folder.toString(), "--repeat", "2");
        assertEquals(0, given.code(), given.err());
        assertTrue(given.out().startsWith("y: f32[2] -1.0 2.0\n"), given.out());
        assertTrue(given.out().contains("median of 2 calls"), given.out());
        assertArrayEquals(new float[] {-1, 2}, Npy.read(folder.resolve("y.npy")).toFloatArray());
        Cli named = Cli.run("run", model.toString(), "--dims", "n=37");
        assertEquals(0, named.code(), named.err());
        assertTrue(named.out().startsWith("y: f32[37] "), named.out());
    }

    @Test
    void timesAreSplitByKernelAndOutputsCompared(@TempDir Path folder) throws IOException {
        Path model = folder.resolve("negate.onnx");
        Files.write(model, NEGATE);
        Cli cli = Cli.run("run", model.toString(), "--dims", "n=37", "--repeat", "3", "--profile", "--compare");
        assertEquals(0, cli.code(), cli.err());
        assertTrue(cli.out().contains("first call: read "), cli.out());
        assertTrue(cli.out().matches("(?s).*further calls: .* 3 +\\w+ +neg over 37: Neg 'y'\\R.*"), cli.out());
        assertTrue(cli.out().contains("largest difference to ONNX Runtime:\n  y: 0.00, 0.0 of"), cli.out());
    }

    @Test
    void mistakesAreNamed(@TempDir Path folder) throws IOException {
        Path model = folder.resolve("negate.onnx");
        Files.write(model, NEGATE);
        Cli unknown = Cli.run("run", model.toString(), "--input", "z=3:f32");
        assertEquals(1, unknown.code());
        assertTrue(unknown.err().contains("the model has no input 'z'"), unknown.err());
        Cli size = Cli.run("run", model.toString(), "--dims", "m=37");
        assertEquals(1, size.code());
        assertTrue(size.err().contains("the model names no size 'm'; it has [n]"), size.err());
        Cli missing = Cli.run("run", folder.resolve("none.onnx").toString());
        assertTrue(missing.err().contains("there is no model file"), missing.err());
        Files.write(model, new byte[] {1, 2, 3});
        Cli damaged = Cli.run("run", model.toString());
        assertEquals(1, damaged.code());
        assertTrue(damaged.err().contains("is not an ONNX model, or is damaged"), damaged.err());
    }
}
