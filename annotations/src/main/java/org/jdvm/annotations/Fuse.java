package org.jdvm.annotations;

/** What the author of an operator expects of fusion. */
public enum Fuse {
    /** Fuse what can be fused; a costly intermediate tensor is worth a warning. */
    POSSIBLE,
    /** An intermediate tensor that reaches memory although a fusion rule was about it is an error, whatever its size. */
    REQUIRED
}
