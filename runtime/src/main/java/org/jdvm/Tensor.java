package org.jdvm;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.jdvm.annotations.DType;
import org.jdvm.annotations.Keep;
import org.jdvm.npu.PanelCache;
import org.jspecify.annotations.Nullable;

/**
 * A tensor: elements of one type in a Java array, seen through sizes and strides.
 *
 * <p>Inside an {@code @Operator} method the methods of this class describe what to compute; the processor reads them. Called
 * directly they record the operation and return at once; reading data ({@link #toFloatArray}, {@link #item}, printing) computes what
 * was recorded, fused, on the shared {@link Dvm}. Shapes and types are checked at once in either case: a mistake throws {@link
 * org.jdvm.ir.GraphException} with the operation, what was expected and what is there.
 *
 * <p>Elementwise operations broadcast as NumPy does. Axes may be negative: -1 is the last one. Tensors made from arrays share them:
 * do not change an array while operations that read it are recorded but not computed.
 */
public final class Tensor {
    /** See {@link Keep#KEEP_DIMS}. */
    public static final Keep KEEP_DIMS = Keep.KEEP_DIMS;

    private final DType type;
    private final int[] dims;
    private volatile @Nullable Storage storage;
    private @Nullable Recording recording;

    /**
     * Where the elements lie.
     *
     * @param array the array, of the Java type that the element type names
     * @param offset the index of the first element
     * @param strides the distance between elements along each axis
     * @param panels packed panels of a constant tensor, else null
     */
    record Storage(
            Object array,
            int offset,
            int[] strides,
            @Nullable PanelCache panels) {}

    Tensor(DType type, int[] dims, Storage storage) {
        this.type = type;
        this.dims = dims;
        this.storage = storage;
    }

