package org.jdvm.fusion.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdvm.fusion.draft.DraftAxis;
import org.jdvm.fusion.draft.Index;
import org.jdvm.fusion.draft.KernelDraft;
import org.jdvm.fusion.draft.Refusal;
import org.jdvm.ir.Node;
import org.jdvm.op.RowOp;
import org.jdvm.op.Scan;

/**
 * A scan is computed in the kernel that uses its result, over the same rows: it is like a reduction that keeps its axis. All scans and
 * reductions of such a kernel run along one axis.
 */
public final class ScanRule implements Rule {
    public static final String SCAN = "scan-producer";

    /** Why it refuses. */
    enum Why implements Refusal {
        BLOCKS("a matrix kernel holds no scans: its blocks do not hold whole rows"),
        IN_PART("the kernel uses only a part of the scan, or repeats it"),
        ONE_ELEMENT("the scan is over one element"),
        IN_PIECES("the axis of the scan is several axes of the kernel"),
        OTHER_AXES("the kernel reduces or scans along other axes");

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
        return SCAN;
    }

    @Override
    public String reason() {
        return "a row that is in the local buffer is scanned there, and used";
    }

    @Override
    public List<Refusal> refusals() {
        List<Refusal> refusals = new ArrayList<>(List.of(Refusal.Common.TWO_PLACES, Refusal.Common.FULL));
        refusals.addAll(List.of(Why.values()));
        return refusals;
    }

    @Override
    public boolean appliesTo(Candidate candidate) {
        return candidate.role() == Candidate.Role.OPERAND
                && candidate.node() instanceof Node.RowWise call
                && isScan(call);
    }

    /** True if an operation along an axis is a scan, which kernels compute on tiles. */
    public static boolean isScan(Node.RowWise call) {
        return call.op() instanceof Scan;
    }

    @Override
    public Verdict consider(Candidate candidate) {
        KernelDraft kernel = candidate.kernel();
        Node.RowWise scan = (Node.RowWise) candidate.node();
        if (candidate.places().size() > 1) {
            return Verdict.refused(Refusal.Common.TWO_PLACES);
        }
        if (!candidate.hasRoom()) {
            return Verdict.refused(Refusal.Common.FULL, kernel.size());
        }
        if (kernel.multiplies()) {
            return Verdict.refused(Why.BLOCKS);
        }
        List<Index> at = candidate.at();
        if (!candidate.coversResult(at)) {
            return Verdict.refused(Why.IN_PART);
        }
        Index along = at.get(scan.axis()).expanded();
        if (along.terms().isEmpty()) {
            return Verdict.refused(Why.ONE_ELEMENT);
        }
        Optional<DraftAxis> axis = along.plainAxis();
        if (axis.isEmpty()) {
            return Verdict.refused(Why.IN_PIECES);
        }
        Set<DraftAxis> reduced =
                kernel.leaves().stream().filter(DraftAxis::isReduced).collect(Collectors.toSet());
        if (kernel.reduces() && !reduced.equals(Set.of(axis.get()))) {
            return Verdict.refused(Why.OTHER_AXES);
        }
        return new Verdict.Fused(
                "scanned on the tile, along the rows that the kernel holds", () -> join(candidate, scan));
    }

    /** Makes a scan part of a kernel that runs along its axis. */
    public static void join(Candidate candidate, Node.RowWise scan) {
        List<Index> at = candidate.at();
        DraftAxis axis = at.get(scan.axis()).plainAxis().orElseThrow();
        axis.reduce();
        // elements are scanned in the order of this axis alone
        axis.keepWhole();
        candidate.join(at, at);
    }

    /** True if a kernel scans rows from their ends: they must be whole, for pieces come in the order of their elements. */
    public static boolean needsWholeRows(KernelDraft kernel) {
        return kernel.scans()
                && kernel.members()
                        .anyMatch(member -> member.isScan()
                                && Scan.isReverse(RowOp.options(((Node.RowWise) member.node).options())));
    }
}
