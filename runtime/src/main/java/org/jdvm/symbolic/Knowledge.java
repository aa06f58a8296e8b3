package org.jdvm.symbolic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Facts in solved form, which {@link Solver} builds and the other classes read.
 *
 * <p>{@code solved} is the equivalence relation of a union-find, widened from symbols to expressions: a symbol that equals an
 * expression over other symbols is replaced by it everywhere, so that no solved symbol occurs in any value, rule or inequality. An
 * equation that cannot be solved for a symbol is a rule that rewrites its leading monomial. Divisibility is an equation with a
 * <em>hidden</em> symbol ({@code 8 | H} is {@code H == 8 * hidden}), which leaves it to the canonical form to divide.
 */
final class Knowledge {
    /** What replaces a symbol. */
    record Solved(Polynomial value, Reasons because) {}

    /** A polynomial that is zero; its leading monomial is rewritten by the rest. */
    record Rule(Term leading, Polynomial zero, Reasons because) {}

    /** A polynomial whose sign (or being other than zero) is known. */
    record Known(Polynomial polynomial, Reasons because) {}

    /** Records that {@code factor} times a hidden symbol is {@code multiple}, an expression over symbols that are not hidden. */
    record Hidden(Term factor, Polynomial multiple) {
        /** {@code other} times the hidden symbol; multiples of the factor need no division, others as small a divisor as possible. */
        Polynomial times(Term other) {
            Monomial others = other.monomial().dividedBy(factor.monomial());
            long whole = others == null ? 0 : other.coefficient() / factor.coefficient();
            long rest = other.coefficient() - whole * factor.coefficient();
            Polynomial product = others == null ? Polynomial.ZERO : multiple.times(new Term(whole, others));
            if (rest == 0) {
                return product;
            }
            long gcd = Exact.gcd(rest, factor.coefficient());
            Monomial left = others == null ? factor.monomial() : Monomial.UNIT;
            Polynomial part =
                    Division.floorDiv(multiple, Polynomial.sum(List.of(new Term(factor.coefficient() / gcd, left))));
            return product.add(part.times(new Term(rest / gcd, others == null ? other.monomial() : others)));
        }
    }

    /** How many inequalities were tried in proofs; shared with copies. */
    final AtomicLong tried;

    /** How many may be tried before only plain proofs are looked for; shared with copies. */
    final AtomicLong limit;

    final Map<Atom, Range> ranges;
    final Map<String, Solved> solved;
    final List<Rule> rules;
    final Inequalities notNegative;
    final List<Known> notZero;
    /** The meanings of each hidden symbol, all of the same, least weight. */
    final Map<String, List<Hidden>> hidden;

    Knowledge() {
        tried = new AtomicLong();
        limit = new AtomicLong(Long.MAX_VALUE);
        ranges = new HashMap<>();
        solved = new HashMap<>();
        rules = new ArrayList<>();
        notNegative = new Inequalities();
        notZero = new ArrayList<>();
        hidden = new HashMap<>();
    }

    Knowledge(Knowledge other) {
        tried = other.tried;
        limit = other.limit;
        ranges = new HashMap<>(other.ranges);
        solved = new HashMap<>(other.solved);
        rules = new ArrayList<>(other.rules);
        notNegative = new Inequalities(other.notNegative);
        notZero = new ArrayList<>(other.notZero);
        hidden = new HashMap<>(other.hidden);
    }

    boolean isSpent() {
        return tried.get() >= limit.get();
    }

    /** What was recorded for the atom, or what holds for every symbol. */
    Range range(Atom atom) {
        Range known = ranges.get(atom);
        if (known != null) {
            return known;
        }
        return atom instanceof Atom.Symbol(var name) && !isHidden(name)
                ? Range.of(Facts.SIZES, Reasons.NONE)
                : Range.ALL;
    }

    /** Makes a new hidden symbol. Its name is none that {@link Dim#symbol} would accept. */
    Atom.Symbol newHidden(Term factor, Polynomial multiple) {
        String name = "'" + hidden.size();
        hidden.put(name, List.of(new Hidden(factor, withoutHidden(multiple))));
        return new Atom.Symbol(name);
    }

    static boolean isHidden(String name) {
        return name.charAt(0) == '\'';
    }

    /** Writes an expression without hidden symbols. */
    Polynomial withoutHidden(Polynomial polynomial) {
        if (hidden.isEmpty()) {
            return polynomial;
        }
        Polynomial result = Polynomial.ZERO;
        for (Term term : polynomial.terms()) {
            result = result.add(withoutHidden(term));
        }
        return result;
    }

    private Polynomial withoutHidden(Term term) {
        Monomial monomial = term.monomial();
        for (int i = 0; i < monomial.degree(); i++) {
            if (monomial.atom(i) instanceof Atom.Symbol(var name) && isHidden(name)) {
                Term others = new Term(term.coefficient(), monomial.without(i));
                return withoutHidden(meaning(name, others).times(others));
            }
        }
        Polynomial product = Polynomial.constant(term.coefficient());
        for (int i = 0; i < monomial.degree(); i++) {
            product = product.multiply(monomial.atom(i).mapOperands(this::withoutHidden));
        }
        return product;
    }

    /** Of several meanings the one that divides the other factors of the hidden symbol, and of these the one that leaves the least. */
    private Hidden meaning(String name, Term others) {
        List<Hidden> meanings = hidden.get(name);
        if (meanings == null) {
            throw new IllegalStateException("hidden symbol " + name + " without a meaning");
        }
        Hidden best = meanings.getFirst();
        long bestFactor = 0;
        for (Hidden meaning : meanings) {
            Term factor = meaning.factor();
            boolean exact = others.coefficient() % factor.coefficient() == 0
                    && others.monomial().dividedBy(factor.monomial()) != null;
            if (exact && factor.coefficient() > bestFactor) {
                best = meaning;
                bestFactor = factor.coefficient();
            }
        }
        return best;
    }

    /** The rule that rewrites this term, or null. */
    @Nullable
    Rule ruleFor(Term term) {
        for (Rule rule : rules) {
            if (term.coefficient() % rule.leading().coefficient() == 0
                    && term.monomial().dividedBy(rule.leading().monomial()) != null) {
                return rule;
            }
        }
        return null;
    }
}
