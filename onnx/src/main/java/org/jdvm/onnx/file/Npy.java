package org.jdvm.onnx.file;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;

/** Reads and writes tensors in the format of NumPy: a header in text, then the elements in row-major order. Versions 1 to 3. */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCRIPTION = Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)([a-z]\\d*|\\?)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d,\\s]*)\\)");

    private Npy() {}

    /**
     * Reads a file, which is mapped.
     *
     * @param path the file
     * @return the tensor; unsigned bytes become i32
     * @throws JdvmException if it is no npy file, is damaged, or has a type or an order that is not supported
     */
    public static Tensor read(Path path) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
                Arena arena = Arena.ofConfined()) {
            return parse(path, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (IOException e) {
            throw new JdvmException("%s cannot be read: %s".formatted(path, e), e);
        }
    }

    private static Tensor parse(Path path, MemorySegment file) {
        if (file.byteSize() < 12 || file.asSlice(0, MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) != -1) {
            throw new JdvmException("%s is not an npy file".formatted(path));
        }
        ByteBuffer bytes = file.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        int version = bytes.get(6);
        int start = version == 1 ? 10 : 12;
        long length = version == 1 ? Short.toUnsignedInt(bytes.getShort(8)) : Integer.toUnsignedLong(bytes.getInt(8));
        if (version < 1 || version > 3 || length > file.byteSize() - start) {
            throw new JdvmException("%s is an npy file of version %d with a header of %d bytes, which does not fit"
                    .formatted(path, version, length));
        }
        String header = new String(file.asSlice(start, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        Matcher description = DESCRIPTION.matcher(header);
        Matcher order = ORDER.matcher(header);
        Matcher shape = SHAPE.matcher(header);
        if (!description.find() || !order.find() || !shape.find()) {
            throw new JdvmException("%s has a header that is not understood: %s".formatted(path, header.strip()));
        }
        int[] dims = dims(path, shape.group(1));
        if (description.group(1).equals(">") || order.group(1).equals("True") && dims.length > 1) {
            throw new JdvmException(
                    "%s is big-endian or in column-major order; save it with numpy.ascontiguousarray".formatted(path));
        }
        MemorySegment data = file.asSlice(start + length);
        return switch (description.group(2)) {
            case "f4" -> Tensor.copyOf(DType.F32, data, dims);
            case "f2" -> Tensor.copyOf(DType.F16, data, dims);
            case "i4" -> Tensor.copyOf(DType.I32, data, dims);
            case "i8" -> Tensor.copyOf(DType.I64, data, dims);
            case "i1" -> Tensor.copyOf(DType.I8, data, dims);
            case "b1", "?" -> Tensor.copyOf(DType.BOOL, data, dims);
            case "u1" -> Tensor.copyOf(DType.U8, data, dims);
            case "i2" -> Tensor.copyOf(DType.I16, data, dims);
            case "u2" -> Tensor.copyOf(DType.U16, data, dims);
            case "f8" -> Tensor.copyOf(DType.F64, data, dims);
            default ->
                throw new JdvmException(
                        "%s has elements of type %s, which is not supported".formatted(path, description.group(2)));
        };
    }

    private static int[] dims(Path path, String text) {
        try {
            int[] dims = Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray();
            Arrays.stream(dims).reduce(1, Math::multiplyExact);
            return dims;
        } catch (NumberFormatException | ArithmeticException e) {
            throw new JdvmException("%s has the sizes (%s), which no array can hold".formatted(path, text), e);
        }
    }

    /**
     * Writes a file; bf16 elements are written as f32.
     *
     * @param path the file
     * @param tensor the tensor
     * @throws JdvmException if the file cannot be written
     */
    public static void write(Path path, Tensor tensor) {
        Tensor stored = tensor.type() == DType.BF16 ? tensor.cast(DType.F32) : tensor;
        String description = switch (stored.type()) {
            case F32, BF16 -> "<f4";
            case F16 -> "<f2";
            case I8 -> "|i1";
            case U8 -> "|u1";
            case I16 -> "<i2";
            case U16 -> "<u2";
            case I32 -> "<i4";
            case I64 -> "<i8";
            case F64 -> "<f8";
            case BOOL -> "|b1";
        };
        String shape = Arrays.stream(stored.dims()).mapToObj(dim -> dim + ",").collect(Collectors.joining(" "));
        StringBuilder header = new StringBuilder(
                "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(description, shape));
        while ((10 + header.length() + 1) % 64 != 0) {
            header.append(' ');
        }
        header.append('\n');
        ByteBuffer bytes = ByteBuffer.allocate(
                        10 + header.length() + stored.size() * stored.type().bytes())
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) header.length());
        bytes.put(header.toString().getBytes(StandardCharsets.US_ASCII));
        stored.copyTo(bytes);
        TensorFiles.write(path, bytes.rewind());
    }
}
