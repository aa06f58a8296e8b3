package org.jdvm.lazy;

import org.jdvm.annotations.DType;

/** What a recorded operation reads: memory as it was when the operation was recorded, or another recorded operation. */
public abstract sealed class TensorSource permits InputView, Recorded {
    final DType type;
    final int[] dims;

    /** Spread over all bits; two sources may have the same. */
    final int hash;

    TensorSource(DType type, int[] dims, int hash) {
        this.type = type;
        this.dims = dims;
        this.hash = hash;
    }

    /** {@return the element type} */
    public final DType type() {
        return type;
    }

    /** {@return the sizes; not to be changed} */
    public final int[] dims() {
        return dims;
    }

    /** A recorded operation reads this from now on. */
    abstract void addReader();

    /** A recorded operation that reads this has its result. */
    abstract void removeReader();
}
