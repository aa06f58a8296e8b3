package org.jdvm.symbolic;

import java.util.List;

/** An answer with the facts it rests on; none if it holds for all values, or if the answer is unknown. */
public record Proof(Answer answer, List<Fact> because) {
    static final Proof UNKNOWN = new Proof(Answer.UNKNOWN, List.of());

    public Proof {
        because = List.copyOf(because);
    }

    /** Whether the claim was proved. */
    public boolean isProved() {
        return answer == Answer.PROVED;
    }

    /** Whether the claim was refuted. */
    public boolean isRefuted() {
        return answer == Answer.REFUTED;
    }
}
