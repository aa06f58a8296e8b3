package org.jdvm.ir;

/** What an elementwise node computes with: a tensor, or a scalar that is the same for all elements. */
public sealed interface Operand permits Value, Operand.Scalar {
    /**
     * A scalar operand; it takes the element type of the other operands.
     *
     * @param expression the number
     */
    record Scalar(ScalarExpr expression) implements Operand {
        /** {@return the expression in braces} */
        @Override
        public String toString() {
            return "{" + expression + "}";
        }
    }
}
