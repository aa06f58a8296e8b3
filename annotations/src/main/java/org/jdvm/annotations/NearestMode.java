package org.jdvm.annotations;

/** Which element is the nearest one of a place, as ONNX's Resize names it. */
public enum NearestMode {
    /** The nearer one; the lower one of two that are equally near. */
    ROUND_PREFER_FLOOR,
    /** The nearer one; the higher one of two that are equally near. */
    ROUND_PREFER_CEIL,
    /** The one at or below it. */
    FLOOR,
    /** The one at or above it. */
    CEIL
}
