package org.jdvm.symbolic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds bounds of expressions in solved form: interval arithmetic, made sharper by factoring, by replacing monotone variables by
 * their ends, and by what is known about floordiv, min and max.
 *
 * <p>Serves one query, within a budget: what it does not find in time is unknown.
 */
final class Estimator {
    private static final int BUDGET = 2000;

    /** The part of the budget for expressions with operations: their bounds rest on twice the bounds for each operation more. */
    private static final int BUDGET_OF_OPERATIONS = 250;

    private static final int INEQUALITIES_IN_A_ROW = 3;

    /** How many inequalities one question tries: far more than proofs need that succeed, and independent of how many there are. */
    private static final int MOST_INEQUALITIES = 100;

    /** How deep bounds rest on other bounds: far more than proofs need that succeed, and far less than a stack holds. */
    private static final int DEEPEST = 40;

    /**
     * Up to this number of operations each subset is relaxed, in search of the best bound; of more the first goes first, since the subsets of the sizes after a
     * chain of strides are more than any budget.
     */
    private static final int MOST_FREE_OPERATIONS = 4;

    private final Knowledge knowledge;
    private final Map<Polynomial, Bound> bounds = new HashMap<>();
    private final Map<Atom, Range> atomRanges = new HashMap<>();
    private int budget = BUDGET;
    private int budgetOfOperations = BUDGET_OF_OPERATIONS;
    private int inequalities = MOST_INEQUALITIES;
    private int depth;
    private int steps;

    Estimator(Knowledge knowledge) {
        this.knowledge = knowledge;
    }

    /** How many bounds were looked for by more than interval arithmetic. */
    int steps() {
        return steps;
    }

    /** The range of an expression, wherever it is defined. */
    Range range(Polynomial polynomial) {
        return Range.of(least(polynomial), least(polynomial.negate()));
    }

    /** Why the polynomial is never negative; null if that is unknown. */
    @Nullable
    Reasons notNegative(Polynomial polynomial) {
        return notNegative(polynomial, INEQUALITIES_IN_A_ROW);
    }

    private @Nullable Reasons notNegative(Polynomial polynomial, int depth) {
        Bound least = least(polynomial);
        if (least.value() >= 0) {
            return least.because();
        }
        Monomial common = commonFactor(polynomial);
        if (common.degree() > 0) {
            Range factor = monomialRange(common);
            if (factor.least() >= 0) {
                Reasons why = notNegative(
                        Division.divide(polynomial, Polynomial.monomial(common)).whole(), depth);
                return why == null ? null : why.and(factor.whyLeast());
            }
        }
        return depth == 0 ? null : byInequality(polynomial, depth);
    }

    /** Subtracts known inequalities that share a term, so that the term vanishes and the rest may be plainly not negative. */
    private @Nullable Reasons byInequality(Polynomial polynomial, int depth) {
        for (Knowledge.Known known : helpful(polynomial)) {
            for (Term term : polynomial.variableTerms()) {
                long other = known.polynomial().coefficientOf(term.monomial());
                if (other == 0 || (other < 0) != (term.coefficient() < 0)) {
                    continue;
                }
                if (--inequalities < 0 || knowledge.isSpent()) {
                    return null;
                }
                knowledge.tried.incrementAndGet();
                long gcd = Exact.gcd(other, term.coefficient());
                try {
                    Polynomial rest = polynomial
                            .scale(Math.abs(other / gcd))
                            .subtract(known.polynomial().scale(Math.abs(term.coefficient() / gcd)));
                    Reasons why = notNegative(rest, depth - 1);
                    if (why != null) {
                        return why.and(known.because());
                    }
                } catch (ArithmeticException _) {
                    // beyond 64 bits: this way proves nothing
                }
            }
        }
        return null;
    }

