package org.jdvm.symbolic;

import java.util.ArrayList;
import java.util.List;

/** An immutable set of facts on which a conclusion rests. */
record Reasons(List<Fact> facts) {
    static final Reasons NONE = new Reasons(List.of());

    static Reasons of(Fact fact) {
        return new Reasons(List.of(fact));
    }

    Reasons and(Reasons other) {
        if (other.facts.isEmpty() || this == other) {
            return this;
        }
        if (facts.isEmpty()) {
            return other;
        }
        List<Fact> union = new ArrayList<>(facts);
        for (Fact fact : other.facts) {
            if (!facts.contains(fact)) {
                union.add(fact);
            }
        }
        return union.size() == facts.size() ? this : new Reasons(List.copyOf(union));
    }
}
