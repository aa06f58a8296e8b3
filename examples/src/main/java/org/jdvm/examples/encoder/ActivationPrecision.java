package org.jdvm.examples.encoder;

/** How exactly the numbers between the layers of a model are multiplied with its matrices. */
public enum ActivationPrecision {
    /** As they are. */
    F32,

    /**
     * Each row as 8-bit integers with a factor, so that products are those of integers. Needs {@link WeightPrecision#INT8}. Sums, normalisation
     * and attention stay in 32-bit floats.
     */
    INT8
}
