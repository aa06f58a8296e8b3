package org.jdvm.annotations;

/** Whether a reduction keeps the axes it reduces, as dims of size 1. */
public enum Keep {
    /** Reduced axes stay, with size 1, so that the result broadcasts against the operand. */
    KEEP_DIMS,
    /** Reduced axes go. */
    DROP_DIMS
}