    /**
     * The inequalities to try. A product of symbols that is subtracted and has no useful bound must vanish by one of those that have it with
     * the same sign, so that others need not be tried before.
     */
    private Collection<Knowledge.Known> helpful(Polynomial polynomial) {
        Collection<Knowledge.Known> fewest = null;
        for (Term term : polynomial.variableTerms()) {
            if (isUnboundedBelow(term) && isAlone(polynomial, term)) {
                Collection<Knowledge.Known> found = knowledge.notNegative.with(term.monomial());
                fewest = fewest == null || found.size() < fewest.size() ? found : fewest;
            }
        }
        return fewest == null ? knowledge.notNegative.sharing(polynomial) : fewest;
    }

    /** True for a product of symbols that is as good as unlimited in the direction of its sign. */
    private boolean isUnboundedBelow(Term term) {
        for (int i = 0; i < term.monomial().degree(); i++) {
            if (!(term.monomial().atom(i) instanceof Atom.Symbol)) {
                return false;
            }
        }
        Range range = monomialRange(term.monomial());
        return term.coefficient() < 0
                ? range.most() >= Facts.SIZES.most()
                : range.least() <= Bounds.negate(Facts.SIZES.most());
    }

    /** Whether the symbols of a product are in no other term. */
    private static boolean isAlone(Polynomial polynomial, Term alone) {
        Set<Atom> symbols = atoms(Polynomial.monomial(alone.monomial()));
        for (Term term : polynomial.variableTerms()) {
            for (int i = 0; term != alone && i < term.monomial().degree(); i++) {
                boolean[] again = {false};
                term.monomial().atom(i).eachSymbol(name -> again[0] |= symbols.contains(new Atom.Symbol(name)));
                if (again[0]) {
                    return false;
                }
            }
        }
        return true;
    }

    static Monomial commonFactor(Polynomial polynomial) {
        Monomial common = Monomial.UNIT;
        if (polynomial.terms().isEmpty()) {
            return common;
        }
        Monomial first = polynomial.terms().getFirst().monomial();
        for (int i = 0; i < first.degree(); i++) {
            Monomial candidate = common.times(Monomial.of(first.atom(i)));
            if (polynomial.terms().stream().allMatch(term -> term.monomial().dividedBy(candidate) != null)) {
                common = candidate;
            }
        }
        return common;
    }

    /** A lower bound of the polynomial, wherever it is defined. */
    Bound least(Polynomial polynomial) {
        Bound known = bounds.get(polynomial);
        if (known != null) {
            return known;
        }
        Bound best = termwise(polynomial);
        bounds.put(polynomial, best);
        if (polynomial.variableTerms().isEmpty() || depth >= DEEPEST || --budget < 0) {
            return best;
        }
        if (operations(polynomial) > 0 && --budgetOfOperations < 0) {
            return best;
        }
        steps++;
        depth++;
        best = best.orBetter(factored(polynomial)).orBetter(relaxed(polynomial));
        depth--;
        bounds.put(polynomial, best);
        return best;
    }

    /** Interval arithmetic term by term. */
    Bound termwise(Polynomial polynomial) {
        Bound sum = Bound.of(0, Reasons.NONE);
        for (Term term : polynomial.terms()) {
            Range range = monomialRange(term.monomial());
            boolean positive = term.coefficient() > 0;
            long end = Bounds.multiply(term.coefficient(), positive ? range.least() : range.most());
            sum = sum.plus(Bound.of(end, positive ? range.whyLeast() : range.whyMost()));
        }
        return sum;
    }

    private Range monomialRange(Monomial monomial) {
        Range product = Range.of(Interval.of(1), Reasons.NONE);
        int power;
        for (int i = 0; i < monomial.degree(); i += power) {
            Atom atom = monomial.atom(i);
            power = 1;
            while (i + power < monomial.degree() && monomial.atom(i + power).equals(atom)) {
                power++;
            }
            Range range = atomRange(atom);
            for (int j = 0; j < power; j++) {
                product = times(product, range);
            }
            if (power == monomial.degree() && power % 2 == 0 && product.least() < 0) {
                product = product.withLeast(0, Reasons.NONE);
            }
        }
        return product;
    }

