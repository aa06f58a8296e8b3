package org.jdvm;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jdvm.annotations.Border;
import org.jdvm.annotations.Coordinates;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Interpolation;
import org.jdvm.annotations.Keep;
import org.jdvm.annotations.NearestMode;
import org.jdvm.annotations.Update;
import org.jdvm.ir.CompositeMethod;
import org.jdvm.ir.Op;
import org.jdvm.ir.RowMethod;
import org.jdvm.ir.TensorMethod;
import org.jdvm.lazy.ElementSearch;
import org.jdvm.lazy.InPlace;
import org.jdvm.lazy.LazyTensor;
import org.jdvm.lazy.Recorder;
import org.jdvm.lazy.TensorAccess;
import org.jdvm.lazy.TensorViews;
import org.jdvm.lazy.WeightQuantization;
import org.jdvm.op.RowOps;
import org.jdvm.op.Scan;
import org.jdvm.storage.TensorData;
import org.jspecify.annotations.Nullable;

/**
 * A tensor: elements of one type in a Java array, seen through sizes and strides.
 *
 * <p>Inside an {@code @Operator} method the methods of this class describe what to compute; the processor reads them. Called
 * directly they record the operation and return at once; reading data ({@link #toFloatArray}, {@link #item}, printing) computes what
 * was recorded, fused, on the shared {@link Dvm}. Shapes and types are checked at once in either case: a mistake throws {@link
 * JdvmException} with the operation, what was expected and what is there.
 *
 * <p>Elementwise operations broadcast as NumPy does. Axes may be negative: -1 is the last one.
 *
 * <p>Tensors made by {@code of} share the caller's array. A generated operator called with one reads the elements as they are at the
 * call. An operation that is only recorded reads them when it is computed: do not change the array before, or make the tensor
 * with {@code copyOf}. Changes by methods of tensors ({@link #assign}) are safe in either case. Constants ({@link #full}, {@link #range},
 * {@link #zeros}) are values: passing them to an operator does not have its call recorded.
 */
public final class Tensor implements TensorArgument {
    /** See {@link Keep#KEEP_DIMS}. */
    public static final Keep KEEP_DIMS = Keep.KEEP_DIMS;

    static {
        TensorAccess.install(tensor -> ((Tensor) tensor).lazy, Tensor::new);
    }

    private final LazyTensor lazy;

    Tensor(LazyTensor lazy) {
        this.lazy = lazy;
    }

    LazyTensor lazy() {
        return lazy;
    }

    /** The sizes; not to be changed. */
    int[] sizes() {
        return lazy.sizes();
    }

    /** {@return what some tensors are; null for one that is missing} */
    static LazyTensor[] lazy(@Nullable Tensor[] tensors) {
        LazyTensor[] all = new LazyTensor[tensors.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = tensors[i] == null ? null : tensors[i].lazy;
        }
        return all;
    }

    private Tensor face(LazyTensor result) {
        return result == lazy ? this : new Tensor(result);
    }

