package org.jdvm.op;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jdvm.annotations.DType;

/**
 * The order of the elements of a row: ascending or descending, equal ones by their index; NaN is larger than all numbers, and the zeros are equal.
 *
 * <p>An element of up to 32 bits and its index are one long each, whose order is that of the elements. Rows of 64-bit numbers are merged.
 */
final class Order {
    private static final long INDEX = 0xffff_ffffL;

    private Order() {}

    /** The indices of the first elements in order, into an array. */
    static void first(RowArrays row, boolean descending, long[] indices, int count) {
        int n = row.size(0);
        if (row.type(0) == DType.I64) {
            System.arraycopy(merged(row.integers(0), n, descending), 0, indices, 0, count);
            return;
        }
        if (row.type(0) == DType.F64) {
            double[] x = row.doubles(0);
            long[] wide = new long[n];
            for (int i = 0; i < n; i++) {
                wide[i] = key(x[i]);
            }
            System.arraycopy(merged(wide, n, descending), 0, indices, 0, count);
            return;
        }
        long[] keys = new long[n];
        for (int i = 0; i < n; i++) {
            int key = row.type(0).isFloat() ? key(row.floats(0)[i]) : (int) row.integers(0)[i];
            keys[i] = (long) (descending ? ~key : key) << Integer.SIZE | i;
        }
        long[] least = count > 0 && count < n / 8 ? least(keys, count) : keys;
        Arrays.sort(least);
        for (int i = 0; i < count; i++) {
            indices[i] = least[i] & INDEX;
        }
    }

    /** An integer with the order of floats. */
    private static int key(float x) {
        // the sum makes one zero of both
        int bits = Float.floatToIntBits(x + 0f);
        return bits ^ bits >> 31 & Integer.MAX_VALUE;
    }

    private static long key(double x) {
        long bits = Double.doubleToLongBits(x + 0.0);
        return bits ^ bits >> 63 & Long.MAX_VALUE;
    }

    /** The least numbers, in no order: those that are in a heap when all were compared with its largest one. */
    private static long[] least(long[] numbers, int count) {
        long[] heap = Arrays.copyOf(numbers, count);
        for (int i = count / 2 - 1; i >= 0; i--) {
            sink(heap, i);
        }
        for (int i = count; i < numbers.length; i++) {
            if (numbers[i] < heap[0]) {
                heap[0] = numbers[i];
                sink(heap, 0);
            }
        }
        return heap;
    }

    private static void sink(long[] heap, int from) {
        long number = heap[from];
        int at = from;
        int child = 2 * at + 1;
        while (child < heap.length) {
            child += child + 1 < heap.length && heap[child + 1] > heap[child] ? 1 : 0;
            if (heap[child] <= number) {
                break;
            }
            heap[at] = heap[child];
            at = child;
            child = 2 * at + 1;
        }
        heap[at] = number;
    }

    /** All indices in order: runs of equal length are merged until one is left. */
    private static long[] merged(long[] x, int n, boolean descending) {
        long[] from = new long[n];
        long[] to = new long[n];
        for (int i = 0; i < n; i++) {
            from[i] = i;
        }
        for (int run = 1; run < n; run *= 2) {
            for (int start = 0; start < n; start += 2 * run) {
                int a = start;
                int middle = Math.min(start + run, n);
                int b = middle;
                int end = Math.min(middle + run, n);
                for (int at = start; at < end; at++) {
                    boolean isFirst = b >= end
                            || a < middle
                                    && (descending
                                            ? x[(int) from[a]] >= x[(int) from[b]]
                                            : x[(int) from[a]] <= x[(int) from[b]]);
                    to[at] = isFirst ? from[a++] : from[b++];
                }
            }
            long[] swapped = from;
            from = to;
            to = swapped;
        }
        return from;
    }

    /** The same in the plainest way, for the meaning of operations. */
    static int[] reference(double[] x, boolean descending) {
        return IntStream.range(0, x.length)
                .boxed()
                .sorted((i, j) ->
                        descending ? Double.compare(x[j] + 0.0, x[i] + 0.0) : Double.compare(x[i] + 0.0, x[j] + 0.0))
                .mapToInt(i -> i)
                .toArray();
    }
}