    private static Range times(Range a, Range b) {
        if (a.isPoint() && a.least() == 1) {
            return b;
        }
        if (a.least() >= 0 && b.least() >= 0) {
            Interval product = a.interval().times(b.interval());
            return new Range(
                    product.least(),
                    a.whyLeast().and(b.whyLeast()),
                    product.most(),
                    a.whyMost().and(b.whyMost()));
        }
        return Range.of(a.interval().times(b.interval()), a.why().and(b.why()));
    }

    /** The range of an atom, wherever it is defined: a divisor is not zero, sizes that broadcast do. */
    Range atomRange(Atom atom) {
        if (atom instanceof Atom.Symbol) {
            return knowledge.range(atom);
        }
        Range known = atomRanges.get(atom);
        if (known == null) {
            known = knowledge.range(atom).intersect(rangeOfOperation(atom));
            atomRanges.put(atom, known);
        }
        return known;
    }

    private Range rangeOfOperation(Atom atom) {
        return switch (atom) {
            case Atom.Symbol symbol -> knowledge.range(symbol);
            case Atom.FloorDiv(var dividend, var divisor) -> {
                Range by = range(divisor);
                Range over = range(dividend);
                yield Range.of(
                        OperationRanges.floorDiv(over.interval(), by.interval()),
                        over.why().and(by.why()));
            }
            case Atom.Mod(var dividend, var divisor) -> {
                Range by = range(divisor);
                Range over = range(dividend);
                yield Range.of(
                        OperationRanges.mod(over.interval(), by.interval()),
                        over.why().and(by.why()));
            }
            case Atom.Min(var members) -> {
                Range first = range(members.getFirst());
                for (Polynomial member : members) {
                    first = OperationRanges.min(first, range(member));
                }
                yield first;
            }
            case Atom.Max(var members) -> {
                Range first = range(members.getFirst());
                for (Polynomial member : members) {
                    first = OperationRanges.max(first, range(member));
                }
                yield first;
            }
            case Atom.Broadcast(var members) ->
                OperationRanges.broadcast(members.stream().map(this::range).toList());
            case Atom.Position(var position, var size) ->
                OperationRanges.position(range(position), range(size), range(position.add(size)));
        };
    }

    /** Splits {@code a * q + r} for each atom that occurs in several terms, which then are not independent. */
    private Bound factored(Polynomial polynomial) {
        Bound best = Bound.NONE;
        for (Atom atom : sharedAtoms(polynomial)) {
            try {
                best = best.orBetter(factored(atom, AtomSplit.of(polynomial, atom)));
            } catch (ArithmeticException _) {
                // beyond 64 bits: no bound this way
            }
        }
        return best;
    }

    private static List<Atom> sharedAtoms(Polynomial polynomial) {
        List<Atom> shared = new ArrayList<>();
        List<Term> terms = polynomial.variableTerms();
        for (int first = 0; first + 1 < terms.size(); first++) {
            Monomial monomial = terms.get(first).monomial();
            for (int i = 0; i < monomial.degree(); i++) {
                for (int second = first + 1; second < terms.size(); second++) {
                    if (terms.get(second).monomial().contains(monomial.atom(i)) && !shared.contains(monomial.atom(i))) {
                        shared.add(monomial.atom(i));
                    }
                }
            }
        }
        return shared;
    }

    private Bound factored(Atom atom, AtomSplit split) {
        Range range = atomRange(atom);
        Range factor = range(split.factor());
        if (!split.factor().hasAtom(atom)) {
            if (factor.least() >= 0 && Bounds.isFinite(range.least())) {
                return least(split.factor().scale(range.least()).add(split.rest()))
                        .because(range.whyLeast().and(factor.whyLeast()));
            }
            if (factor.most() <= 0 && Bounds.isFinite(range.most())) {
                return least(split.factor().scale(range.most()).add(split.rest()))
                        .because(range.whyMost().and(factor.whyMost()));
            }
        }
        Range product = times(range, factor);
        return Bound.of(product.least(), product.whyLeast()).plus(least(split.rest()));
    }

