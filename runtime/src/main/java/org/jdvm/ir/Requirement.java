package org.jdvm.ir;

import org.jdvm.symbolic.Dim;

/**
 * A fact about sizes that could not be decided when the graph was built: every call checks it before anything runs.
 *
 * @param kind how the sides must relate
 * @param left the left side
 * @param right the right side
 * @param origin who asks for it, for the message, such as {@code matmul} or {@code @Where("H % 8 == 0")}
 */
public record Requirement(Kind kind, Dim left, Dim right, String origin) {
    /** How two sizes must relate. */
    public enum Kind {
        EQUAL("=="),
        NOT_EQUAL("!="),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        /** Equal, or one of them 1. */
        BROADCASTS("~");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /**
         * {@return true if two numbers relate like this}
         *
         * @param left the left number
         * @param right the right number
         */
        public boolean holds(long left, long right) {
            return switch (this) {
                case EQUAL -> left == right;
                case NOT_EQUAL -> left != right;
                case LESS -> left < right;
                case LESS_OR_EQUAL -> left <= right;
                case BROADCASTS -> left == right || left == 1 || right == 1;
            };
        }

        /** {@return the sign used in listings} */
        @Override
        public String toString() {
            return text;
        }
    }

    /** {@return the fact as text, such as {@code H == 2*K}} */
    @Override
    public String toString() {
        return left + " " + kind + " " + right;
    }
}
