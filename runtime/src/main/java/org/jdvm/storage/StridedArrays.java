package org.jdvm.storage;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Arithmetic on sizes and strides, and copies between arrays seen through them. */
public final class StridedArrays {
    private StridedArrays() {}

    /** {@return the product of sizes, which fits an array; factors of an empty one may be any} */
    public static int elements(int[] dims) {
        int product = 1;
        for (int dim : dims) {
            if (dim == 0) {
                return 0;
            }
            product *= dim;
        }
        return product;
    }

    /** {@return the strides of elements in row-major order without gaps} */
    public static int[] contiguous(int[] dims) {
        int[] strides = new int[dims.length];
        int stride = 1;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= dims[axis];
        }
        return strides;
    }

    /** {@return true if the elements are in row-major order without gaps; strides of dims of size 1 do not count} */
    public static boolean isContiguous(int[] dims, int[] strides) {
        int expected = 1;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            if (dims[axis] == 0) {
                return true;
            }
            if (dims[axis] != 1) {
                if (strides[axis] != expected) {
                    return elements(dims) == 0;
                }
                expected *= dims[axis];
            }
        }
        return true;
    }

    /** {@return true if two indices may name the same element: an axis with stride 0, or strides that interleave} */
    public static boolean overlapsItself(int[] dims, int[] strides) {
        if (elements(dims) == 0) {
            return false;
        }
        Integer[] axes = new Integer[dims.length];
        Arrays.setAll(axes, axis -> axis);
        Arrays.sort(axes, (a, b) -> Integer.compare(strides[a], strides[b]));
        long reach = 0;
        for (int axis : axes) {
            if (dims[axis] > 1) {
                if (strides[axis] <= reach) {
                    return true;
                }
                reach += (dims[axis] - 1L) * strides[axis];
            }
        }
        return false;
    }

    /**
     * {@return the strides that show the same elements in the same order under other sizes, or null if there are none}
     *
     * @param dims the sizes
     * @param strides the strides
     * @param to the other sizes, of the same number of elements
     */
    public static int @Nullable [] reshaped(int[] dims, int[] strides, int[] to) {
        if (isContiguous(dims, strides)) {
            return contiguous(to);
        }
        int[] axes =
                IntStream.range(0, dims.length).filter(axis -> dims[axis] != 1).toArray();
        int[] result = new int[to.length];
        int open = to.length - 1;
        int next = axes.length - 1;
        while (next >= 0) {
            int stride = strides[axes[next]];
            int run = dims[axes[next--]];
            // axes that are laid out in memory like one
            while (next >= 0 && strides[axes[next]] == run * stride) {
                run *= dims[axes[next--]];
            }
            int covered = 1;
            while (open >= 0 && covered < run) {
                result[open] = covered * stride;
                covered *= to[open--];
            }
            if (covered != run) {
                return null;
            }
        }
        return result;
    }

    /** {@return an array of the same Java type} */
    public static Object allocateLike(Object array, int length) {
        return switch (array) {
            case float[] _ -> new float[length];
            case short[] _ -> new short[length];
            case byte[] _ -> new byte[length];
            case int[] _ -> new int[length];
            case long[] _ -> new long[length];
            default -> throw new IllegalArgumentException("no array of elements: " + array);
        };
    }

    /**
     * Copies elements between two arrays of one Java type.
     *
     * @param source the array to read
     * @param from the index of its first element
     * @param read the distance between its elements along each axis
     * @param target the array to write
     * @param to the index of its first element
     * @param written the distance between its elements along each axis
     * @param dims the sizes
     */
    public static void copy(Object source, int from, int[] read, Object target, int to, int[] written, int[] dims) {
        int axes = dims.length;
        int run = 1;
        while (axes > 0 && (dims[axes - 1] == 1 || read[axes - 1] == run && written[axes - 1] == run)) {
            run *= dims[--axes];
        }
        copy(source, from, read, target, to, written, dims, 0, axes, run);
    }

    private static void copy(
            Object source,
            int from,
            int[] read,
            Object target,
            int to,
            int[] written,
            int[] dims,
            int axis,
            int axes,
            int run) {
        if (axis == axes) {
            System.arraycopy(source, from, target, to, run);
        } else if (axis == axes - 1 && run == 1) {
            line(source, from, read[axis], target, to, written[axis], dims[axis]);
        } else {
            for (int i = 0; i < dims[axis]; i++) {
                int next = axis + 1;
                copy(
                        source,
                        from + i * read[axis],
                        read,
                        target,
                        to + i * written[axis],
                        written,
                        dims,
                        next,
                        axes,
                        run);
            }
        }
    }

    private static void line(Object source, int from, int read, Object target, int to, int written, int count) {
        switch (source) {
            case float[] a -> {
                float[] b = (float[]) target;
                for (int i = 0; i < count; i++) {
                    b[to + i * written] = a[from + i * read];
                }
            }
            case int[] a -> {
                int[] b = (int[]) target;
                for (int i = 0; i < count; i++) {
                    b[to + i * written] = a[from + i * read];
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    System.arraycopy(source, from + i * read, target, to + i * written, 1);
                }
            }
        }
    }
}
