package org.jdvm.exec.cube;

/** A part of a product: sizes, elements to skip on either side, and where its tile begins. */
final class ProductPart {
    int rows;
    int columns;

    int depth;
    long left;
    long right;
    long target;

    /** Inner indices of the left operand that are a fold, 1 if there are none; and the elements between those of a fold. */
    int fold = 1;

    long foldStride;

    /** Bytes between rows of the target. */
    int pitch;

    /** True if the memory after the columns, up to the pitch, may be overwritten. */
    boolean mayPad;

    /** True if the target has integers: sums of a slice of the depth, which are exact floats, are added to them. */
    boolean ofIntegers;

    /** The inner indices of the left operand are a single axis of memory. */
    void unfold() {
        fold = 1;
        foldStride = 0;
    }

    /** They are two axes: where the size and the stride of the inner one are. */
    void fold(long[] words, int at) {
        fold = Math.toIntExact(words[at]);
        foldStride = words[at + 1];
    }
}
