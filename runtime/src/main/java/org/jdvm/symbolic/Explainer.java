package org.jdvm.symbolic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Words a contradiction. */
final class Explainer {
    private Explainer() {}

    /** The fact is refuted by others. */
    static Contradiction refuted(Facts facts, Fact fact, List<Fact> others) {
        return contradiction(
                fact, parity(facts, fact).or(() -> ends(facts, fact)).orElse(""), others);
    }

    /** An equation whose sides differ by a multiple of something and a rest. */
    private static Optional<String> parity(Facts facts, Fact fact) {
        if (fact.relation() != Relation.EQ
                || !fact.right().isConstant() && !fact.left().isConstant()) {
            return Optional.empty();
        }
        boolean constantLeft = fact.left().isConstant();
        Dim constant = constantLeft ? fact.left() : fact.right();
        Dim other = constantLeft ? fact.right() : fact.left();
        long content = Polynomial.of(facts.simplify(other)).variableContent();
        return content > 1
                        && Polynomial.of(facts.simplify(other)).constantTerm() == 0
                        && constant.constantValue() % content != 0
                ? Optional.of(other + " is a multiple of " + content + ", " + constant + " is not")
                : Optional.empty();
    }

    /** The ranges of the two sides, if they decide. */
    private static Optional<String> ends(Facts facts, Fact fact) {
        Interval left = facts.range(fact.left());
        Interval right = facts.range(fact.right());
        boolean leftAbove =
                left.least() > right.most() || fact.relation() == Relation.LT && left.least() == right.most();
        boolean leftBelow =
                left.most() < right.least() || fact.relation() == Relation.GT && left.most() == right.least();
        if (leftAbove) {
            return join(end(fact.left(), left, true), end(fact.right(), right, false));
        }
        if (leftBelow) {
            return join(end(fact.left(), left, false), end(fact.right(), right, true));
        }
        return left.isPoint() && right.isPoint()
                ? join(end(fact.left(), left, true), end(fact.right(), right, true))
                : Optional.empty();
    }

    private static Optional<String> join(String left, String right) {
        return Optional.of(left.isEmpty() || right.isEmpty() ? left + right : left + " and " + right);
    }

    private static String end(Dim dim, Interval range, boolean least) {
        if (dim.isConstant()) {
            return "";
        }
        if (range.isPoint()) {
            return dim + " is " + range.least();
        }
        return dim + (least ? " is at least " + range.least() : " is at most " + range.most());
    }

    /** Adding the fact led to a conflict. */
    static Contradiction conflict(Fact fact, Solver.Conflict conflict) {
        List<Fact> others = conflict.because().facts().stream()
                .filter(other -> !other.equals(fact))
                .toList();
        return contradiction(fact, conflict.detail(), others);
    }

    private static Contradiction contradiction(Fact fact, String detail, List<Fact> others) {
        StringBuilder sentence = new StringBuilder(fact.toString()).append(" cannot hold");
        if (!detail.isEmpty()) {
            sentence.append(": ").append(detail);
        }
        if (!others.isEmpty()) {
            sentence.append(", because of ")
                    .append(others.stream().map(Fact::toString).collect(Collectors.joining(" and ")));
        }
        List<Fact> involved = new ArrayList<>(others);
        involved.add(fact);
        return new Contradiction(sentence.toString(), involved);
    }
}
