package org.jdvm.examples.encoder;

import org.jdvm.Tensor;
import org.jdvm.annotations.DType;
import org.jdvm.examples.encoder.BertWeights.Matrix;

/** One row a token id, as exactly as a model keeps them. Most of a model's memory, of which a text reads a few rows. */
sealed interface WordTable {
    /**
     * Rows of 32-bit floats.
     *
     * @param rows [V, H]
     */
    record Floats(Tensor rows) implements WordTable {}

    /**
     * Rows of 16-bit floats.
     *
     * @param rows [V, H] of type bf16
     */
    record Halves(Tensor rows) implements WordTable {}

    /**
     * Rows of integers.
     *
     * @param rows [V, H] of type i8
     * @param scales [V, 1], by which the integers of a row are multiplied
     */
    record Integers(Tensor rows, Tensor scales) implements WordTable {}

    /** The table of a matrix. */
    static WordTable of(Matrix words, WeightPrecision precision) {
        Tensor rows = Tensor.of(words.values(), words.rows(), words.columns());
        return switch (precision) {
            case F32 -> new Floats(rows.constant());
            case BF16 -> new Halves(rows.cast(DType.BF16).contiguous().constant());
            case INT8, INT4 -> integers(words);
        };
    }

    private static WordTable integers(Matrix words) {
        RowIntegers rows = RowIntegers.of(words);
        return new Integers(
                Tensor.of(rows.integers(), words.rows(), words.columns()).constant(),
                Tensor.of(rows.factors(), words.rows(), 1).constant());
    }

    /** How many elements it has. */
    default long elements() {
        return switch (this) {
            case Floats(Tensor rows) -> rows.size();
            case Halves(Tensor rows) -> rows.size();
            case Integers(Tensor rows, Tensor _) -> rows.size();
        };
    }
}
