package org.jdvm.check;

/** Where the elements of an operand are in memory, and how the operand shows them. */
enum Layout {
    CONTIGUOUS,
    /** A permuted view: the first axis is the innermost. */
    PERMUTED,
    /** Every second element of an axis, not from the first one on. */
    SLICED,
    /** One slice, repeated along the first axis. */
    BROADCAST,
    /** Elements that are stored from the last to the first along the first axis. */
    FLIPPED
}
