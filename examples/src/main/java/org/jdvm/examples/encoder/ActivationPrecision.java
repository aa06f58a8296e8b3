package org.jdvm.examples.encoder;

/** How exactly the numbers between the layers of a model are multiplied with its matrices. */
public enum ActivationPrecision {
    /** As they are. */
    F32,

    /**
     * Rounded to the first 16 bits of a 32-bit float; products are added in 32-bit floats. Needs {@link WeightPrecision#BF16}. Sums, normalisation
     * and attention stay in 32-bit floats.
     */
    BF16,

    /**
     * Each row as 8-bit integers with a factor, so that products are those of integers. Needs {@link WeightPrecision#INT8}. Sums, normalisation
     * and attention stay in 32-bit floats.
     */
    INT8;

    /** {@return whether matrices of a precision can be multiplied so} */
    public boolean fits(WeightPrecision weights) {
        return switch (this) {
            case F32 -> true;
            case BF16 -> weights == WeightPrecision.BF16;
            case INT8 -> weights == WeightPrecision.INT8;
        };
    }
}
