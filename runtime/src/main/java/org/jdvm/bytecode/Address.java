package org.jdvm.bytecode;

import java.util.List;

/**
 * Where the elements of an operand are in a buffer: {@code offset + row * rowStride + column * columnStride + sum(stride * index)},
 * in elements.
 *
 * @param buffer number of the buffer
 * @param offset the element at row 0, column 0 of the tile at index 0 of all axes
 * @param rowStride elements from a row to the next
 * @param columnStride elements from a column to the next
 * @param terms what the indices of axes add
 */
public record Address(int buffer, long offset, long rowStride, long columnStride, List<Term> terms)
        implements FieldValue {
    /** Copies the terms. */
    public Address {
        terms = List.copyOf(terms);
    }

    /**
     * What the index of an axis adds to an address.
     *
     * @param axis number of the axis
     * @param stride elements from one index to the next
     */
    public record Term(int axis, long stride) {}
}
