package org.jdvm.ir;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of results, over any {@link SizeAlgebra}. Null in the place of a shape means that the operands do not fit. Axes are counted
 * from 0.
 */
public final class ShapeRules {
    private ShapeRules() {}

    /**
     * {@return the common shape of two operands, aligned at their last dims; the array of an operand if it has that shape}
     *
     * @param sizes what sizes are
     * @param a a shape
     * @param b a shape
     */
    public static int @Nullable [] broadcast(SizeAlgebra sizes, int[] a, int[] b) {
        if (a == b) {
            return a;
        }
        int[] longer = a.length >= b.length ? a : b;
        int rank = longer.length;
        // most operands repeat nothing, and shapes that are one array are compared at once
        int[] result = longer;
        for (int axis = 0; axis < rank; axis++) {
            int inA = axis - rank + a.length;
            int inB = axis - rank + b.length;
            int size = inA < 0 ? b[inB] : inB < 0 ? a[inA] : sizes.broadcast(a[inA], b[inB], axis);
            if (size == SizeAlgebra.NONE) {
                return null;
            }
            if (size != longer[axis]) {
                if (result == longer) {
                    result = longer.clone();
                }
                result[axis] = size;
            }
        }
        return result;
    }

    /**
     * {@return the shape of a reduction}
     *
     * @param sizes what sizes are
     * @param operand the shape of the operand
     * @param reduced for each axis whether it goes
     * @param keepDims true if 1 stays in the place of each of them
     */
    public static int[] reduce(SizeAlgebra sizes, int[] operand, boolean[] reduced, boolean keepDims) {
        int[] result = new int[operand.length];
        int rank = 0;
        for (int axis = 0; axis < operand.length; axis++) {
            if (!reduced[axis]) {
                result[rank++] = operand[axis];
            } else if (keepDims) {
                result[rank++] = sizes.one();
            }
        }
        return rank == result.length ? result : Arrays.copyOf(result, rank);
    }

    /**
     * {@return the shape of a product of matrices; a vector on the left is a row, on the right a column, and that dim goes}
     *
     * @param sizes what sizes are
     * @param left [..., M, K] or [K]
     * @param right [..., K, N] or [K]
     */
    public static int @Nullable [] matmul(SizeAlgebra sizes, int[] left, int[] right) {
        int ranks = left.length * right.length;
        if (ranks == 0 || ranks == 1) {
            return null;
        }
        boolean row = left.length == 1;
        boolean column = right.length == 1;
        int inner = sizes.equal(left[left.length - 1], right[column ? 0 : right.length - 2], SizeAlgebra.INNER);
        int[] leading = broadcast(
                sizes,
                Arrays.copyOf(left, row ? 0 : left.length - 2),
                Arrays.copyOf(right, column ? 0 : right.length - 2));
        if (inner == SizeAlgebra.NONE || leading == null) {
            return null;
        }
        int[] result = Arrays.copyOf(leading, leading.length + (row ? 0 : 1) + (column ? 0 : 1));
        if (!row) {
            result[leading.length] = left[left.length - 2];
        }
        if (!column) {
            result[result.length - 1] = right[right.length - 1];
        }
        return result;
    }

    /**
     * {@return the shape of slices along an axis chosen by indices}
     *
     * @param table the shape of the table
     * @param axis the axis of the table
     * @param indices the shape of the indices
     */
    public static int[] gather(int[] table, int axis, int[] indices) {
        int[] result = new int[table.length - 1 + indices.length];
        System.arraycopy(table, 0, result, 0, axis);
        System.arraycopy(indices, 0, result, axis, indices.length);
        System.arraycopy(table, axis + 1, result, axis + indices.length, table.length - axis - 1);
        return result;
    }

    /**
     * {@return the shape of tensors one after the other}
     *
     * @param sizes what sizes are
     * @param parts the shapes, of one rank, at least one
     * @param axis the axis
     */
    public static int @Nullable [] concat(SizeAlgebra sizes, List<int[]> parts, int axis) {
        int[] result = parts.getFirst().clone();
        int[] along = new int[parts.size()];
        along[0] = result[axis];
        for (int part = 1; part < along.length; part++) {
            int[] other = parts.get(part);
            if (other.length != result.length) {
                return null;
            }
            for (int i = 0; i < result.length; i++) {
                if (i != axis) {
                    result[i] = sizes.equal(result[i], other[i], i);
                    if (result[i] == SizeAlgebra.NONE) {
                        return null;
                    }
                }
            }
            along[part] = other[axis];
        }
        result[axis] = sizes.sum(along);
        return result[axis] == SizeAlgebra.NONE ? null : result;
    }

    /**
     * {@return which axes a list names, or null if one is named twice or does not exist}
     *
     * @param rank the number of dims
     * @param axes the axes; negative ones count from the last
     */
    public static boolean @Nullable [] axes(int rank, int... axes) {
        boolean[] named = new boolean[rank];
        for (int axis : axes) {
            int counted = axis(rank, axis);
            if (counted < 0 || named[counted]) {
                return null;
            }
            named[counted] = true;
        }
        return named;
    }

    /**
     * {@return an axis counted from 0, or -1 if there is none}
     *
     * @param rank the number of dims
     * @param axis the axis; a negative one counts from the last
     */
    public static int axis(int rank, int axis) {
        int counted = axis < 0 ? axis + rank : axis;
        return counted < rank ? Math.max(counted, -1) : -1;
    }
}
