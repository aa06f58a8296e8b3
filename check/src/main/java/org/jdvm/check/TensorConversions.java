package org.jdvm.check;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.reference.ReferenceTensor;

/** Tensors out of those of the oracle, and back, by public methods. */
final class TensorConversions {
    private TensorConversions() {}

    static Tensor tensor(ReferenceTensor source) {
        int[] dims = source.dims();
        int count = source.elements();
        return switch (source.type()) {
            case F32 -> {
                float[] floats = new float[count];
                IntStream.range(0, count).forEach(i -> floats[i] = (float) source.asDouble(i));
                yield Tensor.of(floats, dims);
            }
            case F16, BF16 -> {
                short[] bits = new short[count];
                for (int i = 0; i < count; i++) {
                    float value = (float) source.asDouble(i);
                    bits[i] = source.type() == DType.F16
                            ? Float.floatToFloat16(value)
                            : (short) (Float.floatToRawIntBits(value) >>> Short.SIZE);
                }
                yield Tensor.of(source.type(), bits, dims);
            }
            case I8, U8 -> {
                byte[] bytes = new byte[count];
                IntStream.range(0, count).forEach(i -> bytes[i] = (byte) source.asLong(i));
                yield Tensor.of(source.type(), bytes, dims);
            }
            case I16, U16 -> {
                short[] shorts = new short[count];
                IntStream.range(0, count).forEach(i -> shorts[i] = (short) source.asLong(i));
                yield Tensor.of(source.type(), shorts, dims);
            }
            case I32 ->
                Tensor.of(
                        Arrays.stream(source.toLongs())
                                .mapToInt(Math::toIntExact)
                                .toArray(),
                        dims);
            case I64 -> Tensor.of(source.toLongs(), dims);
            case F64 -> Tensor.of(source.toDoubles(), dims);
            case BOOL -> {
                boolean[] truths = new boolean[count];
                IntStream.range(0, count).forEach(i -> truths[i] = source.asLong(i) != 0);
                yield Tensor.of(truths, dims);
            }
        };
    }

    static ReferenceTensor reference(Tensor tensor) {
        if (!tensor.type().isFloat()) {
            return ReferenceTensor.integers(tensor.type(), tensor.dims(), tensor.toLongArray());
        }
        return ReferenceTensor.floats(tensor.type(), tensor.dims(), tensor.toDoubleArray());
    }

    /** The tensor of some elements of another one. */
    static ReferenceTensor picked(ReferenceTensor source, int[] dims, int[] from) {
        return source.type().isFloat()
                ? ReferenceTensor.floats(
                        source.type(),
                        dims,
                        Arrays.stream(from).mapToDouble(source::asDouble).toArray())
                : ReferenceTensor.integers(
                        source.type(),
                        dims,
                        Arrays.stream(from).mapToLong(source::asLong).toArray());
    }

    /** {@return the first element whose bits differ, or -1; not-a-numbers are all the same} */
    static int firstDifference(ReferenceTensor a, ReferenceTensor b) {
        if (a.type() != b.type() || !Arrays.equals(a.dims(), b.dims())) {
            return 0;
        }
        return IntStream.range(0, a.elements())
                .filter(i -> a.type().isFloat()
                        ? Double.compare(a.asDouble(i), b.asDouble(i)) != 0
                        : a.asLong(i) != b.asLong(i))
                .findFirst()
                .orElse(-1);
    }
}
