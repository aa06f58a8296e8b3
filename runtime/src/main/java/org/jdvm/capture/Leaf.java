package org.jdvm.capture;

import java.util.Arrays;
import org.jdvm.annotations.DType;

/** Elements in memory, seen through sizes and strides, as they were at one moment. */
public final class Leaf extends Source {
    final ArrayMemory memory;
    final ArrayMemory.Version version;
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
    public Leaf(DType type, int[] dims, ArrayMemory memory, int offset, int[] strides) {
        super(type, dims, memory.hash() + offset * 0x9E3779B9);
        this.memory = memory;
        this.version = memory.capture();
        this.offset = offset;
        this.strides = strides;
    }

    /** The elements of a result, contiguous. */
    Leaf(DType type, int[] dims, ArrayMemory memory, Recorded owner) {
        super(type, dims, memory.hash());
        this.memory = memory;
        this.version = memory.first(owner);
        this.offset = 0;
        this.strides = Strided.contiguous(dims);
    }

    /** {@return the memory} */
    public ArrayMemory memory() {
        return memory;
    }

    /** {@return the moment} */
    public ArrayMemory.Version version() {
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

    boolean same(Leaf other) {
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
        return (long) Strided.elements(dims) * type.bytes();
    }

    /** {@return the elements as they are now, in memory that nothing else uses} */
    public Leaf copy() {
        int elements = Strided.elements(dims);
        Object copy = Strided.allocateLike(memory.array(), elements);
        int[] contiguous = Strided.contiguous(dims);
        Strided.copy(memory.array(), offset, strides, copy, 0, contiguous, dims);
        return new Leaf(type, dims, new ArrayMemory(copy, elements), 0, contiguous);
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
