package org.jdvm.fusion;

import java.util.List;
import org.jdvm.ir.Node;

/** Elementwise work, copies and look-ups are computed where they are used; cheap ones also at several places at once. */
final class ElementwiseRule implements Rule {
    /** Most places of one node in a kernel: beyond that storing it costs less. */
    private static final int MOST_PLACES = 4;

    @Override
    public String name() {
        return "elementwise-producer";
    }

    @Override
    public String reason() {
        return "what is computed where it is used is neither written nor read";
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
                            Node.Concat _,
                            Node.Pad _,
                            Node.GroupedMatmul _ -> false;
                };
    }

    @Override
    public Verdict consider(Candidate candidate) {
        int places = candidate.places().size();
        if (!candidate.hasRoom()) {
            return Verdict.refused("the kernel has " + candidate.kernel().size() + " operations already");
        }
        if (places > MOST_PLACES) {
            return Verdict.refused("the kernel reads it at " + places + " places at once");
        }
        candidate.places().forEach(at -> candidate.join(at, List.of()));
        return Verdict.fused(
                places == 1 ? "computed on the tile where it is used" : "computed at each of the places that are read");
    }
}
