package org.jdvm.fusion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdvm.symbolic.Dim;

/**
 * The index along one dim of a tensor as an affine function of a kernel's axes.
 *
 * @param offset the index where all axes are 0
 * @param terms what each axis adds, from the outermost to the innermost
 */
record Index(Dim offset, List<Term> terms) {
    static final Index ZERO = new Index(Dim.ZERO, List.of());

    record Term(DraftAxis axis, Dim coefficient) {}

    Index {
        terms = List.copyOf(terms);
    }

    static Index of(DraftAxis axis) {
        return new Index(Dim.ZERO, List.of(new Term(axis, Dim.ONE)));
    }

    Index plus(Index other) {
        List<Term> all = new ArrayList<>(terms);
        all.addAll(other.terms);
        return new Index(offset.plus(other.offset), all);
    }

    Index plus(Dim constant) {
        return new Index(offset.plus(constant), terms);
    }

    Index times(Dim factor) {
        if (factor.equals(Dim.ONE)) {
            return this;
        }
        return new Index(
                offset.times(factor),
                terms.stream()
                        .map(t -> new Term(t.axis(), t.coefficient().times(factor)))
                        .toList());
    }

    /** The same function in terms of axes that are not split, one term for each, zero terms left out. */
    Index expanded() {
        Map<DraftAxis, Dim> sums = new LinkedHashMap<>();
        for (Term term : terms) {
            expand(term.axis(), term.coefficient(), sums);
        }
        List<Term> expanded = new ArrayList<>();
        sums.forEach((axis, coefficient) -> {
            if (!coefficient.equals(Dim.ZERO)) {
                expanded.add(new Term(axis, coefficient));
            }
        });
        return new Index(offset, expanded);
    }

    private static void expand(DraftAxis axis, Dim coefficient, Map<DraftAxis, Dim> sums) {
        if (!axis.isSplit()) {
            sums.merge(axis, coefficient, Dim::plus);
            return;
        }
        for (int i = 0; i < axis.parts().size(); i++) {
            Dim inner = Dim.ONE;
            for (DraftAxis later : axis.parts().subList(i + 1, axis.parts().size())) {
                inner = inner.times(later.size);
            }
            expand(axis.parts().get(i), coefficient.times(inner), sums);
        }
    }

    /** True if both are the same function. */
    boolean same(Index other) {
        Index a = expanded();
        Index b = other.expanded();
        return a.offset.equals(b.offset)
                && a.terms.size() == b.terms.size()
                && a.byAxis().equals(b.byAxis());
    }

    private Map<DraftAxis, Dim> byAxis() {
        Map<DraftAxis, Dim> map = new LinkedHashMap<>();
        terms.forEach(t -> map.put(t.axis(), t.coefficient()));
        return map;
    }
}
