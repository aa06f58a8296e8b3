package org.jdvm.reference;

import java.util.function.IntUnaryOperator;

/** Walks over all positions of a tensor in row-major order. */
final class MultiIndex {
    private final int[] dims;
    private final int[] at;
    private final int count;
    private int position;

    MultiIndex(int... dims) {
        this.dims = dims;
        this.at = new int[dims.length];
        int product = 1;
        for (int dim : dims) {
            product *= dim;
        }
        this.count = product;
    }

    int at(int axis) {
        return at[axis];
    }

    /** Goes to the next position; after the last one to the first. */
    void next() {
        position++;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            if (++at[axis] < dims[axis]) {
                return;
            }
            at[axis] = 0;
        }
        position = 0;
    }

    /** The position in a tensor that broadcasts to this one: aligned at the last axis, axes of size 1 repeated. */
    int broadcast(ReferenceTensor tensor) {
        if (tensor.elements() == count) {
            return position;
        }
        int added = dims.length - tensor.rank();
        int found = 0;
        for (int axis = 0; axis < tensor.rank(); axis++) {
            found = found * tensor.dim(axis) + (tensor.dim(axis) == 1 ? 0 : at[axis + added]);
        }
        return found;
    }

    /** The position in row-major order, given the index along each axis. */
    static int position(ReferenceTensor tensor, IntUnaryOperator indexAlong) {
        int position = 0;
        for (int axis = 0; axis < tensor.rank(); axis++) {
            position = position * tensor.dim(axis) + indexAlong.applyAsInt(axis);
        }
        return position;
    }
}
