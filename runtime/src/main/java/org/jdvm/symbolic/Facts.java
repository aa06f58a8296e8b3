package org.jdvm.symbolic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known about sizes, and what follows from it.
 *
 * <p>Mutable: facts are only ever added. {@link #copy} is cheap and gives an independent collection. Queries change nothing, so a
 * collection to which nobody adds any more may be read from several threads.
 */
public final class Facts {
    /** The range of a symbol that was not declared otherwise: what a Java array can hold. */
    public static final Interval SIZES = new Interval(0, Integer.MAX_VALUE);

    private final Map<String, Interval> ranges;
    private final Map<String, Dim> values;
    private final List<Fact> facts;
    private Optional<Contradiction> contradiction;

    /** Facts about nothing: every symbol is any size in {@link #SIZES}. */
    public Facts() {
        ranges = new HashMap<>();
        values = new HashMap<>();
        facts = new ArrayList<>();
        contradiction = Optional.empty();
    }

    private Facts(Facts other) {
        ranges = new HashMap<>(other.ranges);
        values = new HashMap<>(other.values);
        facts = new ArrayList<>(other.facts);
        contradiction = other.contradiction;
    }

    /** The same facts, to which others can be added independently. */
    public Facts copy() {
        return new Facts(this);
    }

    /** Says that the symbol is in a range of its own instead of {@link #SIZES}; before any other fact about it. */
    public void declare(String symbol, long least, long most) {
        ranges.put(symbol, new Interval(least, most));
    }

    /** Adds a fact; {@code origin} says where it comes from, for example {@code gamma dim 0}. */
    public void assume(Relation relation, Dim left, Dim right, String origin) {
        Fact fact = new Fact(relation, left, right, origin);
        Proof known = holds(relation, left, right);
        if (known.isRefuted() && contradiction.isEmpty()) {
            List<Fact> involved = new ArrayList<>(known.because());
            involved.add(fact);
            contradiction = Optional.of(new Contradiction(fact + " cannot hold", involved));
            return;
        }
        facts.add(fact);
        if (relation == Relation.EQ) {
            solve(simplify(left.minus(right)));
        }
    }

    /** Adds a constraint as a fact. */
    public void assume(Constraint constraint, String origin) {
        assume(constraint.relation(), constraint.left(), constraint.right(), origin);
    }

    /** Adds the fact that {@code dim} is a multiple of {@code divisor}. */
    public void assumeDivides(long divisor, Dim dim, String origin) {
        assume(Relation.EQ, dim.mod(divisor), Dim.ZERO, origin);
    }

    /** The facts added so far, in order. */
    public List<Fact> facts() {
        return List.copyOf(facts);
    }

    private void solve(Dim zero) {
        for (Term term : Polynomial.of(zero).variableTerms()) {
            if (Math.abs(term.coefficient()) == 1
                    && term.monomial().degree() == 1
                    && term.monomial().atom(0) instanceof Atom.Symbol(var name)) {
                Polynomial alone = Polynomial.sum(List.of(term));
                Dim value = Polynomial.of(zero).subtract(alone).scale(-term.coefficient());
                if (!value.symbols().contains(name)) {
                    values.replaceAll((_, old) -> old.substitute(Map.of(name, value)));
                    values.put(name, value);
                    return;
                }
            }
        }
    }

    /** Whether the two are equal wherever both are defined. */
    public Proof equal(Dim a, Dim b) {
        return holds(Relation.EQ, a, b);
    }

    /** Whether the relation holds wherever both sides are defined. */
    public Proof holds(Relation relation, Dim a, Dim b) {
        Dim difference = simplify(a.minus(b));
        List<Fact> used = a.minus(b).equals(difference) ? List.of() : facts;
        Interval range = range(difference);
        boolean always = switch (relation) {
            case EQ -> range.isPoint() && range.least() == 0;
            case NE -> !range.contains(0);
            case LE -> range.most() <= 0;
            case LT -> range.most() < 0;
            case GE -> range.least() >= 0;
            case GT -> range.least() > 0;
        };
        boolean never = switch (relation) {
            case EQ -> !range.contains(0);
            case NE -> range.isPoint() && range.least() == 0;
            case LE -> range.least() > 0;
            case LT -> range.least() >= 0;
            case GE -> range.most() < 0;
            case GT -> range.most() <= 0;
        };
        return always ? new Proof(Answer.PROVED, used) : never ? new Proof(Answer.REFUTED, used) : Proof.UNKNOWN;
    }

    /** Whether {@code dim} is a multiple of {@code divisor}. */
    public Proof divides(long divisor, Dim dim) {
        return equal(dim.mod(divisor), Dim.ZERO);
    }

    /** A size equal to {@code dim} wherever that is defined, the same for sizes known to be equal as far as that can be found. */
    public Dim simplify(Dim dim) {
        return dim.substitute(values);
    }

    /** An interval that holds every value of {@code dim}. */
    public Interval range(Dim dim) {
        Interval range = Interval.of(0);
        for (Term term : Polynomial.of(simplify(dim)).terms()) {
            Interval product = Interval.of(term.coefficient());
            for (int i = 0; i < term.monomial().degree(); i++) {
                product = product.times(
                        term.monomial().atom(i) instanceof Atom.Symbol(var name)
                                ? ranges.getOrDefault(name, SIZES)
                                : Interval.ALL);
            }
            range = range.plus(product);
        }
        return range;
    }

    /** The first facts found to contradict each other; set by the assumption that completes them. */
    public Optional<Contradiction> contradiction() {
        return contradiction;
    }
}
