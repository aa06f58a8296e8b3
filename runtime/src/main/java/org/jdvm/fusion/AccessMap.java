package org.jdvm.fusion;

import java.util.List;
import org.jdvm.symbolic.Dim;

/**
 * The elements of a tensor that a kernel touches: at indices i of the kernel's axes, the element {@code offset + sum(stride[a] *
 * i[a])}.
 *
 * @param memory the tensor
 * @param offset the first element
 * @param strides for each axis of the kernel the distance between consecutive indices, in elements
 */
public record AccessMap(TensorLocation memory, Dim offset, List<Dim> strides) {
    /** Copies the list. */
    public AccessMap {
        strides = List.copyOf(strides);
    }
}
