package org.jdvm.lazy;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** Answers about elements whose number depends on the elements: indices of those that are not 0, and groups of equal ones. */
public final class ElementSearch {
    private ElementSearch() {}

    /**
     * Groups of equal elements.
     *
     * @param first for each group the index of its first element
     * @param inverse for each element the number of its group
     * @param counts how many elements each group has
     */
    public record Groups(long[] first, long[] inverse, long[] counts) {}

    /**
     * {@return the places in row-major order of the elements that pass a test}
     *
     * @param elements how many elements there are
     * @param test the test of an element
     */
    public static int[] places(int elements, IntPredicate test) {
        int[] places = new int[16];
        int count = 0;
        for (int i = 0; i < elements; i++) {
            if (test.test(i)) {
                places = count == places.length ? Arrays.copyOf(places, 2 * count) : places;
                places[count++] = i;
            }
        }
        return Arrays.copyOf(places, count);
    }

    /**
     * {@return the index along each axis of places in row-major order}
     *
     * @param places the places
     * @param dims the sizes
     * @param axesFirst true for all indices along the first axis, then all along the next; false for the indices of one place after the other
     */
    public static long[] indices(int[] places, int[] dims, boolean axesFirst) {
        int rank = dims.length;
        long[] indices = new long[places.length * rank];
        for (int i = 0; i < places.length; i++) {
            int rest = places[i];
            for (int axis = rank - 1; axis >= 0; axis--) {
                indices[axesFirst ? axis * places.length + i : i * rank + axis] = rest % dims[axis];
                rest /= dims[axis];
            }
        }
        return indices;
    }

    /**
     * {@return the groups of equal elements}
     *
     * @param order the elements in order, equal ones by their index
     * @param isNew whether the element at a place of the order is different from the one before it, for places from 1 on
     */
    public static Groups groups(long[] order, IntPredicate isNew) {
        long[] first = new long[order.length];
        long[] counts = new long[order.length];
        long[] inverse = new long[order.length];
        int groups = 0;
        for (int i = 0; i < order.length; i++) {
            if (i == 0 || isNew.test(i)) {
                first[groups++] = order[i];
            }
            counts[groups - 1]++;
            inverse[(int) order[i]] = groups - 1;
        }
        return new Groups(Arrays.copyOf(first, groups), inverse, Arrays.copyOf(counts, groups));
    }
}
