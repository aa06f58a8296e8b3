package org.jdvm.symbolic;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known about sizes, and what follows from it.
 *
 * <p>Mutable: facts are only ever added. {@link #copy} is cheap and gives an independent collection. Queries change nothing, so a
 * collection that no longer changes may be read by several threads.
 *
 * <p>Every answer is about the values of symbols for which all facts hold, and for which the expressions asked about are defined: a
 * divisor is not zero, sizes that are broadcast do broadcast, nothing overflows. {@link Answer#UNKNOWN} is always possible: the
 * deduction is exact but not complete.
 */
public final class Facts {
    /** The range of a symbol that was not declared otherwise: the lengths that a Java array can have. */
    public static final Interval SIZES = new Interval(0, Integer.MAX_VALUE);

    private final Knowledge knowledge;
    private final List<Fact> facts;

    /** The symbols in facts. */
    private final Set<String> mentioned;

    /** The answers given since the last fact was added: rules ask the same about each kernel. */
    private final Map<Question, Proof> answers = new ConcurrentHashMap<>();

    /** Values for which all facts hold; made when they are asked for. */
    private volatile @Nullable Examples examples;

    private Optional<Contradiction> contradiction;

    private record Question(Relation relation, Dim left, Dim right) {}

    /** Facts about nothing: every symbol is any size in {@link #SIZES}. */
    public Facts() {
        knowledge = new Knowledge();
        facts = new ArrayList<>();
        mentioned = new HashSet<>();
        contradiction = Optional.empty();
    }

    private Facts(Facts other) {
        knowledge = new Knowledge(other.knowledge);
        facts = new ArrayList<>(other.facts);
        mentioned = new HashSet<>(other.mentioned);
        contradiction = other.contradiction;
    }

    /** The same facts, to which others can be added independently. */
    public Facts copy() {
        return new Facts(this);
    }

    /**
     * Gives a symbol a range other than {@link #SIZES}. For a symbol that occurs in a fact already, this narrows the
     * range and never widens it.
     *
     * @throws IllegalArgumentException if {@code least > most}, or the name is not the name of a size
     */
    public void declare(String symbol, long least, long most) {
        Dim dim = Dim.symbol(symbol);
        Interval range = new Interval(least, most);
        String origin = "declared range of " + symbol;
        Fact atLeast = new Fact(Relation.GE, dim, Dim.of(least), origin);
        Fact atMost = new Fact(Relation.LE, dim, Dim.of(most), origin);
        if (mentioned.contains(symbol)) {
            assume(atLeast);
            assume(atMost);
        } else if (range.isPoint()) {
            assume(new Fact(Relation.EQ, dim, Dim.of(least), origin));
        } else {
            answers.clear();
            knowledge.ranges.put(
                    new Atom.Symbol(symbol), new Range(least, Reasons.of(atLeast), most, Reasons.of(atMost)));
        }
    }

    /** Adds a fact; {@code origin} says where it comes from, for example {@code gamma dim 0}. */
    public void assume(Relation relation, Dim left, Dim right, String origin) {
        assume(new Fact(relation, left, right, origin));
    }

    /** Adds a constraint as a fact. */
    public void assume(Constraint constraint, String origin) {
        assume(constraint.relation(), constraint.left(), constraint.right(), origin);
    }

    /**
     * Adds the fact that {@code dim} is a multiple of {@code divisor}.
     *
     * @throws IllegalArgumentException if the divisor is less than 1
     */
    public void assumeDivides(long divisor, Dim dim, String origin) {
        assume(Relation.EQ, dim.mod(checkDivisor(divisor)), Dim.ZERO, origin);
    }

    private void assume(Fact fact) {
        Proof known = holds(fact.relation(), fact.left(), fact.right());
        if (known.isRefuted()) {
            if (contradiction.isEmpty()) {
                contradiction = Optional.of(Explainer.refuted(this, fact, known.because()));
            }
            return;
        }
        facts.add(fact);
        examples = null;
        mentioned.addAll(fact.left().symbols());
        mentioned.addAll(fact.right().symbols());
        answers.clear();
        try {
            Reasons because = Reasons.of(fact);
            Solver solver = new Solver(knowledge);
            for (Polynomial divisor : symbolicDivisors(fact)) {
                solver.addNotZero(divisor, because);
            }
            if (!known.isProved()) {
                add(solver, fact, because);
            }
        } catch (Solver.Conflict conflict) {
            facts.remove(fact);
            if (contradiction.isEmpty()) {
                contradiction = Optional.of(Explainer.conflict(fact, conflict));
            }
        } catch (ArithmeticException _) {
            // beyond 64 bits on the way: the fact stays listed, nothing is concluded from it
        }
    }

    private static void add(Solver solver, Fact fact, Reasons because) throws Solver.Conflict {
        Polynomial left = Polynomial.of(fact.left());
        Polynomial right = Polynomial.of(fact.right());
        switch (fact.relation()) {
            case EQ -> solver.equate(left.subtract(right), because);
            case NE -> solver.addNotZero(left.subtract(right), because);
            case LE -> solver.addNotNegative(right.subtract(left), because);
            case LT -> solver.addNotNegative(right.subtract(left).subtract(Polynomial.ONE), because);
            case GE -> solver.addNotNegative(left.subtract(right), because);
            case GT -> solver.addNotNegative(left.subtract(right).subtract(Polynomial.ONE), because);
        }
    }

    /** A fact can only hold where it is defined, so that these are not zero. */
    private static List<Polynomial> symbolicDivisors(Fact fact) {
        List<Polynomial> divisors = new ArrayList<>();
        collectDivisors(Polynomial.of(fact.left()), divisors::add);
        collectDivisors(Polynomial.of(fact.right()), divisors::add);
        return divisors;
    }

    private static void collectDivisors(Polynomial polynomial, Consumer<Polynomial> found) {
        for (Atom atom : Estimator.atoms(polynomial)) {
            if ((atom instanceof Atom.FloorDiv || atom instanceof Atom.Mod)
                    && !atom.operands().get(1).isConstant()) {
                found.accept(atom.operands().get(1));
            }
            atom.operands().forEach(operand -> collectDivisors(operand, found));
        }
    }

    private static long checkDivisor(long divisor) {
        if (divisor < 1) {
            throw new IllegalArgumentException("a divisor of a size is at least 1, but this is " + divisor);
        }
        return divisor;
    }

    /** The facts added so far, in order, without any that contradict those before them. */
    public List<Fact> facts() {
        return List.copyOf(facts);
    }

    /**
     * Limits the work of further answers. When it is spent, what does not follow from equations and ranges is unknown.
     *
     * @param inequalities how many more inequalities may be tried, together with copies of this collection
     */
    public void limit(long inequalities) {
        knowledge.limit.set(knowledge.tried.get() + inequalities);
    }

    /** True if a {@linkplain #limit limit} was reached. */
    public boolean isSpent() {
        return knowledge.isSpent();
    }

    /** How many inequalities were tried so far: the measure of work that does not depend on the machine. */
    long tried() {
        return knowledge.tried.get();
    }

    /** Whether the two are equal. */
    public Proof equal(Dim a, Dim b) {
        return holds(Relation.EQ, a, b);
    }

    /**
     * Whether the two are proved to be equal: as {@code equal(a, b).isProved()}, but sooner where they are quotients and the like that differ
     * for some values.
     */
    public boolean areEqual(Dim a, Dim b) {
        if (a.equals(b)) {
            return true;
        }
        boolean isHard = !Polynomial.of(a).isPlain() || !Polynomial.of(b).isPlain();
        return !(isHard && examples().tellApart(a, b)) && equal(a, b).isProved();
    }

    private Examples examples() {
        Examples known = examples;
        if (known == null) {
            known = new Examples(facts);
            examples = known;
        }
        return known;
    }

    /** Whether the relation holds between the two. */
    public Proof holds(Relation relation, Dim a, Dim b) {
        if (a.isConstant() && b.isConstant()) {
            return prove(relation, a, b);
        }
        Question question = new Question(relation, a, b);
        Proof known = answers.get(question);
        if (known == null) {
            known = prove(relation, a, b);
            answers.put(question, known);
        }
        return known;
    }

    private Proof prove(Relation relation, Dim a, Dim b) {
        return new Prover(knowledge).holds(relation, Polynomial.of(a), Polynomial.of(b));
    }

    /** Whether the constraint holds. */
    public Proof holds(Constraint constraint) {
        return holds(constraint.relation(), constraint.left(), constraint.right());
    }

    /**
     * Whether {@code dim} is a multiple of {@code divisor}.
     *
     * @throws IllegalArgumentException if the divisor is less than 1
     */
    public Proof divides(long divisor, Dim dim) {
        return new Prover(knowledge).divides(checkDivisor(divisor), Polynomial.of(dim));
    }

    /**
     * A size equal to {@code dim}: the same one for sizes known to be equal, as far as that can be found, with the operations removed
     * whose outcome is known ({@code floordiv(S*H, H)} is {@code S} where {@code H >= 1} is known). It may be defined where {@code dim} is not,
     * but a {@code broadcast} of sizes that might not broadcast stays.
     */
    public Dim simplify(Dim dim) {
        Normalizer normalizer = new Normalizer(knowledge, new Estimator(knowledge), Normalizer.Mode.SIMPLIFY);
        try {
            return knowledge.withoutHidden(normalizer.normal(Polynomial.of(dim)));
        } catch (ArithmeticException _) {
            // beyond 64 bits on the way to something simpler
            return dim;
        }
    }

    /** An interval that holds every value of {@code dim}; not always the smallest. */
    public Interval range(Dim dim) {
        return new Prover(knowledge).range(Polynomial.of(dim)).interval();
    }

    /** The first facts found to contradict each other; set by the assumption that completes them. */
    public Optional<Contradiction> contradiction() {
        return contradiction;
    }
}
