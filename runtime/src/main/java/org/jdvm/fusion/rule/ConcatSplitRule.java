package org.jdvm.fusion.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdvm.fusion.draft.DraftAxis;
import org.jdvm.fusion.draft.Drafts;
import org.jdvm.fusion.draft.FusedNode;
import org.jdvm.fusion.draft.Index;
import org.jdvm.fusion.draft.KernelDraft;
import org.jdvm.fusion.draft.Refusal;
import org.jdvm.ir.Node;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;

/**
 * A concatenation or a padded tensor is not computed separately: the kernel that reads it is cut into parts, each of which reads one piece.
 * Pieces of one size stay in one kernel (the two halves of a rotary embedding), and so do borders of one size.
 */
public final class ConcatSplitRule implements Rule {
    /** Why it refuses. */
    enum Why implements Refusal {
        CUT_ELSEWHERE("the kernel uses only some of it along the axis where the pieces are joined"),
        TOO_MANY_OPERATIONS("the kernel has %s operations, too many to be repeated for %s parts"),
        REDUCED_ACROSS("the kernel reduces along the axis where the pieces are joined"),
        SCANNED_ACROSS("the kernel scans along the axis where the pieces are joined"),
        HEAVY("each part would repeat a product or a reduction");

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
        return "parts";
    }

    @Override
    public String reason() {
        return "a kernel cut where its operand was joined reads the pieces themselves";
    }

    @Override
    public List<Refusal> refusals() {
        return List.of(
                Refusal.Common.TWO_PLACES,
                Refusal.Common.GROUPS_BY_PLACE,
                Why.CUT_ELSEWHERE,
                Why.TOO_MANY_OPERATIONS,
                Why.REDUCED_ACROSS,
                Why.SCANNED_ACROSS,
                Why.HEAVY);
    }

    @Override
    public boolean appliesTo(Candidate candidate) {
        return candidate.role() == Candidate.Role.OPERAND && hasParts(candidate.node());
    }

    public static boolean hasParts(Node node) {
        return node instanceof Node.Concat || node instanceof Node.Pad;
    }

    @Override
    public Verdict consider(Candidate candidate) {
        KernelDraft kernel = candidate.kernel();
        if (candidate.places().size() > 1) {
            return Verdict.refused(Refusal.Common.TWO_PLACES);
        }
        Optional<List<Map<DraftAxis, Drafts.Range>>> parts =
                parts(candidate.node(), candidate.at(), candidate.drafts());
        if (parts.isEmpty()) {
            return Verdict.refused(Why.CUT_ELSEWHERE);
        }
        if (kernel.size() * parts.get().size() > KernelDraft.MOST_MEMBERS) {
            return Verdict.refused(
                    Why.TOO_MANY_OPERATIONS, kernel.size(), parts.get().size());
        }
        for (Map<DraftAxis, Drafts.Range> part : parts.get()) {
            for (DraftAxis axis : part.keySet()) {
                if (axis.isReduced()) {
                    return Verdict.refused(kernel.scans() ? Why.SCANNED_ACROSS : Why.REDUCED_ACROSS);
                }
                if (axis.isWhole()) {
                    return Verdict.refused(Refusal.Common.GROUPS_BY_PLACE);
                }
                if (kernel.members().anyMatch(m -> isHeavy(m.node) && !m.movesAlong(axis))) {
                    return Verdict.refused(Why.HEAVY);
                }
            }
        }
        return new Verdict.Fused(
                "cut into " + parts.get().size() + " parts, each reads its piece",
                () -> split(candidate, parts.get(), true));
    }

    private static boolean isHeavy(Node node) {
        return node instanceof Node.Matmul || node instanceof Node.Reduce;
    }

    /**
     * Cuts the kernel and lets each part compute its piece.
     *
     * @param together true if pieces may be computed together, else only borders, which read nothing
     */
    public static void split(Candidate candidate, List<Map<DraftAxis, Drafts.Range>> parts, boolean together) {
        int separate = candidate.node() instanceof Node.Pad ? 1 : parts.size();
        var pieces = candidate
                .drafts()
                .split(candidate.kernel(), parts, together && candidate.drafts().areTogether(parts) ? 0 : separate);
        // all places first: a part that joins may split axes, which would hide them from the replacements of the next
        // part
        List<List<Index>> places = pieces.stream()
                .map(piece -> Index.substitute(candidate.at(), piece.getValue()))
                .toList();
        for (int part = 0; part < places.size(); part++) {
            candidate.join(
                    pieces.get(part).getKey(), new FusedNode(candidate.node(), places.get(part), part, List.of()));
        }
    }

    /** Which ranges of the kernel's axes the pieces are; empty if the kernel does not run through all of each cut dim. */
    public static Optional<List<Map<DraftAxis, Drafts.Range>>> parts(Node node, List<Index> at, Drafts drafts) {
        return switch (node) {
            case Node.Concat concat ->
                axis(concat.result(), at, concat.axis(), drafts).map(axis -> pieces(concat, axis));
            case Node.Pad pad -> boxes(pad, at, drafts);
            default -> throw new IllegalArgumentException("has no parts: " + node);
        };
    }

    private static List<Map<DraftAxis, Drafts.Range>> pieces(Node.Concat concat, DraftAxis axis) {
        List<Map<DraftAxis, Drafts.Range>> parts = new ArrayList<>();
        Dim start = Dim.ZERO;
        for (Value operand : concat.operands()) {
            Dim size = operand.shape().dim(concat.axis());
            parts.add(Map.of(axis, new Drafts.Range(start, size)));
            start = start.plus(size);
        }
        return parts;
    }

    /**
     * The inner part, then the borders: at each end of each axis, as wide as the inner part along earlier axes, as the whole along
     * later ones.
     */
    private static Optional<List<Map<DraftAxis, Drafts.Range>>> boxes(Node.Pad pad, List<Index> at, Drafts drafts) {
        Map<DraftAxis, Drafts.Range> inner = new HashMap<>();
        List<Map<DraftAxis, Drafts.Range>> borders = new ArrayList<>();
        for (int dim = 0; dim < at.size(); dim++) {
            Dim before = pad.before().get(dim);
            Dim size = pad.operand().shape().dim(dim);
            Dim after = pad.result().shape().dim(dim).minus(before).minus(size);
            if (before.equals(Dim.ZERO) && after.equals(Dim.ZERO)) {
                continue;
            }
            Optional<DraftAxis> axis = axis(pad.result(), at, dim, drafts);
            if (axis.isEmpty()) {
                return Optional.empty();
            }
            for (Drafts.Range border :
                    List.of(new Drafts.Range(Dim.ZERO, before), new Drafts.Range(before.plus(size), after))) {
                if (!border.size().equals(Dim.ZERO)) {
                    Map<DraftAxis, Drafts.Range> box = new HashMap<>(inner);
                    box.put(axis.get(), border);
                    borders.add(box);
                }
            }
            inner.put(axis.get(), new Drafts.Range(before, size));
        }
        List<Map<DraftAxis, Drafts.Range>> parts = new ArrayList<>(List.of(inner));
        parts.addAll(borders);
        return Optional.of(parts);
    }

    /** The axis that runs through all of a dim, and through nothing else of the value. */
    private static Optional<DraftAxis> axis(Value value, List<Index> at, int dim, Drafts drafts) {
        return at.get(dim)
                .plainAxis()
                .filter(axis -> drafts.facts().areEqual(axis.size, value.shape().dim(dim)));
    }
}
