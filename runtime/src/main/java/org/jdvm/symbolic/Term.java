package org.jdvm.symbolic;

/** A non-zero coefficient times a monomial. */
record Term(long coefficient, Monomial monomial) {
    /** The factor 1. */
    static final Term ONE = new Term(1, Monomial.UNIT);

    boolean isConstant() {
        return monomial.degree() == 0;
    }
}
