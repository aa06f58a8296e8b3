package org.jdvm.exec.gemm;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the heights of the blocks of matrix products. For each of them the build writes the innermost loop, with the processor of the module
 * {@code lane-generator}: a block of that number of rows and two vectors of columns, whose sums stay in registers. Which heights there are is in
 * {@code ProductHeights}, which needs no vectors.
 */
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.TYPE)
@interface ProductBlocks {
    /**
     * The heights. There are blocks with a packed left operand, {@code MicroVectors}: {@code depth} groups of one element for each row; and with
     * rows of it in place, {@code DirectVectors}: the right one is packed.
     */
    int[] value();
}