    private static Tensor record(TensorMethod method, @Nullable Object... arguments) {
        Object self = arguments[0];
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof Tensor tensor) {
                arguments[i] = tensor.lazy;
            } else if (arguments[i] instanceof Tensor[] tensors) {
                arguments[i] = lazy(tensors);
            }
        }
        LazyTensor result = Recorder.record(method, arguments);
        return self instanceof Tensor tensor ? tensor.face(result) : new Tensor(result);
    }

    // ---- from data ----

    /**
     * {@return a tensor over an array, which is shared, not copied}
     *
     * @param data the elements in row-major order; may be longer than needed
     * @param dims the sizes
     * @throws IllegalArgumentException if the array is too short or a size is negative
     */
    public static Tensor of(float[] data, int... dims) {
        return over(DType.F32, data, dims);
    }

    /**
     * {@return an f64 tensor over an array, which is shared, not copied}
     *
     * @param data the elements in row-major order; may be longer than needed
     * @param dims the sizes
     */
    public static Tensor of(double[] data, int... dims) {
        return over(DType.F64, data, dims);
    }

    /**
     * {@return an i32 tensor over an array, which is shared, not copied}
     *
     * @param data the elements in row-major order; may be longer than needed
     * @param dims the sizes
     */
    public static Tensor of(int[] data, int... dims) {
        return over(DType.I32, data, dims);
    }

    /**
     * {@return an i64 tensor over an array, which is shared, not copied}
     *
     * @param data the elements in row-major order; may be longer than needed
     * @param dims the sizes
     */
    public static Tensor of(long[] data, int... dims) {
        return over(DType.I64, data, dims);
    }

    /**
     * {@return an i8 tensor over an array, which is shared, not copied}
     *
     * @param data the elements in row-major order; may be longer than needed
     * @param dims the sizes
     */
    public static Tensor of(byte[] data, int... dims) {
        return over(DType.I8, data, dims);
    }

    /**
     * {@return a tensor of 16-bit elements over an array of bit patterns, which is shared, not copied}
     *
     * @param type {@link DType#F16}, {@link DType#BF16}, {@link DType#I16} or {@link DType#U16}
     * @param bits the elements in row-major order; may be longer than needed
     * @param dims the sizes
     */
    public static Tensor of(DType type, short[] bits, int... dims) {
        if (type.bytes() != Short.BYTES) {
            throw new JdvmException("Tensor.of: a short[] holds f16, bf16, i16 or u16, not " + type);
        }
        return over(type, bits, dims);
    }

    /**
     * {@return a tensor of 8-bit integers over an array of bit patterns, which is shared, not copied}
     *
     * @param type {@link DType#I8} or {@link DType#U8}
     * @param bits the elements in row-major order; may be longer than needed
     * @param dims the sizes
     */
    public static Tensor of(DType type, byte[] bits, int... dims) {
        if (type != DType.I8 && type != DType.U8) {
            throw new JdvmException("Tensor.of: a byte[] holds i8 or u8, not " + type);
        }
        return over(type, bits, dims);
    }

    /**
     * {@return a bool tensor with a copy of an array}
     *
     * @param data the elements in row-major order
     * @param dims the sizes
     */
    public static Tensor of(boolean[] data, int... dims) {
        byte[] bytes = new byte[TensorData.given("Tensor.of", "the array", data).length];
        for (int i = 0; i < data.length; i++) {
            bytes[i] = (byte) (data[i] ? 1 : 0);
        }
        return over(DType.BOOL, bytes, false, dims);
    }

    /**
     * {@return a tensor of rank 0}
     *
     * @param value its element
     */
    public static Tensor scalar(float value) {
        return of(new float[] {value});
    }

    /**
     * {@return a tensor of zeros}
     *
     * @param type the element type
     * @param dims the sizes
     */
    public static Tensor zeros(DType type, int... dims) {
        TensorData.given("Tensor.zeros", "the element type", type);
        return over(type, TensorData.allocate(type, TensorData.elements("Tensor.zeros", dims)), false, dims);
    }

    /**
     * {@return an f32 tensor with a copy of an array, which the caller may change afterwards}
     *
     * @param data the elements in row-major order; may be longer than needed
     * @param dims the sizes
     * @throws IllegalArgumentException if the array is too short or a size is negative
     */
    public static Tensor copyOf(float[] data, int... dims) {
        TensorData.given("Tensor.copyOf", "the array", data);
        int elements = TensorData.elements("Tensor.copyOf", dims);
        return over(DType.F32, Arrays.copyOf(data, Math.min(data.length, elements)), false, dims);
    }

    /**
     * {@return an f64 tensor with a copy of an array, which the caller may change afterwards}
     *
     * @param data the elements in row-major order; may be longer than needed
     * @param dims the sizes
     * @throws IllegalArgumentException if the array is too short or a size is negative
     */
    public static Tensor copyOf(double[] data, int... dims) {
        TensorData.given("Tensor.copyOf", "the array", data);
        int elements = TensorData.elements("Tensor.copyOf", dims);
        return over(DType.F64, Arrays.copyOf(data, Math.min(data.length, elements)), false, dims);
    }

    /**
     * {@return an i32 tensor with a copy of an array, which the caller may change afterwards}
     *
     * @param data the elements in row-major order; may be longer than needed
     * @param dims the sizes
     * @throws IllegalArgumentException if the array is too short or a size is negative
     */
    public static Tensor copyOf(int[] data, int... dims) {
        TensorData.given("Tensor.copyOf", "the array", data);
        int elements = TensorData.elements("Tensor.copyOf", dims);
        return over(DType.I32, Arrays.copyOf(data, Math.min(data.length, elements)), false, dims);
    }

    /**
     * {@return an i64 tensor with a copy of an array, which the caller may change afterwards}
     *
     * @param data the elements in row-major order; may be longer than needed
     * @param dims the sizes
     * @throws IllegalArgumentException if the array is too short or a size is negative
     */
    public static Tensor copyOf(long[] data, int... dims) {
        TensorData.given("Tensor.copyOf", "the array", data);
        int elements = TensorData.elements("Tensor.copyOf", dims);
        return over(DType.I64, Arrays.copyOf(data, Math.min(data.length, elements)), false, dims);
    }

    /**
     * {@return an i8 tensor with a copy of an array, which the caller may change afterwards}
     *
     * @param data the elements in row-major order; may be longer than needed
     * @param dims the sizes
     * @throws IllegalArgumentException if the array is too short or a size is negative
     */
    public static Tensor copyOf(byte[] data, int... dims) {
        TensorData.given("Tensor.copyOf", "the array", data);
        int elements = TensorData.elements("Tensor.copyOf", dims);
        return over(DType.I8, Arrays.copyOf(data, Math.min(data.length, elements)), false, dims);
    }

    /**
     * {@return a tensor with a copy of the remaining bytes of a buffer, in the buffer's byte order}
     *
     * @param type the element type
     * @param data the elements in row-major order; the buffer's position does not change
     * @param dims the sizes
     */
    public static Tensor copyOf(DType type, ByteBuffer data, int... dims) {
        TensorData.given("Tensor.copyOf", "the element type", type);
        TensorData.given("Tensor.copyOf", "the data", data);
        int elements = TensorData.elements("Tensor.copyOf", dims);
        Object array = TensorData.allocate(type, elements);
        TensorData.checkBytes("Tensor.copyOf", data.remaining(), type, elements, dims);
        TensorData.copyIn(type, MemorySegment.ofBuffer(data), data.order(), array, elements);
        return over(type, array, false, dims);
    }

    /**
     * {@return a tensor with a copy of a memory segment, in native byte order}
     *
     * @param type the element type
     * @param data the elements in row-major order
     * @param dims the sizes
     */
    public static Tensor copyOf(DType type, MemorySegment data, int... dims) {
        TensorData.given("Tensor.copyOf", "the element type", type);
        TensorData.given("Tensor.copyOf", "the data", data);
        int elements = TensorData.elements("Tensor.copyOf", dims);
        Object array = TensorData.allocate(type, elements);
        TensorData.checkBytes("Tensor.copyOf", data.byteSize(), type, elements, dims);
        TensorData.copyIn(type, data, ByteOrder.nativeOrder(), array, elements);
        return over(type, array, false, dims);
    }

    private static Tensor over(DType type, Object array, int... dims) {
        return over(type, array, true, dims);
    }

    /** A tensor over an array; one that no other object refers to may be exchanged when all of it is overwritten. */
    private static Tensor over(DType type, Object array, boolean shared, int... dims) {
        return new Tensor(LazyTensor.over(type, array, shared, dims));
    }

    // ---- about it ----

    /** {@return the element type} */
    public DType type() {
        return lazy.type();
    }

    /** {@return the number of dims} */
    public int rank() {
        return lazy.rank();
    }

    /**
     * {@return one size}
     *
     * @param axis the axis; negative ones count from the last
     */
    public int dim(int axis) {
        int[] dims = sizes();
        int counted = axis < 0 ? axis + dims.length : axis;
        if (counted < 0 || counted >= dims.length) {
            throw new JdvmException(
                    "dim: " + Arrays.toString(dims) + " has " + dims.length + " dims, so there is no axis " + axis);
        }
        return dims[counted];
    }

    /** {@return a copy of the sizes} */
    public int[] dims() {
        return sizes().clone();
    }

    /** {@return the number of elements} */
    public int size() {
        return lazy.size();
    }

    /**
     * {@return this tensor} The operations that were recorded for it get a name, as far as they are not computed and have none yet: errors and
     * {@linkplain Dvm#profile profiles} mention it.
     *
     * @param name the name, for example that of a layer
     */
    public Tensor named(String name) {
        TensorData.given("Tensor.named", "the name", name);
        lazy.name(name);
        return this;
    }

    /**
     * {@return this tensor, whose elements the caller promises not to change any more}
     *
     * <p>What can be prepared for constants (packed matrix panels of weights) is prepared once and kept as long as they live. Where
     * these panels hold all elements, the tensor releases its array; it makes a new one if the elements are asked for later.
     */
    public Tensor constant() {
        lazy.storage().memory().freeze();
        return this;
    }

    /**
     * {@return a constant with the elements of this weight matrix rounded to a narrower form; products read a half to an eighth of the bytes}
     *
     * <p>The result is a tensor of type f32 like any other: its elements are the rounded ones, and a product has the same bits as one with these
     * elements in 32-bit floats. (Only a left operand that is cast to bf16, times a weight of format BF16, may be multiplied by instructions for such
     * numbers, which add in another order and take magnitudes below 2<sup>-126</sup> as 0.) Where it is the right operand of a matrix product, whole or cut by columns, it is read as it is kept. All other
     * operations read elements in 32-bit floats, which are made at the first of them and then take their memory too.
     *
     * @param format the form
     * @throws JdvmException if this is not an f32 tensor of at least two dims, or an element cannot be kept in the form
     */
    public Tensor quantize(WeightFormat format) {
        return quantize(format, format.group(), -2);
    }

    /**
     * As {@link #quantize(WeightFormat)}, with other groups or another axis.
     *
     * @param format the form
     * @param group how many elements along the axis have a factor together: a power of two of at least 16, or 0 for all of them
     * @param axis the axis along which products add: -2 for {@code x.matmul(w)}, -1 for {@code x.matmul(w.transpose())}
     * @throws JdvmException also if there can be no such groups, or the format has no factors
     */
    public Tensor quantize(WeightFormat format, int group, int axis) {
        return new Tensor(WeightQuantization.quantize(lazy, format.panels(), group, axis));
    }

    // ---- its elements ----

    /**
     * {@return the elements as floats, in row-major order; a fresh array}
     *
     * @throws IllegalStateException if the tensor is f64
     */
    public float[] toFloatArray() {
        return lazy.toFloats();
    }

    /** {@return the elements in row-major order as doubles; a fresh array} Integers of 64 bits are rounded to the nearest double. */
    public double[] toDoubleArray() {
        return lazy.toDoubles();
    }

    /** {@return the elements in row-major order as longs (truth values as 0 and 1); a fresh array} */
    public long[] toLongArray() {
        return lazy.toLongs();
    }

    /** {@return the elements in row-major order as ints (truth values as 0 and 1); a fresh array} */
    public int[] toIntArray() {
        long[] longs = toLongArray();
        int[] ints = new int[longs.length];
        for (int i = 0; i < ints.length; i++) {
            if (longs[i] != (int) longs[i]) {
                throw new IllegalStateException(
                        "toIntArray: element %d is %d, which no int can hold; use toLongArray".formatted(i, longs[i]));
            }
            ints[i] = (int) longs[i];
        }
        return ints;
    }

    /** {@return the elements of a bool tensor in row-major order; a fresh array} */
    public boolean[] toBooleanArray() {
        if (type() != DType.BOOL) {
            throw new IllegalStateException("toBooleanArray: the tensor is " + type() + ", not bool");
        }
        long[] longs = toLongArray();
        boolean[] truths = new boolean[longs.length];
        for (int i = 0; i < truths.length; i++) {
            truths[i] = longs[i] != 0;
        }
        return truths;
    }

    /** {@return the only element} */
    public double item() {
        if (size() != 1) {
            throw new IllegalStateException(
                    "item: needs exactly one element, but " + Arrays.toString(sizes()) + " has " + size());
        }
        return type().isFloat() ? toDoubleArray()[0] : toLongArray()[0];
    }

    /**
     * {@return the i64 indices of the elements that are not 0, in row-major order: {@code [rank, n]}, as ONNX's NonZero} It reads the elements: what is recorded
     * is computed. NaN is not 0. {@link #argWhere} has the indices of one element in a row.
     */
    public Tensor nonZero() {
        int[] places = placesOfNonZeros();
        return of(ElementSearch.indices(places, sizes(), true), rank(), places.length);
    }

    /**
     * {@return the i64 indices of the elements that are not 0, in row-major order: {@code [n, rank]}, as PyTorch's {@code nonzero} and NumPy's
     * {@code argwhere}} It reads the elements: what is recorded is computed. NaN is not 0.
     */
    public Tensor argWhere() {
        int[] places = placesOfNonZeros();
        return of(ElementSearch.indices(places, sizes(), false), places.length, rank());
    }

    private int[] placesOfNonZeros() {
        if (type().isFloat()) {
            double[] numbers = toDoubleArray();
            return ElementSearch.places(numbers.length, i -> numbers[i] != 0);
        }
        long[] longs = toLongArray();
        return ElementSearch.places(longs.length, i -> longs[i] != 0);
    }

    /** {@return the different elements, ascending, with their indices and counts} It reads the elements: what is recorded is computed. */
    public UniqueElements unique() {
        Tensor flat = reshape(size());
        Tensor sortable = type() == DType.BOOL || type() == DType.I8 ? flat.cast(DType.I32) : flat;
        long[] order = sortable.argSort(0).toLongArray();
        ElementSearch.Groups groups;
        if (type().isFloat()) {
            double[] numbers = toDoubleArray();
            groups = ElementSearch.groups(order, i -> {
                double a = numbers[(int) order[i]];
                double b = numbers[(int) order[i - 1]];
                return a != b && (a == a || b == b);
            });
        } else {
            long[] longs = toLongArray();
            groups = ElementSearch.groups(order, i -> longs[(int) order[i]] != longs[(int) order[i - 1]]);
        }
        Tensor first = of(groups.first(), groups.first().length);
        return new UniqueElements(
                flat.gather(0, first),
                first,
                of(groups.inverse(), groups.inverse().length),
                of(groups.counts(), groups.counts().length));
    }

    /**
     * {@return the {@code float[]} that holds this tensor, shared}
     *
     * @throws IllegalStateException if the tensor is not f32, or its elements are not the whole array in order
     */
    public float[] floatArray() {
        LazyTensor.Storage place = lazy.storage();
        if (type() != DType.F32
                || !lazy.isContiguous()
                || place.offset() != 0
                || ((float[]) place.array()).length != size()) {
            throw new IllegalStateException(
                    "floatArray: only an f32 tensor that fills its array in order can be shared; use toFloatArray");
        }
        lazy.contents().share();
        place.memory().expose();
        return (float[]) place.array();
    }

    /**
     * Copies the elements, in row-major order and native byte order, into a memory segment.
     *
     * @param target the segment; must be large enough
     */
    public void copyTo(MemorySegment target) {
        TensorData.given("copyTo", "the segment", target);
        TensorData.checkBytes("copyTo", target.byteSize(), type(), size(), sizes());
        lazy.copyTo(target, ByteOrder.nativeOrder());
    }

    /**
     * Copies the elements, in row-major order and the buffer's byte order, into a buffer at its position, which does not change.
     *
     * @param target the buffer; must have enough bytes remaining
     */
    public void copyTo(ByteBuffer target) {
        TensorData.given("copyTo", "the buffer", target);
        if (target.isReadOnly()) {
            throw new JdvmException("copyTo: the buffer is read-only");
        }
        TensorData.checkBytes("copyTo", target.remaining(), type(), size(), sizes());
        lazy.copyTo(MemorySegment.ofBuffer(target), target.order());
    }

    /** {@return type, sizes and the first elements} */
    @Override
    public String toString() {
        int shown = Math.min(8, size());
        StringBuilder text = new StringBuilder()
                .append(type())
                .append(Arrays.toString(sizes()))
                .append(" {");
        Object elements = type() == DType.F64 ? toDoubleArray() : type().isFloat() ? toFloatArray() : toLongArray();
        for (int i = 0; i < shown; i++) {
            text.append(i == 0 ? "" : ", ").append(Array.get(elements, i));
        }
        return text.append(size() > shown ? ", ...}" : "}").toString();
    }

    // ---- operations, element by element ----

    /** {@return {@code -x}} */
    public Tensor neg() {
        return record(Op.NEG, this);
    }

    /** {@return {@code |x|}} */
    public Tensor abs() {
        return record(Op.ABS, this);
    }

    /** {@return the square root; NaN for negative numbers} */
    public Tensor sqrt() {
        return record(Op.SQRT, this);
    }

    /** {@return {@code 1 / sqrt(x)}} */
    public Tensor rsqrt() {
        return record(Op.RSQRT, this);
    }

    /** {@return {@code 1 / x}} */
    public Tensor reciprocal() {
        return record(Op.RECIPROCAL, this);
    }

    /** {@return {@code e^x}} */
    public Tensor exp() {
        return record(Op.EXP, this);
    }

    /** {@return the natural logarithm} */
    public Tensor log() {
        return record(Op.LOG, this);
    }

    /** {@return the sine} */
    public Tensor sin() {
        return record(Op.SIN, this);
    }

    /** {@return the cosine} */
    public Tensor cos() {
        return record(Op.COS, this);
    }

    /** {@return the hyperbolic tangent} */
    public Tensor tanh() {
        return record(Op.TANH, this);
    }

    /** {@return the error function} */
    public Tensor erf() {
        return record(Op.ERF, this);
    }

    /** {@return {@code 1 / (1 + e^-x)}} */
    public Tensor sigmoid() {
        return record(Op.SIGMOID, this);
    }

    /** {@return {@code x * sigmoid(x)}, also called swish (Ramachandran et al., 2017)} */
    public Tensor silu() {
        return record(Op.SILU, this);
    }

    /** {@return {@code x * (1 + erf(x / sqrt(2))) / 2} (Hendrycks and Gimpel, 2016)} */
    public Tensor gelu() {
        return record(Op.GELU, this);
    }

    /** {@return {@code x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2}, the tanh form of gelu} */
    public Tensor geluTanh() {
        return record(Op.GELU_TANH, this);
    }

    /** {@return the nearest integers, ties to even} */
    public Tensor round() {
        return record(Op.ROUND, this);
    }

    /** {@return the largest integers that are not larger} */
    public Tensor floor() {
        return record(Op.FLOOR, this);
    }

    /** {@return the smallest integers that are not smaller} */
    public Tensor ceil() {
        return record(Op.CEIL, this);
    }

    /** {@return the integers towards zero} */
    public Tensor trunc() {
        return record(Op.TRUNC, this);
    }

    /** {@return true where the element is neither infinite nor NaN} */
    public Tensor isFinite() {
        return record(Op.IS_FINITE, this);
    }

    /** {@return 1 for positive elements, -1 for negative ones, and zero and NaN as they are} */
    public Tensor sign() {
        return record(Op.SIGN, this);
    }

    /** {@return the logarithm to base 2, exact for powers of two} */
    public Tensor log2() {
        return record(Op.LOG2, this);
    }

    /** {@return {@code log(1 + x)}, also right where x is small} */
    public Tensor log1p() {
        return record(Op.LOG1P, this);
    }

    /** {@return {@code e^x - 1}, also right where x is small} */
    public Tensor expm1() {
        return record(Op.EXPM1, this);
    }

    /** {@return {@code 1 - erf(x)}, also right where x is large} */
    public Tensor erfc() {
        return record(Op.ERFC, this);
    }

    /** {@return the tangent} */
    public Tensor tan() {
        return record(Op.TAN, this);
    }

    /** {@return the inverse sine, from -pi/2 to pi/2; NaN beyond 1} */
    public Tensor asin() {
        return record(Op.ASIN, this);
    }

    /** {@return the inverse cosine, from 0 to pi; NaN beyond 1} */
    public Tensor acos() {
        return record(Op.ACOS, this);
    }

    /** {@return the inverse tangent, from -pi/2 to pi/2} */
    public Tensor atan() {
        return record(Op.ATAN, this);
    }

    /** {@return the hyperbolic sine} */
    public Tensor sinh() {
        return record(Op.SINH, this);
    }

    /** {@return the hyperbolic cosine} */
    public Tensor cosh() {
        return record(Op.COSH, this);
    }

    /** {@return the inverse hyperbolic sine} */
    public Tensor asinh() {
        return record(Op.ASINH, this);
    }

    /** {@return the inverse hyperbolic cosine; NaN below 1} */
    public Tensor acosh() {
        return record(Op.ACOSH, this);
    }

    /** {@return the inverse hyperbolic tangent; NaN beyond 1} */
    public Tensor atanh() {
        return record(Op.ATANH, this);
    }

    /** {@return true where the element is NaN} */
    public Tensor isNan() {
        return record(Op.IS_NAN, this);
    }

    /** {@return true where the element is infinite} */
    public Tensor isInf() {
        return record(Op.IS_INF, this);
    }

    /** {@return all bits of integers inverted} */
    public Tensor bitwiseNot() {
        return record(Op.BITWISE_NOT, this);
    }

    /** {@return true where the element is false} */
    public Tensor not() {
        return record(Op.NOT, this);
    }

    /** {@return {@code max(x, 0)}; NaN stays} */
    public Tensor relu() {
        return record(CompositeMethod.RELU, this);
    }

    /** {@return {@code log(1 + e^x)}, computed without overflow} */
    public Tensor softplus() {
        return record(CompositeMethod.SOFTPLUS, this);
    }

    /** {@return {@code log(sigmoid(x))}, computed without overflow} */
    public Tensor logSigmoid() {
        return record(CompositeMethod.LOG_SIGMOID, this);
    }

    /** {@return {@code x / (1 + |x|)}} */
    public Tensor softsign() {
        return record(CompositeMethod.SOFTSIGN, this);
    }

    /** {@return {@code x * tanh(log(1 + e^x))} (Misra, 2019)} */
    public Tensor mish() {
        return record(CompositeMethod.MISH, this);
    }

    /** {@return {@code min(max(x + 3, 0), 6) / 6}} */
    public Tensor hardSigmoid() {
        return record(CompositeMethod.HARD_SIGMOID, this);
    }

    /**
     * {@return {@code min(max(alpha * x + beta, 0), 1)}}
     *
     * @param alpha the factor
     * @param beta what is added
     */
    public Tensor hardSigmoid(double alpha, double beta) {
        return record(CompositeMethod.HARD_SIGMOID, this, alpha, beta);
    }

    /** {@return {@code x * min(max(x + 3, 0), 6) / 6} (Howard et al., 2019)} */
    public Tensor hardSwish() {
        return record(CompositeMethod.HARD_SWISH, this);
    }

    /** {@return {@code min(max(x, -1), 1)}} */
    public Tensor hardTanh() {
        return record(CompositeMethod.HARD_TANH, this);
    }

    /**
     * {@return {@code min(max(x, low), high)}}
     *
     * @param low the least result
     * @param high the largest result
     */
    public Tensor hardTanh(double low, double high) {
        return record(CompositeMethod.HARD_TANH, this, low, high);
    }

    /** {@return {@code min(max(x, 0), 6)}} */
    public Tensor relu6() {
        return record(CompositeMethod.RELU6, this);
    }

    /**
     * {@return x where it is positive, else {@code slope * x}}
     *
     * @param slope the slope of negative elements, such as 0.01
     */
    public Tensor leakyRelu(double slope) {
        return record(CompositeMethod.LEAKY_RELU, this, slope);
    }

    /**
     * {@return x where it is positive, else {@code slope * x} (He et al., 2015)}
     *
     * @param slope the slopes of negative elements; broadcasts, so that one for each channel has the shape [C, 1, 1]
     */
    public Tensor prelu(Tensor slope) {
        return record(CompositeMethod.PRELU, this, slope);
    }

    /** {@return x where it is positive, else {@code e^x - 1} (Clevert et al., 2015)} */
    public Tensor elu() {
        return record(CompositeMethod.ELU, this);
    }

    /**
     * {@return x where it is positive, else {@code alpha * (e^x - 1)}}
     *
     * @param alpha the factor
     */
    public Tensor elu(double alpha) {
        return record(CompositeMethod.ELU, this, alpha);
    }

    /**
     * {@return x where it is positive, else {@code alpha * (e^(x / alpha) - 1)} (Barron, 2017)}
     *
     * @param alpha the factor, not 0
     */
    public Tensor celu(double alpha) {
        return record(CompositeMethod.CELU, this, alpha);
    }

    /** {@return {@code 1.0507 * elu(x, 1.6733)}, with more digits (Klambauer et al., 2017)} */
    public Tensor selu() {
        return record(CompositeMethod.SELU, this);
    }

    /** {@return {@code x - tanh(x)}} */
    public Tensor tanhShrink() {
        return record(CompositeMethod.TANH_SHRINK, this);
    }

    /**
     * {@return x, but 0 where its magnitude is at most a limit}
     *
     * @param limit the limit, such as 0.5
     */
    public Tensor hardShrink(double limit) {
        return record(CompositeMethod.HARD_SHRINK, this, limit);
    }

    /**
     * {@return x nearer to 0 by a limit, and 0 where its magnitude is less}
     *
     * @param limit the limit, such as 0.5
     */
    public Tensor softShrink(double limit) {
        return record(CompositeMethod.SOFT_SHRINK, this, limit);
    }

    /**
     * {@return x where it is above a limit, else a number; NaN stays}
     *
     * @param limit the limit
     * @param value the number
     */
    public Tensor threshold(double limit, double value) {
        return record(CompositeMethod.THRESHOLD, this, limit, value);
    }

    /**
     * {@return {@code x + weight * (end - x)}}
     *
     * @param end the result for weight 1; broadcasts
     * @param weight the weight
     */
    public Tensor lerp(Tensor end, double weight) {
        return record(CompositeMethod.LERP, this, end, weight);
    }

    /**
     * {@return {@code x + weight * (end - x)}}
     *
     * @param end the result for weight 1; broadcasts
     * @param weight the weights; broadcast
     */
    public Tensor lerp(Tensor end, Tensor weight) {
        return record(CompositeMethod.LERP, this, end, weight);
    }

    /** {@return {@code x * x}} */
    public Tensor square() {
        return record(CompositeMethod.SQUARE, this);
    }

    /**
     * {@return {@code x + other}}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor add(Tensor other) {
        return record(Op.ADD, this, other);
    }

    /**
     * {@return {@code x + other}}
     *
     * @param other the other operand
     */
    public Tensor add(double other) {
        return record(Op.ADD, this, other);
    }

    /**
     * {@return {@code x - other}}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor sub(Tensor other) {
        return record(Op.SUB, this, other);
    }

    /**
     * {@return {@code x - other}}
     *
     * @param other the other operand
     */
    public Tensor sub(double other) {
        return record(Op.SUB, this, other);
    }

    /**
     * {@return {@code x * other}}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor mul(Tensor other) {
        return record(Op.MUL, this, other);
    }

    /**
     * {@return {@code x * other}}
     *
     * @param other the other operand
     */
    public Tensor mul(double other) {
        return record(Op.MUL, this, other);
    }

    /**
     * {@return {@code x / other}; for integers truncated towards zero, and 0 where {@code other} is 0}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor div(Tensor other) {
        return record(Op.DIV, this, other);
    }

    /**
     * {@return {@code x / other}; for integers truncated towards zero, and 0 where {@code other} is 0}
     *
     * @param other the other operand
     */
    public Tensor div(double other) {
        return record(Op.DIV, this, other);
    }

    /**
     * {@return x to the power of {@code other}}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor pow(Tensor other) {
        return record(Op.POW, this, other);
    }

    /**
     * {@return x to the power of {@code other}}
     *
     * @param other the other operand
     */
    public Tensor pow(double other) {
        return record(Op.POW, this, other);
    }

    /**
     * {@return the larger one of x and {@code other}; NaN if either is NaN}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor maximum(Tensor other) {
        return record(Op.MAX, this, other);
    }

    /**
     * {@return the larger one of x and {@code other}; NaN if either is NaN}
     *
     * @param other the other operand
     */
    public Tensor maximum(double other) {
        return record(Op.MAX, this, other);
    }

    /**
     * {@return the smaller one of x and {@code other}; NaN if either is NaN}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor minimum(Tensor other) {
        return record(Op.MIN, this, other);
    }

    /**
     * {@return the smaller one of x and {@code other}; NaN if either is NaN}
     *
     * @param other the other operand
     */
    public Tensor minimum(double other) {
        return record(Op.MIN, this, other);
    }

    /**
     * {@return true where {@code x == other}}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor eq(Tensor other) {
        return record(Op.EQ, this, other);
    }

    /**
     * {@return true where {@code x == other}}
     *
     * @param other the other operand
     */
    public Tensor eq(double other) {
        return record(Op.EQ, this, other);
    }

    /**
     * {@return true where {@code x != other}}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor ne(Tensor other) {
        return record(Op.NE, this, other);
    }

    /**
     * {@return true where {@code x != other}}
     *
     * @param other the other operand
     */
    public Tensor ne(double other) {
        return record(Op.NE, this, other);
    }

    /**
     * {@return true where {@code x < other}}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor lt(Tensor other) {
        return record(Op.LT, this, other);
    }

    /**
     * {@return true where {@code x < other}}
     *
     * @param other the other operand
     */
    public Tensor lt(double other) {
        return record(Op.LT, this, other);
    }

    /**
     * {@return true where {@code x <= other}}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor le(Tensor other) {
        return record(Op.LE, this, other);
    }

    /**
     * {@return true where {@code x <= other}}
     *
     * @param other the other operand
     */
    public Tensor le(double other) {
        return record(Op.LE, this, other);
    }

    /**
     * {@return true where {@code x > other}}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor gt(Tensor other) {
        return record(Op.GT, this, other);
    }

    /**
     * {@return true where {@code x > other}}
     *
     * @param other the other operand
     */
    public Tensor gt(double other) {
        return record(Op.GT, this, other);
    }

    /**
     * {@return true where {@code x >= other}}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor ge(Tensor other) {
        return record(Op.GE, this, other);
    }

    /**
     * {@return true where {@code x >= other}}
     *
     * @param other the other operand
     */
    public Tensor ge(double other) {
        return record(Op.GE, this, other);
    }

    /**
     * {@return true where both are true}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor and(Tensor other) {
        return record(Op.AND, this, other);
    }

    /**
     * {@return true where one of both is true}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor or(Tensor other) {
        return record(Op.OR, this, other);
    }

    /**
     * {@return true where one of both is true}
     *
     * @param other the other operand, bool; broadcasts
     */
    public Tensor xor(Tensor other) {
        return record(Op.XOR, this, other);
    }

    /**
     * {@return the angle of the point {@code (other, x)}, from -pi to pi: x is the ordinate}
     *
     * @param other the abscissa, of the same type; broadcasts
     */
    public Tensor atan2(Tensor other) {
        return record(Op.ATAN2, this, other);
    }

    /**
     * {@return the angle of the point {@code (other, x)}, from -pi to pi: x is the ordinate}
     *
     * @param other the abscissa
     */
    public Tensor atan2(double other) {
        return record(Op.ATAN2, this, other);
    }

    /**
     * {@return {@code floor(x / other)}; an integer divisor of 0 fails the call}
     *
     * @param other the divisor, of the same type; broadcasts
     */
    public Tensor floorDiv(Tensor other) {
        return record(Op.FLOOR_DIV, this, other);
    }

    /**
     * {@return {@code floor(x / other)}; an integer divisor of 0 fails the call}
     *
     * @param other the divisor
     */
    public Tensor floorDiv(double other) {
        return record(Op.FLOOR_DIV, this, other);
    }

    /**
     * {@return {@code x - other * floor(x / other)}, which has the sign of the divisor; an integer divisor of 0 fails the call}
     *
     * @param other the divisor, of the same type; broadcasts
     */
    public Tensor floorMod(Tensor other) {
        return record(Op.FLOOR_MOD, this, other);
    }

    /**
     * {@return {@code x - other * floor(x / other)}, which has the sign of the divisor; an integer divisor of 0 fails the call}
     *
     * @param other the divisor
     */
    public Tensor floorMod(double other) {
        return record(Op.FLOOR_MOD, this, other);
    }

    /**
     * {@return {@code x - other * trunc(x / other)}, which has the sign of x, as {@code %} in Java; an integer divisor of 0 fails the call}
     *
     * @param other the divisor, of the same type; broadcasts
     */
    public Tensor rem(Tensor other) {
        return record(Op.REM, this, other);
    }

    /**
     * {@return {@code x - other * trunc(x / other)}, which has the sign of x, as {@code %} in Java; an integer divisor of 0 fails the call}
     *
     * @param other the divisor
     */
    public Tensor rem(double other) {
        return record(Op.REM, this, other);
    }

    /**
     * {@return the bits that both integers have}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor bitwiseAnd(Tensor other) {
        return record(Op.BITWISE_AND, this, other);
    }

    /**
     * {@return the bits that both integers have}
     *
     * @param other the other operand
     */
    public Tensor bitwiseAnd(double other) {
        return record(Op.BITWISE_AND, this, other);
    }

    /**
     * {@return the bits that at least one of both integers has}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor bitwiseOr(Tensor other) {
        return record(Op.BITWISE_OR, this, other);
    }

    /**
     * {@return the bits that at least one of both integers has}
     *
     * @param other the other operand
     */
    public Tensor bitwiseOr(double other) {
        return record(Op.BITWISE_OR, this, other);
    }

    /**
     * {@return the bits that one of both integers has}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor bitwiseXor(Tensor other) {
        return record(Op.BITWISE_XOR, this, other);
    }

    /**
     * {@return the bits that one of both integers has}
     *
     * @param other the other operand
     */
    public Tensor bitwiseXor(double other) {
        return record(Op.BITWISE_XOR, this, other);
    }

    /**
     * {@return integers times two to the power of other; 0 for distances that the type does not have}
     *
     * @param other the distance, of the same type; broadcasts
     */
    public Tensor shiftLeft(Tensor other) {
        return record(Op.SHIFT_LEFT, this, other);
    }

    /**
     * {@return integers times two to the power of other; 0 for distances that the type does not have}
     *
     * @param other the distance
     */
    public Tensor shiftLeft(double other) {
        return record(Op.SHIFT_LEFT, this, other);
    }

    /**
     * {@return integers divided by two to the power of other, rounded down; the sign alone for distances that the type does not have}
     *
     * @param other the distance, of the same type; broadcasts
     */
    public Tensor shiftRight(Tensor other) {
        return record(Op.SHIFT_RIGHT, this, other);
    }

    /**
     * {@return integers divided by two to the power of other, rounded down; the sign alone for distances that the type does not have}
     *
     * @param other the distance
     */
    public Tensor shiftRight(double other) {
        return record(Op.SHIFT_RIGHT, this, other);
    }

    /**
     * {@return {@code value - x}}
     *
     * @param value the minuend
     */
    public Tensor rsub(double value) {
        return record(CompositeMethod.RSUB, this, value);
    }

    /**
     * {@return {@code value / x}}
     *
     * @param value the dividend
     */
    public Tensor rdiv(double value) {
        return record(CompositeMethod.RDIV, this, value);
    }

    /**
     * {@return {@code value} to the power of x}
     *
     * @param value the base
     */
    public Tensor rpow(double value) {
        return record(CompositeMethod.RPOW, this, value);
    }

    /** {@return {@code min(max(x, low), high)}} */
    public Tensor clamp(double low, double high) {
        return record(CompositeMethod.CLAMP, this, low, high);
    }

    /**
     * {@return {@code max(x, low)}}
     *
     * @param low the least result
     */
    public Tensor clampMin(double low) {
        return record(CompositeMethod.CLAMP_MIN, this, low);
    }

    /**
     * {@return {@code min(x, high)}}
     *
     * @param high the largest result
     */
    public Tensor clampMax(double high) {
        return record(CompositeMethod.CLAMP_MAX, this, high);
    }

    /** {@return {@code a} where this bool tensor is true, else {@code b}} */
    public Tensor select(Tensor a, Tensor b) {
        return record(Op.SELECT, this, a, b);
    }

    /** {@return {@code a} where this bool tensor is true, else {@code b}} */
    public Tensor select(Tensor a, double b) {
        return record(Op.SELECT, this, a, b);
    }

    /** {@return {@code a} where this bool tensor is true, else {@code b}} */
    public Tensor select(double a, Tensor b) {
        return record(Op.SELECT, this, a, b);
    }

    /**
     * {@return the elements converted: floats to integers truncate and saturate, NaN to 0; to bool is {@code != 0}}
     *
     * @param to the element type of the result
     */
    public Tensor cast(DType to) {
        return record(Op.CAST, this, to);
    }

    // ---- reductions ----

    /** {@return the sum, over all axes} */
    public Tensor sum() {
        return record(Op.SUM, this);
    }

    /** {@return the sum, along an axis, which goes} */
    public Tensor sum(int axis) {
        return record(Op.SUM, this, axis);
    }

    /** {@return the sum, along an axis} */
    public Tensor sum(int axis, Keep keep) {
        return record(Op.SUM, this, axis, keep);
    }

    /** {@return the sum, along several axes, which go} */
    public Tensor sum(int[] axes) {
        return record(Op.SUM, this, axes);
    }

    /** {@return the sum, along several axes} */
    public Tensor sum(int[] axes, Keep keep) {
        return record(Op.SUM, this, axes, keep);
    }

    /** {@return the largest element; NaN if there is one, minus infinity of nothing, over all axes} */
    public Tensor max() {
        return record(Op.REDUCE_MAX, this);
    }

    /** {@return the largest element; NaN if there is one, minus infinity of nothing, along an axis, which goes} */
    public Tensor max(int axis) {
        return record(Op.REDUCE_MAX, this, axis);
    }

    /** {@return the largest element; NaN if there is one, minus infinity of nothing, along an axis} */
    public Tensor max(int axis, Keep keep) {
        return record(Op.REDUCE_MAX, this, axis, keep);
    }

    /** {@return the largest element; NaN if there is one, minus infinity of nothing, along several axes, which go} */
    public Tensor max(int[] axes) {
        return record(Op.REDUCE_MAX, this, axes);
    }

    /** {@return the largest element; NaN if there is one, minus infinity of nothing, along several axes} */
    public Tensor max(int[] axes, Keep keep) {
        return record(Op.REDUCE_MAX, this, axes, keep);
    }

    /** {@return the smallest element; NaN if there is one, infinity of nothing, over all axes} */
    public Tensor min() {
        return record(Op.REDUCE_MIN, this);
    }

    /** {@return the smallest element; NaN if there is one, infinity of nothing, along an axis, which goes} */
    public Tensor min(int axis) {
        return record(Op.REDUCE_MIN, this, axis);
    }

    /** {@return the smallest element; NaN if there is one, infinity of nothing, along an axis} */
    public Tensor min(int axis, Keep keep) {
        return record(Op.REDUCE_MIN, this, axis, keep);
    }

    /** {@return the smallest element; NaN if there is one, infinity of nothing, along several axes, which go} */
    public Tensor min(int[] axes) {
        return record(Op.REDUCE_MIN, this, axes);
    }

    /** {@return the smallest element; NaN if there is one, infinity of nothing, along several axes} */
    public Tensor min(int[] axes, Keep keep) {
        return record(Op.REDUCE_MIN, this, axes, keep);
    }

    /** {@return the mean; NaN of nothing, over all axes} */
    public Tensor mean() {
        return record(CompositeMethod.MEAN, this);
    }

    /** {@return the mean; NaN of nothing, along an axis, which goes} */
    public Tensor mean(int axis) {
        return record(CompositeMethod.MEAN, this, axis);
    }

    /** {@return the mean; NaN of nothing, along an axis} */
    public Tensor mean(int axis, Keep keep) {
        return record(CompositeMethod.MEAN, this, axis, keep);
    }

    /** {@return the mean; NaN of nothing, along several axes, which go} */
    public Tensor mean(int[] axes) {
        return record(CompositeMethod.MEAN, this, axes);
    }

    /** {@return the mean; NaN of nothing, along several axes} */
    public Tensor mean(int[] axes, Keep keep) {
        return record(CompositeMethod.MEAN, this, axes, keep);
    }

    /** {@return the biased variance (divided by the number of elements), in two passes, over all axes} */
    public Tensor variance() {
        return record(CompositeMethod.VARIANCE, this);
    }

    /** {@return the biased variance (divided by the number of elements), in two passes, along an axis, which goes} */
    public Tensor variance(int axis) {
        return record(CompositeMethod.VARIANCE, this, axis);
    }

    /** {@return the biased variance (divided by the number of elements), in two passes, along an axis} */
    public Tensor variance(int axis, Keep keep) {
        return record(CompositeMethod.VARIANCE, this, axis, keep);
    }

    /** {@return the biased variance (divided by the number of elements), in two passes, along several axes, which go} */
    public Tensor variance(int[] axes) {
        return record(CompositeMethod.VARIANCE, this, axes);
    }

    /** {@return the biased variance (divided by the number of elements), in two passes, along several axes} */
    public Tensor variance(int[] axes, Keep keep) {
        return record(CompositeMethod.VARIANCE, this, axes, keep);
    }

    /** {@return the sum of the magnitudes, over all axes} */
    public Tensor l1Norm() {
        return record(CompositeMethod.L1_NORM, this);
    }

    /** {@return the sum of the magnitudes, along an axis, which goes} */
    public Tensor l1Norm(int axis) {
        return record(CompositeMethod.L1_NORM, this, axis);
    }

    /** {@return the sum of the magnitudes, along an axis} */
    public Tensor l1Norm(int axis, Keep keep) {
        return record(CompositeMethod.L1_NORM, this, axis, keep);
    }

    /** {@return the sum of the magnitudes, along several axes, which go} */
    public Tensor l1Norm(int[] axes) {
        return record(CompositeMethod.L1_NORM, this, axes);
    }

    /** {@return the sum of the magnitudes, along several axes} */
    public Tensor l1Norm(int[] axes, Keep keep) {
        return record(CompositeMethod.L1_NORM, this, axes, keep);
    }

    /** {@return the root of the sum of squares (the Frobenius norm of matrices), over all axes} */
    public Tensor l2Norm() {
        return record(CompositeMethod.L2_NORM, this);
    }

    /** {@return the root of the sum of squares (the Frobenius norm of matrices), along an axis, which goes} */
    public Tensor l2Norm(int axis) {
        return record(CompositeMethod.L2_NORM, this, axis);
    }

    /** {@return the root of the sum of squares (the Frobenius norm of matrices), along an axis} */
    public Tensor l2Norm(int axis, Keep keep) {
        return record(CompositeMethod.L2_NORM, this, axis, keep);
    }

    /** {@return the root of the sum of squares (the Frobenius norm of matrices), along several axes, which go} */
    public Tensor l2Norm(int[] axes) {
        return record(CompositeMethod.L2_NORM, this, axes);
    }

    /** {@return the root of the sum of squares (the Frobenius norm of matrices), along several axes} */
    public Tensor l2Norm(int[] axes, Keep keep) {
        return record(CompositeMethod.L2_NORM, this, axes, keep);
    }

    /**
     * {@return {@code sum(|x|^p)^(1/p)} along an axis, which goes}
     *
     * @param axis the axis
     * @param p the power, not 0
     */
    public Tensor norm(int axis, double p) {
        return record(CompositeMethod.NORM, this, axis, p);
    }

    /**
     * {@return {@code sum(|x|^p)^(1/p)} along an axis}
     *
     * @param axis the axis
     * @param p the power, not 0
     * @param keep whether the axis stays as a dim of size 1
     */
    public Tensor norm(int axis, double p, Keep keep) {
        return record(CompositeMethod.NORM, this, axis, p, keep);
    }

    /** {@return the product of all elements, 1 of nothing; floats are multiplied in double precision in their order, integers wrap} */
    public Tensor prod() {
        return record(RowMethod.of(RowOps.PRODUCT), this);
    }

    /** {@return the product along an axis, which goes; 1 of nothing. Floats are multiplied in double precision in their order, integers wrap} */
    public Tensor prod(int axis) {
        return prod(axis, Keep.DROP_DIMS);
    }

    /** {@return the product along an axis; 1 of nothing. Floats are multiplied in double precision in their order, integers wrap} */
    public Tensor prod(int axis, Keep keep) {
        return record(RowMethod.of(RowOps.PRODUCT), this, axis, keep);
    }

    /** {@return true if any element is true, over all axes} */
    public Tensor any() {
        return record(Op.ANY, this);
    }

    /** {@return true if any element is true, along an axis, which goes} */
    public Tensor any(int axis) {
        return record(Op.ANY, this, axis);
    }

    /** {@return true if any element is true, along an axis} */
    public Tensor any(int axis, Keep keep) {
        return record(Op.ANY, this, axis, keep);
    }

    /** {@return true if any element is true, along several axes, which go} */
    public Tensor any(int[] axes) {
        return record(Op.ANY, this, axes);
    }

    /** {@return true if any element is true, along several axes} */
    public Tensor any(int[] axes, Keep keep) {
        return record(Op.ANY, this, axes, keep);
    }

    /** {@return true if all elements are true, over all axes} */
    public Tensor all() {
        return record(Op.ALL, this);
    }

    /** {@return true if all elements are true, along an axis, which goes} */
    public Tensor all(int axis) {
        return record(Op.ALL, this, axis);
    }

    /** {@return true if all elements are true, along an axis} */
    public Tensor all(int axis, Keep keep) {
        return record(Op.ALL, this, axis, keep);
    }

    /** {@return true if all elements are true, along several axes, which go} */
    public Tensor all(int[] axes) {
        return record(Op.ALL, this, axes);
    }

    /** {@return true if all elements are true, along several axes} */
    public Tensor all(int[] axes, Keep keep) {
        return record(Op.ALL, this, axes, keep);
    }

    /** {@return {@code exp(x - max) / sum(exp(x - max))} along an axis} */
    public Tensor softmax(int axis) {
        return record(CompositeMethod.SOFTMAX, this, axis);
    }

    /** {@return {@code exp(x - max) / sum(exp(x - max))} over several axes at once} */
    public Tensor softmax(int[] axes) {
        return record(CompositeMethod.SOFTMAX, this, axes);
    }

    /** {@return {@code log(softmax(x))} along an axis, computed without overflow} */
    public Tensor logSoftmax(int axis) {
        return record(CompositeMethod.LOG_SOFTMAX, this, axis);
    }

    /** {@return {@code log(softmax(x))} over several axes at once, computed without overflow} */
    public Tensor logSoftmax(int[] axes) {
        return record(CompositeMethod.LOG_SOFTMAX, this, axes);
    }

    /** {@return {@code log(sum(exp(x)))} along an axis, which goes; computed without overflow} */
    public Tensor logSumExp(int axis) {
        return record(CompositeMethod.LOG_SUM_EXP, this, axis);
    }

    /** {@return {@code log(sum(exp(x)))} along an axis; computed without overflow} */
    public Tensor logSumExp(int axis, Keep keep) {
        return record(CompositeMethod.LOG_SUM_EXP, this, axis, keep);
    }

    /** {@return {@code log(sum(exp(x)))} over all axes; computed without overflow} */
    public Tensor logSumExp() {
        return record(CompositeMethod.LOG_SUM_EXP, this);
    }

    /** {@return {@code log(sum(exp(x)))} along several axes, which go; computed without overflow} */
    public Tensor logSumExp(int[] axes) {
        return record(CompositeMethod.LOG_SUM_EXP, this, axes);
    }

    /** {@return {@code log(sum(exp(x)))} along several axes; computed without overflow} */
    public Tensor logSumExp(int[] axes, Keep keep) {
        return record(CompositeMethod.LOG_SUM_EXP, this, axes, keep);
    }

    /**
     * {@return {@code (x - mean) / sqrt(variance + eps) * gamma + beta} over the last axis (Ba et al., 2016)}
     *
     * @param gamma the scale, broadcast
     * @param beta the shift, broadcast
     * @param eps added to the biased variance inside the root
     */
    public Tensor layerNorm(Tensor gamma, Tensor beta, double eps) {
        return record(CompositeMethod.LAYER_NORM, this, gamma, beta, eps);
    }

    /**
     * {@return {@code x / sqrt(mean(x * x) + eps) * gamma} over the last axis (Zhang and Sennrich, 2019)}
     *
     * @param gamma the scale, broadcast
     * @param eps added inside the root
     */
    public Tensor rmsNorm(Tensor gamma, double eps) {
        return record(CompositeMethod.RMS_NORM, this, gamma, eps);
    }

    /**
     * {@return {@code (x - mean) / sqrt(variance + eps) * gamma + beta} for each channel, which dim 1 counts, with statistics that are known (Ioffe and Szegedy, 2015)}
     *
     * @param mean the means, one for each channel
     * @param variance the variances, one for each channel
     * @param gamma the scale, one number for each channel
     * @param beta the shift, one number for each channel
     * @param eps added to the variance inside the root
     */
    public Tensor batchNorm(Tensor mean, Tensor variance, Tensor gamma, Tensor beta, double eps) {
        return record(CompositeMethod.BATCH_NORM, this, mean, variance, gamma, beta, eps);
    }

    /**
     * {@return {@code (x - mean) / sqrt(variance + eps)} over each channel of each sample: dim 0 counts samples, dim 1 channels (Ulyanov et al., 2016)}
     *
     * @param eps added to the biased variance inside the root
     */
    public Tensor instanceNorm(double eps) {
        return record(CompositeMethod.INSTANCE_NORM, this, eps);
    }

    /**
     * {@return {@link #instanceNorm(double)} times gamma plus beta}
     *
     * @param gamma the scale, one number for each channel
     * @param beta the shift, one number for each channel
     * @param eps added to the biased variance inside the root
     */
    public Tensor instanceNorm(Tensor gamma, Tensor beta, double eps) {
        return record(CompositeMethod.INSTANCE_NORM, this, gamma, beta, eps);
    }

    /**
     * {@return {@code (x - mean) / sqrt(variance + eps) * gamma + beta} over each group of channels of each sample: dim 0 counts samples, dim 1 channels (Wu and He, 2018)}
     *
     * @param groups how many groups of consecutive channels there are; divides their number
     * @param gamma the scale, one number for each channel
     * @param beta the shift, one number for each channel
     * @param eps added to the biased variance inside the root
     */
    public Tensor groupNorm(int groups, Tensor gamma, Tensor beta, double eps) {
        return record(CompositeMethod.GROUP_NORM, this, groups, gamma, beta, eps);
    }

    /**
     * {@return {@code x / (k + alpha / size * sum)^beta} with the sum of the squares of the channels around each one, which dim 1 counts (Krizhevsky et al., 2012)}
     *
     * @param size how many channels: half of them before each one, the others from it on
     * @param alpha the factor, such as 0.0001
     * @param beta the power, such as 0.75
     * @param k what is added, such as 1
     */
    public Tensor localResponseNorm(int size, double alpha, double beta, double k) {
        return record(CompositeMethod.LOCAL_RESPONSE_NORM, this, size, alpha, beta, k);
    }

    // ---- windows: convolutions and pools ----

    /**
     * {@return the convolution (cross-correlation) of {@code [N, C, L]} with windows of a weight: {@code [N, O, L]}}
     *
     * @param weight {@code [O, C / groups, K]}
     */
    public Tensor conv1d(Tensor weight) {
        return record(CompositeMethod.CONV1D, this, weight);
    }

    /**
     * {@return the convolution (cross-correlation) of {@code [N, C, L]} with windows of a weight: {@code [N, O, L]}}
     *
     * @param weight {@code [O, C / groups, K]}
     * @param bias {@code [O]}
     */
    public Tensor conv1d(Tensor weight, Tensor bias) {
        return record(CompositeMethod.CONV1D, this, weight, bias);
    }

    /**
     * {@return the convolution (cross-correlation) of {@code [N, C, L]} with windows of a weight: {@code [N, O, L]}}
     *
     * @param weight {@code [O, C / groups, K]}
     * @param stride how far windows are apart, at least 1
     * @param padding zeros on each side of each spatial axis
     * @param dilation how far the elements of a window are apart, at least 1
     * @param groups into how many groups of channels input and result are divided; each group of the result sees one of the input
     */
    public Tensor conv1d(Tensor weight, int stride, int padding, int dilation, int groups) {
        return record(CompositeMethod.CONV1D, this, weight, stride, padding, dilation, groups);
    }

    /**
     * {@return the convolution (cross-correlation) of {@code [N, C, L]} with windows of a weight: {@code [N, O, L]}}
     *
     * @param weight {@code [O, C / groups, K]}
     * @param bias {@code [O]}
     * @param stride how far windows are apart, at least 1
     * @param padding zeros on each side of each spatial axis
     * @param dilation how far the elements of a window are apart, at least 1
     * @param groups into how many groups of channels input and result are divided; each group of the result sees one of the input
     */
    public Tensor conv1d(Tensor weight, Tensor bias, int stride, int padding, int dilation, int groups) {
        return record(CompositeMethod.CONV1D, this, weight, bias, stride, padding, dilation, groups);
    }

    /**
     * {@return the convolution (cross-correlation) of {@code [N, C, H, W]} with windows of a weight: {@code [N, O, H, W]}}
     *
     * @param weight {@code [O, C / groups, KH, KW]}
     */
    public Tensor conv2d(Tensor weight) {
        return record(CompositeMethod.CONV2D, this, weight);
    }

    /**
     * {@return the convolution (cross-correlation) of {@code [N, C, H, W]} with windows of a weight: {@code [N, O, H, W]}}
     *
     * @param weight {@code [O, C / groups, KH, KW]}
     * @param bias {@code [O]}
     */
    public Tensor conv2d(Tensor weight, Tensor bias) {
        return record(CompositeMethod.CONV2D, this, weight, bias);
    }

    /**
     * {@return the convolution (cross-correlation) of {@code [N, C, H, W]} with windows of a weight: {@code [N, O, H, W]}}
     *
     * @param weight {@code [O, C / groups, KH, KW]}
     * @param stride how far windows are apart, at least 1
     * @param padding zeros on each side of each spatial axis
     * @param dilation how far the elements of a window are apart, at least 1
     * @param groups into how many groups of channels input and result are divided; each group of the result sees one of the input
     */
    public Tensor conv2d(Tensor weight, int stride, int padding, int dilation, int groups) {
        return record(CompositeMethod.CONV2D, this, weight, stride, padding, dilation, groups);
    }

    /**
     * {@return the convolution (cross-correlation) of {@code [N, C, H, W]} with windows of a weight: {@code [N, O, H, W]}}
     *
     * @param weight {@code [O, C / groups, KH, KW]}
     * @param bias {@code [O]}
     * @param stride how far windows are apart, at least 1
     * @param padding zeros on each side of each spatial axis
     * @param dilation how far the elements of a window are apart, at least 1
     * @param groups into how many groups of channels input and result are divided; each group of the result sees one of the input
     */
    public Tensor conv2d(Tensor weight, Tensor bias, int stride, int padding, int dilation, int groups) {
        return record(CompositeMethod.CONV2D, this, weight, bias, stride, padding, dilation, groups);
    }

    /**
     * {@return the convolution (cross-correlation) of {@code [N, C, H, W]} with windows of a weight: {@code [N, O, H, W]}}
     *
     * @param weight {@code [O, C / groups, KH, KW]}
     * @param stride how far windows are apart, at least 1, along each spatial axis
     * @param padding zeros on each side, along each spatial axis
     * @param dilation how far the elements of a window are apart, along each spatial axis
     * @param groups into how many groups of channels input and result are divided; each group of the result sees one of the input
     */
    public Tensor conv2d(Tensor weight, int[] stride, int[] padding, int[] dilation, int groups) {
        return record(CompositeMethod.CONV2D, this, weight, stride, padding, dilation, groups);
    }

    /**
     * {@return the convolution (cross-correlation) of {@code [N, C, H, W]} with windows of a weight: {@code [N, O, H, W]}}
     *
     * @param weight {@code [O, C / groups, KH, KW]}
     * @param bias {@code [O]}
     * @param stride how far windows are apart, at least 1, along each spatial axis
     * @param padding zeros on each side, along each spatial axis
     * @param dilation how far the elements of a window are apart, along each spatial axis
     * @param groups into how many groups of channels input and result are divided; each group of the result sees one of the input
     */
    public Tensor conv2d(Tensor weight, Tensor bias, int[] stride, int[] padding, int[] dilation, int groups) {
        return record(CompositeMethod.CONV2D, this, weight, bias, stride, padding, dilation, groups);
    }

    /**
     * {@return the convolution (cross-correlation) of {@code [N, C, D, H, W]} with windows of a weight: {@code [N, O, D, H, W]}}
     *
     * @param weight {@code [O, C / groups, KD, KH, KW]}
     */
    public Tensor conv3d(Tensor weight) {
        return record(CompositeMethod.CONV3D, this, weight);
    }

    /**
     * {@return the convolution (cross-correlation) of {@code [N, C, D, H, W]} with windows of a weight: {@code [N, O, D, H, W]}}
     *
     * @param weight {@code [O, C / groups, KD, KH, KW]}
     * @param bias {@code [O]}
     */
    public Tensor conv3d(Tensor weight, Tensor bias) {
        return record(CompositeMethod.CONV3D, this, weight, bias);
    }

    /**
     * {@return the convolution (cross-correlation) of {@code [N, C, D, H, W]} with windows of a weight: {@code [N, O, D, H, W]}}
     *
     * @param weight {@code [O, C / groups, KD, KH, KW]}
     * @param stride how far windows are apart, at least 1
     * @param padding zeros on each side of each spatial axis
     * @param dilation how far the elements of a window are apart, at least 1
     * @param groups into how many groups of channels input and result are divided; each group of the result sees one of the input
     */
    public Tensor conv3d(Tensor weight, int stride, int padding, int dilation, int groups) {
        return record(CompositeMethod.CONV3D, this, weight, stride, padding, dilation, groups);
    }

    /**
     * {@return the convolution (cross-correlation) of {@code [N, C, D, H, W]} with windows of a weight: {@code [N, O, D, H, W]}}
     *
     * @param weight {@code [O, C / groups, KD, KH, KW]}
     * @param bias {@code [O]}
     * @param stride how far windows are apart, at least 1
     * @param padding zeros on each side of each spatial axis
     * @param dilation how far the elements of a window are apart, at least 1
     * @param groups into how many groups of channels input and result are divided; each group of the result sees one of the input
     */
    public Tensor conv3d(Tensor weight, Tensor bias, int stride, int padding, int dilation, int groups) {
        return record(CompositeMethod.CONV3D, this, weight, bias, stride, padding, dilation, groups);
    }

    /**
     * {@return the convolution (cross-correlation) of {@code [N, C, D, H, W]} with windows of a weight: {@code [N, O, D, H, W]}}
     *
     * @param weight {@code [O, C / groups, KD, KH, KW]}
     * @param stride how far windows are apart, at least 1, along each spatial axis
     * @param padding zeros on each side, along each spatial axis
     * @param dilation how far the elements of a window are apart, along each spatial axis
     * @param groups into how many groups of channels input and result are divided; each group of the result sees one of the input
     */
    public Tensor conv3d(Tensor weight, int[] stride, int[] padding, int[] dilation, int groups) {
        return record(CompositeMethod.CONV3D, this, weight, stride, padding, dilation, groups);
    }

    /**
     * {@return the convolution (cross-correlation) of {@code [N, C, D, H, W]} with windows of a weight: {@code [N, O, D, H, W]}}
     *
     * @param weight {@code [O, C / groups, KD, KH, KW]}
     * @param bias {@code [O]}
     * @param stride how far windows are apart, at least 1, along each spatial axis
     * @param padding zeros on each side, along each spatial axis
     * @param dilation how far the elements of a window are apart, along each spatial axis
     * @param groups into how many groups of channels input and result are divided; each group of the result sees one of the input
     */
    public Tensor conv3d(Tensor weight, Tensor bias, int[] stride, int[] padding, int[] dilation, int groups) {
        return record(CompositeMethod.CONV3D, this, weight, bias, stride, padding, dilation, groups);
    }

    /**
     * {@return the transposed convolution of {@code [N, C, L]}, each of whose elements adds a window of the weight to the result: {@code [N, O, L]}} Along
     * an axis of size L the result has {@code (L - 1) * stride - 2 * padding + dilation * (K - 1) + outputPadding + 1} elements.
     *
     * @param weight {@code [C, O / groups, K]}
     */
    public Tensor convTranspose1d(Tensor weight) {
        return record(CompositeMethod.CONV_TRANSPOSE1D, this, weight);
    }

    /**
     * {@return the transposed convolution of {@code [N, C, L]}, each of whose elements adds a window of the weight to the result: {@code [N, O, L]}} Along
     * an axis of size L the result has {@code (L - 1) * stride - 2 * padding + dilation * (K - 1) + outputPadding + 1} elements.
     *
     * @param weight {@code [C, O / groups, K]}
     * @param bias {@code [O]}
     */
    public Tensor convTranspose1d(Tensor weight, Tensor bias) {
        return record(CompositeMethod.CONV_TRANSPOSE1D, this, weight, bias);
    }

    /**
     * {@return the transposed convolution of {@code [N, C, L]}, each of whose elements adds a window of the weight to the result: {@code [N, O, L]}} Along
     * an axis of size L the result has {@code (L - 1) * stride - 2 * padding + dilation * (K - 1) + outputPadding + 1} elements.
     *
     * @param weight {@code [C, O / groups, K]}
     * @param stride how far windows are apart in the result, at least 1
     * @param padding what is left out on each side of each axis of the result
     * @param outputPadding what is added to the end of each axis of the result
     * @param groups into how many groups of channels input and result are divided
     * @param dilation how far the elements of a window are apart, at least 1
     */
    public Tensor convTranspose1d(Tensor weight, int stride, int padding, int outputPadding, int groups, int dilation) {
        return record(CompositeMethod.CONV_TRANSPOSE1D, this, weight, stride, padding, outputPadding, groups, dilation);
    }

    /**
     * {@return the transposed convolution of {@code [N, C, L]}, each of whose elements adds a window of the weight to the result: {@code [N, O, L]}} Along
     * an axis of size L the result has {@code (L - 1) * stride - 2 * padding + dilation * (K - 1) + outputPadding + 1} elements.
     *
     * @param weight {@code [C, O / groups, K]}
     * @param bias {@code [O]}
     * @param stride how far windows are apart in the result, at least 1
     * @param padding what is left out on each side of each axis of the result
     * @param outputPadding what is added to the end of each axis of the result
     * @param groups into how many groups of channels input and result are divided
     * @param dilation how far the elements of a window are apart, at least 1
     */
    public Tensor convTranspose1d(
            Tensor weight, Tensor bias, int stride, int padding, int outputPadding, int groups, int dilation) {
        return record(
                CompositeMethod.CONV_TRANSPOSE1D, this, weight, bias, stride, padding, outputPadding, groups, dilation);
    }

    /**
     * {@return the transposed convolution of {@code [N, C, H, W]}, each of whose elements adds a window of the weight to the result: {@code [N, O, H, W]}} Along
     * an axis of size L the result has {@code (L - 1) * stride - 2 * padding + dilation * (K - 1) + outputPadding + 1} elements.
     *
     * @param weight {@code [C, O / groups, KH, KW]}
     */
    public Tensor convTranspose2d(Tensor weight) {
        return record(CompositeMethod.CONV_TRANSPOSE2D, this, weight);
    }

    /**
     * {@return the transposed convolution of {@code [N, C, H, W]}, each of whose elements adds a window of the weight to the result: {@code [N, O, H, W]}} Along
     * an axis of size L the result has {@code (L - 1) * stride - 2 * padding + dilation * (K - 1) + outputPadding + 1} elements.
     *
     * @param weight {@code [C, O / groups, KH, KW]}
     * @param bias {@code [O]}
     */
    public Tensor convTranspose2d(Tensor weight, Tensor bias) {
        return record(CompositeMethod.CONV_TRANSPOSE2D, this, weight, bias);
    }

    /**
     * {@return the transposed convolution of {@code [N, C, H, W]}, each of whose elements adds a window of the weight to the result: {@code [N, O, H, W]}} Along
     * an axis of size L the result has {@code (L - 1) * stride - 2 * padding + dilation * (K - 1) + outputPadding + 1} elements.
     *
     * @param weight {@code [C, O / groups, KH, KW]}
     * @param stride how far windows are apart in the result, at least 1
     * @param padding what is left out on each side of each axis of the result
     * @param outputPadding what is added to the end of each axis of the result
     * @param groups into how many groups of channels input and result are divided
     * @param dilation how far the elements of a window are apart, at least 1
     */
    public Tensor convTranspose2d(Tensor weight, int stride, int padding, int outputPadding, int groups, int dilation) {
        return record(CompositeMethod.CONV_TRANSPOSE2D, this, weight, stride, padding, outputPadding, groups, dilation);
    }

    /**
     * {@return the transposed convolution of {@code [N, C, H, W]}, each of whose elements adds a window of the weight to the result: {@code [N, O, H, W]}} Along
     * an axis of size L the result has {@code (L - 1) * stride - 2 * padding + dilation * (K - 1) + outputPadding + 1} elements.
     *
     * @param weight {@code [C, O / groups, KH, KW]}
     * @param bias {@code [O]}
     * @param stride how far windows are apart in the result, at least 1
     * @param padding what is left out on each side of each axis of the result
     * @param outputPadding what is added to the end of each axis of the result
     * @param groups into how many groups of channels input and result are divided
     * @param dilation how far the elements of a window are apart, at least 1
     */
    public Tensor convTranspose2d(
            Tensor weight, Tensor bias, int stride, int padding, int outputPadding, int groups, int dilation) {
        return record(
                CompositeMethod.CONV_TRANSPOSE2D, this, weight, bias, stride, padding, outputPadding, groups, dilation);
    }

    /**
     * {@return the transposed convolution of {@code [N, C, H, W]}, each of whose elements adds a window of the weight to the result: {@code [N, O, H, W]}} Along
     * an axis of size L the result has {@code (L - 1) * stride - 2 * padding + dilation * (K - 1) + outputPadding + 1} elements.
     *
     * @param weight {@code [C, O / groups, KH, KW]}
     * @param stride how far windows are apart in the result, at least 1
     * @param padding what is left out on each side of each axis of the result
     * @param outputPadding what is added to the end of each axis of the result
     * @param groups into how many groups of channels input and result are divided
     * @param dilation how far the elements of a window are apart, at least 1
     */
    public Tensor convTranspose2d(
            Tensor weight, int[] stride, int[] padding, int[] outputPadding, int groups, int[] dilation) {
        return record(CompositeMethod.CONV_TRANSPOSE2D, this, weight, stride, padding, outputPadding, groups, dilation);
    }

    /**
     * {@return the transposed convolution of {@code [N, C, H, W]}, each of whose elements adds a window of the weight to the result: {@code [N, O, H, W]}} Along
     * an axis of size L the result has {@code (L - 1) * stride - 2 * padding + dilation * (K - 1) + outputPadding + 1} elements.
     *
     * @param weight {@code [C, O / groups, KH, KW]}
     * @param bias {@code [O]}
     * @param stride how far windows are apart in the result, at least 1
     * @param padding what is left out on each side of each axis of the result
     * @param outputPadding what is added to the end of each axis of the result
     * @param groups into how many groups of channels input and result are divided
     * @param dilation how far the elements of a window are apart, at least 1
     */
    public Tensor convTranspose2d(
            Tensor weight, Tensor bias, int[] stride, int[] padding, int[] outputPadding, int groups, int[] dilation) {
        return record(
                CompositeMethod.CONV_TRANSPOSE2D, this, weight, bias, stride, padding, outputPadding, groups, dilation);
    }

    /**
     * {@return the transposed convolution of {@code [N, C, D, H, W]}, each of whose elements adds a window of the weight to the result: {@code [N, O, D, H, W]}} Along
     * an axis of size L the result has {@code (L - 1) * stride - 2 * padding + dilation * (K - 1) + outputPadding + 1} elements.
     *
     * @param weight {@code [C, O / groups, KD, KH, KW]}
     */
    public Tensor convTranspose3d(Tensor weight) {
        return record(CompositeMethod.CONV_TRANSPOSE3D, this, weight);
    }

    /**
     * {@return the transposed convolution of {@code [N, C, D, H, W]}, each of whose elements adds a window of the weight to the result: {@code [N, O, D, H, W]}} Along
     * an axis of size L the result has {@code (L - 1) * stride - 2 * padding + dilation * (K - 1) + outputPadding + 1} elements.
     *
     * @param weight {@code [C, O / groups, KD, KH, KW]}
     * @param bias {@code [O]}
     */
    public Tensor convTranspose3d(Tensor weight, Tensor bias) {
        return record(CompositeMethod.CONV_TRANSPOSE3D, this, weight, bias);
    }

    /**
     * {@return the transposed convolution of {@code [N, C, D, H, W]}, each of whose elements adds a window of the weight to the result: {@code [N, O, D, H, W]}} Along
     * an axis of size L the result has {@code (L - 1) * stride - 2 * padding + dilation * (K - 1) + outputPadding + 1} elements.
     *
     * @param weight {@code [C, O / groups, KD, KH, KW]}
     * @param stride how far windows are apart in the result, at least 1
     * @param padding what is left out on each side of each axis of the result
     * @param outputPadding what is added to the end of each axis of the result
     * @param groups into how many groups of channels input and result are divided
     * @param dilation how far the elements of a window are apart, at least 1
     */
    public Tensor convTranspose3d(Tensor weight, int stride, int padding, int outputPadding, int groups, int dilation) {
        return record(CompositeMethod.CONV_TRANSPOSE3D, this, weight, stride, padding, outputPadding, groups, dilation);
    }

    /**
     * {@return the transposed convolution of {@code [N, C, D, H, W]}, each of whose elements adds a window of the weight to the result: {@code [N, O, D, H, W]}} Along
     * an axis of size L the result has {@code (L - 1) * stride - 2 * padding + dilation * (K - 1) + outputPadding + 1} elements.
     *
     * @param weight {@code [C, O / groups, KD, KH, KW]}
     * @param bias {@code [O]}
     * @param stride how far windows are apart in the result, at least 1
     * @param padding what is left out on each side of each axis of the result
     * @param outputPadding what is added to the end of each axis of the result
     * @param groups into how many groups of channels input and result are divided
     * @param dilation how far the elements of a window are apart, at least 1
     */
    public Tensor convTranspose3d(
            Tensor weight, Tensor bias, int stride, int padding, int outputPadding, int groups, int dilation) {
        return record(
                CompositeMethod.CONV_TRANSPOSE3D, this, weight, bias, stride, padding, outputPadding, groups, dilation);
    }

    /**
     * {@return the transposed convolution of {@code [N, C, D, H, W]}, each of whose elements adds a window of the weight to the result: {@code [N, O, D, H, W]}} Along
     * an axis of size L the result has {@code (L - 1) * stride - 2 * padding + dilation * (K - 1) + outputPadding + 1} elements.
     *
     * @param weight {@code [C, O / groups, KD, KH, KW]}
     * @param stride how far windows are apart in the result, at least 1
     * @param padding what is left out on each side of each axis of the result
     * @param outputPadding what is added to the end of each axis of the result
     * @param groups into how many groups of channels input and result are divided
     * @param dilation how far the elements of a window are apart, at least 1
     */
    public Tensor convTranspose3d(
            Tensor weight, int[] stride, int[] padding, int[] outputPadding, int groups, int[] dilation) {
        return record(CompositeMethod.CONV_TRANSPOSE3D, this, weight, stride, padding, outputPadding, groups, dilation);
    }

    /**
     * {@return the transposed convolution of {@code [N, C, D, H, W]}, each of whose elements adds a window of the weight to the result: {@code [N, O, D, H, W]}} Along
     * an axis of size L the result has {@code (L - 1) * stride - 2 * padding + dilation * (K - 1) + outputPadding + 1} elements.
     *
     * @param weight {@code [C, O / groups, KD, KH, KW]}
     * @param bias {@code [O]}
     * @param stride how far windows are apart in the result, at least 1
     * @param padding what is left out on each side of each axis of the result
     * @param outputPadding what is added to the end of each axis of the result
     * @param groups into how many groups of channels input and result are divided
     * @param dilation how far the elements of a window are apart, at least 1
     */
    public Tensor convTranspose3d(
            Tensor weight, Tensor bias, int[] stride, int[] padding, int[] outputPadding, int groups, int[] dilation) {
        return record(
                CompositeMethod.CONV_TRANSPOSE3D, this, weight, bias, stride, padding, outputPadding, groups, dilation);
    }

    /**
     * {@return the largest element of each window of {@code [N, C, L]}}
     *
     * @param window the elements of a window along each spatial axis, and how far windows are apart
     */
    public Tensor maxPool1d(int window) {
        return record(CompositeMethod.MAX_POOL1D, this, window);
    }

    /**
     * {@return the largest element of each window of {@code [N, C, L]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     */
    public Tensor maxPool1d(int window, int stride) {
        return record(CompositeMethod.MAX_POOL1D, this, window, stride);
    }

    /**
     * {@return the largest element of each window of {@code [N, C, L]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     * @param padding elements that are never the largest on each side of each spatial axis, at most half of the window
     */
    public Tensor maxPool1d(int window, int stride, int padding) {
        return record(CompositeMethod.MAX_POOL1D, this, window, stride, padding);
    }

    /**
     * {@return the largest element of each window of {@code [N, C, L]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     * @param padding elements that are never the largest on each side of each spatial axis, at most half of the window
     * @param dilation how far the elements of a window are apart, at least 1
     * @param ceil true if the last window may go beyond the padded input
     */
    public Tensor maxPool1d(int window, int stride, int padding, int dilation, boolean ceil) {
        return record(CompositeMethod.MAX_POOL1D, this, window, stride, padding, dilation, ceil ? 1 : 0);
    }

    /**
     * {@return the i64 place of the largest element of each window of {@code [N, C, L]} among the spatial elements of its channel, counted in
     * row-major order; the first one of several, -1 where a dilated window has only padding} A NaN is larger than all numbers. PyTorch returns
     * these places as {@code indices} of a max pool.
     *
     * @param window the elements of a window along the axis, and how far windows are apart
     */
    public Tensor argMaxPool1d(int window) {
        return record(CompositeMethod.ARG_MAX_POOL1D, this, window);
    }

    /**
     * {@return the i64 place of the largest element of each window of {@code [N, C, L]} among the spatial elements of its channel, counted in
     * row-major order; the first one of several, -1 where a dilated window has only padding} A NaN is larger than all numbers. PyTorch returns
     * these places as {@code indices} of a max pool.
     *
     * @param window the elements of a window along the axis
     * @param stride how far windows are apart, at least 1
     * @param padding elements that are never the largest on each side of the axis, at most half of the window
     * @param dilation how far the elements of a window are apart, at least 1
     * @param ceil true if the last window may go beyond the padded input
     */
    public Tensor argMaxPool1d(int window, int stride, int padding, int dilation, boolean ceil) {
        return record(CompositeMethod.ARG_MAX_POOL1D, this, window, stride, padding, dilation, ceil ? 1 : 0);
    }

    /**
     * {@return the mean of each window of {@code [N, C, L]}}
     *
     * @param window the elements of a window along each spatial axis, and how far windows are apart
     */
    public Tensor avgPool1d(int window) {
        return record(CompositeMethod.AVG_POOL1D, this, window);
    }

    /**
     * {@return the mean of each window of {@code [N, C, L]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     */
    public Tensor avgPool1d(int window, int stride) {
        return record(CompositeMethod.AVG_POOL1D, this, window, stride);
    }

    /**
     * {@return the mean of each window of {@code [N, C, L]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     * @param padding zeros on each side of each spatial axis, at most half of the window
     */
    public Tensor avgPool1d(int window, int stride, int padding) {
        return record(CompositeMethod.AVG_POOL1D, this, window, stride, padding);
    }

    /**
     * {@return the mean of each window of {@code [N, C, L]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     * @param padding zeros on each side of each spatial axis, at most half of the window
     * @param ceil true if the last window may go beyond the padded input
     * @param countsPadding true (the default) to count the padding as elements; what is beyond it never counts
     */
    public Tensor avgPool1d(int window, int stride, int padding, boolean ceil, boolean countsPadding) {
        return record(CompositeMethod.AVG_POOL1D, this, window, stride, padding, ceil ? 1 : 0, countsPadding ? 1 : 0);
    }

    /**
     * {@return the largest element of each window of {@code [N, C, H, W]}}
     *
     * @param window the elements of a window along each spatial axis, and how far windows are apart
     */
    public Tensor maxPool2d(int window) {
        return record(CompositeMethod.MAX_POOL2D, this, window);
    }

    /**
     * {@return the largest element of each window of {@code [N, C, H, W]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     */
    public Tensor maxPool2d(int window, int stride) {
        return record(CompositeMethod.MAX_POOL2D, this, window, stride);
    }

    /**
     * {@return the largest element of each window of {@code [N, C, H, W]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     * @param padding elements that are never the largest on each side of each spatial axis, at most half of the window
     */
    public Tensor maxPool2d(int window, int stride, int padding) {
        return record(CompositeMethod.MAX_POOL2D, this, window, stride, padding);
    }

    /**
     * {@return the largest element of each window of {@code [N, C, H, W]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     * @param padding elements that are never the largest on each side of each spatial axis, at most half of the window
     * @param dilation how far the elements of a window are apart, at least 1
     * @param ceil true if the last window may go beyond the padded input
     */
    public Tensor maxPool2d(int window, int stride, int padding, int dilation, boolean ceil) {
        return record(CompositeMethod.MAX_POOL2D, this, window, stride, padding, dilation, ceil ? 1 : 0);
    }

    /**
     * {@return the largest element of each window of {@code [N, C, H, W]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     * @param padding elements that are never the largest on each side of each spatial axis, at most half of the window
     */
    public Tensor maxPool2d(int[] window, int[] stride, int[] padding) {
        return record(CompositeMethod.MAX_POOL2D, this, window, stride, padding);
    }

    /**
     * {@return the largest element of each window of {@code [N, C, H, W]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     * @param padding elements that are never the largest on each side of each spatial axis, at most half of the window
     * @param dilation how far the elements of a window are apart, at least 1
     * @param ceil true if the last window may go beyond the padded input
     */
    public Tensor maxPool2d(int[] window, int[] stride, int[] padding, int[] dilation, boolean ceil) {
        return record(CompositeMethod.MAX_POOL2D, this, window, stride, padding, dilation, ceil ? 1 : 0);
    }

    /**
     * {@return the i64 place of the largest element of each window of {@code [N, C, H, W]} among the spatial elements of its channel, counted in
     * row-major order; the first one of several, -1 where a dilated window has only padding} A NaN is larger than all numbers. PyTorch returns
     * these places as {@code indices} of a max pool.
     *
     * @param window the elements of a window along each spatial axis, and how far windows are apart
     */
    public Tensor argMaxPool2d(int window) {
        return record(CompositeMethod.ARG_MAX_POOL2D, this, window);
    }

    /**
     * {@return the i64 place of the largest element of each window of {@code [N, C, H, W]} among the spatial elements of its channel, counted in
     * row-major order; the first one of several, -1 where a dilated window has only padding} A NaN is larger than all numbers. PyTorch returns
     * these places as {@code indices} of a max pool.
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     * @param padding elements that are never the largest on each side of each spatial axis, at most half of the window
     * @param dilation how far the elements of a window are apart, at least 1
     * @param ceil true if the last window may go beyond the padded input
     */
    public Tensor argMaxPool2d(int window, int stride, int padding, int dilation, boolean ceil) {
        return record(CompositeMethod.ARG_MAX_POOL2D, this, window, stride, padding, dilation, ceil ? 1 : 0);
    }

    /**
     * {@return the i64 place of the largest element of each window of {@code [N, C, H, W]} among the spatial elements of its channel, counted in
     * row-major order; the first one of several, -1 where a dilated window has only padding} A NaN is larger than all numbers. PyTorch returns
     * these places as {@code indices} of a max pool.
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     * @param padding elements that are never the largest on each side of each spatial axis, at most half of the window
     * @param dilation how far the elements of a window are apart, at least 1
     * @param ceil true if the last window may go beyond the padded input
     */
    public Tensor argMaxPool2d(int[] window, int[] stride, int[] padding, int[] dilation, boolean ceil) {
        return record(CompositeMethod.ARG_MAX_POOL2D, this, window, stride, padding, dilation, ceil ? 1 : 0);
    }

    /**
     * {@return the mean of each window of {@code [N, C, H, W]}}
     *
     * @param window the elements of a window along each spatial axis, and how far windows are apart
     */
    public Tensor avgPool2d(int window) {
        return record(CompositeMethod.AVG_POOL2D, this, window);
    }

    /**
     * {@return the mean of each window of {@code [N, C, H, W]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     */
    public Tensor avgPool2d(int window, int stride) {
        return record(CompositeMethod.AVG_POOL2D, this, window, stride);
    }

    /**
     * {@return the mean of each window of {@code [N, C, H, W]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     * @param padding zeros on each side of each spatial axis, at most half of the window
     */
    public Tensor avgPool2d(int window, int stride, int padding) {
        return record(CompositeMethod.AVG_POOL2D, this, window, stride, padding);
    }

    /**
     * {@return the mean of each window of {@code [N, C, H, W]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     * @param padding zeros on each side of each spatial axis, at most half of the window
     * @param ceil true if the last window may go beyond the padded input
     * @param countsPadding true (the default) to count the padding as elements; what is beyond it never counts
     */
    public Tensor avgPool2d(int window, int stride, int padding, boolean ceil, boolean countsPadding) {
        return record(CompositeMethod.AVG_POOL2D, this, window, stride, padding, ceil ? 1 : 0, countsPadding ? 1 : 0);
    }

    /**
     * {@return the mean of each window of {@code [N, C, H, W]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     * @param padding zeros on each side of each spatial axis, at most half of the window
     */
    public Tensor avgPool2d(int[] window, int[] stride, int[] padding) {
        return record(CompositeMethod.AVG_POOL2D, this, window, stride, padding);
    }

    /**
     * {@return the mean of each window of {@code [N, C, H, W]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     * @param padding zeros on each side of each spatial axis, at most half of the window
     * @param ceil true if the last window may go beyond the padded input
     * @param countsPadding true (the default) to count the padding as elements; what is beyond it never counts
     */
    public Tensor avgPool2d(int[] window, int[] stride, int[] padding, boolean ceil, boolean countsPadding) {
        return record(CompositeMethod.AVG_POOL2D, this, window, stride, padding, ceil ? 1 : 0, countsPadding ? 1 : 0);
    }

    /**
     * {@return the largest element of each window of {@code [N, C, D, H, W]}}
     *
     * @param window the elements of a window along each spatial axis, and how far windows are apart
     */
    public Tensor maxPool3d(int window) {
        return record(CompositeMethod.MAX_POOL3D, this, window);
    }

    /**
     * {@return the largest element of each window of {@code [N, C, D, H, W]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     */
    public Tensor maxPool3d(int window, int stride) {
        return record(CompositeMethod.MAX_POOL3D, this, window, stride);
    }

    /**
     * {@return the largest element of each window of {@code [N, C, D, H, W]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     * @param padding elements that are never the largest on each side of each spatial axis, at most half of the window
     */
    public Tensor maxPool3d(int window, int stride, int padding) {
        return record(CompositeMethod.MAX_POOL3D, this, window, stride, padding);
    }

    /**
     * {@return the largest element of each window of {@code [N, C, D, H, W]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     * @param padding elements that are never the largest on each side of each spatial axis, at most half of the window
     * @param dilation how far the elements of a window are apart, at least 1
     * @param ceil true if the last window may go beyond the padded input
     */
    public Tensor maxPool3d(int window, int stride, int padding, int dilation, boolean ceil) {
        return record(CompositeMethod.MAX_POOL3D, this, window, stride, padding, dilation, ceil ? 1 : 0);
    }

    /**
     * {@return the largest element of each window of {@code [N, C, D, H, W]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     * @param padding elements that are never the largest on each side of each spatial axis, at most half of the window
     */
    public Tensor maxPool3d(int[] window, int[] stride, int[] padding) {
        return record(CompositeMethod.MAX_POOL3D, this, window, stride, padding);
    }

    /**
     * {@return the largest element of each window of {@code [N, C, D, H, W]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     * @param padding elements that are never the largest on each side of each spatial axis, at most half of the window
     * @param dilation how far the elements of a window are apart, at least 1
     * @param ceil true if the last window may go beyond the padded input
     */
    public Tensor maxPool3d(int[] window, int[] stride, int[] padding, int[] dilation, boolean ceil) {
        return record(CompositeMethod.MAX_POOL3D, this, window, stride, padding, dilation, ceil ? 1 : 0);
    }

    /**
     * {@return the i64 place of the largest element of each window of {@code [N, C, D, H, W]} among the spatial elements of its channel, counted in
     * row-major order; the first one of several, -1 where a dilated window has only padding} A NaN is larger than all numbers. PyTorch returns
     * these places as {@code indices} of a max pool.
     *
     * @param window the elements of a window along each spatial axis, and how far windows are apart
     */
    public Tensor argMaxPool3d(int window) {
        return record(CompositeMethod.ARG_MAX_POOL3D, this, window);
    }

    /**
     * {@return the i64 place of the largest element of each window of {@code [N, C, D, H, W]} among the spatial elements of its channel, counted in
     * row-major order; the first one of several, -1 where a dilated window has only padding} A NaN is larger than all numbers. PyTorch returns
     * these places as {@code indices} of a max pool.
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     * @param padding elements that are never the largest on each side of each spatial axis, at most half of the window
     * @param dilation how far the elements of a window are apart, at least 1
     * @param ceil true if the last window may go beyond the padded input
     */
    public Tensor argMaxPool3d(int window, int stride, int padding, int dilation, boolean ceil) {
        return record(CompositeMethod.ARG_MAX_POOL3D, this, window, stride, padding, dilation, ceil ? 1 : 0);
    }

    /**
     * {@return the i64 place of the largest element of each window of {@code [N, C, D, H, W]} among the spatial elements of its channel, counted in
     * row-major order; the first one of several, -1 where a dilated window has only padding} A NaN is larger than all numbers. PyTorch returns
     * these places as {@code indices} of a max pool.
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     * @param padding elements that are never the largest on each side of each spatial axis, at most half of the window
     * @param dilation how far the elements of a window are apart, at least 1
     * @param ceil true if the last window may go beyond the padded input
     */
    public Tensor argMaxPool3d(int[] window, int[] stride, int[] padding, int[] dilation, boolean ceil) {
        return record(CompositeMethod.ARG_MAX_POOL3D, this, window, stride, padding, dilation, ceil ? 1 : 0);
    }

    /**
     * {@return the mean of each window of {@code [N, C, D, H, W]}}
     *
     * @param window the elements of a window along each spatial axis, and how far windows are apart
     */
    public Tensor avgPool3d(int window) {
        return record(CompositeMethod.AVG_POOL3D, this, window);
    }

    /**
     * {@return the mean of each window of {@code [N, C, D, H, W]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     */
    public Tensor avgPool3d(int window, int stride) {
        return record(CompositeMethod.AVG_POOL3D, this, window, stride);
    }

    /**
     * {@return the mean of each window of {@code [N, C, D, H, W]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     * @param padding zeros on each side of each spatial axis, at most half of the window
     */
    public Tensor avgPool3d(int window, int stride, int padding) {
        return record(CompositeMethod.AVG_POOL3D, this, window, stride, padding);
    }

    /**
     * {@return the mean of each window of {@code [N, C, D, H, W]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     * @param padding zeros on each side of each spatial axis, at most half of the window
     * @param ceil true if the last window may go beyond the padded input
     * @param countsPadding true (the default) to count the padding as elements; what is beyond it never counts
     */
    public Tensor avgPool3d(int window, int stride, int padding, boolean ceil, boolean countsPadding) {
        return record(CompositeMethod.AVG_POOL3D, this, window, stride, padding, ceil ? 1 : 0, countsPadding ? 1 : 0);
    }

    /**
     * {@return the mean of each window of {@code [N, C, D, H, W]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     * @param padding zeros on each side of each spatial axis, at most half of the window
     */
    public Tensor avgPool3d(int[] window, int[] stride, int[] padding) {
        return record(CompositeMethod.AVG_POOL3D, this, window, stride, padding);
    }

    /**
     * {@return the mean of each window of {@code [N, C, D, H, W]}}
     *
     * @param window the elements of a window along each spatial axis
     * @param stride how far windows are apart, at least 1
     * @param padding zeros on each side of each spatial axis, at most half of the window
     * @param ceil true if the last window may go beyond the padded input
     * @param countsPadding true (the default) to count the padding as elements; what is beyond it never counts
     */
    public Tensor avgPool3d(int[] window, int[] stride, int[] padding, boolean ceil, boolean countsPadding) {
        return record(CompositeMethod.AVG_POOL3D, this, window, stride, padding, ceil ? 1 : 0, countsPadding ? 1 : 0);
    }

    // ---- scans and searches ----

    /**
     * {@return the sum of all elements up to each one along an axis; floats are added in double precision, integers wrap}
     *
     * @param axis the axis
     */
    public Tensor cumsum(int axis) {
        return cumsum(axis, false, false);
    }

    /**
     * {@return the sum of all elements up to each one along an axis; floats are added in double precision, integers wrap}
     *
     * @param axis the axis
     * @param exclusive true to leave the element itself out
     * @param reverse true to add from the last element on
     */
    public Tensor cumsum(int axis, boolean exclusive, boolean reverse) {
        return record(RowMethod.of(Scan.CUM_SUM), this, axis, exclusive ? 1 : 0, reverse ? 1 : 0);
    }

    /**
     * {@return the product of all elements up to each one along an axis; floats are multiplied in double precision, integers wrap}
     *
     * @param axis the axis
     */
    public Tensor cumprod(int axis) {
        return cumprod(axis, false, false);
    }

    /**
     * {@return the product of all elements up to each one along an axis; floats are multiplied in double precision, integers wrap}
     *
     * @param axis the axis
     * @param exclusive true to leave the element itself out
     * @param reverse true to multiply from the last element on
     */
    public Tensor cumprod(int axis, boolean exclusive, boolean reverse) {
        return record(RowMethod.of(Scan.CUM_PROD), this, axis, exclusive ? 1 : 0, reverse ? 1 : 0);
    }

    /**
     * {@return the largest of all elements up to each one along an axis; NaN from the first one on}
     *
     * @param axis the axis
     */
    public Tensor cummax(int axis) {
        return cummax(axis, false);
    }

    /**
     * {@return the largest of all elements up to each one along an axis; NaN from the first one on}
     *
     * @param axis the axis
     * @param reverse true to begin from the last element on
     */
    public Tensor cummax(int axis, boolean reverse) {
        return record(RowMethod.of(Scan.CUM_MAX), this, axis, reverse ? 1 : 0);
    }

    /**
     * {@return the smallest of all elements up to each one along an axis; NaN from the first one on}
     *
     * @param axis the axis
     */
    public Tensor cummin(int axis) {
        return cummin(axis, false);
    }

    /**
     * {@return the smallest of all elements up to each one along an axis; NaN from the first one on}
     *
     * @param axis the axis
     * @param reverse true to begin from the last element on
     */
    public Tensor cummin(int axis, boolean reverse) {
        return record(RowMethod.of(Scan.CUM_MIN), this, axis, reverse ? 1 : 0);
    }

    /**
     * {@return the logarithm of the sum of the exponentials of all elements up to each one along an axis, right also where exponentials are not
     * finite; computed in double precision}
     *
     * @param axis the axis
     */
    public Tensor logcumsumexp(int axis) {
        return logcumsumexp(axis, false);
    }

    /**
     * {@return the logarithm of the sum of the exponentials of all elements up to each one along an axis, right also where exponentials are not
     * finite; computed in double precision}
     *
     * @param axis the axis
     * @param reverse true to begin from the last element on
     */
    public Tensor logcumsumexp(int axis, boolean reverse) {
        return record(RowMethod.of(Scan.LOG_CUM_SUM_EXP), this, axis, reverse ? 1 : 0);
    }

    /** {@return i64 index of the largest element among all elements in order; the first one of several; a NaN comes before all numbers} */
    public Tensor argMax() {
        return record(RowMethod.of(RowOps.ARG_MAX), this);
    }

    /**
     * {@return i64 index of the largest element along an axis, which goes; the first one of several; a NaN comes before all numbers}
     *
     * @param axis the axis, not empty
     */
    public Tensor argMax(int axis) {
        return argMax(axis, Keep.DROP_DIMS);
    }

    /**
     * {@return i64 index of the largest element along an axis; the first one of several; a NaN comes before all numbers}
     *
     * @param axis the axis, not empty
     * @param keep whether the axis stays as a dim of size 1
     */
    public Tensor argMax(int axis, Keep keep) {
        return record(RowMethod.of(RowOps.ARG_MAX), this, axis, keep);
    }

    /**
     * {@return i64 index of the largest element along an axis; a NaN comes before all numbers}
     *
     * @param axis the axis, not empty
     * @param last true for the last one of several, false for the first
     * @param keep whether the axis stays as a dim of size 1
     */
    public Tensor argMax(int axis, boolean last, Keep keep) {
        return record(RowMethod.of(RowOps.ARG_MAX), this, axis, last ? 1 : 0, keep);
    }

    /** {@return i64 index of the smallest element among all elements in order; the first one of several; a NaN comes before all numbers} */
    public Tensor argMin() {
        return record(RowMethod.of(RowOps.ARG_MIN), this);
    }

    /**
     * {@return i64 index of the smallest element along an axis, which goes; the first one of several; a NaN comes before all numbers}
     *
     * @param axis the axis, not empty
     */
    public Tensor argMin(int axis) {
        return argMin(axis, Keep.DROP_DIMS);
    }

    /**
     * {@return i64 index of the smallest element along an axis; the first one of several; a NaN comes before all numbers}
     *
     * @param axis the axis, not empty
     * @param keep whether the axis stays as a dim of size 1
     */
    public Tensor argMin(int axis, Keep keep) {
        return record(RowMethod.of(RowOps.ARG_MIN), this, axis, keep);
    }

    /**
     * {@return i64 index of the smallest element along an axis; a NaN comes before all numbers}
     *
     * @param axis the axis, not empty
     * @param last true for the last one of several, false for the first
     * @param keep whether the axis stays as a dim of size 1
     */
    public Tensor argMin(int axis, boolean last, Keep keep) {
        return record(RowMethod.of(RowOps.ARG_MIN), this, axis, last ? 1 : 0, keep);
    }

    /**
     * {@return the elements along an axis, ascending; equal ones stay in their order, NaN is larger than all numbers}
     *
     * @param axis the axis
     */
    public Tensor sort(int axis) {
        return sort(axis, false);
    }

    /**
     * {@return the elements along an axis; equal ones stay in their order, NaN is larger than all numbers}
     *
     * @param axis the axis
     * @param descending true to begin with the largest
     */
    public Tensor sort(int axis, boolean descending) {
        return record(RowMethod.of(RowOps.SORT, 0), this, axis, descending ? 1 : 0);
    }

    /**
     * {@return the i64 indices of the elements in order along an axis, ascending; equal ones stay in their order, NaN is larger than all numbers}
     *
     * @param axis the axis
     */
    public Tensor argSort(int axis) {
        return argSort(axis, false);
    }

    /**
     * {@return the i64 indices of the elements in order along an axis; equal ones stay in their order, NaN is larger than all numbers}
     *
     * @param axis the axis
     * @param descending true to begin with the largest
     */
    public Tensor argSort(int axis, boolean descending) {
        return record(RowMethod.of(RowOps.SORT, 1), this, axis, descending ? 1 : 0);
    }

    /**
     * {@return the values of the k largest elements along an axis, the largest first; of equal ones that with the lower index, NaN is larger than all numbers}
     *
     * @param axis the axis
     * @param k how many, at most the size of the axis
     */
    public Tensor topK(int axis, int k) {
        return topK(axis, k, true);
    }

    /**
     * {@return the values of the k largest or smallest elements along an axis, in order; of equal ones that with the lower index, NaN is larger than all
     * numbers}
     *
     * @param axis the axis
     * @param k how many, at most the size of the axis
     * @param largest true for the largest, false for the smallest
     */
    public Tensor topK(int axis, int k, boolean largest) {
        return record(RowMethod.of(RowOps.TOP_K, 0), this, axis, k, largest ? 1 : 0);
    }

    /**
     * {@return the i64 indices of the k largest elements along an axis, the largest first; of equal ones that with the lower index, NaN is larger than all numbers}
     *
     * @param axis the axis
     * @param k how many, at most the size of the axis
     */
    public Tensor argTopK(int axis, int k) {
        return argTopK(axis, k, true);
    }

    /**
     * {@return the i64 indices of the k largest or smallest elements along an axis, in order; of equal ones that with the lower index, NaN is larger than all
     * numbers}
     *
     * @param axis the axis
     * @param k how many, at most the size of the axis
     * @param largest true for the largest, false for the smallest
     */
    public Tensor argTopK(int axis, int k, boolean largest) {
        return record(RowMethod.of(RowOps.TOP_K, 1), this, axis, k, largest ? 1 : 0);
    }

    // ---- quantization ----

    /**
     * {@return the elements as narrow integers: {@code saturate(round(x / scale) + zeroPoint)} with ties to even, as QuantizeLinear of ONNX}
     *
     * <p>The quotient is formed in 32-bit floats; NaN becomes 0.
     *
     * @param scale one number, or a tensor that broadcasts with this one
     * @param zeroPoint the integer that is for 0, with the dims of the scale; its type, i8, u8, i16 or u16, is that of the result
     */
    public Tensor quantizeLinear(Tensor scale, Tensor zeroPoint) {
        return record(CompositeMethod.QUANTIZE_LINEAR, this, scale, zeroPoint);
    }

    /**
     * {@return the elements as narrow integers: {@code saturate(round(x / scale) + zeroPoint)} with ties to even, as QuantizeLinear of ONNX}
     *
     * <p>The quotient is formed in 32-bit floats; NaN becomes 0.
     *
     * @param scale a number for each index of the axis, [n]
     * @param zeroPoint the integer that is for 0, with the dims of the scale; its type, i8, u8, i16 or u16, is that of the result
     * @param axis the axis that the scale counts
     */
    public Tensor quantizeLinear(Tensor scale, Tensor zeroPoint, int axis) {
        return record(CompositeMethod.QUANTIZE_LINEAR, this, scale, zeroPoint, axis);
    }

    /**
     * {@return the elements as narrow integers: {@code saturate(round(x / scale) + zeroPoint)} with ties to even, as QuantizeLinear of ONNX}
     *
     * <p>The quotient is formed in 32-bit floats; NaN becomes 0.
     *
     * @param scale a number for each block: the dims of this tensor, with {@code ceil(n / block)} along the axis
     * @param zeroPoint the integer that is for 0, with the dims of the scale; its type, i8, u8, i16 or u16, is that of the result
     * @param axis the axis along which the blocks go
     * @param block how many elements have a scale together
     */
    public Tensor quantizeLinear(Tensor scale, Tensor zeroPoint, int axis, int block) {
        return record(CompositeMethod.QUANTIZE_LINEAR, this, scale, zeroPoint, axis, block);
    }

    /**
     * {@return the elements as narrow integers: {@code saturate(round(x / scale) + zeroPoint)} with ties to even, as QuantizeLinear of ONNX}
     *
     * <p>The quotient is formed in 32-bit floats; NaN becomes 0.
     *
     * @param scale one number, or a tensor that broadcasts with this one
     * @param type the type of the result: i8, u8, i16 or u16; the zero point is 0
     */
    public Tensor quantizeLinear(Tensor scale, DType type) {
        return record(CompositeMethod.QUANTIZE_LINEAR, this, scale, type);
    }

    /**
     * {@return the elements as narrow integers: {@code saturate(round(x / scale) + zeroPoint)} with ties to even, as QuantizeLinear of ONNX}
     *
     * <p>The quotient is formed in 32-bit floats; NaN becomes 0.
     *
     * @param scale a number for each index of the axis, [n]
     * @param type the type of the result: i8, u8, i16 or u16; the zero point is 0
     * @param axis the axis that the scale counts
     */
    public Tensor quantizeLinear(Tensor scale, DType type, int axis) {
        return record(CompositeMethod.QUANTIZE_LINEAR, this, scale, type, axis);
    }

    /**
     * {@return the elements as narrow integers: {@code saturate(round(x / scale) + zeroPoint)} with ties to even, as QuantizeLinear of ONNX}
     *
     * <p>The quotient is formed in 32-bit floats; NaN becomes 0.
     *
     * @param scale a number for each block: the dims of this tensor, with {@code ceil(n / block)} along the axis
     * @param type the type of the result: i8, u8, i16 or u16; the zero point is 0
     * @param axis the axis along which the blocks go
     * @param block how many elements have a scale together
     */
    public Tensor quantizeLinear(Tensor scale, DType type, int axis, int block) {
        return record(CompositeMethod.QUANTIZE_LINEAR, this, scale, type, axis, block);
    }

    /**
     * {@return the numbers that narrow integers or i32 are for: {@code (x - zeroPoint) * scale} in f32, as DequantizeLinear of ONNX}
     *
     * @param scale one number, or a tensor that broadcasts with this one
     * @param zeroPoint the integer that is for 0, of the type of this tensor, with the dims of the scale
     */
    public Tensor dequantizeLinear(Tensor scale, Tensor zeroPoint) {
        return record(CompositeMethod.DEQUANTIZE_LINEAR, this, scale, zeroPoint);
    }

    /**
     * {@return the numbers that narrow integers or i32 are for: {@code (x - zeroPoint) * scale} in f32, as DequantizeLinear of ONNX}
     *
     * @param scale a number for each index of the axis, [n]
     * @param zeroPoint the integer that is for 0, of the type of this tensor, with the dims of the scale
     * @param axis the axis that the scale counts
     */
    public Tensor dequantizeLinear(Tensor scale, Tensor zeroPoint, int axis) {
        return record(CompositeMethod.DEQUANTIZE_LINEAR, this, scale, zeroPoint, axis);
    }

    /**
     * {@return the numbers that narrow integers or i32 are for: {@code (x - zeroPoint) * scale} in f32, as DequantizeLinear of ONNX}
     *
     * @param scale a number for each block: the dims of this tensor, with {@code ceil(n / block)} along the axis
     * @param zeroPoint the integer that is for 0, of the type of this tensor, with the dims of the scale
     * @param axis the axis along which the blocks go
     * @param block how many elements have a scale together
     */
    public Tensor dequantizeLinear(Tensor scale, Tensor zeroPoint, int axis, int block) {
        return record(CompositeMethod.DEQUANTIZE_LINEAR, this, scale, zeroPoint, axis, block);
    }

    /**
     * {@return the numbers that narrow integers or i32 are for: {@code x * scale} in f32, as DequantizeLinear of ONNX}
     *
     * @param scale one number, or a tensor that broadcasts with this one
     */
    public Tensor dequantizeLinear(Tensor scale) {
        return record(CompositeMethod.DEQUANTIZE_LINEAR, this, scale);
    }

    /**
     * {@return the numbers that narrow integers or i32 are for: {@code x * scale} in f32, as DequantizeLinear of ONNX}
     *
     * @param scale a number for each index of the axis, [n]
     * @param axis the axis that the scale counts
     */
    public Tensor dequantizeLinear(Tensor scale, int axis) {
        return record(CompositeMethod.DEQUANTIZE_LINEAR, this, scale, axis);
    }

    /**
     * {@return the numbers that narrow integers or i32 are for: {@code x * scale} in f32, as DequantizeLinear of ONNX}
     *
     * @param scale a number for each block: the dims of this tensor, with {@code ceil(n / block)} along the axis
     * @param axis the axis along which the blocks go
     * @param block how many elements have a scale together
     */
    public Tensor dequantizeLinear(Tensor scale, int axis, int block) {
        return record(CompositeMethod.DEQUANTIZE_LINEAR, this, scale, axis, block);
    }

    // ---- matrices ----

    /**
     * {@return the product of matrices in the last two dims; leading dims broadcast, a tensor of rank 1 is a row or a column}
     *
     * <p>The product of 8-bit integers, i8 or u8 in any combination, is i32 and exact modulo 2^32.
     *
     * @param right the right operand, [..., K, N]; may also be f16, bf16, i8 or u8 where this one is f32
     */
    public Tensor matmul(Tensor right) {
        return record(Op.MATMUL, this, right);
    }

    /**
     * {@return the exact i32 product of 8-bit integers, i8 or u8, modulo 2^32; as {@link #matmul}, for integers only}
     *
     * @param right the right operand, [..., K, N]
     */
    public Tensor matmulInteger(Tensor right) {
        return record(CompositeMethod.MATMUL_INTEGER, this, right);
    }

    /**
     * {@return the exact i32 product of {@code this - zeroPoint} and {@code right}, modulo 2^32}
     *
     * @param right the right operand, [..., K, N]
     * @param zeroPoint of the type of this tensor: one element, one for each row, [M], or [..., M, 1]
     */
    public Tensor matmulInteger(Tensor right, Tensor zeroPoint) {
        return record(CompositeMethod.MATMUL_INTEGER, this, right, zeroPoint);
    }

    /**
     * {@return the exact i32 product of {@code this - zeroPoint} and {@code right - rightZeroPoint}, modulo 2^32, as MatMulInteger of ONNX}
     *
     * @param right the right operand, [..., K, N]
     * @param zeroPoint of the type of this tensor: one element, one for each row, [M], or [..., M, 1]
     * @param rightZeroPoint of the type of the right operand: one element, one for each column, [N], or [..., 1, N]
     */
    public Tensor matmulInteger(Tensor right, Tensor zeroPoint, Tensor rightZeroPoint) {
        return record(CompositeMethod.MATMUL_INTEGER, this, right, zeroPoint, rightZeroPoint);
    }

    /**
     * {@return the products of consecutive groups of rows, each with a separate matrix, as in a mixture of experts: [M, N]}
     *
     * <p>The first {@code sizes[0]} rows are multiplied with {@code right[0]}, the next {@code sizes[1]} with {@code right[1]} and so on. The
     * sizes are data: a call with other sizes needs no other program.
     *
     * @param right a matrix for each group, [G, K, N]
     * @param sizes how many rows each group has, [G], i32 or i64, not negative; a call fails if they do not add up to the rows
     */
    public Tensor groupedMatmulRows(Tensor right, Tensor sizes) {
        return record(CompositeMethod.GROUPED_MATMUL_ROWS, this, right, sizes);
    }

    /**
     * {@return the products with consecutive groups of columns, each with a separate matrix on the left: [M, N]} This tensor holds a matrix
     * for each group, [G, M, K].
     *
     * @param right [K, N], whose columns are divided
     * @param sizes how many columns each group has, [G], i32 or i64, not negative; a call fails if they do not add up to the columns
     */
    public Tensor groupedMatmulColumns(Tensor right, Tensor sizes) {
        return record(CompositeMethod.GROUPED_MATMUL_COLUMNS, this, right, sizes);
    }

    /**
     * {@return a product for each of consecutive groups of inner indices: [G, M, N]} Such are the gradients of the matrices of
     * {@link #groupedMatmulRows}. The product of a group without indices is 0.
     *
     * @param right [K, N], whose rows are divided as the columns of this tensor are, which is [M, K]
     * @param sizes how many inner indices each group has, [G], i32 or i64, not negative; a call fails if they do not add up to K
     */
    public Tensor groupedMatmulDepth(Tensor right, Tensor sizes) {
        return record(CompositeMethod.GROUPED_MATMUL_DEPTH, this, right, sizes);
    }

    // ---- shapes ----

    /**
     * {@return the elements in the same order under other sizes}
     *
     * @param sizes the sizes; one may be -1, for what remains
     */
    public Tensor reshape(int... sizes) {
        return face(TensorViews.reshape(lazy, sizes));
    }

    /**
     * {@return the elements repeated along dims of size 1 and new leading dims}
     *
     * @param sizes the sizes to reach
     */
    public Tensor broadcastTo(int... sizes) {
        return face(TensorViews.broadcastTo(lazy, sizes));
    }

    /**
     * {@return the axes in another order}
     *
     * @param order for each axis of the result the axis of this tensor
     */
    public Tensor permute(int... order) {
        return face(TensorViews.permute(lazy, order));
    }

    /** {@return the last two axes exchanged} */
    public Tensor transpose() {
        return face(TensorViews.transpose(lazy));
    }

    /** {@return two axes exchanged} */
    public Tensor transpose(int first, int second) {
        return face(TensorViews.transpose(lazy, first, second));
    }

    /** {@return a new dim of size 1 at an axis of the result} */
    public Tensor expandDims(int axis) {
        return face(TensorViews.expandDims(lazy, axis));
    }

    /** {@return the tensor without a dim, which must have size 1} */
    public Tensor squeeze(int axis) {
        return face(TensorViews.squeeze(lazy, axis));
    }

    /**
     * {@return the elements from start to end along an axis}
     *
     * @param axis the axis
     * @param start the first index; a negative one counts from the end
     * @param end the index after the last one; a negative one counts from the end
     */
    public Tensor slice(int axis, int start, int end) {
        return face(TensorViews.slice(lazy, axis, start, end));
    }

    /** {@return every step-th element from start to end along an axis} */
    public Tensor slice(int axis, int start, int end, int step) {
        return face(TensorViews.slice(lazy, axis, start, end, step));
    }

    /**
     * {@return windows that move along an axis and may overlap, a view: {@code [.., windows, .., size]}} The axis counts the windows, of which
     * there are {@code (dim - size) / step + 1}, and a new last axis runs through each. A maximum or a sum over the last axis pools.
     *
     * @param axis the axis
     * @param size the elements of a window, from 1 to the size of the axis
     * @param step how far windows are apart, at least 1
     */
    public Tensor unfold(int axis, int size, int step) {
        return unfold(axis, size, step, 1);
    }

    /**
     * {@return windows of elements some distance apart, a view} There are {@code (dim - (size - 1) * dilation - 1) / step + 1}.
     *
     * @param axis the axis
     * @param size the elements of a window; they reach over {@code (size - 1) * dilation + 1} of the axis
     * @param step how far windows are apart, at least 1
     * @param dilation how far the elements of a window are apart, at least 1
     */
    public Tensor unfold(int axis, int size, int step, int dilation) {
        return face(TensorViews.unfold(lazy, axis, size, step, dilation));
    }

    /** {@return zeros before and after along an axis} */
    public Tensor pad(int axis, int before, int after) {
        return face(Recorder.pad(lazy, axis, before, after, 0));
    }

    /** {@return a number before and after along an axis} */
    public Tensor pad(int axis, int before, int after, double value) {
        return face(Recorder.pad(lazy, axis, before, after, value));
    }

    /**
     * {@return slices along an axis chosen by integers: {@code table.gather(0, ids)} looks up embeddings}
     *
     * @param axis the axis
     * @param indices i32 or i64; their dims take the place of the axis. One outside the axis fails when it is computed.
     */
    public Tensor gather(int axis, Tensor indices) {
        return record(Op.GATHER, this, axis, indices);
    }

    /** {@return the elements along an axis from the last to the first} */
    public Tensor flip(int axis) {
        return record(CompositeMethod.FLIP, this, axis);
    }

    /**
     * {@return the elements moved along an axis; those that leave it come in at the other end}
     *
     * @param axis the axis
     * @param shift by how many places towards the end; negative: towards the beginning
     */
    public Tensor roll(int axis, int shift) {
        return record(CompositeMethod.ROLL, this, axis, shift);
    }

    /** {@return the upper triangle of matrices in the last two dims, with the diagonal; 0 below} */
    public Tensor triu() {
        return record(CompositeMethod.TRIU, this);
    }

    /** {@return the lower triangle of matrices in the last two dims, with the diagonal; 0 above} */
    public Tensor tril() {
        return record(CompositeMethod.TRIL, this);
    }

    /**
     * {@return the elements of matrices in the last two dims from a diagonal up; 0 below}
     *
     * @param diagonal column less row of the lowest diagonal that stays
     */
    public Tensor triu(int diagonal) {
        return record(CompositeMethod.TRIU, this, diagonal);
    }

    /**
     * {@return the elements of matrices in the last two dims from a diagonal down; 0 above}
     *
     * @param diagonal column less row of the highest diagonal that stays
     */
    public Tensor tril(int diagonal) {
        return record(CompositeMethod.TRIL, this, diagonal);
    }

    /**
     * {@return the whole axis several times, one after the other: a b a b}
     *
     * @param axis the axis
     * @param times how many times
     */
    public Tensor tile(int axis, int times) {
        return record(CompositeMethod.TILE, this, axis, times);
    }

    /**
     * {@return each slice along an axis several times, one after the other: a a b b}
     *
     * @param axis the axis
     * @param times how many times
     */
    public Tensor repeatInterleave(int axis, int times) {
        return record(CompositeMethod.REPEAT_INTERLEAVE, this, axis, times);
    }

    /**
     * {@return the elements at the ends of an axis repeated before and after it}
     *
     * @param axis the axis, not empty
     * @param before how many elements before it
     * @param after how many elements after it
     */
    public Tensor padEdge(int axis, int before, int after) {
        return record(CompositeMethod.PAD_EDGE, this, axis, before, after);
    }

    /**
     * {@return the elements next to the ends of an axis mirrored at these}
     *
     * @param axis the axis, longer than both widths
     * @param before how many elements before it
     * @param after how many elements after it
     */
    public Tensor padReflect(int axis, int before, int after) {
        return record(CompositeMethod.PAD_REFLECT, this, axis, before, after);
    }

    /**
     * {@return the axis continued before and after it by its elements from the other end}
     *
     * @param axis the axis, not empty
     * @param before how many elements before it
     * @param after how many elements after it
     */
    public Tensor padWrap(int axis, int before, int after) {
        return record(CompositeMethod.PAD_WRAP, this, axis, before, after);
    }

    /**
     * {@return for each index the element there along an axis, at the same place along all other axes}
     *
     * @param axis the axis
     * @param indices i32 or i64, of the sizes of this tensor along all other axes. One outside the axis fails when it is computed.
     */
    public Tensor takeAlongAxis(int axis, Tensor indices) {
        return record(CompositeMethod.TAKE_ALONG_AXIS, this, axis, indices);
    }

    /**
     * {@return this tensor with other elements at indices along an axis} Of several ones for one place the last stays.
     *
     * @param axis the axis
     * @param indices i32 or i64, of the sizes of this tensor along all other axes. One outside the axis fails when it is computed.
     * @param updates an element for each index
     */
    public Tensor scatter(int axis, Tensor indices, Tensor updates) {
        return scatter(axis, indices, updates, Update.SET);
    }

    /**
     * {@return this tensor with elements changed at indices along an axis} Several updates of one place are made in the order of their indices; sums and
     * products of floats are formed in double precision and rounded once.
     *
     * @param axis the axis
     * @param indices i32 or i64, of the sizes of this tensor along all other axes. One outside the axis fails when it is computed.
     * @param updates an element for each index
     * @param update what becomes of the element at an index; bool has no sums and products
     */
    public Tensor scatter(int axis, Tensor indices, Tensor updates, Update update) {
        return record(CompositeMethod.SCATTER, this, axis, indices, updates, update);
    }

    /**
     * {@return this tensor with other slices at indices along its first axes} Of several ones for one place the last stays.
     *
     * @param indices i32 or i64 {@code [..., k]}: an index along each of the first k axes. One outside its axis fails when it is computed.
     * @param updates the slices: the dims of the indices without the last, then those of this tensor after its first k
     */
    public Tensor scatterNd(Tensor indices, Tensor updates) {
        return scatterNd(indices, updates, Update.SET);
    }

    /**
     * {@return this tensor with slices changed at indices along its first axes} Several updates of one place are made in the order of their indices.
     *
     * @param indices i32 or i64 {@code [..., k]}: an index along each of the first k axes. One outside its axis fails when it is computed.
     * @param updates the slices: the dims of the indices without the last, then those of this tensor after its first k
     * @param update what becomes of the elements at an index; bool has no sums and products
     */
    public Tensor scatterNd(Tensor indices, Tensor updates, Update update) {
        return record(CompositeMethod.SCATTER_ND, this, indices, updates, update, lastDim(indices));
    }

    /**
     * {@return the slices at indices along the first axes: the dims of the indices without the last, then those of this tensor after its first k}
     *
     * @param indices i32 or i64 {@code [..., k]}: an index along each of the first k axes. One outside its axis fails when it is computed.
     */
    public Tensor gatherNd(Tensor indices) {
        return gatherNd(indices, 0);
    }

    /**
     * {@return the slices at indices along axes after some batch dims, which this tensor and the indices share}
     *
     * @param indices i32 or i64 {@code [batch..., ..., k]}: an index along each of k axes. One outside its axis fails when it is computed.
     * @param batchDims how many dims at the beginning are batch dims
     */
    public Tensor gatherNd(Tensor indices, int batchDims) {
        return record(CompositeMethod.GATHER_ND, this, indices, batchDims, lastDim(indices));
    }

    private static int lastDim(Tensor indices) {
        return indices.rank() == 0 ? 0 : indices.dim(-1);
    }

    /**
     * {@return this tensor with another size along an axis, as ONNX's Resize computes it} Elements beyond the ends are those at the ends; the nearest one
     * of two that are equally near is the lower one.
     *
     * @param axis the axis, not empty
     * @param size its size in the result
     * @param mode what is computed between elements; only {@code NEAREST} takes other types than floats
     * @param coordinates where the new elements are
     */
    public Tensor resize(int axis, int size, Interpolation mode, Coordinates coordinates) {
        return record(CompositeMethod.RESIZE, this, axis, size, mode, coordinates);
    }

    /**
     * {@return this tensor with other sizes along some axes} One after the other, as if each was resized alone; floats are rounded to this tensor's type once.
     *
     * @param axes the axes, not empty
     * @param sizes their sizes in the result
     * @param mode what is computed between elements; only {@code NEAREST} takes other types than floats
     * @param coordinates where the new elements are
     */
    public Tensor resize(int[] axes, int[] sizes, Interpolation mode, Coordinates coordinates) {
        return record(CompositeMethod.RESIZE, this, axes.clone(), sizes.clone(), mode, coordinates);
    }

    /**
     * {@return this tensor with other sizes along some axes, as PyTorch's {@code interpolate}} With antialiasing a smaller axis averages over what it leaves
     * out: the curve of linear or cubic interpolation (coefficient -0.5) is as wide as new elements are apart, and elements beyond the ends
     * have no share.
     *
     * @param axes the axes, not empty
     * @param sizes their sizes in the result
     * @param mode what is computed between elements; {@code NEAREST} has no antialiasing
     * @param coordinates where the new elements are
     * @param antialias true for antialiasing
     */
    public Tensor resize(int[] axes, int[] sizes, Interpolation mode, Coordinates coordinates, boolean antialias) {
        return record(CompositeMethod.RESIZE, this, axes.clone(), sizes.clone(), mode, coordinates, antialias ? 1 : 0);
    }

    /**
     * {@return this tensor with other sizes along some axes}
     *
     * @param axes the axes, not empty
     * @param sizes their sizes in the result
     * @param mode what is computed between elements; only {@code NEAREST} takes other types than floats
     * @param coordinates where the new elements are
     * @param nearest which element is the nearest one
     * @param cubic the coefficient of the cubic convolution, -0.75 or -0.5
     * @param excludesOutside true if elements beyond the ends have no share, false if they are those at the ends
     * @param antialias true if a smaller axis averages over what it leaves out; not for {@code NEAREST}
     */
    public Tensor resize(
            int[] axes,
            int[] sizes,
            Interpolation mode,
            Coordinates coordinates,
            NearestMode nearest,
            double cubic,
            boolean excludesOutside,
            boolean antialias) {
        return record(
                CompositeMethod.RESIZE,
                this,
                axes.clone(),
                sizes.clone(),
                mode,
                coordinates,
                nearest,
                cubic,
                excludesOutside ? 1 : 0,
                antialias ? 1 : 0);
    }

    /**
     * {@return this tensor with other sizes along some axes}
     *
     * @param axes the axes, not empty
     * @param sizes their sizes in the result
     * @param mode what is computed between elements; only {@code NEAREST} takes other types than floats
     * @param coordinates where the new elements are
     * @param nearest which element is the nearest one
     * @param cubic the coefficient of the cubic convolution, -0.75 or -0.5
     * @param excludesOutside true if elements beyond the ends have no share, false if they are those at the ends
     */
    public Tensor resize(
            int[] axes,
            int[] sizes,
            Interpolation mode,
            Coordinates coordinates,
            NearestMode nearest,
            double cubic,
            boolean excludesOutside) {
        return record(
                CompositeMethod.RESIZE,
                this,
                axes.clone(),
                sizes.clone(),
                mode,
                coordinates,
                nearest,
                cubic,
                excludesOutside ? 1 : 0);
    }

    /**
     * {@return this tensor with another size along an axis, which a scale gives}
     *
     * @param axis the axis, not empty
     * @param size its size in the result: the size before times the scale, rounded down
     * @param scale the scale, by which coordinates are divided
     * @param mode what is computed between elements; only {@code NEAREST} takes other types than floats
     * @param coordinates where the new elements are
     * @param nearest which element is the nearest one
     * @param cubic the coefficient of the cubic convolution, -0.75 or -0.5
     * @param excludesOutside true if elements beyond the ends have no share, false if they are those at the ends
     */
    public Tensor resize(
            int axis,
            int size,
            double scale,
            Interpolation mode,
            Coordinates coordinates,
            NearestMode nearest,
            double cubic,
            boolean excludesOutside) {
        return record(
                CompositeMethod.RESIZE,
                this,
                axis,
                size,
                scale,
                mode,
                coordinates,
                nearest,
                cubic,
                excludesOutside ? 1 : 0);
    }

    /**
     * {@return images or volumes at places between their elements}
     *
     * @param grid f32 {@code [N, P, Q, 2]} for this tensor's {@code [N, C, H, W]}: the place along a row, and which row, from -1 to 1; or
     *     {@code [N, O, P, Q, 3]} for {@code [N, C, D, H, W]}, where the third number is which plane
     * @param mode what is computed between elements; {@code CUBIC} only for images
     * @param border what is beyond the image
     * @param alignCorners true if -1 and 1 are the centres of the elements at the ends, false if they are the ends of these elements
     */
    public Tensor gridSample(Tensor grid, Interpolation mode, Border border, boolean alignCorners) {
        return record(CompositeMethod.GRID_SAMPLE, this, grid, mode, border, alignCorners ? 1 : 0);
    }

    /** {@return f32 1 at the index of each integer along a new last dim, 0 elsewhere} */
    public Tensor oneHot(int depth) {
        return record(CompositeMethod.ONE_HOT, this, depth);
    }

    /** {@return 1 at the index of each integer along a new last dim, 0 elsewhere} */
    public Tensor oneHot(int depth, DType to) {
        return record(CompositeMethod.ONE_HOT, this, depth, to);
    }

    /**
     * {@return a number at the index of each integer along a new dim, and another one elsewhere}
     *
     * @param axis where the new dim is in the result
     * @param depth its size
     * @param off the number elsewhere, also everywhere if the index is not in 0..depth-1
     * @param on the number at the index
     * @param to the element type of the result, which holds both numbers
     */
    public Tensor oneHot(int axis, int depth, double off, double on, DType to) {
        return record(CompositeMethod.ONE_HOT, this, axis, depth, off, on, to);
    }

    /** {@return a copy in fresh contiguous memory} */
    public Tensor contiguous() {
        return record(Op.COPY, this);
    }

    /** {@return tensors one after the other along an axis} */
    public static Tensor concat(int axis, Tensor... tensors) {
        return record(Op.CONCAT, axis, tensors);
    }

    /**
     * {@return the sums of products of tensors in Einstein's notation, such as {@code "bij,bjk->bik"} for matrix products}
     *
     * <p>What two operands share and no later one or the result needs is the inner dim of a matrix product; operands are multiplied from left to
     * right. A letter that an operand has twice means its diagonal.
     *
     * @param equation a letter for each dim of each operand, separated by commas, then {@code ->} and the letters of the result. Without
     *     these, the result has all letters that occur once, in the order of the alphabet. {@code ...} is any number of dims, which broadcast as
     *     in NumPy, from the last one on; a result after {@code ->} must have it, else these dims come first
     * @param operands the tensors, of one type
     */
    public static Tensor einsum(String equation, Tensor... operands) {
        return record(CompositeMethod.EINSUM, equation, operands);
    }

    /** {@return an f32 tensor of one number} */
    public static Tensor full(double value, int... dims) {
        return record(Op.FILL, value, dims);
    }

    /** {@return a tensor of one number} */
    public static Tensor full(double value, DType type, int... dims) {
        return record(Op.FILL, value, type, dims);
    }

    /** {@return the i32 numbers from 0 to n - 1} */
    public static Tensor range(int n) {
        return record(Op.IOTA, n);
    }

    /** {@return the numbers from 0 to n - 1} */
    public static Tensor range(int n, DType type) {
        return record(Op.IOTA, n, type);
    }

    // ---- in place ----

    /**
     * Overwrites the elements of this tensor, and so of all tensors that are views of the same memory.
     *
     * <p>Operations recorded before read the old elements, later ones the new elements, whenever they are computed.
     *
     * @param source the new elements, of the same type; broadcasts to the sizes of this tensor. May be a view of this tensor.
     * @return this tensor
     * @throws IllegalStateException if this tensor is constant, or is a view in which several elements are one
     */
    public Tensor assign(Tensor source) {
        InPlace.assign(lazy, source == null ? null : source.lazy);
        return this;
    }

    /**
     * Overwrites all elements with one number, as {@link #assign(Tensor)} does.
     *
     * @param number the number
     * @return this tensor
     */
    public Tensor assign(double number) {
        InPlace.fill(lazy, number);
        return this;
    }

    /**
     * Adds to the elements, in place as {@link #assign(Tensor)}.
     *
     * @param other what is added; broadcasts to the sizes of this tensor
     * @return this tensor
     */
    public Tensor addInPlace(Tensor other) {
        InPlace.update(lazy, add(other).lazy);
        return this;
    }

    /**
     * Adds to the elements, in place as {@link #assign(Tensor)}.
     *
     * @param other what is added
     * @return this tensor
     */
    public Tensor addInPlace(double other) {
        InPlace.update(lazy, add(other).lazy);
        return this;
    }

    /**
     * Multiplies the elements, in place as {@link #assign(Tensor)}.
     *
     * @param other the factor; broadcasts to the sizes of this tensor
     * @return this tensor
     */
    public Tensor mulInPlace(Tensor other) {
        InPlace.update(lazy, mul(other).lazy);
        return this;
    }

    /**
     * Multiplies the elements, in place as {@link #assign(Tensor)}.
     *
     * @param other the factor
     * @return this tensor
     */
    public Tensor mulInPlace(double other) {
        InPlace.update(lazy, mul(other).lazy);
        return this;
    }

    // ---- at once ----

    /**
     * Computes several tensors together, as far as they are only recorded. Reading them would do, one after the other.
     *
     * @param tensors the tensors
     */
    public static void compute(Tensor... tensors) {
        Recorder.compute(lazy(tensors));
    }
}
