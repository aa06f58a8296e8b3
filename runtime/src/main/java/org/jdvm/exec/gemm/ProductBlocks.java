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
     * rows of it at any distance, {@code DirectVectors}, or at a constant one, {@code CopiedVectors}: the right one is packed. With rows and narrow
     * panels there are {@code Bf16Vectors}, {@code F16Vectors}, {@code Int8Vectors} and {@code Int4Vectors}.
     */
    int[] value();

    /** Elements from row to row of a left operand that is copied to be read by {@code CopiedVectors}; not a multiple of a page. */
    int pitch();
}
