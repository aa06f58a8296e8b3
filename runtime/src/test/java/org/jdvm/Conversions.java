package org.jdvm;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import org.jdvm.annotations.DType;
import org.jdvm.lazy.LazyTensor;
import org.jdvm.reference.ReferenceTensor;
import org.jdvm.storage.TensorData;

/** Tensors out of those of the oracle, and back. */
final class Conversions {
    private Conversions() {}

    /** The layout of the elements of a tensor in its array. */
    enum Layout {
        CONTIGUOUS,
        /** As if the axes had been reversed: the first one is the innermost. */
        TRANSPOSED,
        /** Every second element of rows with room around them, not at the beginning of the array. */
        SLICED
    }

    static Tensor tensor(ReferenceTensor source, Layout layout) {
        int[] dims = source.dims();
        int[] strides = new int[dims.length];
        int distance = layout == Layout.SLICED ? 2 : 1;
        boolean reversed = layout == Layout.TRANSPOSED;
        for (int i = 0; i < dims.length; i++) {
            int axis = reversed ? i : dims.length - 1 - i;
            strides[axis] = distance;
            distance *= dims[axis] + (layout == Layout.SLICED ? 1 : 0);
        }
        int offset = layout == Layout.SLICED ? 3 : 0;
        Object array = TensorData.allocate(source.type(), Math.max(0, distance) + offset);
        int[] index = new int[dims.length];
        for (int i = 0; i < source.elements(); i++) {
            int at = offset;
            for (int axis = 0; axis < dims.length; axis++) {
                at += index[axis] * strides[axis];
            }
            store(array, at, source, i);
            for (int axis = dims.length - 1; axis >= 0 && ++index[axis] == dims[axis]; axis--) {
                index[axis] = 0;
            }
        }
        return new Tensor(LazyTensor.over(source.type(), dims, array, offset, strides));
    }

    private static void store(Object array, int at, ReferenceTensor source, int i) {
        switch (source.type()) {
            case F32 -> Array.setFloat(array, at, (float) source.asDouble(i));
            case F16 -> Array.setShort(array, at, Float.floatToFloat16((float) source.asDouble(i)));
            case BF16 ->
                Array.setShort(array, at, (short) (Float.floatToRawIntBits((float) source.asDouble(i)) >>> 16));
            case I8, U8, BOOL -> Array.setByte(array, at, (byte) source.asLong(i));
            case I16, U16 -> Array.setShort(array, at, (short) source.asLong(i));
            case I32 -> Array.setInt(array, at, (int) source.asLong(i));
            case I64 -> Array.setLong(array, at, source.asLong(i));
            case F64 -> Array.setDouble(array, at, source.asDouble(i));
        }
    }

    static ReferenceTensor reference(Tensor tensor) {
        if (!tensor.type().isFloat()) {
            return ReferenceTensor.integers(tensor.type(), tensor.dims(), tensor.toLongArray());
        }
        return ReferenceTensor.floats(tensor.type(), tensor.dims(), tensor.toDoubleArray());
    }

    static List<ReferenceTensor> references(Tensor[] tensors) {
        return Arrays.stream(tensors).map(Conversions::reference).toList();
    }

    /** The bits of the elements, to compare results exactly. */
    static Object bits(Tensor tensor) {
        return tensor.type() == DType.F32
                ? Arrays.stream(reference(tensor).toDoubles())
                        .mapToObj(v -> Float.floatToIntBits((float) v))
                        .toList()
                : reference(tensor).toString();
    }
}
