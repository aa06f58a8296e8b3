package org.jdvm.exec.state;

import org.jspecify.annotations.Nullable;

/** A part of a memory that was packed, copied or searched: some lanes (rows of a left operand or a mask, columns of a right one) of some depth. */
public final class KnownPart {
    private @Nullable Object array;
    private long from;
    private long stride;
    private long depthStride;
    private int lanes;
    private int depth;

    /**
     * {@return a stride as it is used for a number of lanes or depths}
     *
     * <p>From a single one it leads nowhere, so that only a stride between several is bounded by the array.
     */
    public static int stride(long stride, int count) {
        return count == 1 ? (int) stride : Math.toIntExact(stride);
    }

    /** Forgets what is known. */
    public void forget() {
        array = null;
    }

    /** Nothing is known any more if elements of the part change: those from {@code first} to {@code last}, perhaps. */
    void written(Object array, long first, long last) {
        if (this.array == array) {
            long toLastLane = (lanes - 1) * stride;
            long toLastDepth = (depth - 1) * depthStride;
            long lowest = from + Math.min(0, toLastLane) + Math.min(0, toLastDepth);
            long highest = from + Math.max(0, toLastLane) + Math.max(0, toLastDepth);
            if (first <= highest && last >= lowest) {
                this.array = null;
            }
        }
    }

    public boolean is(Object array, long from, long stride, long depthStride, int lanes, int depth) {
        return this.array == array
                && this.from == from
                && this.stride == stride
                && this.depthStride == depthStride
                && this.lanes == lanes
                && this.depth == depth;
    }

    public void set(Object array, long from, long stride, long depthStride, int lanes, int depth) {
        this.array = array;
        this.from = from;
        this.stride = stride;
        this.depthStride = depthStride;
        this.lanes = lanes;
        this.depth = depth;
    }
}
