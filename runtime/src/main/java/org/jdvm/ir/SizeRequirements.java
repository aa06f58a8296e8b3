package org.jdvm.ir;

import static org.jdvm.ir.GraphException.Problem.RANK;
import static org.jdvm.ir.GraphException.Problem.SIZE;

import java.util.ArrayList;
import java.util.List;
import org.jdvm.symbolic.Contradiction;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.Facts;
import org.jdvm.symbolic.Relation;

/** What the sizes of a graph under construction must satisfy, and what is known about them because of it. */
final class SizeRequirements {
    private final Facts facts = new Facts();
    private final List<Requirement> list = new ArrayList<>();

    Facts facts() {
        return facts;
    }

    /** What each call must check. */
    List<Requirement> list() {
        return list;
    }

    /** Asks for a relation: a proved one needs nothing, a refuted one is an error, any other is checked by each call. */
    void require(Requirement.Kind kind, Dim left, Dim right, String origin) {
        switch (kind) {
            case EQUAL -> require(Relation.EQ, kind, left, right, origin);
            case NOT_EQUAL -> require(Relation.NE, kind, left, right, origin);
            case LESS -> require(Relation.LT, kind, left, right, origin);
            case LESS_OR_EQUAL -> require(Relation.LE, kind, left, right, origin);
            case BROADCASTS -> list.add(new Requirement(kind, left, right, origin));
        }
    }

    private void require(Relation relation, Requirement.Kind kind, Dim left, Dim right, String origin) {
        switch (facts.holds(relation, left, right).answer()) {
            case PROVED -> {}
            case REFUTED ->
                throw new GraphException(
                        SIZE,
                        origin + ": needs " + left + " " + relation.sign() + " " + right + ", which is never true"
                                + reason(relation, left, right, origin));
            case UNKNOWN -> {
                list.add(new Requirement(kind, left, right, origin));
                facts.assume(relation, left, right, origin);
            }
        }
    }

    /** Why a relation cannot hold, if more can be said than that. */
    private String reason(Relation relation, Dim left, Dim right, String origin) {
        facts.assume(relation, left, right, origin);
        String sentence = facts.contradiction().map(Contradiction::sentence).orElse("");
        String claim = " cannot hold";
        int end = sentence.indexOf(claim);
        return end < 0 ? "" : sentence.substring(end + claim.length());
    }

    /** Asks that a shape becomes another one if axes of size 1, and new leading ones, are repeated. */
    void requireBroadcast(Shape from, Shape to) {
        int added = to.rank() - from.rank();
        if (added < 0) {
            throw new GraphException(RANK, "broadcast: " + from + " has more dims than " + to);
        }
        for (int axis = 0; axis < from.rank(); axis++) {
            Dim have = from.dim(axis);
            Dim want = to.dim(axis + added);
            if (!have.equals(Dim.ONE) && !facts.equal(have, want).isProved()) {
                if (have.isConstant() && want.isConstant()) {
                    throw new GraphException(SIZE, "broadcast: " + from + " does not fit " + to + " in dim " + axis);
                }
                String origin = "broadcast of " + from + " to " + to;
                require(Requirement.Kind.BROADCASTS, have, want, origin);
                require(Requirement.Kind.EQUAL, have.broadcast(want), want, origin);
            }
        }
    }
}
