package org.jdvm.onnx.value;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.onnx.proto.SparseTensorProto;
import org.jdvm.onnx.proto.TensorProto;
import org.jspecify.annotations.Nullable;

/** Makes values of stored tensors. Large ones become constants of the engine; small ones are numbers on the host. */
public final class TensorReader {
    /** So many elements are kept as numbers on the host: the shapes, axes and scalars of models are shorter. */
    private static final int MOST_HOST_ELEMENTS = 256;

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final @Nullable Path folder;
    private final Map<Path, MemorySegment> files = new HashMap<>();

    /**
     * Creates a reader.
     *
     * @param folder where files with elements are; null if there may be none
     */
    public TensorReader(@Nullable Path folder) {
        this.folder = folder;
    }

    /**
     * {@return the value of a stored tensor}
     *
     * @param proto the tensor
     */
    public TensorValue read(TensorProto proto) {
        try {
            return value(proto);
        } catch (JdvmException | ArithmeticException e) {
            throw new JdvmException("tensor '%s': %s".formatted(proto.name(), e.getMessage()), e);
        }
    }

    private TensorValue value(TensorProto proto) {
        if (proto.isText()) {
            throw new JdvmException("holds strings, which are not supported");
        }
        ElementType type = ElementType.of(proto.type());
        int[] dims = dims(proto.dims());
        int size = TensorValue.size(dims);
        MemorySegment bytes = proto.external().isEmpty() ? proto.raw() : external(proto.external());
        if (bytes == null) {
            return ofFields(proto, type, dims, size);
        }
        long expected = ((long) size * type.bits() + 7) / 8;
        if (bytes.byteSize() < expected) {
            throw new JdvmException("has %d bytes; %d are needed for %s%s"
                    .formatted(bytes.byteSize(), expected, type, Arrays.toString(dims)));
        }
        if (size > MOST_HOST_ELEMENTS && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            DType carrier = type.carrier();
            if (carrier.bytes() * 8 == type.bits()) {
                return TensorValue.of(
                        type,
                        Tensor.copyOf(carrier, bytes.asSlice(0, expected), dims).constant());
            }
        }
        return type.isFloat()
                ? kept(type, TensorValue.ofDoubles(type, doubles(type, bytes, size), dims))
                : kept(type, TensorValue.ofLongs(type, longs(type, bytes, size), dims));
    }

    private static TensorValue kept(ElementType type, TensorValue value) {
        return value.size() > MOST_HOST_ELEMENTS
                ? TensorValue.of(type, value.tensor().constant())
                : value;
    }

    private static int[] dims(long[] sizes) {
        int[] dims = new int[sizes.length];
        for (int i = 0; i < dims.length; i++) {
            if (sizes[i] < 0 || sizes[i] > Integer.MAX_VALUE) {
                throw new JdvmException("has the sizes " + Arrays.toString(sizes) + ", which no array can hold");
            }
            dims[i] = (int) sizes[i];
        }
        return dims;
    }

