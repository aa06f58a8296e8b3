package org.jdvm.fusion.rule;

import java.util.List;
import java.util.stream.IntStream;
import org.jdvm.fusion.draft.Drafts;
import org.jdvm.fusion.draft.Index;
import org.jdvm.fusion.draft.Refusal;
import org.jdvm.ir.Node;
import org.jdvm.ir.Shape;

/** Elementwise work, copies and look-ups are computed where they are used; cheap ones also at several places at once. */
final class ElementwiseRule implements Rule {
    /** Most places of one node in a kernel: beyond that storing it costs less. */
    private static final int MOST_PLACES = 4;

    /** Why it refuses. */
    enum Why implements Refusal {
        MANY_PLACES("the kernel reads it at %s places at once"),
        WINDOWS("the kernel reads it in windows; the product before it takes it instead");

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
        return List.of(Refusal.Common.FULL, Why.MANY_PLACES, Why.WINDOWS);
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
                            Node.WindowMatrix _,
                            Node.Concat _,
                            Node.Pad _,
                            Node.RowWise _,
                            Node.WindowReduce _,
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
        if (candidate.places().stream().anyMatch(at -> isInWindows(candidate, at))
                && followsProduct(candidate.drafts(), candidate.node())) {
            return Verdict.refused(Why.WINDOWS);
        }
        return new Verdict.Fused(
                places == 1 ? "computed on the tile where it is used" : "computed at each of the places that are read",
                candidate::joinEverywhere);
    }

    /** True if windows are reduced that do not cut the result into pieces: no product could be computed for them. */
    private static boolean isInWindows(Candidate candidate, List<Index> at) {
        Shape shape = candidate.node().result().shape();
        return IntStream.range(0, shape.rank()).anyMatch(axis -> {
            Index index = at.get(axis).expanded();
            return index.terms().size() > 1
                    && index.terms().stream().anyMatch(term -> term.axis().isReduced())
                    && candidate
                            .drafts()
                            .views()
                            .decompose(index, List.of(shape.dim(axis)))
                            .isEmpty();
        });
    }

    /** True if it is elementwise work on the result of a product. */
    private static boolean followsProduct(Drafts drafts, Node node) {
        return node instanceof Node.Elementwise
                && node.inputs().stream()
                        .map(input -> drafts.graph().node(drafts.baseOf(input)))
                        .anyMatch(before -> before instanceof Node.Matmul || followsProduct(drafts, before));
    }
}
