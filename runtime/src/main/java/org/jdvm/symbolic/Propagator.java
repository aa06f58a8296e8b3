package org.jdvm.symbolic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Holds inequalities, and narrows the ranges of atoms until every inequality is consistent with them (or patience ends). */
final class Propagator {
    private static final int MAX_ROUNDS = 8;

    private final Knowledge knowledge;
    private final List<Knowledge.Known> points = new ArrayList<>();
    private boolean changed;

    Propagator(Knowledge knowledge) {
        this.knowledge = knowledge;
    }

    /** The equations {@code symbol == constant} found since the last call. */
    List<Knowledge.Known> takePoints() {
        List<Knowledge.Known> taken = List.copyOf(points);
        points.clear();
        return taken;
    }

    void addNotNegative(Polynomial polynomial, Reasons because) throws Solver.Conflict {
        long content = polynomial.variableContent();
        if (content == 0) {
            if (polynomial.constantTerm() < 0) {
                throw new Solver.Conflict("it comes down to " + polynomial + " >= 0", because);
            }
            return;
        }
        Polynomial tight = Polynomial.sum(polynomial.variableTerms())
                .divideExactly(content)
                .add(Polynomial.constant(Math.floorDiv(polynomial.constantTerm(), content)));
        Knowledge.Known known = new Knowledge.Known(tight, because);
        if (!knowledge.notNegative.add(known)) {
            return;
        }
        for (Term term : tight.variableTerms()) {
            if (term.monomial().degree() == 1) {
                addConsequences(tight, term, because);
            }
        }
    }

    /** What an inequality says about the operands of an operation in it. */
    private void addConsequences(Polynomial polynomial, Term term, Reasons because) throws Solver.Conflict {
        Polynomial rest = polynomial.subtract(Polynomial.sum(List.of(term)));
        long coefficient = term.coefficient();
        switch (term.monomial().atom(0)) {
            case Atom.FloorDiv(var dividend, var divisor)
            when divisor.isConstant() -> {
                long by = divisor.constantTerm();
                Polynomial end = coefficient > 0 ? dividend : dividend.subtract(Polynomial.constant(by - 1));
                addNotNegative(rest.scale(by).add(end.scale(coefficient)), because);
            }
            case Atom.Min(var members)
            when coefficient > 0 -> {
                for (Polynomial member : members) {
                    addNotNegative(rest.add(member.scale(coefficient)), because);
                }
            }
            case Atom.Max(var members)
            when coefficient < 0 -> {
                for (Polynomial member : members) {
                    addNotNegative(rest.add(member.scale(coefficient)), because);
                }
            }
            default -> {
                // nothing simpler follows
            }
        }
    }

    void addNotZero(Polynomial polynomial, Reasons because) throws Solver.Conflict {
        if (polynomial.terms().isEmpty()) {
            throw new Solver.Conflict("it comes down to 0 != 0", because);
        }
        if (!polynomial.isConstant()) {
            knowledge.notZero.add(new Knowledge.Known(polynomial, because));
            changed = true;
        }
    }

    /** Adds that a polynomial is in a range. */
    void addRange(Polynomial polynomial, Range range, Reasons because) throws Solver.Conflict {
        if (Bounds.isFinite(range.least())) {
            addNotNegative(polynomial.subtract(Polynomial.constant(range.least())), because.and(range.whyLeast()));
        }
        if (Bounds.isFinite(range.most())) {
            addNotNegative(Polynomial.constant(range.most()).subtract(polynomial), because.and(range.whyMost()));
        }
    }

    /** Replaces a symbol that has been solved. */
    void substitute(String name, UnaryOperator<Polynomial> replace, Reasons because) throws Solver.Conflict {
        for (Knowledge.Known old : knowledge.notNegative.takeAbout(name)) {
            addNotNegative(replace.apply(old.polynomial()), old.because().and(because));
        }
        for (Knowledge.Known old : takeAffected(knowledge.notZero, name)) {
            addNotZero(replace.apply(old.polynomial()), old.because().and(because));
        }
        for (Map.Entry<Atom, Range> entry : List.copyOf(knowledge.ranges.entrySet())) {
            Polynomial alone = Polynomial.atom(entry.getKey());
            if (!(entry.getKey() instanceof Atom.Symbol) && alone.hasSymbol(name)) {
                knowledge.ranges.remove(entry.getKey());
                addRange(replace.apply(alone), entry.getValue(), because);
            }
        }
    }