    /** Elements in a field for their type: integers of all sizes as varints, 16-bit floats as their bits. */
    private static TensorValue ofFields(TensorProto proto, ElementType type, int[] dims, int size) {
        float[] floats = proto.floats();
        long[] integers = proto.integers();
        if (type == ElementType.FLOAT) {
            checkCount(floats.length, size);
            if (size > MOST_HOST_ELEMENTS) {
                return TensorValue.of(type, Tensor.of(floats, dims).constant());
            }
            double[] doubles = new double[size];
            Arrays.setAll(doubles, i -> floats[i]);
            return TensorValue.ofDoubles(type, doubles, dims);
        }
        if (type.bits() < 8) {
            int perEntry = 8 / type.bits();
            checkCount(integers.length, (size + perEntry - 1) / perEntry);
            byte[] bytes = new byte[integers.length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) integers[i];
            }
            MemorySegment packed = MemorySegment.ofArray(bytes);
            return type.isFloat()
                    ? kept(type, TensorValue.ofDoubles(type, doubles(type, packed, size), dims))
                    : kept(type, TensorValue.ofLongs(type, longs(type, packed, size), dims));
        }
        checkCount(integers.length, size);
        if (type.isFloat()) {
            double[] doubles = new double[size];
            Arrays.setAll(doubles, i -> decode(type, integers[i]));
            return kept(type, TensorValue.ofDoubles(type, doubles, dims));
        }
        return kept(
                type,
                TensorValue.ofLongs(
                        type, Arrays.stream(integers).map(type::wrap).toArray(), dims));
    }

    private static void checkCount(int there, int expected) {
        if (there != expected) {
            throw new JdvmException("has %d elements; %d are needed for its sizes".formatted(there, expected));
        }
    }

    private static double decode(ElementType type, long bits) {
        return switch (type) {
            case FLOAT -> Float.intBitsToFloat((int) bits);
            case DOUBLE -> Double.longBitsToDouble(bits);
            case FLOAT16 -> Float.float16ToFloat((short) bits);
            case BFLOAT16 -> Float.intBitsToFloat((int) bits << 16);
            default -> SmallFloats.decode(type, (int) bits & (1 << type.bits()) - 1);
        };
    }

    private static long bits(ElementType type, MemorySegment bytes, int at) {
        return switch (type.bits()) {
            case 64 -> bytes.get(LONG, 8L * at);
            case 32 -> bytes.get(INT, 4L * at);
            case 16 -> bytes.get(SHORT, 2L * at);
            case 8 -> bytes.get(ValueLayout.JAVA_BYTE, at);
            default -> {
                int perByte = 8 / type.bits();
                yield bytes.get(ValueLayout.JAVA_BYTE, at / perByte) >> type.bits() * (at % perByte);
            }
        };
    }

    private static double[] doubles(ElementType type, MemorySegment bytes, int size) {
        double[] doubles = new double[size];
        Arrays.setAll(doubles, i -> decode(type, bits(type, bytes, i)));
        return doubles;
    }

    private static long[] longs(ElementType type, MemorySegment bytes, int size) {
        long[] longs = new long[size];
        Arrays.setAll(longs, i -> type.wrap(bits(type, bytes, i)));
        return longs;
    }

    /**
     * {@return the value of a stored sparse tensor}
     *
     * @param proto the tensor
     */
    public TensorValue read(SparseTensorProto proto) {
        if (proto.values() == null || proto.indices() == null) {
            throw new JdvmException("a sparse tensor has no values or no indices");
        }
        TensorValue values = read(proto.values());
        TensorValue indices = read(proto.indices());
        int[] dims = dims(proto.dims());
        double[] all = new double[TensorValue.size(dims)];
        long[] places = indices.longs();
        int count = values.size();
        int width = indices.rank() == 2 ? indices.dim(1) : 1;
        if (places.length != count * width || width > 1 && width != dims.length) {
            throw new JdvmException("sparse tensor '%s': %s indices for %s values of sizes %s"
                    .formatted(proto.values().name(), indices, values, Arrays.toString(dims)));
        }
        for (int i = 0; i < count; i++) {
            long at = 0;
            for (int j = 0; j < width; j++) {
                at = (width > 1 ? at * dims[j] : 0) + places[i * width + j];
            }
            if (at < 0 || at >= all.length) {
                throw new JdvmException("sparse tensor '%s': index %d is outside"
                        .formatted(proto.values().name(), at));
            }
            all[(int) at] = values.doubles()[i];
        }
        return kept(values.type(), TensorValue.ofNumbers(values.type(), all, dims));
    }

    private MemorySegment external(Map<String, String> where) {
        String location = where.getOrDefault("location", "");
        if (folder == null) {
            throw new JdvmException(
                    "its elements are in the file '%s', but the model was not read from a folder".formatted(location));
        }
        try {
            Path base = folder.toRealPath();
            Path file = base.resolve(location).normalize();
            if (location.isEmpty() || Path.of(location).isAbsolute() || !file.startsWith(base)) {
                throw new JdvmException(
                        "its elements are in the file '%s', which is outside the folder of the model; move it there"
                                .formatted(location));
            }
            if (!file.toRealPath().startsWith(base)) {
                throw new JdvmException(
                        "its elements are in the file '%s', a link out of the folder of the model".formatted(location));
            }
            MemorySegment bytes = files.get(file);
            if (bytes == null) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                    bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
                }
                files.put(file, bytes);
            }
            long offset = number(where.getOrDefault("offset", "0"));
            long length = where.containsKey("length") ? number(where.get("length")) : bytes.byteSize() - offset;
            if (offset < 0 || length < 0 || offset > bytes.byteSize() - length) {
                throw new JdvmException("its elements are %d bytes at %d of the file '%s', which has %d bytes"
                        .formatted(length, offset, location, bytes.byteSize()));
            }
            return bytes.asSlice(offset, length);
        } catch (IOException | InvalidPathException e) {
            throw new JdvmException(
                    "its elements are in the file '%s', which cannot be read: %s".formatted(location, e), e);
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new JdvmException("'%s' is not a number of bytes".formatted(text), e);
        }
    }
}