    Tensor(DType type, int[] dims, Recording recording) {
        this.type = type;
        this.dims = dims;
        this.recording = recording;
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
     * {@return an f16 or bf16 tensor over an array of bit patterns, which is shared, not copied}
     *
     * @param type {@link DType#F16} or {@link DType#BF16}
     * @param bits the elements in row-major order; may be longer than needed
     * @param dims the sizes
     */
    public static Tensor of(DType type, short[] bits, int... dims) {
        if (type != DType.F16 && type != DType.BF16) {
            throw new IllegalArgumentException("Tensor.of: a short[] holds f16 or bf16, not " + type);
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
        byte[] bytes = new byte[data.length];
        for (int i = 0; i < data.length; i++) {
            bytes[i] = (byte) (data[i] ? 1 : 0);
        }
        return over(DType.BOOL, bytes, dims);
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
        return over(type, TensorData.allocate(type, TensorData.elements("Tensor.zeros", dims)), dims);
    }

    /**
     * {@return a tensor with a copy of the remaining bytes of a buffer, in the buffer's byte order}
     *
     * @param type the element type
     * @param data the elements in row-major order; the buffer's position does not change
     * @param dims the sizes
     */
    public static Tensor copyOf(DType type, ByteBuffer data, int... dims) {
        int elements = TensorData.elements("Tensor.copyOf", dims);
        Object array = TensorData.allocate(type, elements);
        TensorData.checkBytes("Tensor.copyOf", data.remaining(), type, elements, dims);
        TensorData.copyIn(type, MemorySegment.ofBuffer(data), data.order(), array, elements);
        return over(type, array, dims);
    }

    /**
     * {@return a tensor with a copy of a memory segment, in native byte order}
     *
     * @param type the element type
     * @param data the elements in row-major order
     * @param dims the sizes
     */
    public static Tensor copyOf(DType type, MemorySegment data, int... dims) {
        int elements = TensorData.elements("Tensor.copyOf", dims);
        Object array = TensorData.allocate(type, elements);
        TensorData.checkBytes("Tensor.copyOf", data.byteSize(), type, elements, dims);
        TensorData.copyIn(type, data, ByteOrder.nativeOrder(), array, elements);
        return over(type, array, dims);
    }

    static Tensor over(DType type, Object array, int... dims) {
        int elements = TensorData.elements("Tensor.of", dims);
        int length = Array.getLength(array);
        if (length < elements) {
            throw new IllegalArgumentException("Tensor.of: an array of %d elements is too short for %s, which has %d"
                    .formatted(length, Arrays.toString(dims), elements));
        }
        int[] sizes = dims.clone();
        return new Tensor(type, sizes, new Storage(array, 0, TensorData.contiguousStrides(sizes), null));
    }

    // ---- about it ----

    /** {@return the element type} */
    public DType type() {
        return type;
    }

    /** {@return the number of dims} */
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
            throw new IllegalArgumentException(
                    "dim: " + Arrays.toString(dims) + " has " + dims.length + " dims, so there is no axis " + axis);
        }
        return dims[counted];
    }

    /** {@return a copy of the sizes} */
    public int[] dims() {
        return dims.clone();
    }

    int[] sizes() {
        return dims;
    }

    /** {@return the number of elements} */
    public int size() {
        return TensorData.elements("Tensor", dims);
    }

    /**
     * {@return this tensor marked as constant: the caller promises not to change its elements any more}
     *
     * <p>What can be prepared for constants (packed matrix panels of weights) is prepared once and kept as long as they live.
     */
    public Tensor constant() {
        Storage place = storage();
        return place.panels() != null
                ? this
                : new Tensor(type, dims, new Storage(place.array(), place.offset(), place.strides(), new PanelCache()));
    }

    // ---- views of data ----

    /** The elements; computes them if they are only recorded. */
    Storage storage() {
        Storage place = storage;
        if (place == null) {
            Recording pending = recording;
            if (pending != null) {
                pending.compute(this);
            }
            place = Objects.requireNonNull(storage, "not computed");
        }
        return place;
    }

    /** The elements if they are there, null if they are only recorded. */
    @Nullable
    Storage storageIfComputed() {
        return storage;
    }

    @Nullable
    Recording recording() {
        return recording;
    }

    void computed(Storage place) {
        storage = place;
        recording = null;
    }

    boolean isContiguous() {
        return Arrays.equals(TensorData.contiguousStrides(dims), storage().strides()) || size() <= 1;
    }

    /**
     * {@return the elements as floats, in row-major order; a fresh array}
     *
     * @throws IllegalStateException if the elements are integers wider than a float holds exactly
     */
    public float[] toFloatArray() {
        return TensorData.toFloats(this);
    }

    /** {@return the elements in row-major order as longs (truth values as 0 and 1); a fresh array} */
    public long[] toLongArray() {
        return TensorData.toLongs(this);
    }

    /** {@return the elements in row-major order as ints (truth values as 0 and 1); a fresh array} */
    public int[] toIntArray() {
        long[] longs = toLongArray();
        int[] ints = new int[longs.length];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = Math.toIntExact(longs[i]);
        }
        return ints;
    }

