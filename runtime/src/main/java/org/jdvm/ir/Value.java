package org.jdvm.ir;

import org.jdvm.annotations.DType;
import org.jdvm.symbolic.Dim;

/**
 * The result of a node: a tensor known by number, type and shape.
 *
 * @param id the position of its node in the graph
 * @param type the element type
 * @param shape the symbolic shape
 */
public record Value(int id, DType type, Shape shape) implements Operand {
    /** {@return the number of dims} */
    public int rank() {
        return shape.rank();
    }

    /** {@return the bytes that it takes} */
    public Dim bytes() {
        return shape.elements().times(type.bytes());
    }

    /** {@return the reference used in listings, such as {@code %3}} */
    @Override
    public String toString() {
        return "%" + id;
    }
}
