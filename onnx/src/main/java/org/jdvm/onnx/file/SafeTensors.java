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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jspecify.annotations.Nullable;

/**
 * Named tensors of a safetensors file: the length of a header (8 bytes), the header in JSON with type, sizes and place of each tensor, then the
 * elements. The file is mapped; a tensor is read when it is asked for.
 */
public final class SafeTensors {
    private static final long MOST_HEADER_BYTES = 100_000_000;

    private record Entry(String type, int[] dims, long from, long to) {}

    private final Path path;
    private final MemorySegment data;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private SafeTensors(Path path, MemorySegment data) {
        this.path = path;
        this.data = data;
    }

    /**
     * Opens a file.
     *
     * @param path the file
     * @return its tensors
     * @throws JdvmException if it is no safetensors file, or is damaged
     */
    public static SafeTensors open(Path path) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
            long length = file.byteSize() < 8
                    ? -1
                    : file.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
            if (length < 2 || length > MOST_HEADER_BYTES || length > file.byteSize() - 8) {
                throw new JdvmException(
                        "%s is not a safetensors file: its header has %d bytes".formatted(path, length));
            }
            String header = new String(file.asSlice(8, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
            SafeTensors tensors = new SafeTensors(path, file.asSlice(8 + length));
            for (Map.Entry<?, ?> entry :
                    map(path, new JsonText(path.toString(), header).read()).entrySet()) {
                if (!entry.getKey().equals("__metadata__")) {
                    tensors.add((String) entry.getKey(), map(path, entry.getValue()));
                }
            }
            return tensors;
        } catch (IOException e) {
            throw new JdvmException("%s cannot be read: %s".formatted(path, e), e);
        }
    }

    private static Map<?, ?> map(Path path, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new JdvmException("%s has a header that is not a map of tensors".formatted(path));
    }

    private void add(String name, Map<?, ?> about) {
        if (!(about.get("dtype") instanceof String type)
                || !(about.get("shape") instanceof List<?> shape)
                || !(about.get("data_offsets") instanceof List<?> offsets)
                || offsets.size() != 2) {
            throw new JdvmException("%s: tensor '%s' has no dtype, shape or data_offsets".formatted(path, name));
        }
        long from = number(name, offsets.get(0));
        long to = number(name, offsets.get(1));
        long size = 1;
        int[] dims = new int[shape.size()];
        for (int i = 0; i < dims.length; i++) {
            long dim = number(name, shape.get(i));
            size = dim > Integer.MAX_VALUE || size > Integer.MAX_VALUE ? Long.MAX_VALUE : size * dim;
            dims[i] = (int) dim;
        }
        if (size > Integer.MAX_VALUE || from > to || to > data.byteSize() || to - from != size * bytes(name, type)) {
            throw new JdvmException(
                    "%s: tensor '%s' of type %s and sizes %s is at %d to %d of %d bytes, which does not fit"
                            .formatted(path, name, type, Arrays.toString(dims), from, to, data.byteSize()));
        }
        entries.put(name, new Entry(type, dims, from, to));
    }

    private long number(String name, @Nullable Object value) {
        if (value instanceof Double number && number >= 0 && number == Math.rint(number)) {
            return number.longValue();
        }
        throw new JdvmException("%s: tensor '%s' has the size or offset %s".formatted(path, name, value));
    }

    private int bytes(String name, String type) {
        return switch (type) {
            case "F64", "I64", "U64" -> 8;
            case "F32", "I32", "U32" -> 4;
            case "F16", "BF16", "I16", "U16" -> 2;
            case "I8", "U8", "BOOL" -> 1;
            default ->
                throw new JdvmException(
                        "%s: tensor '%s' has the type %s, which is not supported".formatted(path, name, type));
        };
    }

    /** {@return the names of the tensors, in the order of the file} */
    public Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /**
     * {@return a tensor}
     *
     * @param name its name
     * @throws JdvmException if there is none of that name, or its type is not one of the engine's
     */
    public Tensor get(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new JdvmException("%s has no tensor '%s'; it has %s".formatted(path, name, entries.keySet()));
        }
        DType type = switch (entry.type) {
            case "F32" -> DType.F32;
            case "F16" -> DType.F16;
            case "BF16" -> DType.BF16;
            case "I8" -> DType.I8;
            case "U8" -> DType.U8;
            case "I16" -> DType.I16;
            case "U16" -> DType.U16;
            case "I32" -> DType.I32;
            case "I64" -> DType.I64;
            case "F64" -> DType.F64;
            case "BOOL" -> DType.BOOL;
            default ->
                throw new JdvmException(
                        "%s: tensor '%s' has the type %s; tensors have f32, f16, bf16, f64, i8, u8, i16, u16, i32, i64 or bool"
                                .formatted(path, name, entry.type));
        };
        return Tensor.copyOf(type, data.asSlice(entry.from, entry.to - entry.from), entry.dims);
    }

    /**
     * Writes a file.
     *
     * @param path the file
     * @param tensors the tensors by name, in the order in which they are written
     * @throws JdvmException if the file cannot be written
     */
    public static void write(Path path, Map<String, Tensor> tensors) {
        StringBuilder header = new StringBuilder("{");
        List<ByteBuffer> parts = new ArrayList<>();
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            int length = tensor.size() * tensor.type().bytes();
            header.append(offset == 0 && parts.isEmpty() ? "" : ",")
                    .append(JsonText.quoted(entry.getKey()))
                    .append(":{\"dtype\":\"")
                    .append(tensor.type().name())
                    .append("\",\"shape\":")
                    .append(Arrays.toString(tensor.dims()).replace(" ", ""))
                    .append(",\"data_offsets\":[")
                    .append(offset)
                    .append(',')
                    .append(offset + length)
                    .append("]}");
            ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
            tensor.copyTo(bytes);
            parts.add(bytes.rewind());
            offset += length;
        }
        header.append('}');
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        // The elements begin at a multiple of 8.
        int padded = Math.ceilDiv(text.length, 8) * 8;
        ByteBuffer head = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
        head.putLong(padded).put(text);
        while (head.hasRemaining()) {
            head.put((byte) ' ');
        }
        parts.addFirst(head.rewind());
        TensorFiles.write(path, parts.toArray(ByteBuffer[]::new));
    }
}
