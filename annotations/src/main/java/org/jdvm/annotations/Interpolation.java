package org.jdvm.annotations;

/** What is computed between the elements of a tensor. */
public enum Interpolation {
    /** The nearest element; of two that are equally near the one with the even index. */
    NEAREST,
    /** A line between the two elements around the place, along each axis. */
    LINEAR,
    /** A cubic convolution (Keys, 1981) of the four elements around the place, along each axis, with -0.75 as its coefficient. */
    CUBIC
}
