package org.jdvm.symbolic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdvm.symbolic.Knowledge.Known;

/**
 * Polynomials that are never negative, in the order in which they were found. Indexed by their monomials and symbols, so that a question
 * costs what the inequalities about its own symbols cost, however many others there are.
 */
final class Inequalities {
    /** What is done with an inequality. */
    interface Visitor {
        void visit(Known known) throws Solver.Conflict;
    }

    private final SortedMap<Integer, Known> all = new TreeMap<>();
    private final Set<Polynomial> polynomials = new HashSet<>();
    private final Map<Monomial, SortedMap<Integer, Known>> byMonomial = new HashMap<>();
    private final Map<String, SortedMap<Integer, Known>> bySymbol = new HashMap<>();

    /** The numbers of those that may narrow a range, because they are new or a range that they mention has changed. */
    private final TreeSet<Integer> open = new TreeSet<>();

    private int next;

    Inequalities() {}

    Inequalities(Inequalities other) {
        next = other.next;
        open.addAll(other.open);
        other.all.forEach(this::index);
    }

    /** False if it is known already. */
    boolean add(Known known) {
        if (polynomials.contains(known.polynomial())) {
            return false;
        }
        index(next, known);
        open.add(next++);
        return true;
    }

    private void index(int number, Known known) {
        all.put(number, known);
        polynomials.add(known.polynomial());
        for (Term term : known.polynomial().variableTerms()) {
            byMonomial.computeIfAbsent(term.monomial(), m -> new TreeMap<>()).put(number, known);
        }
        for (String symbol : known.polynomial().symbols()) {
            bySymbol.computeIfAbsent(symbol, s -> new TreeMap<>()).put(number, known);
        }
    }

    /** Those with a monomial. */
    Collection<Known> with(Monomial monomial) {
        SortedMap<Integer, Known> found = byMonomial.get(monomial);
        return found == null ? List.of() : found.values();
    }

    /** Those that share a monomial with a polynomial, the oldest first. */
    Collection<Known> sharing(Polynomial polynomial) {
        List<Term> terms = polynomial.variableTerms();
        if (terms.size() == 1) {
            return with(terms.getFirst().monomial());
        }
        SortedMap<Integer, Known> found = new TreeMap<>();
        for (Term term : terms) {
            SortedMap<Integer, Known> more = byMonomial.get(term.monomial());
            if (more != null) {
                found.putAll(more);
            }
        }
        return found.values();
    }

    /** Removes and returns those that mention a symbol. */
    List<Known> takeAbout(String symbol) {
        SortedMap<Integer, Known> about = bySymbol.remove(symbol);
        if (about == null) {
            return List.of();
        }
        about.forEach((number, known) -> {
            all.remove(number);
            open.remove(number);
            polynomials.remove(known.polynomial());
            for (Term term : known.polynomial().variableTerms()) {
                remove(byMonomial, term.monomial(), number);
            }
            known.polynomial().symbols().forEach(other -> remove(bySymbol, other, number));
        });
        return new ArrayList<>(about.values());
    }

    private static <K> void remove(Map<K, SortedMap<Integer, Known>> index, K key, Integer number) {
        SortedMap<Integer, Known> found = index.get(key);
        if (found != null && found.remove(number) != null && found.isEmpty()) {
            index.remove(key);
        }
    }

    /** Notes that the range of an atom has changed. */
    void reopen(Atom atom) {
        Set<String> symbols = Polynomial.atom(atom).symbols();
        // what mentions the atom mentions each of its symbols
        if (!symbols.isEmpty()) {
            SortedMap<Integer, Known> about = bySymbol.get(symbols.iterator().next());
            if (about != null) {
                open.addAll(about.keySet());
            }
        }
    }

    boolean hasOpen() {
        return !open.isEmpty();
    }

    /** Visits the open ones once, in order, with those that are opened again meanwhile and come later. */
    void visitOpen(Visitor visitor) throws Solver.Conflict {
        for (Integer number = open.ceiling(0); number != null; number = open.ceiling(number + 1)) {
            open.remove(number);
            Known known = all.get(number);
            if (known != null) {
                visitor.visit(known);
            }
        }
    }
}
