package org.jdvm.ir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jdvm.symbolic.Dim;

/**
 * The sizes of a tensor from the outermost to the innermost dim.
 *
 * @param dims the sizes; empty for rank 0
 */
public record Shape(List<Dim> dims) {
    /** The shape of a single element. */
    public static final Shape SCALAR = new Shape(List.of());

    /** Copies the list. */
    public Shape {
        dims = List.copyOf(dims);
    }

    /**
     * {@return a shape of these sizes}
     *
     * @param dims the sizes
     */
    public static Shape of(Dim... dims) {
        return new Shape(List.of(dims));
    }

    /**
     * {@return a shape of known sizes}
     *
     * @param dims the sizes
     */
    public static Shape of(long... dims) {
        return new Shape(Arrays.stream(dims).mapToObj(Dim::of).toList());
    }

    /** {@return the number of dims} */
    public int rank() {
        return dims.size();
    }

    /**
     * {@return one size}
     *
     * @param axis the index of the dim, from 0
     */
    public Dim dim(int axis) {
        return dims.get(axis);
    }

    /** {@return the product of all sizes} */
    public Dim elements() {
        return elements(0, rank());
    }

    /**
     * {@return the product of the sizes of a range of axes}
     *
     * @param from the first axis
     * @param to the axis after the last one
     */
    public Dim elements(int from, int to) {
        Dim product = Dim.ONE;
        for (Dim dim : dims.subList(from, to)) {
            product = product.times(dim);
        }
        return product;
    }

    /** {@return the strides of a contiguous tensor of this shape, in elements} */
    public List<Dim> contiguousStrides() {
        List<Dim> strides = new ArrayList<>();
        for (int axis = 0; axis < rank(); axis++) {
            strides.add(elements(axis + 1, rank()));
        }
        return strides;
    }

    /**
     * {@return this shape with one size replaced}
     *
     * @param axis the axis to replace
     * @param dim the new size
     */
    public Shape with(int axis, Dim dim) {
        List<Dim> changed = new ArrayList<>(dims);
        changed.set(axis, dim);
        return new Shape(changed);
    }

    /** {@return the sizes in brackets, such as {@code [T, 2*H]}} */
    @Override
    public String toString() {
        return dims.stream().map(Dim::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
