package org.jdvm.symbolic;

import java.util.ArrayList;
import java.util.List;

/** A polynomial as {@code atom * factor + rest}, with no such atom at the top level of the rest. */
record AtomSplit(Polynomial factor, Polynomial rest) {
    static AtomSplit of(Polynomial polynomial, Atom atom) {
        List<Term> factor = new ArrayList<>();
        List<Term> rest = new ArrayList<>();
        Monomial by = Monomial.of(atom);
        for (Term term : polynomial.terms()) {
            Monomial others = term.monomial().dividedBy(by);
            if (others == null) {
                rest.add(term);
            } else {
                factor.add(new Term(term.coefficient(), others));
            }
        }
        return new AtomSplit(Polynomial.sum(factor), Polynomial.sum(rest));
    }
}
