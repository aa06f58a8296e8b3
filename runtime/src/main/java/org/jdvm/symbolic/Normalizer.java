package org.jdvm.symbolic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings expressions into the solved form of some {@link Knowledge}: solved symbols replaced, rules applied, and operations removed
 * whose outcome the ranges decide. Serves one query and collects the facts it used.
 */
final class Normalizer {
    /** How much of the knowledge is used. */
    enum Mode {
        /** Solved symbols and rules only. */
        REWRITE,
        /** Ranges too, but a broadcast of sizes that might not broadcast stays. */
        SIMPLIFY,
        /** Ranges too, taking for granted that sizes that are broadcast do broadcast. */
        DEFINED
    }

    private static final int MAX_ROUNDS = 8;

    private final Knowledge knowledge;
    private final Estimator estimator;
    private final Mode mode;
    private final Map<Atom, Polynomial> done = new HashMap<>();
    private Reasons used = Reasons.NONE;

    Normalizer(Knowledge knowledge, Estimator estimator, Mode mode) {
        this.knowledge = knowledge;
        this.estimator = estimator;
        this.mode = mode;
    }

    /** The facts that the results so far rest on. */
    Reasons used() {
        return used;
    }

    Polynomial normal(Polynomial polynomial) {
        Polynomial current = polynomial;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            Polynomial next = applyRules(current.mapAtoms(this::normalAtom));
            if (next.equals(current)) {
                return next;
            }
            current = next;
        }
        return current;
    }

    private Polynomial normalAtom(Atom atom) {
        Polynomial known = done.get(atom);
        if (known == null) {
            known = computeNormal(atom);
            done.put(atom, known);
        }
        return known;
    }

    private Polynomial computeNormal(Atom atom) {
        if (atom instanceof Atom.Symbol(var name)) {
            Knowledge.Solved solved = knowledge.solved.get(name);
            if (solved == null) {
                return Polynomial.atom(atom);
            }
            used = used.and(solved.because());
            return solved.value();
        }
        Polynomial rebuilt = atom.mapOperands(this::normal);
        Atom operation = rebuilt.asAtom();
        return mode == Mode.REWRITE || operation == null || operation instanceof Atom.Symbol
                ? rebuilt
                : decide(operation);
    }

    private Polynomial applyRules(Polynomial polynomial) {
        Polynomial current = polynomial;
        for (int round = 0; round < MAX_ROUNDS && !knowledge.rules.isEmpty(); round++) {
            Polynomial next = applyOneRule(current);
            if (next == null) {
                break;
            }
            current = next;
        }
        return current;
    }

    private @Nullable Polynomial applyOneRule(Polynomial polynomial) {
        for (Term term : polynomial.variableTerms()) {
            Knowledge.Rule rule = knowledge.ruleFor(term);
            if (rule != null) {
                used = used.and(rule.because());
                Monomial others = term.monomial().dividedBy(rule.leading().monomial());
                long times = term.coefficient() / rule.leading().coefficient();
                return polynomial.subtract(rule.zero().times(new Term(times, others == null ? Monomial.UNIT : others)));
            }
        }
        return null;
    }

    /** Replaces an operation whose outcome is known. */
    private Polynomial decide(Atom operation) {
        try {
            return switch (operation) {
                case Atom.Symbol symbol -> Polynomial.atom(symbol);
                case Atom.FloorDiv(var dividend, var divisor) -> decideFloorDiv(operation, dividend, divisor);
                case Atom.Mod(var dividend, var divisor) -> decideMod(operation, dividend, divisor);
                case Atom.Min(var members) -> Selection.min(undominated(members, 1));
                case Atom.Max(var members) -> Selection.max(undominated(members, -1));
                case Atom.Broadcast(var members) -> decideBroadcast(operation, members);
                case Atom.Position(var position, var size) -> decidePosition(operation, position, size);
            };
        } catch (ArithmeticException _) {
            // beyond 64 bits on the way to something simpler: the operation stays
            return Polynomial.atom(operation);
        }
    }

    private Polynomial decideFloorDiv(Atom operation, Polynomial dividend, Polynomial divisor) {
        Polynomial reduced = cancel(dividend, divisor);
        if (reduced != null) {
            return reduced;
        }
        Polynomial unchanged = Polynomial.atom(operation);
        Range by = estimator.range(divisor);
        if (!by.excludes(0)) {
            return unchanged;
        }
        Range outcome = estimator.atomRange(operation);
        if (outcome.isPoint()) {
            used = used.and(outcome.why()).and(by.whyNot(0));
            return Polynomial.constant(outcome.least());
        }
        if (divisor.isConstant()) {
            return unchanged;
        }
        if (dividend.asAtom() instanceof Atom.FloorDiv(var inner, var first) && by.least() > 0) {
            used = used.and(by.whyLeast());
            return Division.floorDiv(inner, first.multiply(divisor));
        }
        Division.Quotient quotient = Division.divide(dividend, divisor);
        Reasons small = quotient.rest().terms().isEmpty() ? Reasons.NONE : whyProperRest(quotient.rest(), divisor);
        if (small != null) {
            used = used.and(small).and(by.whyNot(0));
            return quotient.whole();
        }
        if (quotient.whole().terms().isEmpty()) {
            return unchanged;
        }
        used = used.and(by.whyNot(0));
        return quotient.whole().add(Division.floorDiv(quotient.rest(), divisor));
    }

    /** Divides both by a product of atoms that is not zero; null if they share none. */
    private @Nullable Polynomial cancel(Polynomial dividend, Polynomial divisor) {
        if (dividend.terms().isEmpty()) {
            return null;
        }
        Monomial common = Estimator.commonFactor(divisor);
        for (int i = 0; i < common.degree(); i++) {
            Polynomial factor = Polynomial.atom(common.atom(i));
            Range range = estimator.atomRange(common.atom(i));
            if (Estimator.commonFactor(dividend).contains(common.atom(i)) && range.excludes(0)) {
                used = used.and(range.whyNot(0));
                return Division.floorDiv(
                        Division.divide(dividend, factor).whole(),
                        Division.divide(divisor, factor).whole());
            }
        }
        return null;
    }

    /** Why {@code 0 <= rest < divisor}; null if that is unknown. */
    private @Nullable Reasons whyProperRest(Polynomial rest, Polynomial divisor) {
        Reasons below = estimator.notNegative(divisor.subtract(rest).subtract(Polynomial.ONE));
        Reasons above = below == null ? null : estimator.notNegative(rest);
        return below == null || above == null ? null : below.and(above);
    }

    private Polynomial decideMod(Atom operation, Polynomial dividend, Polynomial divisor) {
        Polynomial unchanged = Polynomial.atom(operation);
        Range by = estimator.range(divisor);
        if (!by.excludes(0)) {
            return unchanged;
        }
        Reasons proper = whyProperRest(dividend, divisor);
        if (proper != null) {
            used = used.and(proper);
            return dividend;
        }
        Polynomial quotient = Division.floorDiv(dividend, divisor);
        if (quotient.asAtom() instanceof Atom.FloorDiv atom) {
            Reasons before = used;
            quotient = decideFloorDiv(atom, atom.dividend(), atom.divisor());
            if (hasOperation(quotient)) {
                used = before;
                return unchanged;
            }
        } else if (hasOperation(quotient)) {
            return unchanged;
        }
        used = used.and(by.whyNot(0));
        return dividend.subtract(divisor.multiply(quotient));
    }

    private static boolean hasOperation(Polynomial polynomial) {
        return Estimator.atoms(polynomial).stream().anyMatch(Atom.FloorDiv.class::isInstance);
    }

    /** Without the members that are never smaller (sign 1) or never greater (sign -1) than another. */
    private List<Polynomial> undominated(List<Polynomial> members, long sign) {
        List<Polynomial> kept = new ArrayList<>(members);
        for (Polynomial member : members) {
            for (Polynomial other : kept) {
                Reasons why = other.equals(member)
                        ? null
                        : estimator.notNegative(member.subtract(other).scale(sign));
                if (why != null) {
                    used = used.and(why);
                    kept.remove(member);
                    break;
                }
            }
        }
        return kept;
    }

    private Polynomial decidePosition(Atom operation, Polynomial position, Polynomial size) {
        Reasons notNegative = estimator.notNegative(position);
        Reasons negative = notNegative != null
                ? null
                : estimator.notNegative(position.negate().subtract(Polynomial.ONE));
        if (notNegative == null && negative == null) {
            return Polynomial.atom(operation);
        }
        used = used.and(notNegative != null ? notNegative : negative);
        return notNegative != null ? position : position.add(size);
    }

    private Polynomial decideBroadcast(Atom operation, List<Polynomial> members) {
        if (mode == Mode.DEFINED) {
            for (Polynomial member : members) {
                Range range = estimator.range(member);
                if (range.excludes(1)) {
                    used = used.and(range.whyNot(1));
                    return member;
                }
            }
        }
        return Polynomial.atom(operation);
    }
}
