package org.jdvm.annotations;

/** What becomes of an element when a number comes to its place. */
public enum Update {
    /** It is replaced; the last one of several numbers stays. */
    SET,
    /** The number is added to it. */
    ADD,
    /** It is multiplied by the number. */
    MUL,
    /** The larger one of both stays, NaN if one is NaN. */
    MAX,
    /** The smaller one of both stays, NaN if one is NaN. */
    MIN
}
