package org.jdvm.ir;

/**
 * What shape rules do with sizes. A size is an {@code int} whose meaning is the implementation's: the number itself, the place of an
 * expression over symbols, or a class of sizes that must be equal. So one rule serves recorded calls, graphs, and what is found out about
 * which sizes are equal.
 */
public interface SizeAlgebra {
    /** In the place of a size: there is none, because the operands do not fit. */
    int NONE = -1;

    /** In the place of a dim: the two inner dims of a product. */
    int INNER = -1;

    /** {@return the size 1} */
    int one();

    /**
     * {@return the one size of two that must be equal, or {@link #NONE}}
     *
     * @param a a size
     * @param b a size
     * @param dim the dim of the left operand that has the first one, or {@link #INNER}, for messages
     */
    int equal(int a, int b, int dim);

    /**
     * {@return the common size of two of which either may be 1 and is repeated then, or {@link #NONE}}
     *
     * @param a a size
     * @param b a size
     * @param dim the dim of the result with that size, for messages
     */
    default int broadcast(int a, int b, int dim) {
        return b == one() ? a : a == one() ? b : equal(a, b, dim);
    }

    /**
     * {@return the sum of sizes, or {@link #NONE}}
     *
     * @param sizes at least one
     */
    int sum(int[] sizes);
}
