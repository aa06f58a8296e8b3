package org.jdvm.examples.encoder;

import java.util.Optional;
import org.jdvm.WeightFormat;
import org.jspecify.annotations.Nullable;

/** How exactly the matrices of a model are kept. What is not a matrix stays in 32-bit floats. */
public enum WeightPrecision {
    /** As the file has them. */
    F32(null),

    /** Rounded to the first 16 bits of a 32-bit float. */
    BF16(WeightFormat.BF16),

    /** 8-bit integers with a factor for each column. */
    INT8(WeightFormat.INT8),

    /** 4-bit integers with a factor for each 32 elements of a column; rows of words are as with {@link #INT8}. */
    INT4(WeightFormat.INT4);

    @SuppressWarnings("ImmutableEnumChecker")
    private final Optional<WeightFormat> format;

    WeightPrecision(@Nullable WeightFormat format) {
        this.format = Optional.ofNullable(format);
    }

    /** The form of matrices that are multiplied; empty for 32-bit floats. */
    Optional<WeightFormat> format() {
        return format;
    }
}
