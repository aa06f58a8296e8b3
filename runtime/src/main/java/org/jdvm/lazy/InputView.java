package org.jdvm.lazy;

import java.util.Arrays;
import org.jdvm.annotations.DType;
import org.jdvm.storage.StridedArrays;

/** Elements in memory, seen through sizes and strides, as they were at one moment. */
public final class InputView extends TensorSource {
    final VersionedArray memory;
    final VersionedArray.Version version;
    final int offset;
    final int[] strides;

    /**
     * Takes hold of the present contents of a memory.
     *
     * @param type the element type
     * @param dims the sizes
     * @param memory the memory
     * @param offset the index of the first element
     * @param strides the distance between elements along each axis
     */
    public InputView(DType type, int[] dims, VersionedArray memory, int offset, int[] strides) {
        super(type, dims, memory.hash() + offset * 0x9E3779B9);
        this.memory = memory;
        this.version = memory.capture();
        this.offset = offset;
        this.strides = strides;
    }

    /** The elements of a result, contiguous. */
    InputView(DType type, int[] dims, VersionedArray memory, Recorded owner) {
        super(type, dims, memory.hash());
        this.memory = memory;
        this.version = memory.first(owner);
        this.offset = 0;
        this.strides = StridedArrays.contiguous(dims);
    }

    /** {@return the memory} */
    public VersionedArray memory() {
        return memory;
    }

    /** {@return the moment} */
    public VersionedArray.Version version() {
        return version;
    }

    /** {@return the index of the first element} */
    public int offset() {
        return offset;
    }

    /** {@return the distance between elements along each axis; not to be changed} */
    public int[] strides() {
        return strides;
    }

    /** {@return the elements as a tensor} */
    public LazyTensor tensor() {
        return new LazyTensor(type, dims, new StorageRef(memory, true), offset, strides, null);
    }

    boolean same(InputView other) {
        return memory == other.memory
                && version == other.version
                && offset == other.offset
                && Arrays.equals(dims, other.dims)
                && Arrays.equals(strides, other.strides);
    }

    /** {@return true if the application may change the elements at any time} */
    public boolean isExposed() {
        return memory.isExposed();
    }

    /** {@return the number of bytes of the elements seen} */
    public long bytes() {
        return (long) StridedArrays.elements(dims) * type.bytes();
    }

    /** {@return the elements as they are now, in memory that nothing else uses} */
    public InputView copy() {
        int elements = StridedArrays.elements(dims);
        Object copy = StridedArrays.allocateLike(memory.array(), elements);
        int[] contiguous = StridedArrays.contiguous(dims);
        StridedArrays.copy(memory.array(), offset, strides, copy, 0, contiguous, dims);
        return new InputView(type, dims, new VersionedArray(copy, elements), 0, contiguous);
    }

    @Override
    void addReader() {
        version.addReader();
    }

    @Override
    void removeReader() {
        version.removeReader();
    }
}
