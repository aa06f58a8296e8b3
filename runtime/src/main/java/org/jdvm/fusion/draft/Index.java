package org.jdvm.fusion.draft;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdvm.symbolic.Dim;

/**
 * The index along one dim of a tensor as an affine function of a kernel's axes.
 *
 * @param offset the index where all axes are 0
 * @param terms what each axis adds, from the outermost to the innermost
 */
public record Index(Dim offset, List<Term> terms) {
    public static final Index ZERO = new Index(Dim.ZERO, List.of());

    public record Term(DraftAxis axis, Dim coefficient) {}

    public Index {
        terms = List.copyOf(terms);
    }

    public static Index of(DraftAxis axis) {
        return new Index(Dim.ZERO, List.of(new Term(axis, Dim.ONE)));
    }

    public Index plus(Index other) {
        List<Term> all = new ArrayList<>(terms);
        all.addAll(other.terms);
        return new Index(offset.plus(other.offset), all);
    }

    Index plus(Dim constant) {
        return new Index(offset.plus(constant), terms);
    }

    public Index times(Dim factor) {
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
    public Index expanded() {
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

    /** The same function with each axis replaced; an axis that is not in the map stays. */
    public Index substitute(Map<DraftAxis, Index> replacements) {
        Index expanded = expanded();
        Index sum = new Index(expanded.offset, List.of());
        for (Term term : expanded.terms) {
            Index axis = replacements.getOrDefault(term.axis(), of(term.axis()));
            sum = sum.plus(axis.times(term.coefficient()));
        }
        return sum;
    }

    /** The axis that this index just runs along, if it does nothing else. */
    public Optional<DraftAxis> plainAxis() {
        Index expanded = expanded();
        boolean plain = expanded.offset.equals(Dim.ZERO)
                && expanded.terms.size() == 1
                && expanded.terms.getFirst().coefficient().equals(Dim.ONE);
        return plain ? Optional.of(expanded.terms.getFirst().axis()) : Optional.empty();
    }

    public static List<Index> substitute(List<Index> indices, Map<DraftAxis, Index> replacements) {
        return indices.stream().map(index -> index.substitute(replacements)).toList();
    }

    /** The axes that an index moves along. */
    public static Set<DraftAxis> axes(Index index) {
        return index.expanded().terms().stream().map(Term::axis).collect(Collectors.toSet());
    }

    public static boolean same(List<Index> a, List<Index> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!a.get(i).same(b.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** True if both are the same function. */
    public boolean same(Index other) {
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
