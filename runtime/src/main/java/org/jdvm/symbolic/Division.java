package org.jdvm.symbolic;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The canonical forms of floordiv and mod, and exact division of polynomials. */
final class Division {
    private Division() {}

    static Polynomial floorDiv(Polynomial dividend, Polynomial divisor) {
        if (divisor.isConstant()) {
            long by = divisor.constantTerm();
            if (by == 0) {
                throw new ArithmeticException("division by zero: floordiv(" + dividend + ", 0)");
            }
            return by > 0 ? floorDivByPositive(dividend, by) : floorDivByPositive(dividend.negate(), Exact.negate(by));
        }
        if (divisor.terms().getFirst().coefficient() < 0) {
            return floorDiv(dividend.negate(), divisor.negate());
        }
        long content = content(dividend, divisor);
        Polynomial numerator = dividend.divideExactly(content);
        Polynomial denominator = divisor.divideExactly(content);
        Polynomial whole = multiplesOf(denominator, numerator);
        Polynomial rest = numerator.subtract(denominator.multiply(whole));
        // an exact quotient stays as it is written: without its divisor it would be defined where the divisor is zero
        return rest.terms().isEmpty()
                ? Polynomial.atom(new Atom.FloorDiv(numerator, denominator))
                : whole.add(Polynomial.atom(new Atom.FloorDiv(rest, denominator)));
    }

    static Polynomial mod(Polynomial dividend, Polynomial divisor) {
        if (divisor.isConstant()) {
            long by = divisor.constantTerm();
            if (by == 0) {
                throw new ArithmeticException("division by zero: mod(" + dividend + ", 0)");
            }
            return by > 0
                    ? modPositive(dividend, by)
                    : modPositive(dividend.negate(), Exact.negate(by)).negate();
        }
        if (divisor.terms().getFirst().coefficient() < 0) {
            return mod(dividend.negate(), divisor.negate()).negate();
        }
        long content = content(dividend, divisor);
        Polynomial numerator = dividend.divideExactly(content);
        Polynomial denominator = divisor.divideExactly(content);
        Polynomial rest = numerator.subtract(denominator.multiply(multiplesOf(denominator, numerator)));
        Polynomial kept = rest.terms().isEmpty() ? numerator : rest;
        return Polynomial.atom(new Atom.Mod(kept, denominator)).scale(content);
    }

    private static Polynomial floorDivByPositive(Polynomial dividend, long by) {
        if (by == 1) {
            return dividend;
        }
        List<Term> whole = new ArrayList<>();
        List<Term> fraction = new ArrayList<>();
        for (Term term : dividend.variableTerms()) {
            long quotient = term.coefficient() / by;
            long rest = term.coefficient() % by;
            if (quotient != 0) {
                whole.add(new Term(quotient, term.monomial()));
            }
            if (rest != 0) {
                fraction.add(new Term(rest, term.monomial()));
            }
        }
        long constant = dividend.constantTerm();
        Polynomial quotient = Polynomial.sum(whole);
        Polynomial rest = Polynomial.sum(fraction);
        if (rest.terms().isEmpty()) {
            return quotient.add(Polynomial.constant(Math.floorDiv(constant, by)));
        }
        long gcd = Exact.gcd(by, rest.variableContent());
        return quotient.add(properFraction(rest.divideExactly(gcd), Math.floorDiv(constant, gcd), by / gcd));
    }

    /** {@code floordiv(rest + constant, by)} for a rest without constant whose coefficients are smaller than {@code by}. */
    private static Polynomial properFraction(Polynomial rest, long constant, long by) {
        if (rest.terms().getFirst().coefficient() < 0) {
            // floor(-x / c) is -ceil(x / c); the leading sign is made positive so that both ways to write ceil agree
            long shift = Math.floorDiv(constant, by);
            long small = by - 1 - Math.floorMod(constant, by);
            return Polynomial.constant(shift).subtract(properFraction(rest.negate(), small, by));
        }
        long shift = Math.floorDiv(constant, by);
        long small = Math.floorMod(constant, by);
        Polynomial fraction = mergeNested(rest, small, by);
        if (fraction == null) {
            Polynomial numerator = rest.add(Polynomial.constant(small));
            fraction = Polynomial.atom(new Atom.FloorDiv(numerator, Polynomial.constant(by)));
        }
        return fraction.add(Polynomial.constant(shift));
    }

    /** {@code floor((floor(n / d) + k) / c)} is {@code floor((n + k*d) / (c*d))}; null if it has not this form or grows too large. */
    private static @Nullable Polynomial mergeNested(Polynomial rest, long constant, long by) {
        if (rest.asAtom() instanceof Atom.FloorDiv(var dividend, var divisor)) {
            try {
                return floorDiv(dividend.add(divisor.scale(constant)), divisor.scale(by));
            } catch (ArithmeticException _) {
                return null;
            }
        }
        return null;
    }

