package org.jdvm.symbolic;

import org.jspecify.annotations.Nullable;

/** Answers one question from some {@link Knowledge}. */
final class Prover {
    private final Knowledge knowledge;
    private final Estimator estimator;
    private final Normalizer normalizer;

    Prover(Knowledge knowledge) {
        this.knowledge = knowledge;
        this.estimator = new Estimator(knowledge);
        this.normalizer = new Normalizer(knowledge, estimator, Normalizer.Mode.DEFINED);
    }

    Proof holds(Relation relation, Polynomial left, Polynomial right) {
        if (left.isConstant() && right.isConstant()) {
            return relation.test(left.constantTerm(), right.constantTerm())
                    ? proved(Reasons.NONE)
                    : refuted(Reasons.NONE);
        }
        try {
            Polynomial difference = normalizer.normal(left.subtract(right));
            return switch (relation) {
                case EQ -> isZero(difference);
                case NE -> negated(isZero(difference));
                case LE -> isNotNegative(difference.negate());
                case LT -> negated(isNotNegative(difference));
                case GE -> isNotNegative(difference);
                case GT -> negated(isNotNegative(difference.negate()));
            };
        } catch (ArithmeticException _) {
            // beyond 64 bits on the way: nothing is known
            return Proof.UNKNOWN;
        }
    }

    Proof divides(long divisor, Polynomial polynomial) {
        try {
            Polynomial normal = normalizer.normal(polynomial);
            Polynomial remainder = normalizer.normal(Division.mod(normal, Polynomial.constant(divisor)));
            return isZero(remainder);
        } catch (ArithmeticException _) {
            return Proof.UNKNOWN;
        }
    }

    Range range(Polynomial polynomial) {
        Range asWritten = estimator.range(polynomial);
        try {
            return asWritten.intersect(estimator.range(normalizer.normal(polynomial)));
        } catch (ArithmeticException _) {
            return asWritten;
        }
    }

    private Proof isZero(Polynomial difference) {
        if (difference.terms().isEmpty()) {
            return proved(normalizer.used());
        }
        Polynomial expanded = normalizer.normal(withoutMod(difference));
        if (expanded.terms().isEmpty()) {
            return proved(normalizer.used());
        }
        long content = expanded.variableContent();
        if (content != 0 && expanded.constantTerm() % content != 0) {
            return refuted(normalizer.used());
        }
        Range range = estimator.range(difference);
        if (range.isPoint() && range.least() == 0) {
            return proved(normalizer.used().and(range.why()));
        }
        if (range.excludes(0)) {
            return refuted(normalizer.used().and(range.whyNot(0)));
        }
        Reasons other = whyNotZero(difference);
        if (other != null) {
            return refuted(normalizer.used().and(other));
        }
        Reasons up = estimator.notNegative(difference);
        Reasons down = up == null ? null : estimator.notNegative(difference.negate());
        return up == null || down == null
                ? Proof.UNKNOWN
                : proved(normalizer.used().and(up).and(down));
    }

    private @Nullable Reasons whyNotZero(Polynomial difference) {
        for (Knowledge.Known known : knowledge.notZero) {
            if (isMultipleOf(difference, known.polynomial()) || isMultipleOf(known.polynomial(), difference)) {
                return known.because();
            }
        }
        Reasons above = estimator.notNegative(difference.subtract(Polynomial.ONE));
        return above != null ? above : estimator.notNegative(difference.negate().subtract(Polynomial.ONE));
    }

    /** Whether the first is the second times a number other than zero. */
    private static boolean isMultipleOf(Polynomial polynomial, Polynomial of) {
        long mine = polynomial.terms().getFirst().coefficient();
        long theirs = of.terms().getFirst().coefficient();
        return polynomial.terms().size() == of.terms().size()
                && mine % theirs == 0
                && polynomial.equals(of.scale(mine / theirs));
    }

    private Proof isNotNegative(Polynomial difference) {
        Reasons why = estimator.notNegative(difference);
        if (why != null) {
            return proved(normalizer.used().and(why));
        }
        Reasons whyNot = estimator.notNegative(difference.negate().subtract(Polynomial.ONE));
        if (whyNot != null) {
            return refuted(normalizer.used().and(whyNot));
        }
        Reasons whyLarger = notNegativeByGap(difference);
        if (whyLarger != null) {
            return proved(normalizer.used().and(whyLarger));
        }
        Reasons whySmaller = notNegativeByGap(difference.negate().subtract(Polynomial.ONE));
        return whySmaller == null ? Proof.UNKNOWN : refuted(normalizer.used().and(whySmaller));
    }

    /** What is at least -1 and not -1 is not negative. */
    private @Nullable Reasons notNegativeByGap(Polynomial polynomial) {
        if (knowledge.notZero.isEmpty()) {
            return null;
        }
        Polynomial next = polynomial.add(Polynomial.ONE);
        for (Knowledge.Known known : knowledge.notZero) {
            if (isMultipleOf(known.polynomial(), next)) {
                Reasons why = estimator.notNegative(next);
                return why == null ? null : why.and(known.because());
            }
        }
        return null;
    }

    /** With each remainder written as a difference, so that it combines with the quotient it belongs to. */
    private static Polynomial withoutMod(Polynomial polynomial) {
        return polynomial.mapAtoms(atom -> atom instanceof Atom.Mod(var dividend, var divisor)
                ? dividend.subtract(divisor.multiply(Division.floorDiv(dividend, divisor)))
                : Polynomial.atom(atom));
    }

    private static Proof proved(Reasons because) {
        return new Proof(Answer.PROVED, because.facts());
    }

    private static Proof refuted(Reasons because) {
        return new Proof(Answer.REFUTED, because.facts());
    }

    private static Proof negated(Proof proof) {
        return switch (proof.answer()) {
            case PROVED -> new Proof(Answer.REFUTED, proof.because());
            case REFUTED -> new Proof(Answer.PROVED, proof.because());
            case UNKNOWN -> proof;
        };
    }
}
