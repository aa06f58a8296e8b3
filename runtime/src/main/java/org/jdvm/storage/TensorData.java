package org.jdvm.storage;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jdvm.JdvmException;
import org.jdvm.annotations.DType;
import org.jdvm.exec.lane.Integers;
import org.jspecify.annotations.Nullable;

/** Arrays of tensors: allocation, strides, and conversion to and from other memory. */
public final class TensorData {
    private TensorData() {}

    /** Refuses a missing argument. */
    public static <T> T given(String who, String what, @Nullable T value) {
        if (value == null) {
            throw new JdvmException(who + ": " + what + " is null");
        }
        return value;
    }

    /** The number of elements of a shape; an error if a size is negative or the product does not fit an array. */
    public static int elements(String who, int[] dims) {
        given(who, "the list of sizes", dims);
        long product = 1;
        for (int axis = 0; axis < dims.length; axis++) {
            if (dims[axis] < 0) {
                throw new JdvmException(who + ": dim " + axis + " cannot be " + dims[axis]);
            }
            product = dims[axis] == 0 || product == 0 ? 0 : product * dims[axis];
            if (product > Integer.MAX_VALUE) {
                throw new JdvmException(
                        who + ": " + Arrays.toString(dims) + " has more elements than an array can hold");
            }
        }
        return (int) product;
    }

    /** {@return a new array for elements of a type} */
    public static Object allocate(DType type, int elements) {
        return switch (type) {
            case F32 -> new float[elements];
            case F16, BF16, I16, U16 -> new short[elements];
            case I8, U8, BOOL -> new byte[elements];
            case I32 -> new int[elements];
            case I64 -> new long[elements];
            case F64 -> new double[elements];
        };
    }

    /** Refuses memory with too few bytes for a shape. */
    public static void checkBytes(String who, long bytes, DType type, int elements, int[] dims) {
        long needed = (long) elements * type.bytes();
        if (bytes < needed) {
            throw new JdvmException("%s: %d bytes are too few for %s%s, which has %d"
                    .formatted(who, bytes, type, Arrays.toString(dims), needed));
        }
    }

    private static ValueLayout layout(DType type, ByteOrder order) {
        return switch (type) {
            case F32 -> ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(order);
            case F16, BF16, I16, U16 -> ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order);
            case I8, U8, BOOL -> ValueLayout.JAVA_BYTE;
            case I32 -> ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
            case I64 -> ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order);
            case F64 -> ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(order);
        };
    }

    /** Copies elements from a segment into an array. */
    public static void copyIn(DType type, MemorySegment source, ByteOrder order, Object array, int elements) {
        MemorySegment.copy(source, layout(type, order), 0, array, 0, elements);
        if (type == DType.BOOL) {
            byte[] truths = (byte[]) array;
            for (int i = 0; i < elements; i++) {
                truths[i] = (byte) (truths[i] == 0 ? 0 : 1);
            }
        }
    }

    /** Copies contiguous elements of an array into a segment. */
    public static void copyOut(
            DType type, Object array, int from, int elements, MemorySegment target, ByteOrder order) {
        MemorySegment.copy(array, from, target, layout(type, order), 0, elements);
    }

    /** {@return strided elements as floats, in row-major order} */
    public static float[] toFloats(DType type, Object array, int offset, int[] dims, int[] strides) {
        float[] floats = new float[StridedArrays.elements(dims)];
        if (array instanceof float[] elements && StridedArrays.isContiguous(dims, strides)) {
            System.arraycopy(elements, offset, floats, 0, floats.length);
            return floats;
        }
        Walk walk = new Walk(offset, dims, strides);
        for (int i = 0; i < floats.length; i++) {
            int at = walk.next();
            floats[i] = switch (type) {
                case F32 -> ((float[]) array)[at];
                case F16 -> Float.float16ToFloat(((short[]) array)[at]);
                case BF16 -> Float.intBitsToFloat(((short[]) array)[at] << 16);
                case I8, U8, I16, U16, I32, I64, BOOL -> Integers.at(type, array, at);
                case F64 ->
                    throw new IllegalStateException(
                            "toFloatArray: the tensor is f64; use toDoubleArray or cast it: cast(DType.F32)");
            };
        }
        return floats;
    }

    /** {@return strided elements as doubles, in row-major order} */
    public static double[] toDoubles(DType type, Object array, int offset, int[] dims, int[] strides) {
        double[] doubles = new double[StridedArrays.elements(dims)];
        if (array instanceof double[] elements && StridedArrays.isContiguous(dims, strides)) {
            System.arraycopy(elements, offset, doubles, 0, doubles.length);
            return doubles;
        }
        Walk walk = new Walk(offset, dims, strides);
        for (int i = 0; i < doubles.length; i++) {
            int at = walk.next();
            doubles[i] = switch (type) {
                case F64 -> ((double[]) array)[at];
                case F32 -> ((float[]) array)[at];
                case F16 -> Float.float16ToFloat(((short[]) array)[at]);
                case BF16 -> Float.intBitsToFloat(((short[]) array)[at] << 16);
                case I8, U8, I16, U16, I32, I64, BOOL -> Integers.at(type, array, at);
            };
        }
        return doubles;
    }

    /** {@return strided integers or truth values as longs, in row-major order} */
    public static long[] toLongs(DType type, Object array, int offset, int[] dims, int[] strides) {
        long[] longs = new long[StridedArrays.elements(dims)];
        Walk walk = new Walk(offset, dims, strides);
        for (int i = 0; i < longs.length; i++) {
            int at = walk.next();
            longs[i] = switch (type) {
                case I8, U8, I16, U16, I32, I64, BOOL -> Integers.at(type, array, at);
                case F32, F16, BF16 ->
                    throw new IllegalStateException(
                            "toLongArray: the tensor is " + type + "; use toFloatArray or cast it");
                case F64 ->
                    throw new IllegalStateException("toLongArray: the tensor is f64; use toDoubleArray or cast it");
            };
        }
        return longs;
    }

    /** The array indices of a tensor's elements in row-major order. */
    private static final class Walk {
        private final int[] dims;
        private final int[] strides;
        private final int[] index;
        private int at;

        Walk(int offset, int[] dims, int[] strides) {
            this.dims = dims;
            this.strides = strides;
            index = new int[dims.length];
            at = offset;
        }

        int next() {
            int current = at;
            for (int axis = dims.length - 1; axis >= 0; axis--) {
                at += strides[axis];
                if (++index[axis] < dims[axis]) {
                    break;
                }
                at -= index[axis] * strides[axis];
                index[axis] = 0;
            }
            return current;
        }
    }
}