    static Set<Atom> atoms(Polynomial polynomial) {
        Set<Atom> atoms = new LinkedHashSet<>();
        for (Term term : polynomial.terms()) {
            for (int i = 0; i < term.monomial().degree(); i++) {
                atoms.add(term.monomial().atom(i));
            }
        }
        return atoms;
    }

    /** Replaces one operation by what bounds it from the right side. */
    private Bound relaxed(Polynomial polynomial) {
        Bound best = Bound.NONE;
        boolean isOne = operations(polynomial) > MOST_FREE_OPERATIONS;
        for (Term term : polynomial.variableTerms()) {
            for (int i = 0; i < term.monomial().degree(); i++) {
                Atom atom = term.monomial().atom(i);
                if (atom instanceof Atom.Symbol || isOne && best != Bound.NONE) {
                    continue;
                }
                Monomial others = term.monomial().without(i);
                Range sign = monomialRange(others);
                if (sign.least() < 0) {
                    continue;
                }
                try {
                    Polynomial rest = polynomial.subtract(Polynomial.sum(List.of(term)));
                    Term factor = new Term(term.coefficient(), others);
                    best = best.orBetter(relaxed(atom, factor, rest).because(sign.whyLeast()));
                } catch (ArithmeticException _) {
                    // beyond 64 bits: no bound this way
                }
            }
        }
        return best;
    }

    private static int operations(Polynomial polynomial) {
        int count = 0;
        for (Term term : polynomial.variableTerms()) {
            for (int i = 0; i < term.monomial().degree(); i++) {
                count += term.monomial().atom(i) instanceof Atom.Symbol ? 0 : 1;
            }
        }
        return count;
    }

    /** A bound of {@code factor * atom + rest} for a factor with the sign of its coefficient. */
    private Bound relaxed(Atom atom, Term factor, Polynomial rest) {
        boolean positive = factor.coefficient() > 0;
        Function<Polynomial, Bound> with =
                replacement -> least(replacement.times(factor).add(rest));
        return switch (atom) {
            case Atom.Symbol _ -> Bound.NONE;
            case Atom.FloorDiv(var dividend, var divisor) -> relaxedQuotient(dividend, divisor, factor, rest);
            case Atom.Mod(var dividend, var divisor) ->
                with.apply(dividend.subtract(divisor.multiply(Division.floorDiv(dividend, divisor))));
            case Atom.Min(var members) -> choose(members, with, !positive);
            case Atom.Max(var members) -> choose(members, with, positive);
            case Atom.Broadcast(var members) -> choose(members, with, false);
            case Atom.Position(var position, var size) -> choose(List.of(position, position.add(size)), with, false);
        };
    }

    /** The best of the members' bounds if any of them bounds the operation, else the worst. */
    private static Bound choose(List<Polynomial> members, Function<Polynomial, Bound> with, boolean any) {
        List<Bound> bounds = new ArrayList<>();
        members.forEach(member -> bounds.add(with.apply(member)));
        return bounds.stream().reduce(any ? Bound::orBetter : Bound::orWorse).orElse(Bound.NONE);
    }

    /** {@code d * floordiv(n, d)} is between {@code n - d + 1} and {@code n} for a positive {@code d}. */
    private Bound relaxedQuotient(Polynomial dividend, Polynomial divisor, Term factor, Polynomial rest) {
        Polynomial end = factor.coefficient() > 0 ? dividend.subtract(divisor).add(Polynomial.ONE) : dividend;
        if (divisor.isConstant()) {
            long by = divisor.constantTerm();
            Bound scaled = least(end.times(factor).add(rest.scale(by)));
            return Bound.of(Bounds.ceilDiv(scaled.value(), by), scaled.because());
        }
        Atom single = divisor.asAtom();
        Monomial others = single == null ? null : factor.monomial().dividedBy(Monomial.of(single));
        if (single == null || others == null || atomRange(single).least() < 0) {
            return Bound.NONE;
        }
        return least(end.times(new Term(factor.coefficient(), others)).add(rest))
                .because(atomRange(single).whyLeast());
    }
}
