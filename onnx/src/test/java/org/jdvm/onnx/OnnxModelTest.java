package org.jdvm.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.onnx.proto.MessageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class OnnxModelTest {
    /** x [rows, 3] times a weight [3, 2], with a bias, flattened by shape arithmetic. */
    private static byte[] small() {
        MessageWriter graph = new MessageWriter()
                .message(1, ModelWriter.node("MatMul", "x,w", "p"))
                .message(1, ModelWriter.node("Add", "p,b", "s"))
                .message(1, ModelWriter.node("Shape", "s", "dims"))
                .message(1, ModelWriter.node("Gather", "dims,zero", "rows"))
                .message(1, ModelWriter.node("Mul", "rows,two", "count"))
                .message(1, ModelWriter.node("Reshape", "s,count", "y"))
                .message(5, ModelWriter.floats("w", new float[] {1, 2, 3, 4, 5, 6}, 3, 2))
                .message(5, ModelWriter.floats("b", new float[] {10, 20}, 2))
                .message(5, ModelWriter.longs("zero", 0))
                .message(5, ModelWriter.longs("two", 2))
                .message(11, ModelWriter.value("x", "rows", "3"))
                .message(12, ModelWriter.value("y", "count"));
        return ModelWriter.model(graph);
    }

    @Test
    void aModelRunsAtAnySizes() {
        OnnxModel model = OnnxModel.parse(small(), "small");
        assertEquals("[x: float[rows, 3]]", model.inputs().toString());
        assertEquals(List.of("2*rows"), model.outputs().getFirst().dims());
        Map<String, Tensor> one = model.call(Map.of("x", Tensor.of(new float[] {1, 0, 1}, 1, 3)));
        assertArrayEquals(new float[] {16, 28}, one.get("y").toFloatArray());
        Tensor[] two = model.call(Tensor.of(new float[] {1, 0, 0, 0, 1, 0}, 2, 3));
        assertArrayEquals(new float[] {11, 22, 13, 24}, two[0].toFloatArray());
        assertArrayEquals(new int[] {0}, model.call(Tensor.of(new float[0], 0, 3))[0].dims());
    }

    /** What the host computed for some sizes serves later calls with them, but not where sizes depend on elements. */
    @Test
    void sizesThatDependOnElementsAreThoseOfTheCall() {
        MessageWriter graph = new MessageWriter()
                .message(1, ModelWriter.node("NonZero", "x", "places"))
                .message(1, ModelWriter.node("Shape", "places", "sizes"))
                .message(1, ModelWriter.node("Shape", "x", "own"))
                .message(1, ModelWriter.node("Concat", "sizes,own", "y").message(5, axis()))
                .message(11, ModelWriter.value("x", "n"))
                .message(12, ModelWriter.value("y", "3"));
        OnnxModel model = OnnxModel.parse(ModelWriter.model(graph), "counts");
        for (int round = 0; round < 2; round++) {
            assertArrayEquals(new long[] {1, 2, 3}, model.call(Tensor.of(new float[] {1, 0, 2}, 3))[0].toLongArray());
            assertArrayEquals(new long[] {1, 3, 3}, model.call(Tensor.of(new float[] {1, 3, 2}, 3))[0].toLongArray());
            assertArrayEquals(new long[] {1, 0, 1}, model.call(Tensor.of(new float[] {0}, 1))[0].toLongArray());
        }
    }

    private static MessageWriter axis() {
        return new MessageWriter().text(1, "axis").number(3, 0).number(20, 2);
    }

    @Test
    void callsWithKnownSizesGiveTheirSizes() {
        OnnxModel model = OnnxModel.parse(small(), "small");
        for (int round = 0; round < 3; round++) {
            for (int rows : new int[] {1, 7, 2, 0}) {
                float[] x = new float[3 * rows];
                Arrays.fill(x, round);
                float[] y = model.call(Tensor.of(x, rows, 3))[0].toFloatArray();
                assertEquals(2 * rows, y.length);
                for (int i = 0; i < y.length; i++) {
                    assertEquals(i % 2 == 0 ? 10 + 9 * round : 20 + 12 * round, y[i]);
                }
            }
        }
    }

    /** Before version 13 a softmax with a negative axis counts it from the last one. */
    @Test
    void anOldSoftmaxCountsNegativeAxesFromTheLast() {
        for (long axis : new long[] {-1, 1}) {
            MessageWriter graph = new MessageWriter()
                    .message(
                            1,
                            ModelWriter.node("Softmax", "x", "y")
                                    .message(
                                            5,
                                            new MessageWriter()
                                                    .text(1, "axis")
                                                    .number(3, axis)
                                                    .number(20, 2)))
                    .message(11, ModelWriter.value("x", "n", "2"))
                    .message(12, ModelWriter.value("y", "n", "2"));
            byte[] bytes = new MessageWriter()
                    .number(1, 7)
                    .message(7, graph)
                    .message(8, new MessageWriter().text(1, "").number(2, 11))
                    .done();
            Tensor x = Tensor.of(new float[] {0, (float) Math.log(3), 5, 5}, 2, 2);
            assertArrayEquals(
                    new float[] {0.25f, 0.75f, 0.5f, 0.5f},
                    OnnxModel.parse(bytes, "softmax").call(x)[0].toFloatArray(),
                    1e-6f);
        }
    }

    @Test
    void badInputIsNamed() {
        OnnxModel model = OnnxModel.parse(small(), "small");
        assertMessage("model small: input x: float[rows, 3] is missing", () -> model.call(Map.of()));
        assertMessage(
                "model small: input x: float[rows, 3] gets a tensor f32[2, 4]",
                () -> model.call(Tensor.of(new float[8], 2, 4)));
        assertMessage("there is no input 'z'", () -> model.call(Map.of("z", Tensor.scalar(1))));
        assertMessage("is an empty file", () -> OnnxModel.parse(new byte[0], "nothing"));
        assertMessage("is not an ONNX model", () -> OnnxModel.parse("no model at all".getBytes(), "text"));
        MessageWriter graph = new MessageWriter()
                .message(1, ModelWriter.node("NoSuchThing", "x", "y"))
                .message(11, ModelWriter.value("x", "n"))
                .message(12, ModelWriter.value("y", "n"));
        assertMessage(
                "node NoSuchThing 'n_y': operator NoSuchThing of domain 'ai.onnx' is not known in version 17",
                () -> OnnxModel.parse(ModelWriter.model(graph), "odd"));
        MessageWriter late = new MessageWriter()
                .message(1, ModelWriter.node("Abs", "z", "y"))
                .message(11, ModelWriter.value("x", "n"))
                .message(12, ModelWriter.value("y", "n"));
        assertMessage(
                "node Abs 'n_y': input 'z' is not defined before the node",
                () -> OnnxModel.parse(ModelWriter.model(late), "late"));
    }

    @Test
    void elementsInOtherFilesStayInTheFolder(@TempDir Path folder) throws IOException {
        Path inside = Files.createDirectory(folder.resolve("model"));
        Files.write(folder.resolve("outside.bin"), new byte[64]);
        Files.write(inside.resolve("inside.bin"), new byte[] {0, 0, 0, 0, 0, 0, (byte) 0x80, 0x3f});
        assertArrayEquals(
                new float[] {3},
                external(inside, "inside.bin", "4")
                        .call(Tensor.of(new float[] {2}, 1))[0]
                        .toFloatArray());
        assertMessage("outside the folder of the model", () -> external(inside, "../outside.bin", "0"));
        assertMessage(
                "outside the folder of the model",
                () -> external(inside, folder.resolve("outside.bin").toString(), "0"));
        assertMessage("which has 8 bytes", () -> external(inside, "inside.bin", "6"));
        assertMessage("cannot be read", () -> external(inside, "missing.bin", "0"));
        Files.createSymbolicLink(inside.resolve("link.bin"), folder.resolve("outside.bin"));
        assertMessage("a link out of the folder", () -> external(inside, "link.bin", "0"));
    }

    private static OnnxModel external(Path folder, String location, String offset) throws IOException {
        MessageWriter tensor = new MessageWriter()
                .number(1, 1)
                .number(2, 1)
                .text(8, "w")
                .number(14, 1)
                .message(13, new MessageWriter().text(1, "location").text(2, location))
                .message(13, new MessageWriter().text(1, "offset").text(2, offset))
                .message(13, new MessageWriter().text(1, "length").text(2, "4"));
        MessageWriter graph = new MessageWriter()
                .message(1, ModelWriter.node("Add", "x,w", "y"))
                .message(5, tensor)
                .message(11, ModelWriter.value("x", "n"))
                .message(12, ModelWriter.value("y", "n"));
        Path file = folder.resolve("m.onnx");
        Files.write(file, ModelWriter.model(graph));
        return OnnxModel.read(file);
    }

    /** Mutated files give a clear error or a model, whose call gives a result or a clear error. */
    @Test
    void mutatedFilesAreRefusedClearlyOrRun() {
        byte[] good = small();
        SplittableRandom random = new SplittableRandom(5);
        int refused = 0;
        for (int round = 0; round < 10_000; round++) {
            byte[] bytes = good.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            byte[] file = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
            boolean isRefused = assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
                try {
                    OnnxModel.parse(file, "mutant").call(Tensor.of(new float[] {1, 0, 1}, 1, 3));
                    return false;
                } catch (JdvmException _) {
                    return true;
                }
            });
            refused += isRefused ? 1 : 0;
        }
        assertTrue(refused > 3000 && refused < 10_000, refused + " of 10000 were refused");
    }

    private static void assertMessage(String part, Executable action) {
        String message = assertThrows(JdvmException.class, action).getMessage();
        assertTrue(message.contains(part), message);
    }
}
