package org.jdvm.examples.search;

import org.jdvm.Tensor;
import org.jdvm.annotations.Dims;
import org.jdvm.annotations.Operator;

/** Similarity of vectors. */
public final class Similarity {
    private Similarity() {}

    /**
     * The cosines of the angles between a vector and many others, all of length 1.
     *
     * @param vectors one row a vector
     * @param query the vector
     * @return one value a row
     */
    @Operator
    public static @Dims("N") Tensor cosines(@Dims("N, H") Tensor vectors, @Dims("H") Tensor query) {
        return vectors.matmul(query);
    }
}
