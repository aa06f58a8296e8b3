package org.jdvm.symbolic;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Adds equations and other relations to a {@link Knowledge}, and keeps that in solved form. */
final class Solver {
    /** Facts cannot all hold. */
    static final class Conflict extends Exception {
        private static final long serialVersionUID = 1L;

        private final String detail;
        private final transient Reasons because;

        Conflict(String detail, Reasons because) {
            super(detail, null, false, false);
            this.detail = detail;
            this.because = because;
        }

        String detail() {
            return detail;
        }

        Reasons because() {
            return because;
        }
    }

    private static final int MAX_MEANINGS = 8;

    private final Knowledge knowledge;
    private final Propagator propagator;
    private final Deque<Knowledge.Known> equations = new ArrayDeque<>();

    Solver(Knowledge knowledge) {
        this.knowledge = knowledge;
        this.propagator = new Propagator(knowledge);
    }

    /** Adds that the polynomial is zero. */
    void equate(Polynomial zero, Reasons because) throws Conflict {
        equations.add(new Knowledge.Known(zero, because));
        settle();
    }

    /** Adds that the polynomial is never negative. */
    void addNotNegative(Polynomial polynomial, Reasons because) throws Conflict {
        Estimator estimator = new Estimator(knowledge);
        Normalizer normalizer = new Normalizer(knowledge, estimator, Normalizer.Mode.DEFINED);
        Polynomial normal = normalizer.normal(polynomial);
        Reasons reasons = because.and(normalizer.used());
        Reasons opposite = estimator.notNegative(normal.negate());
        if (opposite == null) {
            propagator.addNotNegative(normal, reasons);
        } else {
            // at least zero and at most zero
            equations.add(new Knowledge.Known(normal, reasons.and(opposite)));
        }
        settle();
    }

    /** Adds that the polynomial is not zero. */
    void addNotZero(Polynomial polynomial, Reasons because) throws Conflict {
        Normalizer normalizer = new Normalizer(knowledge, new Estimator(knowledge), Normalizer.Mode.DEFINED);
        Polynomial normal = normalizer.normal(polynomial);
        Reasons reasons = because.and(normalizer.used());
        if (normal.terms().size() == 1) {
            // a product is not zero when none of its factors is
            for (Atom atom : Estimator.atoms(normal)) {
                propagator.addNotZero(Polynomial.atom(atom), reasons);
            }
        } else {
            propagator.addNotZero(normal, reasons);
        }
        settle();
    }

    private void settle() throws Conflict {
        try {
            do {
                while (!equations.isEmpty()) {
                    Knowledge.Known equation = equations.poll();
                    absorb(equation.polynomial(), equation.because());
                }
                propagator.propagate();
                equations.addAll(propagator.takePoints());
                requeueReducible();
            } while (!equations.isEmpty());
        } catch (ArithmeticException _) {
            // beyond 64 bits: what has been found so far is true, the rest of this fact stays unused
            equations.clear();
        }
    }

    /** A rule whose common factor has turned out not to be zero says more without it. */
    private void requeueReducible() {
        Estimator estimator = new Estimator(knowledge);
        knowledge.rules.removeIf(rule -> {
            Monomial common = Estimator.commonFactor(rule.zero());
            boolean reducible = false;
            for (int i = 0; i < common.degree(); i++) {
                reducible |= estimator.atomRange(common.atom(i)).excludes(0);
            }
            if (reducible) {
                equations.add(new Knowledge.Known(rule.zero(), rule.because()));
            }
            return reducible;
        });
    }

    private void absorb(Polynomial zero, Reasons because) throws Conflict {
        Estimator estimator = new Estimator(knowledge);
        Normalizer normalizer = new Normalizer(knowledge, estimator, Normalizer.Mode.DEFINED);
        Polynomial normal = normalizer.normal(zero);
        Reasons reasons = because.and(normalizer.used());
        if (normal.terms().isEmpty()) {
            return;
        }
        long content = normal.variableContent();
        if (content == 0) {
            throw new Conflict("it comes down to " + normal.constantTerm() + " == 0", reasons);
        }
        if (normal.constantTerm() % content != 0) {
            Polynomial variable = Polynomial.sum(normal.variableTerms());
            throw new Conflict(
                    knowledge.withoutHidden(variable)
                            + " is a multiple of "
                            + content
                            + ", "
                            + Exact.negate(normal.constantTerm())
                            + " is not",
                    reasons);
        }
        Polynomial primitive = normal.divideExactly(content);
        Monomial common = Estimator.commonFactor(primitive);
        for (int i = 0; i < common.degree(); i++) {
            Range factor = estimator.atomRange(common.atom(i));
            if (factor.excludes(0)) {
                Polynomial rest = Division.divide(primitive, Polynomial.atom(common.atom(i)))
                        .whole();
                absorb(rest, reasons.and(factor.whyNot(0)));
                return;
            }
        }
        if (!absorbRemainder(primitive, reasons)) {
            solve(primitive, reasons);
        }
    }