    private static List<Knowledge.Known> takeAffected(List<Knowledge.Known> from, String name) {
        List<Knowledge.Known> affected = from.stream()
                .filter(known -> known.polynomial().hasSymbol(name))
                .toList();
        from.removeAll(affected);
        return affected;
    }

    void propagate() throws Solver.Conflict {
        for (int round = 0; (changed || knowledge.notNegative.hasOpen()) && round < MAX_ROUNDS; round++) {
            changed = false;
            knowledge.notNegative.visitOpen(this::narrow);
            for (int i = 0; i < knowledge.notZero.size(); i++) {
                shave(knowledge.notZero.get(i));
            }
        }
        changed = false;
    }

    private void narrow(Knowledge.Known known) throws Solver.Conflict {
        Estimator estimator = new Estimator(knowledge);
        Bound best = estimator.termwise(known.polynomial().negate());
        if (best.value() > 0) {
            throw new Solver.Conflict(
                    knowledge.withoutHidden(known.polynomial()) + " would have to be at least 0, but is at most "
                            + Bounds.negate(best.value()),
                    known.because().and(best.because()));
        }
        for (Atom atom : Estimator.atoms(known.polynomial())) {
            AtomSplit split = AtomSplit.of(known.polynomial(), atom);
            if (!split.factor().hasAtom(atom)) {
                narrow(atom, split, known.because(), estimator);
            }
        }
    }

    /** From {@code atom * factor + rest >= 0} to a bound of the atom. */
    private void narrow(Atom atom, AtomSplit split, Reasons because, Estimator estimator) throws Solver.Conflict {
        Bound rest = estimator.termwise(split.rest().negate());
        if (rest.value() == Bounds.MINUS_INFINITY) {
            return;
        }
        // atom * factor >= low
        long low = rest.value();
        Range factor = Range.of(
                estimator.termwise(split.factor()),
                estimator.termwise(split.factor().negate()));
        Reasons why = because.and(rest.because()).and(factor.why());
        if (factor.least() >= 1) {
            raise(atom, Bounds.ceilDiv(low, low > 0 ? factor.most() : factor.least()), why);
        } else if (factor.most() <= -1) {
            long high = Bounds.negate(low);
            long nearest = Bounds.negate(factor.most());
            long farthest = Bounds.negate(factor.least());
            lower(atom, Bounds.floorDiv(high, high >= 0 ? nearest : farthest), why);
        }
    }

    private void raise(Atom atom, long least, Reasons because) throws Solver.Conflict {
        Range range = knowledge.range(atom);
        if (least > range.least()) {
            put(atom, range.withLeast(least, because));
        }
    }

    private void lower(Atom atom, long most, Reasons because) throws Solver.Conflict {
        Range range = knowledge.range(atom);
        if (most < range.most()) {
            put(atom, range.withMost(most, because));
        }
    }

    private void put(Atom atom, Range range) throws Solver.Conflict {
        if (range.isEmpty()) {
            throw new Solver.Conflict(
                    knowledge.withoutHidden(Polynomial.atom(atom))
                            + " would have to be at least "
                            + range.least()
                            + " and at most "
                            + range.most(),
                    range.why());
        }
        knowledge.ranges.put(atom, range);
        knowledge.notNegative.reopen(atom);
        changed = true;
        if (atom instanceof Atom.Symbol && range.isPoint()) {
            Polynomial zero = Polynomial.atom(atom).subtract(Polynomial.constant(range.least()));
            points.add(new Knowledge.Known(zero, range.why()));
        }
    }

    /** Moves the end of a range off a value that is excluded. */
    private void shave(Knowledge.Known known) throws Solver.Conflict {
        Polynomial polynomial = known.polynomial();
        List<Term> terms = polynomial.variableTerms();
        if (terms.size() != 1 || terms.getFirst().monomial().degree() != 1) {
            return;
        }
        long coefficient = terms.getFirst().coefficient();
        if (polynomial.constantTerm() % coefficient != 0) {
            return;
        }
        long excluded = Exact.negate(polynomial.constantTerm() / coefficient);
        Atom atom = terms.getFirst().monomial().atom(0);
        Range range = new Estimator(knowledge).atomRange(atom);
        if (range.least() == excluded) {
            raise(atom, Bounds.add(excluded, 1), known.because().and(range.whyLeast()));
        } else if (range.most() == excluded) {
            lower(atom, Bounds.add(excluded, -1), known.because().and(range.whyMost()));
        }
    }
}
