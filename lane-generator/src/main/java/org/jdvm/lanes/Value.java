package org.jdvm.lanes;

import com.palantir.javapoet.CodeBlock;

/** What an expression of a description becomes in a vector form. */
sealed interface Value {
    /** The type of one lane. */
    Lane lane();

    /** A Java expression that needs no parentheses as the receiver or argument of a call. */
    CodeBlock code();

    /**
     * The same number in all lanes.
     *
     * @param lane its type
     * @param code a constant expression
     */
    record Constant(Lane lane, CodeBlock code) implements Value {}

    /**
     * A number in each lane.
     *
     * @param lane their type
     * @param code a vector
     */
    record Numbers(Lane lane, CodeBlock code) implements Value {}

    /**
     * The outcome of a test in each lane.
     *
     * @param over the type of the lanes that the mask is made for
     * @param code a mask
     */
    record Mask(Lane over, CodeBlock code) implements Value {
        @Override
        public Lane lane() {
            return Lane.BOOLEAN;
        }
    }
}
