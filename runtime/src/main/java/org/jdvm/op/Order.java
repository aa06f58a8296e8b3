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
        int kept = count > 0 && count < n / 8 ? count : n;
        long[] keys = row.type(0).isFloat()
                ? least(row.floats(0), n, kept, descending)
                : least(row.integers(0), n, kept, descending);
        Arrays.sort(keys);
        for (int i = 0; i < count; i++) {
            indices[i] = keys[i] & INDEX;
        }
    }

    /**
     * The least keys of a row, in a heap that begins with those of its first elements. A later element has a key made only if it comes before the last one
     * that is kept, which few do; of equal ones the earlier is kept.
     */
    private static long[] least(float[] x, int n, int kept, boolean descending) {
        long[] heap = new long[kept];
        for (int i = 0; i < kept; i++) {
            heap[i] = key(key(x[i]), i, descending);
        }
        if (kept == n) {
            return heap;
        }
        heapify(heap);
        float last = x[(int) (heap[0] & INDEX)];
        for (int i = kept; i < n; i++) {
            // with NaN on either side neither holds
            if (descending ? x[i] <= last : x[i] >= last) {
                continue;
            }
            if (replace(heap, key(key(x[i]), i, descending))) {
                last = x[(int) (heap[0] & INDEX)];
            }
        }
        return heap;
    }

    /** The same for integers of up to 32 bits. */
    private static long[] least(long[] x, int n, int kept, boolean descending) {
        long[] heap = new long[kept];
        for (int i = 0; i < kept; i++) {
            heap[i] = key((int) x[i], i, descending);
        }
        if (kept == n) {
            return heap;
        }
        heapify(heap);
        long last = x[(int) (heap[0] & INDEX)];
        for (int i = kept; i < n; i++) {
            if (descending ? x[i] <= last : x[i] >= last) {
                continue;
            }
            if (replace(heap, key((int) x[i], i, descending))) {
                last = x[(int) (heap[0] & INDEX)];
            }
        }
        return heap;
    }

    private static long key(int order, int index, boolean descending) {
        return (long) (descending ? ~order : order) << Integer.SIZE | index;
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

    private static boolean replace(long[] heap, long key) {
        if (key >= heap[0]) {
            return false;
        }
        heap[0] = key;
        sink(heap, 0);
        return true;
    }

    private static void heapify(long[] heap) {
        for (int i = heap.length / 2 - 1; i >= 0; i--) {
            sink(heap, i);
        }
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
