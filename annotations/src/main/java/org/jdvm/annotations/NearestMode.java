package org.jdvm.annotations;

/** Which element is the nearest one of a place, as ONNX's Resize names it. */
public enum NearestMode {
    /** The nearer one; in the middle of two the lower one. */
    ROUND_PREFER_FLOOR,
    /** The nearer one; in the middle of two the higher one. */
    ROUND_PREFER_CEIL,
    /** The one at or below it. */
    FLOOR,
    /** The one at or above it. */
    CEIL
}