    private static Polynomial modPositive(Polynomial dividend, long by) {
        Polynomial reduced = reduceMod(dividend, by);
        if (reduced.isConstant()) {
            return reduced;
        }
        long gcd = Exact.gcd(by, reduced.variableContent());
        long constant = reduced.constantTerm();
        Polynomial inner = Polynomial.sum(reduced.variableTerms())
                .divideExactly(gcd)
                .add(Polynomial.constant(Math.floorDiv(constant, gcd)));
        return Polynomial.atom(new Atom.Mod(inner, Polynomial.constant(by / gcd)))
                .scale(gcd)
                .add(Polynomial.constant(Math.floorMod(constant, gcd)));
    }

    /** The representative modulo {@code by}: coefficients in {@code (-by/2, by/2]}, the constant in {@code [0, by)}, no needless inner mod. */
    private static Polynomial reduceMod(Polynomial dividend, long by) {
        Polynomial current = dividend;
        while (true) {
            List<Term> reduced = new ArrayList<>();
            Polynomial unwrapped = Polynomial.ZERO;
            for (Term term : current.variableTerms()) {
                long rest = Math.floorMod(term.coefficient(), by);
                Term small = new Term(rest > by - rest ? rest - by : rest, term.monomial());
                Polynomial replaced = rest == 0 ? Polynomial.ZERO : withoutInnerMod(small, by);
                if (replaced == null) {
                    reduced.add(small);
                } else {
                    unwrapped = unwrapped.add(replaced);
                }
            }
            reduced.add(new Term(Math.floorMod(current.constantTerm(), by), Monomial.UNIT));
            Polynomial next = Polynomial.sum(reduced).add(unwrapped);
            if (next.equals(current)) {
                return next;
            }
            current = next;
        }
    }

    /** {@code k * mod(n, c) * m} is {@code k * n * m} modulo any divisor of {@code k * c}; null if the term holds no such mod. */
    private static @Nullable Polynomial withoutInnerMod(Term term, long by) {
        for (int i = 0; i < term.monomial().degree(); i++) {
            if (term.monomial().atom(i) instanceof Atom.Mod(var dividend, var divisor) && divisor.isConstant()) {
                long needed = by / Exact.gcd(by, term.coefficient());
                if (divisor.constantTerm() % needed == 0) {
                    Monomial others = term.monomial()
                            .dividedBy(Monomial.of(term.monomial().atom(i)));
                    return dividend.times(new Term(term.coefficient(), others == null ? Monomial.UNIT : others));
                }
            }
        }
        return null;
    }

    private static long content(Polynomial dividend, Polynomial divisor) {
        long gcd = Exact.gcd(divisor.variableContent(), divisor.constantTerm());
        return Exact.gcd(Exact.gcd(gcd, dividend.variableContent()), dividend.constantTerm());
    }

    /** The largest polynomial whose product with the divisor can be split off the dividend term by term; only for a divisor of one term. */
    private static Polynomial multiplesOf(Polynomial divisor, Polynomial dividend) {
        if (divisor.terms().size() != 1) {
            return Polynomial.ZERO;
        }
        Term by = divisor.terms().getFirst();
        List<Term> quotient = new ArrayList<>();
        for (Term term : dividend.terms()) {
            Monomial monomial = term.monomial().dividedBy(by.monomial());
            if (monomial != null && term.coefficient() / by.coefficient() != 0) {
                quotient.add(new Term(term.coefficient() / by.coefficient(), monomial));
            }
        }
        return Polynomial.sum(quotient);
    }

    /** Quotient and rest of dividing by the leading term again and again: {@code dividend = quotient * divisor + rest}. */
    record Quotient(Polynomial whole, Polynomial rest) {}

    static Quotient divide(Polynomial dividend, Polynomial divisor) {
        Term leading = divisor.terms().getFirst();
        Polynomial left = dividend;
        Polynomial whole = Polynomial.ZERO;
        Polynomial rest = Polynomial.ZERO;
        while (!left.terms().isEmpty()) {
            Term first = left.terms().getFirst();
            Monomial monomial = first.monomial().dividedBy(leading.monomial());
            long coefficient = first.coefficient() / leading.coefficient();
            if (monomial == null || coefficient == 0) {
                Polynomial moved = Polynomial.sum(List.of(first));
                rest = rest.add(moved);
                left = left.subtract(moved);
            } else {
                Term factor = new Term(coefficient, monomial);
                whole = whole.add(Polynomial.sum(List.of(factor)));
                Polynomial reduced = left.subtract(divisor.times(factor));
                long remainder = first.coefficient() % leading.coefficient();
                if (remainder != 0) {
                    Polynomial moved = Polynomial.sum(List.of(new Term(remainder, first.monomial())));
                    rest = rest.add(moved);
                    reduced = reduced.subtract(moved);
                }
                left = reduced;
            }
        }
        return new Quotient(whole, rest);
    }
}
