package org.jdvm.onnx.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorFilesTest {
    private static final Map<String, Tensor> TENSORS = new LinkedHashMap<>();

    static {
        TENSORS.put("a \"quoted\" name", Tensor.of(new float[] {1, -2.5f, 3, 0, 5, 6}, 2, 3));
        TENSORS.put("scalar", Tensor.scalar(7));
        TENSORS.put("longs", Tensor.of(new long[] {Long.MAX_VALUE, -1}, 2));
        TENSORS.put("ints", Tensor.of(new int[] {3, -4, 5}, 3, 1));
        TENSORS.put("truths", Tensor.of(new boolean[] {true, false, true}, 3));
        TENSORS.put("empty", Tensor.of(new float[0], 0, 4));
    }

    @Test
    void npyGivesBackWhatWasWritten(@TempDir Path folder) {
        TENSORS.forEach((name, tensor) -> {
            Path file = folder.resolve("t.npy");
            Npy.write(file, tensor);
            assertSame(tensor, Npy.read(file));
        });
    }

    /** A file as NumPy writes it. */
    @Test
    void npyOfNumPyIsRead(@TempDir Path folder) throws IOException {
        String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }";
        header = header + " ".repeat(117 - header.length()) + "\n";
        ByteBuffer bytes = ByteBuffer.allocate(128 + 16).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) 118);
        bytes.put(header.getBytes(StandardCharsets.US_ASCII)).putDouble(1.5).putDouble(-2);
        Path file = folder.resolve("doubles.npy");
        Files.write(file, bytes.array());
        assertArrayEquals(new double[] {1.5, -2}, Npy.read(file).toDoubleArray());
        Files.write(file, new byte[] {1, 2, 3});
        assertTrue(assertThrows(JdvmException.class, () -> Npy.read(file))
                .getMessage()
                .contains("is not an npy file"));
        Files.write(file, Arrays.copyOf(bytes.array(), 136));
        assertThrows(JdvmException.class, () -> Npy.read(file));
    }

    @Test
    void safeTensorsGivesBackWhatWasWritten(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("t.safetensors");
        SafeTensors.write(file, TENSORS);
        SafeTensors read = SafeTensors.open(file);
        assertEquals(Set.copyOf(TENSORS.keySet()), Set.copyOf(read.names()));
        TENSORS.forEach((name, tensor) -> assertSame(tensor, read.get(name)));
        assertTrue(assertThrows(JdvmException.class, () -> read.get("none"))
                .getMessage()
                .contains("has no tensor 'none'"));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        assertThrows(JdvmException.class, () -> SafeTensors.open(file));
        bytes[0] = 1;
        bytes[1] = 0;
        Files.write(file, bytes);
        assertThrows(JdvmException.class, () -> SafeTensors.open(file));
    }

    private static void assertSame(Tensor expected, Tensor actual) {
        assertEquals(expected.type(), actual.type());
        assertArrayEquals(expected.dims(), actual.dims());
        if (expected.type().isFloat()) {
            assertArrayEquals(expected.toFloatArray(), actual.toFloatArray());
        } else {
            assertArrayEquals(expected.toLongArray(), actual.toLongArray());
        }
    }
}
