package org.jdvm.symbolic;

import java.util.List;

/** Facts that cannot all hold, with a sentence for people. */
public record Contradiction(String sentence, List<Fact> facts) {
    public Contradiction {
        facts = List.copyOf(facts);
    }
}
