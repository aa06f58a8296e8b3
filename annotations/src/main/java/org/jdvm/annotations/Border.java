package org.jdvm.annotations;

/** What is beyond the ends of an axis. */
public enum Border {
    /** Zeros. */
    ZEROS,
    /** The element at the end. */
    EDGE,
    /** The axis mirrored at its ends. */
    REFLECT
}
