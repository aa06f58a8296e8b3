package org.jdvm.examples.onnx;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jdvm.examples.io.InputException;
import org.jdvm.onnx.proto.TensorProto;

/** A tensor stored in a model file, converted to Java numbers when asked. */
public final class OnnxTensor {
    private static final ValueLayout.OfFloat FLOATS =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLES =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORTS =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INTS = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONGS = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    static final int FLOAT = 1;
    private static final int INT32 = 6;
    static final int INT64 = 7;
    private static final int FLOAT16 = 10;
    private static final int DOUBLE = 11;
    private static final int BFLOAT16 = 16;

    private final String source;
    private final String name;
    private final TensorProto proto;
    private final int[] dims;
    private final int size;

    OnnxTensor(String source, String name, TensorProto proto) {
        this.source = source;
        this.name = name;
        this.proto = proto;
        this.dims = new int[proto.dims().length];
        long elements = 1;
        for (int i = 0; i < dims.length; i++) {
            long dim = proto.dims()[i];
            if (dim < 0 || dim > Integer.MAX_VALUE || (elements *= dim) > Integer.MAX_VALUE) {
                throw fault("has the dims %s, which no array can hold".formatted(Arrays.toString(proto.dims())));
            }
            dims[i] = (int) dim;
        }
        this.size = (int) elements;
    }

    /**
     * The name of the tensor in the file.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The sizes of the tensor.
     *
     * @return one size a dim; empty for a scalar
     */
    public int[] dims() {
        return dims.clone();
    }

    /**
     * Converts the tensor to floats.
     *
     * @return the elements in row-major order
     */
    public float[] floats() {
        requireInFile();
        int type = proto.type();
        float[] out = new float[size];
        switch (type) {
            case FLOAT -> {
                if (proto.raw() != null) {
                    MemorySegment.copy(raw(Float.BYTES), FLOATS, 0, out, 0, size);
                } else {
                    out = counted(proto.floats());
                }
            }
            case FLOAT16, BFLOAT16 -> {
                short[] bits = halves();
                for (int i = 0; i < size; i++) {
                    out[i] = type == FLOAT16 ? Float.float16ToFloat(bits[i]) : Float.intBitsToFloat(bits[i] << 16);
                }
            }
            case DOUBLE -> {
                MemorySegment raw = raw(Double.BYTES);
                for (int i = 0; i < size; i++) {
                    out[i] = (float) raw.getAtIndex(DOUBLES, i);
                }
            }
            default ->
                throw fault("has %s elements; expected float, float16, bfloat16 or double".formatted(typeName(type)));
        }
        return out;
    }

    /**
     * Converts the tensor to integers.
     *
     * @return the elements in row-major order
     */
    public long[] longs() {
        requireInFile();
        int type = proto.type();
        long[] out = new long[size];
        switch (type) {
            case INT64 -> {
                if (proto.raw() != null) {
                    MemorySegment.copy(raw(Long.BYTES), LONGS, 0, out, 0, size);
                } else {
                    out = counted(proto.integers());
                }
            }
            case INT32 -> {
                if (proto.raw() != null) {
                    MemorySegment raw = raw(Integer.BYTES);
                    Arrays.setAll(out, i -> raw.getAtIndex(INTS, i));
                } else {
                    out = counted(proto.integers());
                }
            }
            default -> throw fault("has %s elements; expected int64 or int32".formatted(typeName(type)));
        }
        return out;
    }

    /** The bits of 16-bit elements, which are in raw_data or, widened, in int32_data. */
    private short[] halves() {
        short[] bits = new short[size];
        if (proto.raw() != null) {
            MemorySegment.copy(raw(Short.BYTES), SHORTS, 0, bits, 0, size);
        } else {
            long[] widened = counted(proto.integers());
            for (int i = 0; i < size; i++) {
                bits[i] = (short) widened[i];
            }
        }
        return bits;
    }

    private MemorySegment raw(int width) {
        MemorySegment bytes = proto.raw() == null ? MemorySegment.NULL : proto.raw();
        if (bytes.byteSize() != (long) size * width) {
            throw fault("of dims %s needs %d bytes but holds %d"
                    .formatted(Arrays.toString(dims), (long) size * width, bytes.byteSize()));
        }
        return bytes;
    }

    private float[] counted(float[] stored) {
        requireCount(stored.length);
        return stored.clone();
    }

    private long[] counted(long[] stored) {
        requireCount(stored.length);
        return stored.clone();
    }

    private void requireCount(int stored) {
        if (stored != size) {
            throw fault("of dims %s needs %d elements but holds %d".formatted(Arrays.toString(dims), size, stored));
        }
    }

    private void requireInFile() {
        if (!proto.external().isEmpty()) {
            throw fault("keeps its numbers in another file; save the model as a single file");
        }
    }

    private InputException fault(String problem) {
        return new InputException("model %s: tensor '%s' %s".formatted(source, name, problem));
    }

    private static String typeName(int type) {
        return switch (type) {
            case FLOAT -> "float";
            case 2 -> "uint8";
            case 3 -> "int8";
            case 4 -> "uint16";
            case 5 -> "int16";
            case INT32 -> "int32";
            case INT64 -> "int64";
            case 8 -> "string";
            case 9 -> "bool";
            case FLOAT16 -> "float16";
            case DOUBLE -> "double";
            case BFLOAT16 -> "bfloat16";
            default -> "type " + type;
        };
    }

    @Override
    public String toString() {
        return "%s %s%s".formatted(name, typeName(proto.type()), Arrays.toString(dims));
    }
}
