package org.jdvm.symbolic;

/** A non-zero coefficient times a monomial. */
record Term(long coefficient, Monomial monomial) {
    boolean isConstant() {
        return monomial.degree() == 0;
    }
}
