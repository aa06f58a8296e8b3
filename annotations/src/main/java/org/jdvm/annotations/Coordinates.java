package org.jdvm.annotations;

/**
 * Where an element i of a resized axis is between the elements of the axis before, as ONNX's Resize names it. The scale s is the size after over
 * the size before, unless a call says it.
 */
public enum Coordinates {
    /** {@code (i + 0.5) / s - 0.5}: elements have a width, of which the index is the middle; PyTorch's without {@code align_corners}. */
    HALF_PIXEL,
    /** The same, but 0 if the resized axis has one element. */
    PYTORCH_HALF_PIXEL,
    /** {@code i (n - 1) / (m - 1)} for the sizes n before and m after: the elements at the ends stay there; 0 if m is 1. A call that says the scale has {@code m = n s}. */
    ALIGN_CORNERS,
    /** {@code i / s}. */
    ASYMMETRIC,
    /** {@link #HALF_PIXEL}, moved so that the middle of the axis stays the middle where its scaled size is not a whole number. */
    HALF_PIXEL_SYMMETRIC
}
