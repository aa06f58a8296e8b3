package org.jdvm.onnx.value;

import java.util.Arrays;
import org.jdvm.JdvmException;
import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jspecify.annotations.Nullable;

/**
 * A tensor with an element type of ONNX: a tensor of the engine, or numbers known on the host (sizes, axes and what is computed from them),
 * or both.
 */
public final class TensorValue implements OnnxValue {
    private final ElementType type;
    private final int[] dims;
    private @Nullable Tensor tensor;
    private long @Nullable [] longs;
    private double @Nullable [] doubles;
    private final boolean isHost;

    private TensorValue(
            ElementType type,
            int[] dims,
            @Nullable Tensor tensor,
            long @Nullable [] longs,
            double @Nullable [] doubles,
            boolean isHost) {
        this.type = type;
        this.dims = dims;
        this.tensor = tensor;
        this.longs = longs;
        this.doubles = doubles;
        this.isHost = isHost;
    }

    /**
     * {@return a value with the elements of a tensor}
     *
     * @param type the type of ONNX
     * @param tensor a tensor of any type whose elements are of that type; it is cast to the carrier
     */
    public static TensorValue of(ElementType type, Tensor tensor) {
        return new TensorValue(type, tensor.dims(), tensor.cast(type.carrier()), null, null, false);
    }

    /** {@return the value that a tensor of the engine is} */
    public static TensorValue of(Tensor tensor) {
        return of(ElementType.of(tensor.type()), tensor);
    }

    /** {@return integers or truth values known on the host} */
    public static TensorValue ofLongs(ElementType type, long[] elements, int... dims) {
        check(elements.length, dims);
        return new TensorValue(type, dims, null, elements, null, true);
    }

    /** {@return int64 numbers known on the host, of rank 1} */
    public static TensorValue ofSizes(long... elements) {
        return ofLongs(ElementType.INT64, elements, elements.length);
    }

    /** {@return floats known on the host} */
    public static TensorValue ofDoubles(ElementType type, double[] elements, int... dims) {
        check(elements.length, dims);
        return new TensorValue(type, dims, null, null, elements, true);
    }

    /** {@return numbers known on the host, rounded or wrapped to a type} */
    public static TensorValue ofNumbers(ElementType type, double[] elements, int... dims) {
        if (type.isFloat()) {
            return ofDoubles(type, Arrays.stream(elements).map(type::round).toArray(), dims);
        }
        return ofLongs(
                type,
                Arrays.stream(elements).mapToLong(x -> type.wrap((long) x)).toArray(),
                dims);
    }

    /** {@return numbers as floats of 8 or 4 bits; those beyond the largest one are the infinity of the type, or NaN if it has none} */
    public static TensorValue ofUnsaturated(ElementType type, double[] elements, int... dims) {
        double[] rounded = Arrays.stream(elements)
                .map(x -> SmallFloats.roundUnsaturated(type, x))
                .toArray();
        return ofDoubles(type, rounded, dims);
    }

    private static void check(int elements, int[] dims) {
        if (size(dims) != elements) {
            throw new JdvmException("%d elements do not fill %s".formatted(elements, Arrays.toString(dims)));
        }
    }

    /** {@return the product of sizes} */
    public static int size(int... dims) {
        long size = 1;
        for (int dim : dims) {
            size = Math.multiplyExact(size, dim);
        }
        return Math.toIntExact(size);
    }

    public ElementType type() {
        return type;
    }

    /** {@return the sizes; not to be changed} */
    public int[] dims() {
        return dims;
    }

    public int rank() {
        return dims.length;
    }

    /**
     * {@return one size}
     *
     * @param axis the axis; negative ones count from the last
     */
    public int dim(int axis) {
        int counted = axis < 0 ? axis + dims.length : axis;
        if (counted < 0 || counted >= dims.length) {
            throw new JdvmException("a tensor of sizes %s has no axis %d".formatted(Arrays.toString(dims), axis));
        }
        return dims[counted];
    }

    public int size() {
        return size(dims);
    }

    /** {@return true if the elements are known without running anything} */
    public boolean isHost() {
        return isHost;
    }

    /** {@return the tensor of the engine, of the carrier's type} */
    public Tensor tensor() {
        Tensor known = tensor;
        if (known == null) {
            known = upload();
            tensor = known;
        }
        return known;
    }

    /** {@return the tensor for a caller, who may write into it: numbers known on the host are made a fresh one} */
    public Tensor given() {
        return isHost ? upload() : tensor();
    }

    private Tensor upload() {
        DType carrier = type.carrier();
        long[] whole = longs;
        if (whole != null) {
            return switch (carrier) {
                case I64 -> Tensor.of(whole, dims);
                case I32, I16, U16, I8, U8 -> {
                    int[] ints = new int[whole.length];
                    for (int i = 0; i < ints.length; i++) {
                        ints[i] = (int) whole[i];
                    }
                    yield stored(Tensor.of(ints, dims).cast(carrier));
                }
                case BOOL -> {
                    boolean[] truths = new boolean[whole.length];
                    for (int i = 0; i < truths.length; i++) {
                        truths[i] = whole[i] != 0;
                    }
                    yield Tensor.of(truths, dims);
                }
                default -> throw new AssertionError(type);
            };
        }
        if (carrier == DType.F64) {
            return Tensor.copyOf(doubles(), dims);
        }
        float[] floats = new float[doubles().length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) doubles()[i];
        }
        return stored(Tensor.of(floats, dims).cast(carrier));
    }

    /** Numbers are in memory from the beginning: a cast that is only recorded makes the graph of the first call another one than that of later ones. */
    private static Tensor stored(Tensor cast) {
        Tensor.compute(cast);
        return cast;
    }

    /** {@return the elements as integers; runs what gives them. Not to be changed} */
    public long[] longs() {
        long[] known = longs;
        if (known == null) {
            if (type.isFloat()) {
                known = new long[size()];
                for (int i = 0; i < known.length; i++) {
                    known[i] = (long) doubles()[i];
                }
            } else {
                known = tensor().toLongArray();
            }
            longs = known;
        }
        return known;
    }

    /** {@return the elements as numbers; runs what gives them. Not to be changed} */
    public double[] doubles() {
        double[] known = doubles;
        if (known == null) {
            if (type.isFloat()) {
                known = tensor().toDoubleArray();
            } else {
                known = new double[size()];
                for (int i = 0; i < known.length; i++) {
                    known[i] = longs()[i];
                }
            }
            doubles = known;
        }
        return known;
    }

    /** {@return the elements as floats; runs what gives them} */
    public float[] floats() {
        if (tensor != null && type.isFloat() && type.carrier() != DType.F64) {
            return tensor().toFloatArray();
        }
        float[] floats = new float[size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) doubles()[i];
        }
        return floats;
    }

    /** {@return the only element} */
    public double number() {
        if (size() != 1) {
            throw new JdvmException("one element is expected, not " + this);
        }
        return doubles()[0];
    }

    /** {@return the same elements with other sizes} */
    public TensorValue reshape(int... sizes) {
        if (Arrays.equals(sizes, dims)) {
            return this;
        }
        if (isHost) {
            check(size(), sizes);
            return new TensorValue(type, sizes, null, longs, doubles, true);
        }
        return new TensorValue(type, sizes, tensor().reshape(sizes), null, null, false);
    }

    /** {@return type and sizes} */
    @Override
    public String toString() {
        return type + Arrays.toString(dims);
    }
}
