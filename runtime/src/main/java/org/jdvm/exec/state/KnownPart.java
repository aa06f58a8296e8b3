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

    /** Inner indices of a fold, of which the depth stride is that from one to the next; 1 if there are none. */
    private int fold;

    private long foldStride;

    /** The position of the instruction whose windows the lanes are; 0 if they are those of a matrix. */
    private int instruction;

    private long window;
    private long lowest;
    private long highest;

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
        if (this.array == array && first <= highest && last >= lowest) {
            this.array = null;
        }
    }

    public boolean is(Object array, long from, long stride, long depthStride, int lanes, int depth) {
        return is(array, from, stride, depthStride, lanes, depth, 1, 0);
    }

    /**
     * {@return whether it is a part whose depth is two axes}
     *
     * @param fold the size of the inner one
     * @param foldStride elements between its consecutive indices
     */
    public boolean is(
            Object array, long from, long stride, long depthStride, int lanes, int depth, int fold, long foldStride) {
        return this.array == array
                && this.fold == fold
                && this.foldStride == foldStride
                && instruction == 0
                && this.from == from
                && this.stride == stride
                && this.depthStride == depthStride
                && this.lanes == lanes
                && this.depth == depth;
    }

    public void set(Object array, long from, long stride, long depthStride, int lanes, int depth) {
        set(array, from, stride, depthStride, lanes, depth, 1, 0);
    }

    /**
     * A part whose depth is two axes.
     *
     * @param fold the size of the inner one
     * @param foldStride elements between its consecutive indices
     */
    public void set(
            Object array, long from, long stride, long depthStride, int lanes, int depth, int fold, long foldStride) {
        this.fold = fold;
        this.foldStride = foldStride;
        this.array = array;
        this.from = from;
        this.stride = stride;
        this.depthStride = depthStride;
        this.lanes = lanes;
        this.depth = depth;
        instruction = 0;
        long toLastLane = (lanes - 1) * stride;
        long toLastDepth = (depth / fold - 1) * depthStride;
        long toEndOfFold = (fold - 1) * foldStride;
        lowest = from + Math.min(0, toLastLane) + Math.min(0, toLastDepth) + Math.min(0, toEndOfFold);
        highest = from + Math.max(0, toLastLane) + Math.max(0, toLastDepth) + Math.max(0, toEndOfFold);
    }

    /** Whether it is what an instruction made of windows, from the first one on. */
    public boolean isOfWindows(Object array, int instruction, long from, long window, int lanes) {
        return this.array == array
                && this.instruction == instruction
                && this.from == from
                && this.window == window
                && this.lanes == lanes;
    }

    /**
     * What an instruction made of windows.
     *
     * @param instruction its position in the program
     * @param from the first element of the first window
     * @param window the number of the first window
     * @param lowest the lowest element that it may have read
     * @param highest the highest one
     */
    public void setOfWindows(
            Object array, int instruction, long from, long window, int lanes, long lowest, long highest) {
        this.array = array;
        this.instruction = instruction;
        this.from = from;
        this.window = window;
        this.lanes = lanes;
        this.lowest = lowest;
        this.highest = highest;
    }
}
