package org.jdvm.exec.gemm;

import org.jspecify.annotations.Nullable;

/**
 * Where some columns of a right operand are in an array that consists of dense matrices, all of the same sizes.
 *
 * @param matrix which one
 * @param matrices how many there are
 * @param column the first of the columns
 * @param width columns that each matrix has
 */
public record MatrixPlace(int matrix, int matrices, int column, int width) {
    /** {@return the place, or null if the strides are not those of such matrices} */
    static @Nullable MatrixPlace of(
            int length, long from, long depthStride, long columnStride, int depth, int columns) {
        if (columnStride == 1 && depthStride > 0) {
            long size = depth * depthStride;
            long column = from % size;
            return length % size == 0 && column + columns <= depthStride
                    ? new MatrixPlace((int) (from / size), (int) (length / size), (int) column, (int) depthStride)
                    : null;
        }
        if (depthStride == 1 && columnStride == depth && from % depth == 0 && length % depth == 0) {
            return new MatrixPlace(0, 1, (int) (from / depth), length / depth);
        }
        return null;
    }

    /** {@return index of the first element of the matrix} */
    int first(int depth) {
        return matrix * depth * width;
    }
}
