package org.jdvm.symbolic;

/** What can be said about a claim from the facts. */
public enum Answer {
    /** It holds for all values that the facts allow. */
    PROVED,
    /** It holds for no values that the facts allow. */
    REFUTED,
    /** Neither could be shown. */
    UNKNOWN
}
