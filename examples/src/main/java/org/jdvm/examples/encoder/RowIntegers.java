package org.jdvm.examples.encoder;

import org.jdvm.examples.encoder.BertWeights.Matrix;

/**
 * A matrix as 8-bit integers: an element is its integer times the factor of its row, which makes the largest magnitude of the row 127.
 *
 * @param integers row by row
 * @param factors one a row
 */
record RowIntegers(byte[] integers, float[] factors) {
    private static final int LARGEST = 127;

    static RowIntegers of(Matrix matrix) {
        int columns = matrix.columns();
        float[] values = matrix.values();
        byte[] integers = new byte[values.length];
        float[] factors = new float[matrix.rows()];
        for (int row = 0; row < matrix.rows(); row++) {
            float largest = 0;
            for (int i = row * columns; i < (row + 1) * columns; i++) {
                largest = Math.max(largest, Math.abs(values[i]));
            }
            factors[row] = largest / LARGEST;
            for (int i = row * columns; i < (row + 1) * columns; i++) {
                integers[i] = largest == 0 ? 0 : (byte) Math.round(values[i] / factors[row]);
            }
        }
        return new RowIntegers(integers, factors);
    }
}
