package org.jdvm.fusion.rule;

import java.util.List;
import org.jdvm.fusion.draft.Refusal;
import org.jdvm.ir.Node;

/** Elementwise work, copies and look-ups are computed where they are used; cheap ones also at several places at once. */
final class ElementwiseRule implements Rule {
    /** Most places of one node in a kernel: beyond that storing it costs less. */
    private static final int MOST_PLACES = 4;

    /** Why it refuses. */
    enum Why implements Refusal {
        MANY_PLACES("the kernel reads it at %s places at once");

        private final String text;

        Why(String text) {
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }
    }

    @Override
    public String name() {
        return "elementwise-producer";
    }

    @Override
    public String reason() {
        return "what is computed where it is used is neither written nor read";
    }

    @Override
    public List<Refusal> refusals() {
        return List.of(Refusal.Common.FULL, Why.MANY_PLACES);
    }

    @Override
    public boolean appliesTo(Candidate candidate) {
        return candidate.role() == Candidate.Role.OPERAND
                && switch (candidate.node()) {
                    case Node.Elementwise _, Node.Copy _, Node.Gather _ -> true;
                    case Node.Input _,
                            Node.Iota _,
                            Node.Fill _,
                            Node.Reduce _,
                            Node.Matmul _,
                            Node.Broadcast _,
                            Node.Reshape _,
                            Node.Permute _,
                            Node.Slice _,
                            Node.Unfold _,
                            Node.Concat _,
                            Node.Pad _,
                            Node.RowWise _,
                            Node.GroupedMatmul _ -> false;
                };
    }

    @Override
    public Verdict consider(Candidate candidate) {
        int places = candidate.places().size();
        if (!candidate.hasRoom()) {
            return Verdict.refused(Refusal.Common.FULL, candidate.kernel().size());
        }
        if (places > MOST_PLACES) {
            return Verdict.refused(Why.MANY_PLACES, places);
        }
        return new Verdict.Fused(
                places == 1 ? "computed on the tile where it is used" : "computed at each of the places that are read",
                candidate::joinEverywhere);
    }
}