    /** {@code mod(n, d) == v} means that {@code n - v} is {@code d} times something. */
    private boolean absorbRemainder(Polynomial zero, Reasons because) throws Conflict {
        List<Term> terms = zero.variableTerms();
        if (terms.size() != 1 || terms.getFirst().monomial().degree() != 1) {
            return false;
        }
        // the content is 1, so is the coefficient but for its sign
        long value = Exact.multiply(zero.constantTerm(), -terms.getFirst().coefficient());
        if (!(terms.getFirst().monomial().atom(0) instanceof Atom.Mod(var dividend, var divisor))) {
            return false;
        }
        if (!divisor.isConstant() && value != 0) {
            return false;
        }
        if (divisor.isConstant() && (value < 0 || value >= divisor.constantTerm())) {
            throw new Conflict("a remainder modulo " + divisor + " is never " + value, because);
        }
        Polynomial multiple = dividend.subtract(Polynomial.constant(value));
        Atom.Symbol quotient = divisor.isConstant()
                ? knowledge.newHidden(new Term(divisor.constantTerm(), Monomial.UNIT), multiple)
                : divisor.terms().size() == 1
                        ? knowledge.newHidden(divisor.terms().getFirst(), multiple)
                        : knowledge.newHidden(Term.ONE, Division.floorDiv(dividend, divisor));
        equations.addFirst(
                new Knowledge.Known(multiple.subtract(divisor.multiply(Polynomial.atom(quotient))), because));
        return true;
    }

    private void solve(Polynomial zero, Reasons because) throws Conflict {
        Term unit = solvable(zero).stream()
                .filter(term -> Math.abs(term.coefficient()) == 1)
                .max(Comparator.comparing(Solver::name, Solver::compareForElimination))
                .orElse(null);
        if (unit != null) {
            Polynomial others = zero.subtract(Polynomial.sum(List.of(unit)));
            eliminate(name(unit), others.scale(-unit.coefficient()), because);
            return;
        }
        if (solvable(zero).size() > 1) {
            reduceCoefficients(zero, because);
            return;
        }
        Term leading = zero.variableTerms().stream()
                .max(Comparator.comparing(term -> weight(term.monomial())))
                .orElseThrow();
        knowledge.rules.add(new Knowledge.Rule(leading, zero, because));
        propagator.addNotNegative(zero, because);
        propagator.addNotNegative(zero.negate(), because);
    }

    /**
     * Solves {@code a*x + b*y + ... == 0} in whole numbers for the smallest coefficient {@code a}: with {@code x = t - (b/a)*y - ...} the
     * other coefficients become remainders modulo {@code a}, until one of them is 1.
     */
    private void reduceCoefficients(Polynomial zero, Reasons because) throws Conflict {
        Term smallest = solvable(zero).stream()
                .min(Comparator.comparingLong((Term term) -> Math.abs(term.coefficient()))
                        .thenComparing(Solver::name, Solver::compareForElimination))
                .orElseThrow();
        List<Term> quotient = new ArrayList<>();
        for (Term term : zero.terms()) {
            long times = term.coefficient() / smallest.coefficient();
            if (times != 0) {
                quotient.add(new Term(times, term.monomial()));
            }
        }
        // the quotient holds x itself, so that t is x + (b/a)*y + ...
        Polynomial multiple = Polynomial.sum(quotient);
        Polynomial hidden = Polynomial.atom(knowledge.newHidden(Term.ONE, multiple));
        Polynomial others = multiple.subtract(Polynomial.monomial(smallest.monomial()));
        equations.addFirst(new Knowledge.Known(zero, because));
        eliminate(name(smallest), hidden.subtract(others), Reasons.NONE);
    }

