package org.jdvm;

import java.util.Arrays;
import org.jdvm.annotations.DType;
import org.jdvm.lazy.LazyTensor;
import org.jdvm.lazy.StorageRef;
import org.jdvm.lazy.VersionedArray;
import org.jdvm.storage.StridedArrays;
import org.jdvm.storage.TensorData;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that grows along one axis, as a growable array does: it has room for more than it holds, its <em>capacity</em>, and what is
 * appended is written into that room. Keys and values of the tokens that a decoder has read are such tensors.
 *
 * <p>{@link #view} shows what is there so far without copying it. A view stays as it is: what is appended later is stored after its
 * elements. Only when the capacity is exhausted, the elements are copied, into memory of at least twice the size: that is at most two
 * copies of each element on average, and none if the capacity is chosen large enough.
 *
 * <p>Strides of a view along the axes before the growing one depend on the capacity, and programs depend on strides. A tensor that
 * grows along its first axis has the same ones at any capacity.
 *
 * <p>Writing into a view ({@link Tensor#assign}) is seen here and in other views until the tensor gets other memory. All methods may be
 * called from any thread.
 */
public final class GrowableTensor {
    private final DType type;
    private final int axis;

    /** The sizes of the memory: the one of the axis is the capacity. Guarded by this. */
    private final int[] dims;

    /** Guarded by this. */
    private int[] strides;

    /** Guarded by this. */
    private StorageRef contents;

    /** How much of the capacity is used. Guarded by this. */
    private int length;

    /**
     * Makes an empty tensor.
     *
     * @param type the element type
     * @param axis the axis along which it grows; negative ones count from the last
     * @param dims the sizes that it has room for: the size of that axis is the capacity, which may be 0
     * @throws IllegalArgumentException if there is no such axis, a size is negative, or an array cannot hold the elements
     */
    public GrowableTensor(DType type, int axis, int... dims) {
        this.type = TensorData.given("GrowableTensor", "the element type", type);
        this.dims =
                TensorData.given("GrowableTensor", "the list of sizes", dims).clone();
        this.axis = axis < 0 ? axis + dims.length : axis;
        if (this.axis < 0 || this.axis >= dims.length) {
            throw new JdvmException("GrowableTensor: %s has %d dims, so there is no axis %d to grow along"
                    .formatted(Arrays.toString(dims), dims.length, axis));
        }
        this.contents = allocate("GrowableTensor", this.dims);
        this.strides = StridedArrays.contiguous(this.dims);
    }

    private StorageRef allocate(String what, int[] sizes) {
        int elements = TensorData.elements(what, sizes);
        // shared: views must not get other memory when they are overwritten
        return new StorageRef(new VersionedArray(TensorData.allocate(type, elements), elements), true);
    }

    /** {@return the element type} */
    public DType type() {
        return type;
    }

    /** {@return the axis along which it grows} */
    public int axis() {
        return axis;
    }

    /** {@return how many rows are there: the size of {@link #view} along the axis} */
    public synchronized int length() {
        return length;
    }

    /** {@return how many rows there is room for} */
    public synchronized int capacity() {
        return dims[axis];
    }

    /** {@return what was appended so far; it shares the memory, and stays as it is when more is appended} */
    public synchronized Tensor view() {
        return view(0, length);
    }

    private Tensor view(int from, int to) {
        int[] sizes = dims.clone();
        sizes[axis] = length;
        LazyTensor all = LazyTensor.over(type, sizes, contents, strides);
        return from == 0 && to == length ? new Tensor(all) : new Tensor(all).slice(axis, from, to);
    }

    /**
     * Copies rows to the end.
     *
     * @param rows any number of rows: a tensor of this type and, but for the growing axis, of these sizes
     * @throws IllegalArgumentException if it has another type or other sizes, or an array cannot hold that many elements
     * @throws IllegalStateException if a view was marked as {@linkplain Tensor#constant constant}
     */
    public void append(Tensor rows) {
        check(rows);
        LazyTensor.Storage from = rows.lazy().storage();
        synchronized (this) {
            int first = length;
            reserve("append", rows.dim(axis));
            // No view shows the place that is written, so no computation and no recorded operation reads it.
            StridedArrays.copy(
                    from.array(),
                    from.offset(),
                    from.strides(),
                    memory("append").array(),
                    first * strides[axis],
                    strides,
                    rows.sizes());
            length += rows.dim(axis);
        }
    }

    /**
     * Adds rows to be written in place, as the results of an operator ({@code ...Into}).
     *
     * @param count how many
     * @return a view of them: zeros
     * @throws IllegalArgumentException if the number is negative, or an array cannot hold that many elements
     * @throws IllegalStateException if a view was marked as {@linkplain Tensor#constant constant}
     */
    public synchronized Tensor extend(int count) {
        if (count < 0) {
            throw new JdvmException("extend: the number of rows cannot be " + count);
        }
        reserve("extend", count);
        length += count;
        return view(length - count, length);
    }

    private void check(@Nullable Tensor rows) {
        TensorData.given("append", "the tensor", rows);
        int[] expected;
        synchronized (this) {
            expected = dims.clone();
        }
        int[] actual = rows.dims();
        boolean fits = rows.type() == type && actual.length == expected.length;
        if (fits) {
            expected[axis] = actual[axis];
            fits = Arrays.equals(actual, expected);
        }
        if (!fits) {
            throw new JdvmException("append: the rows are %s%s, but %s is expected"
                    .formatted(rows.type(), Arrays.toString(actual), shape("_")));
        }
    }

    private VersionedArray memory(String what) {
        VersionedArray memory = contents.memory();
        if (memory == null || memory.panels() != null) {
            throw new IllegalStateException(what + ": a view of this tensor was marked as constant");
        }
        return memory;
    }

    /** Makes room for more rows. */
    private void reserve(String what, int count) {
        VersionedArray memory = memory(what);
        int capacity = dims[axis];
        if (count <= capacity - length) {
            return;
        }
        int[] larger = dims.clone();
        larger[axis] = 1;
        int most = Integer.MAX_VALUE / Math.max(1, TensorData.elements(what, larger));
        long needed = (long) length + count;
        larger[axis] = (int) Math.min(Math.max(needed, Math.min(2L * capacity, most)), Integer.MAX_VALUE);
        StorageRef target = allocate(what, larger);
        int[] apart = StridedArrays.contiguous(larger);
        int[] filled = dims.clone();
        filled[axis] = length;
        Object to = TensorData.given(what, "the memory", target.memory()).array();
        StridedArrays.copy(memory.array(), 0, strides, to, 0, apart, filled);
        contents = target;
        strides = apart;
        dims[axis] = larger[axis];
    }

    private synchronized String shape(Object size) {
        StringBuilder text = new StringBuilder(type + "[");
        for (int i = 0; i < dims.length; i++) {
            text.append(i == 0 ? "" : ", ").append(i == axis ? size : Integer.toString(dims[i]));
        }
        return text.append("]").toString();
    }

    /** {@return type and sizes, such as {@code f32[17 of 64, 8, 32]}} */
    @Override
    public synchronized String toString() {
        return shape(length + " of " + dims[axis]);
    }
}
