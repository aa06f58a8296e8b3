package org.jdvm.ir;

import org.jdvm.symbolic.Dim;

/** What an elementwise node computes with: a tensor, or a scalar that is the same for all elements. */
public sealed interface Operand permits Value, Operand.Scalar {
    /** {@return a number as an operand} */
    static Operand number(double value) {
        return new Scalar(ScalarExpr.of(value));
    }

    /** {@return a size as an operand} */
    static Operand number(Dim size) {
        return new Scalar(ScalarExpr.size(size));
    }

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