    /** The terms that are a symbol which occurs nowhere else in the polynomial. */
    private static List<Term> solvable(Polynomial polynomial) {
        List<Term> found = new ArrayList<>();
        for (Term term : polynomial.variableTerms()) {
            if (term.monomial().degree() == 1
                    && term.monomial().atom(0) instanceof Atom.Symbol(var name)
                    && !polynomial.subtract(Polynomial.sum(List.of(term))).hasSymbol(name)) {
                found.add(term);
            }
        }
        return found;
    }

    private static String name(Term term) {
        return term.monomial().atom(0).word();
    }

    /** Hidden symbols go first, then long names, then the later in the alphabet: the names that stay are those people wrote. */
    private static int compareForElimination(String a, String b) {
        int byHidden = Boolean.compare(Knowledge.isHidden(a), Knowledge.isHidden(b));
        int byLength = byHidden != 0 ? byHidden : Integer.compare(a.length(), b.length());
        return byLength != 0 ? byLength : a.compareTo(b);
    }

    /** Orders monomials for rewriting: heavier ones are replaced by lighter ones. Multiplication keeps the order. */
    private static long weight(Monomial monomial) {
        long weight = 0;
        for (int i = 0; i < monomial.degree(); i++) {
            Atom atom = monomial.atom(i);
            weight += Knowledge.isHidden(atom.word()) ? 1 : 2;
            for (Polynomial operand : atom.operands()) {
                weight += weight(operand);
            }
        }
        return weight;
    }

    private static long weight(Polynomial polynomial) {
        return polynomial.terms().stream()
                .mapToLong(term -> 1 + weight(term.monomial()))
                .sum();
    }

    private void eliminate(String name, Polynomial value, Reasons because) throws Conflict {
        Atom symbol = new Atom.Symbol(name);
        Range range = knowledge.range(symbol);
        Map<String, Dim> by = Map.of(name, value);
        UnaryOperator<Polynomial> replace = polynomial -> Polynomial.of(polynomial.substitute(by));
        knowledge.solved.replaceAll((_, old) -> old.value().hasSymbol(name)
                ? new Knowledge.Solved(replace.apply(old.value()), old.because().and(because))
                : old);
        knowledge.solved.put(name, new Knowledge.Solved(value, because));
        knowledge.solved.forEach((solvedName, known) -> noteHidden(solvedName, known.value()));
        knowledge.rules.removeIf(rule -> {
            boolean affected = rule.zero().hasSymbol(name);
            if (affected) {
                equations.add(new Knowledge.Known(rule.zero(), rule.because()));
            }
            return affected;
        });
        propagator.substitute(name, replace, because);
        propagator.addRange(value, range, because);
    }

    /** Gives a hidden symbol the simpler meaning that {@code name == factor * hidden + rest} offers. */
    private void noteHidden(String name, Polynomial value) {
        if (Knowledge.isHidden(name)) {
            return;
        }
        for (Term term : value.variableTerms()) {
            for (int i = 0; i < term.monomial().degree(); i++) {
                String hiddenName = term.monomial().atom(i).word();
                Polynomial others = value.subtract(Polynomial.sum(List.of(term)));
                Term factor =
                        new Term(Math.abs(term.coefficient()), term.monomial().without(i));
                if (Knowledge.isHidden(hiddenName)
                        && !others.anySymbol(Knowledge::isHidden)
                        && !Polynomial.monomial(factor.monomial()).anySymbol(Knowledge::isHidden)) {
                    Polynomial multiple =
                            Polynomial.symbol(name).subtract(others).scale(Long.signum(term.coefficient()));
                    Knowledge.Hidden offered = new Knowledge.Hidden(factor, multiple);
                    knowledge.hidden.merge(hiddenName, List.of(offered), Solver::simplest);
                }
            }
        }
    }

    private static List<Knowledge.Hidden> simplest(List<Knowledge.Hidden> old, List<Knowledge.Hidden> offered) {
        long oldWeight = weight(old.getFirst().multiple());
        long newWeight = weight(offered.getFirst().multiple());
        if (newWeight < oldWeight) {
            return offered;
        }
        if (newWeight > oldWeight || old.containsAll(offered) || old.size() == MAX_MEANINGS) {
            return old;
        }
        List<Knowledge.Hidden> all = new ArrayList<>(old);
        all.addAll(offered);
        return List.copyOf(all);
    }
}