    /** {@return the elements of a bool tensor in row-major order; a fresh array} */
    public boolean[] toBooleanArray() {
        if (type != DType.BOOL) {
            throw new IllegalStateException("toBooleanArray: the tensor is " + type + ", not bool");
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
                    "item: needs exactly one element, but " + Arrays.toString(dims) + " has " + size());
        }
        return type.isFloat() ? toFloatArray()[0] : toLongArray()[0];
    }

    /**
     * {@return the {@code float[]} that holds this tensor, shared}
     *
     * @throws IllegalStateException if the tensor is not f32, or its elements are not the whole array in order
     */
    public float[] floatArray() {
        Storage place = storage();
        if (type != DType.F32 || !isContiguous() || place.offset() != 0 || ((float[]) place.array()).length != size()) {
            throw new IllegalStateException(
                    "floatArray: only an f32 tensor that fills its array in order can be shared; use toFloatArray");
        }
        return (float[]) place.array();
    }

    /**
     * Copies the elements, in row-major order and native byte order, into a memory segment.
     *
     * @param target the segment; must be large enough
     */
    public void copyTo(MemorySegment target) {
        TensorData.checkBytes("copyTo", target.byteSize(), type, size(), dims);
        TensorData.copyOut(this, target, ByteOrder.nativeOrder());
    }

    /**
     * Copies the elements, in row-major order and the buffer's byte order, into a buffer at its position, which does not change.
     *
     * @param target the buffer; must have enough bytes remaining
     */
    public void copyTo(ByteBuffer target) {
        TensorData.checkBytes("copyTo", target.remaining(), type, size(), dims);
        TensorData.copyOut(this, MemorySegment.ofBuffer(target), target.order());
    }

    /** {@return type, sizes and the first elements} */
    @Override
    public String toString() {
        int shown = Math.min(8, size());
        StringBuilder text =
                new StringBuilder().append(type).append(Arrays.toString(dims)).append(" {");
        Object elements = type.isFloat() ? toFloatArray() : toLongArray();
        for (int i = 0; i < shown; i++) {
            text.append(i == 0 ? "" : ", ").append(Array.get(elements, i));
        }
        return text.append(size() > shown ? ", ...}" : "}").toString();
    }

    // ---- operations, element by element ----

    /** {@return {@code -x}} */
    public Tensor neg() {
        return record("neg");
    }

    /** {@return {@code |x|}} */
    public Tensor abs() {
        return record("abs");
    }

    /** {@return the square root; NaN for negative numbers} */
    public Tensor sqrt() {
        return record("sqrt");
    }

    /** {@return {@code 1 / sqrt(x)}} */
    public Tensor rsqrt() {
        return record("rsqrt");
    }

    /** {@return {@code 1 / x}} */
    public Tensor reciprocal() {
        return record("reciprocal");
    }

    /** {@return {@code e^x}} */
    public Tensor exp() {
        return record("exp");
    }

    /** {@return the natural logarithm} */
    public Tensor log() {
        return record("log");
    }

    /** {@return the sine} */
    public Tensor sin() {
        return record("sin");
    }

    /** {@return the cosine} */
    public Tensor cos() {
        return record("cos");
    }

    /** {@return the hyperbolic tangent} */
    public Tensor tanh() {
        return record("tanh");
    }

    /** {@return the error function} */
    public Tensor erf() {
        return record("erf");
    }

    /** {@return {@code 1 / (1 + e^-x)}} */
    public Tensor sigmoid() {
        return record("sigmoid");
    }

    /** {@return {@code x * sigmoid(x)}, also called swish (Ramachandran et al., 2017)} */
    public Tensor silu() {
        return record("silu");
    }

    /** {@return {@code x * (1 + erf(x / sqrt(2))) / 2} (Hendrycks and Gimpel, 2016)} */
    public Tensor gelu() {
        return record("gelu");
    }

    /** {@return {@code x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2}, the tanh form of gelu} */
    public Tensor geluTanh() {
        return record("geluTanh");
    }

    /** {@return the nearest integers, ties to even} */
    public Tensor round() {
        return record("round");
    }

    /** {@return the largest integers that are not larger} */
    public Tensor floor() {
        return record("floor");
    }

    /** {@return the smallest integers that are not smaller} */
    public Tensor ceil() {
        return record("ceil");
    }

    /** {@return the integers towards zero} */
    public Tensor trunc() {
        return record("trunc");
    }

    /** {@return true where the element is neither infinite nor NaN} */
    public Tensor isFinite() {
        return record("isFinite");
    }

    /** {@return true where the element is false} */
    public Tensor not() {
        return record("not");
    }

    /** {@return {@code max(x, 0)}; NaN stays} */
    public Tensor relu() {
        return record("relu");
    }

    /** {@return {@code x * x}} */
    public Tensor square() {
        return record("square");
    }

    /**
     * {@return {@code x + other}}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor add(Tensor other) {
        return record("add", other);
    }

    /**
     * {@return {@code x + other}}
     *
     * @param other the other operand
     */
    public Tensor add(double other) {
        return record("add", other);
    }

    /**
     * {@return {@code x - other}}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor sub(Tensor other) {
        return record("sub", other);
    }

    /**
     * {@return {@code x - other}}
     *
     * @param other the other operand
     */
    public Tensor sub(double other) {
        return record("sub", other);
    }

    /**
     * {@return {@code x * other}}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor mul(Tensor other) {
        return record("mul", other);
    }

    /**
     * {@return {@code x * other}}
     *
     * @param other the other operand
     */
    public Tensor mul(double other) {
        return record("mul", other);
    }

    /**
     * {@return {@code x / other}; for integers truncated towards zero, and 0 where {@code other} is 0}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor div(Tensor other) {
        return record("div", other);
    }

    /**
     * {@return {@code x / other}; for integers truncated towards zero, and 0 where {@code other} is 0}
     *
     * @param other the other operand
     */
    public Tensor div(double other) {
        return record("div", other);
    }

    /**
     * {@return x to the power of {@code other}}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor pow(Tensor other) {
        return record("pow", other);
    }

    /**
     * {@return x to the power of {@code other}}
     *
     * @param other the other operand
     */
    public Tensor pow(double other) {
        return record("pow", other);
    }

    /**
     * {@return the larger one of x and {@code other}; NaN if either is NaN}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor maximum(Tensor other) {
        return record("maximum", other);
    }

    /**
     * {@return the larger one of x and {@code other}; NaN if either is NaN}
     *
     * @param other the other operand
     */
    public Tensor maximum(double other) {
        return record("maximum", other);
    }

    /**
     * {@return the smaller one of x and {@code other}; NaN if either is NaN}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor minimum(Tensor other) {
        return record("minimum", other);
    }

    /**
     * {@return the smaller one of x and {@code other}; NaN if either is NaN}
     *
     * @param other the other operand
     */
    public Tensor minimum(double other) {
        return record("minimum", other);
    }

    /**
     * {@return true where {@code x == other}}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor eq(Tensor other) {
        return record("eq", other);
    }

    /**
     * {@return true where {@code x == other}}
     *
     * @param other the other operand
     */
    public Tensor eq(double other) {
        return record("eq", other);
    }

    /**
     * {@return true where {@code x != other}}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor ne(Tensor other) {
        return record("ne", other);
    }

    /**
     * {@return true where {@code x != other}}
     *
     * @param other the other operand
     */
    public Tensor ne(double other) {
        return record("ne", other);
    }

    /**
     * {@return true where {@code x < other}}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor lt(Tensor other) {
        return record("lt", other);
    }

    /**
     * {@return true where {@code x < other}}
     *
     * @param other the other operand
     */
    public Tensor lt(double other) {
        return record("lt", other);
    }

    /**
     * {@return true where {@code x <= other}}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor le(Tensor other) {
        return record("le", other);
    }

    /**
     * {@return true where {@code x <= other}}
     *
     * @param other the other operand
     */
    public Tensor le(double other) {
        return record("le", other);
    }

    /**
     * {@return true where {@code x > other}}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor gt(Tensor other) {
        return record("gt", other);
    }

    /**
     * {@return true where {@code x > other}}
     *
     * @param other the other operand
     */
    public Tensor gt(double other) {
        return record("gt", other);
    }

    /**
     * {@return true where {@code x >= other}}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor ge(Tensor other) {
        return record("ge", other);
    }

    /**
     * {@return true where {@code x >= other}}
     *
     * @param other the other operand
     */
    public Tensor ge(double other) {
        return record("ge", other);
    }

    /**
     * {@return true where both are true}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor and(Tensor other) {
        return record("and", other);
    }

    /**
     * {@return true where one of both is true}
     *
     * @param other the other operand, of the same type; broadcasts
     */
    public Tensor or(Tensor other) {
        return record("or", other);
    }

    /**
     * {@return {@code value - x}}
     *
     * @param value the minuend
     */
    public Tensor rsub(double value) {
        return record("rsub", value);
    }

    /**
     * {@return {@code value / x}}
     *
     * @param value the dividend
     */
    public Tensor rdiv(double value) {
        return record("rdiv", value);
    }

    /**
     * {@return {@code value} to the power of x}
     *
     * @param value the base
     */
    public Tensor rpow(double value) {
        return record("rpow", value);
    }

    /** {@return {@code min(max(x, low), high)}} */
    public Tensor clamp(double low, double high) {
        return record("clamp", low, high);
    }

    /** {@return {@code a} where this bool tensor is true, else {@code b}} */
    public Tensor select(Tensor a, Tensor b) {
        return record("select", a, b);
    }

    /** {@return {@code a} where this bool tensor is true, else {@code b}} */
    public Tensor select(Tensor a, double b) {
        return record("select", a, b);
    }

    /** {@return {@code a} where this bool tensor is true, else {@code b}} */
    public Tensor select(double a, Tensor b) {
        return record("select", a, b);
    }

    /**
     * {@return the elements converted: floats to integers truncate and saturate, NaN to 0; to bool is {@code != 0}}
     *
     * @param to the element type of the result
     */
    public Tensor cast(DType to) {
        return record("cast", to);
    }

    // ---- reductions ----

    /** {@return the sum, over all axes} */
    public Tensor sum() {
        return record("sum");
    }

    /** {@return the sum, along an axis, which goes} */
    public Tensor sum(int axis) {
        return record("sum", axis);
    }

    /** {@return the sum, along an axis} */
    public Tensor sum(int axis, Keep keep) {
        return record("sum", axis, keep);
    }

    /** {@return the sum, along several axes, which go} */
    public Tensor sum(int[] axes) {
        return record("sum", axes);
    }

    /** {@return the sum, along several axes} */
    public Tensor sum(int[] axes, Keep keep) {
        return record("sum", axes, keep);
    }

    /** {@return the largest element; NaN if there is one, minus infinity of nothing, over all axes} */
    public Tensor max() {
        return record("max");
    }

    /** {@return the largest element; NaN if there is one, minus infinity of nothing, along an axis, which goes} */
    public Tensor max(int axis) {
        return record("max", axis);
    }

    /** {@return the largest element; NaN if there is one, minus infinity of nothing, along an axis} */
    public Tensor max(int axis, Keep keep) {
        return record("max", axis, keep);
    }

    /** {@return the largest element; NaN if there is one, minus infinity of nothing, along several axes, which go} */
    public Tensor max(int[] axes) {
        return record("max", axes);
    }

    /** {@return the largest element; NaN if there is one, minus infinity of nothing, along several axes} */
    public Tensor max(int[] axes, Keep keep) {
        return record("max", axes, keep);
    }

    /** {@return the smallest element; NaN if there is one, infinity of nothing, over all axes} */
    public Tensor min() {
        return record("min");
    }

    /** {@return the smallest element; NaN if there is one, infinity of nothing, along an axis, which goes} */
    public Tensor min(int axis) {
        return record("min", axis);
    }

    /** {@return the smallest element; NaN if there is one, infinity of nothing, along an axis} */
    public Tensor min(int axis, Keep keep) {
        return record("min", axis, keep);
    }

    /** {@return the smallest element; NaN if there is one, infinity of nothing, along several axes, which go} */
    public Tensor min(int[] axes) {
        return record("min", axes);
    }

    /** {@return the smallest element; NaN if there is one, infinity of nothing, along several axes} */
    public Tensor min(int[] axes, Keep keep) {
        return record("min", axes, keep);
    }

    /** {@return the mean; NaN of nothing, over all axes} */
    public Tensor mean() {
        return record("mean");
    }

    /** {@return the mean; NaN of nothing, along an axis, which goes} */
    public Tensor mean(int axis) {
        return record("mean", axis);
    }

    /** {@return the mean; NaN of nothing, along an axis} */
    public Tensor mean(int axis, Keep keep) {
        return record("mean", axis, keep);
    }

    /** {@return the mean; NaN of nothing, along several axes, which go} */
    public Tensor mean(int[] axes) {
        return record("mean", axes);
    }

    /** {@return the mean; NaN of nothing, along several axes} */
    public Tensor mean(int[] axes, Keep keep) {
        return record("mean", axes, keep);
    }

    /** {@return the biased variance (divided by the number of elements), in two passes, over all axes} */
    public Tensor variance() {
        return record("variance");
    }

    /** {@return the biased variance (divided by the number of elements), in two passes, along an axis, which goes} */
    public Tensor variance(int axis) {
        return record("variance", axis);
    }

    /** {@return the biased variance (divided by the number of elements), in two passes, along an axis} */
    public Tensor variance(int axis, Keep keep) {
        return record("variance", axis, keep);
    }

    /** {@return the biased variance (divided by the number of elements), in two passes, along several axes, which go} */
    public Tensor variance(int[] axes) {
        return record("variance", axes);
    }

    /** {@return the biased variance (divided by the number of elements), in two passes, along several axes} */
    public Tensor variance(int[] axes, Keep keep) {
        return record("variance", axes, keep);
    }

    /** {@return true if any element is true, over all axes} */
    public Tensor any() {
        return record("any");
    }

    /** {@return true if any element is true, along an axis, which goes} */
    public Tensor any(int axis) {
        return record("any", axis);
    }

    /** {@return true if any element is true, along an axis} */
    public Tensor any(int axis, Keep keep) {
        return record("any", axis, keep);
    }

    /** {@return true if any element is true, along several axes, which go} */
    public Tensor any(int[] axes) {
        return record("any", axes);
    }

    /** {@return true if any element is true, along several axes} */
    public Tensor any(int[] axes, Keep keep) {
        return record("any", axes, keep);
    }

    /** {@return true if all elements are true, over all axes} */
    public Tensor all() {
        return record("all");
    }

    /** {@return true if all elements are true, along an axis, which goes} */
    public Tensor all(int axis) {
        return record("all", axis);
    }

    /** {@return true if all elements are true, along an axis} */
    public Tensor all(int axis, Keep keep) {
        return record("all", axis, keep);
    }

    /** {@return true if all elements are true, along several axes, which go} */
    public Tensor all(int[] axes) {
        return record("all", axes);
    }

    /** {@return true if all elements are true, along several axes} */
    public Tensor all(int[] axes, Keep keep) {
        return record("all", axes, keep);
    }

    /** {@return {@code exp(x - max) / sum(exp(x - max))} along an axis} */
    public Tensor softmax(int axis) {
        return record("softmax", axis);
    }

    /** {@return {@code log(softmax(x))} along an axis, computed without overflow} */
    public Tensor logSoftmax(int axis) {
        return record("logSoftmax", axis);
    }

    /** {@return {@code log(sum(exp(x)))} along an axis, which goes; computed without overflow} */
    public Tensor logSumExp(int axis) {
        return record("logSumExp", axis);
    }

    /** {@return {@code log(sum(exp(x)))} along an axis; computed without overflow} */
    public Tensor logSumExp(int axis, Keep keep) {
        return record("logSumExp", axis, keep);
    }

    /**
     * {@return {@code (x - mean) / sqrt(variance + eps) * gamma + beta} over the last axis (Ba et al., 2016)}
     *
     * @param gamma the scale, broadcast
     * @param beta the shift, broadcast
     * @param eps added to the biased variance inside the root
     */
    public Tensor layerNorm(Tensor gamma, Tensor beta, double eps) {
        return record("layerNorm", gamma, beta, eps);
    }

    /**
     * {@return {@code x / sqrt(mean(x * x) + eps) * gamma} over the last axis (Zhang and Sennrich, 2019)}
     *
     * @param gamma the scale, broadcast
     * @param eps added inside the root
     */
    public Tensor rmsNorm(Tensor gamma, double eps) {
        return record("rmsNorm", gamma, eps);
    }

    // ---- matrices ----

    /**
     * {@return the product of matrices in the last two dims; leading dims broadcast, a tensor of rank 1 is a row or a column}
     *
     * @param right the right operand, [..., K, N]; may also be f16, bf16 or i8 where this one is f32
     */
    public Tensor matmul(Tensor right) {
        return record("matmul", right);
    }

    // ---- shapes ----

    /**
     * {@return the elements in the same order under other sizes}
     *
     * @param sizes the sizes; one may be -1 and stands for what remains
     */
    public Tensor reshape(int... sizes) {
        return record("reshape", sizes);
    }

    /**
     * {@return the elements repeated along dims of size 1 and new leading dims}
     *
     * @param sizes the sizes to reach
     */
    public Tensor broadcastTo(int... sizes) {
        return record("broadcastTo", sizes);
    }

    /**
     * {@return the axes in another order}
     *
     * @param order for each axis of the result the axis of this tensor
     */
    public Tensor permute(int... order) {
        return record("permute", order);
    }

    /** {@return the last two axes exchanged} */
    public Tensor transpose() {
        return record("transpose");
    }

    /** {@return two axes exchanged} */
    public Tensor transpose(int first, int second) {
        return record("transpose", first, second);
    }

    /** {@return a new dim of size 1 at an axis of the result} */
    public Tensor expandDims(int axis) {
        return record("expandDims", axis);
    }

    /** {@return the tensor without a dim, which must have size 1} */
    public Tensor squeeze(int axis) {
        return record("squeeze", axis);
    }

    /**
     * {@return the elements from start to end along an axis}
     *
     * @param axis the axis
     * @param start the first index; a negative one counts from the end
     * @param end the index after the last one; a negative one counts from the end
     */
    public Tensor slice(int axis, int start, int end) {
        return record("slice", axis, start, end);
    }

    /** {@return every step-th element from start to end along an axis} */
    public Tensor slice(int axis, int start, int end, int step) {
        return record("slice", axis, start, end, step);
    }

    /** {@return zeros before and after along an axis} */
    public Tensor pad(int axis, int before, int after) {
        return record("pad", axis, before, after);
    }

    /** {@return a number before and after along an axis} */
    public Tensor pad(int axis, int before, int after, double value) {
        return record("pad", axis, before, after, value);
    }

    /**
     * {@return slices along an axis chosen by integers: {@code table.gather(0, ids)} looks up embeddings}
     *
     * @param axis the axis
     * @param indices i32 or i64; their dims take the place of the axis. One outside the axis fails when it is computed.
     */
    public Tensor gather(int axis, Tensor indices) {
        return record("gather", axis, indices);
    }

    /** {@return f32 1 at the index of each integer along a new last dim, 0 elsewhere} */
    public Tensor oneHot(int depth) {
        return record("oneHot", depth);
    }

    /** {@return 1 at the index of each integer along a new last dim, 0 elsewhere} */
    public Tensor oneHot(int depth, DType to) {
        return record("oneHot", depth, to);
    }

    /** {@return a copy in fresh contiguous memory} */
    public Tensor contiguous() {
        return record("contiguous");
    }

    /** {@return tensors one after the other along an axis} */
    public static Tensor concat(int axis, Tensor... tensors) {
        return Recording.recordStatic("concat", axis, tensors);
    }

    /** {@return an f32 tensor of one number} */
    public static Tensor full(double value, int... dims) {
        return Recording.recordStatic("full", value, dims);
    }

    /** {@return the i32 numbers from 0 to n - 1} */
    public static Tensor range(int n) {
        return Recording.recordStatic("range", n);
    }

    /** {@return the numbers from 0 to n - 1} */
    public static Tensor range(int n, DType type) {
        return Recording.recordStatic("range", n, type);
    }

    private Tensor record(String method, Object... arguments) {
        return Recording.record(method, this, arguments);
    }
}
