package org.jdvm.fusion.rule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdvm.fusion.draft.DraftAxis;
import org.jdvm.fusion.draft.Index;
import org.jdvm.fusion.draft.KernelDraft;
import org.jdvm.fusion.draft.Refusal;
import org.jdvm.ir.Node;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/**
 * A reduction is computed in the kernel that uses its result, over the same rows: softmax and layer norm are one kernel. All
 * reductions of a kernel run along the same axes.
 */
final class ReduceRule implements Rule {
    /** Why it refuses. */
    enum Why implements Refusal {
        BLOCKS("a matrix kernel holds no reductions: its blocks do not hold whole rows"),
        IN_PART("the kernel uses only a part of the result, or repeats it"),
        KEPT_AXES("the kernel reduces along axes that this result keeps"),
        SCANNED_AXES("the kernel scans along axes that this result keeps"),
        OTHER_AXES("the kernel's reductions run along other axes"),
        ONE_ELEMENT("the kernel's reductions are over one element each"),
        OTHER_LENGTH("it reduces %s elements, but the kernel's rows have %s"),
        OTHER_OPERAND_LENGTH("it reduces %s elements, but the rows of the product's operand have %s");

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
        return "reduce-producer";
    }

    @Override
    public String reason() {
        return "a row that is in the local buffer is reduced and used there: softmax and norms read their input once";
    }

    @Override
    public List<Refusal> refusals() {
        List<Refusal> refusals = new ArrayList<>(List.of(Refusal.Common.TWO_PLACES, Refusal.Common.FULL));
        refusals.addAll(List.of(Why.values()));
        return refusals;
    }

    @Override
    public boolean appliesTo(Candidate candidate) {
        return candidate.role() == Candidate.Role.OPERAND && candidate.node() instanceof Node.Reduce;
    }

    @Override
    public Verdict consider(Candidate candidate) {
        KernelDraft kernel = candidate.kernel();
        Node.Reduce reduce = (Node.Reduce) candidate.node();
        if (candidate.places().size() > 1) {
            return Verdict.refused(Refusal.Common.TWO_PLACES);
        }
        if (!candidate.hasRoom()) {
            return Verdict.refused(Refusal.Common.FULL, kernel.size());
        }
        if (kernel.inner() != null) {
            return alongInner(candidate, kernel.inner(), reduce);
        }
        if (kernel.multiplies()) {
            return Verdict.refused(Why.BLOCKS);
        }
        List<Index> at = candidate.at();
        Set<DraftAxis> used = new HashSet<>();
        if (!candidate.coversEachDim(at, used)) {
            return Verdict.refused(Why.IN_PART);
        }
        if (used.stream().anyMatch(DraftAxis::isReduced)) {
            return Verdict.refused(kernel.scans() ? Why.SCANNED_AXES : Why.KEPT_AXES);
        }
        List<DraftAxis> free =
                kernel.leaves().stream().filter(a -> !used.contains(a)).toList();
        if (kernel.reduces() && !free.stream().allMatch(DraftAxis::isReduced)) {
            return Verdict.refused(Why.OTHER_AXES);
        }
        List<Dim> sizes = sizes(reduce);
        if (kernel.reduces() && free.isEmpty() && !sizes.isEmpty()) {
            return Verdict.refused(Why.ONE_ELEMENT);
        }
        Optional<List<Index>> matched = Optional.empty();
        if (!free.isEmpty()) {
            matched = match(free, sizes, candidate);
            if (matched.isEmpty()) {
                return Verdict.refused(
                        Why.OTHER_LENGTH, sizes, free.stream().map(a -> a.size).toList());
            }
        }
        Optional<List<Index>> rows = matched;
        return new Verdict.Fused("reduced on the tile, over the rows that the kernel holds", () -> {
            // a match may have split them
            free.forEach(DraftAxis::reduce);
            List<Index> reduced = rows.orElseGet(() -> newRows(kernel, reduce, at));
            candidate.join(at, operandIndices(reduce, at, reduced));
        });
    }

    /** The indices of the reduced dims over new axes of the kernel. */
    private static List<Index> newRows(KernelDraft kernel, Node.Reduce reduce, List<Index> at) {
        List<Index> reduced = new ArrayList<>();
        for (int axis : reduce.axes()) {
            Dim size = reduce.operand().shape().dim(axis);
            if (!size.equals(Dim.ONE)) {
                reduced.add(kernel.addReducedAxis(size, axisBefore(reduce, axis, at, reduced)));
            }
        }
        return reduced;
    }

    /** In a kernel that computes the left operand of a product: only whole rows of that are reduced. */
    private static Verdict alongInner(Candidate candidate, DraftAxis inner, Node.Reduce reduce) {
        Set<DraftAxis> used = new HashSet<>();
        Set<DraftAxis> needed = candidate.kernel().operandAxes();
        needed.remove(inner);
        if (!candidate.coversEachDim(candidate.at(), used) || !used.equals(needed)) {
            return Verdict.refused(Why.IN_PART);
        }
        List<Dim> sizes = sizes(reduce);
        Optional<List<Index>> reduced = match(List.of(inner), sizes, candidate);
        if (reduced.isEmpty()) {
            return Verdict.refused(Why.OTHER_OPERAND_LENGTH, sizes, List.of(inner.size));
        }
        return new Verdict.Fused(
                "reduced over the rows that the product multiplies",
                () -> candidate.join(candidate.at(), operandIndices(reduce, candidate.at(), reduced.get())));
    }

    /** The sizes of the reduced dims that are not 1. */
    private static List<Dim> sizes(Node.Reduce reduce) {
        return reduce.axes().stream()
                .map(axis -> reduce.operand().shape().dim(axis))
                .filter(size -> !size.equals(Dim.ONE))
                .toList();
    }

    /** The indices of the reduced dims over the kernel's free axes, if these are just the reduced ones. */
    private static Optional<List<Index>> match(List<DraftAxis> free, List<Dim> sizes, Candidate candidate) {
        Index flat = Index.ZERO;
        Dim stride = Dim.ONE;
        for (DraftAxis axis : free.reversed()) {
            flat = Index.of(axis).times(stride).plus(flat);
            stride = stride.times(axis.size);
        }
        Dim wanted = sizes.stream().reduce(Dim.ONE, Dim::times);
        if (!candidate.facts().areEqual(stride, wanted)) {
            return Optional.empty();
        }
        return candidate.drafts().views().decompose(flat, sizes);
    }

    /** The innermost axis of the dim before a reduced one, so that the new axis gets its place in the operand's order. */
    private static @Nullable DraftAxis axisBefore(
            Node.Reduce reduce, int axis, List<Index> result, List<Index> reducedSoFar) {
        List<Index> known = operandIndices(reduce, result, reducedSoFar);
        for (int before = axis - 1; before >= 0; before--) {
            List<Index.Term> terms = known.get(before).expanded().terms();
            if (!terms.isEmpty()) {
                return terms.getLast().axis();
            }
        }
        return null;
    }

    /** The indices of the operand: those of the result, with those of the reduced dims (not 1) in their places as far as known. */
    static List<Index> operandIndices(Node.Reduce reduce, List<Index> result, List<Index> reduced) {
        Value operand = reduce.operand();
        Shape shape = operand.shape();
        List<Index> indices = new ArrayList<>(Collections.nCopies(shape.rank(), Index.ZERO));
        int next = 0;
        int nextReduced = 0;
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (!reduce.axes().contains(axis)) {
                indices.set(axis, result.get(next++));
                continue;
            }
            if (reduce.keepDims()) {
                next++;
            }
            if (!shape.dim(axis).equals(Dim.ONE) && nextReduced < reduced.size()) {
                indices.set(axis, reduced.get(nextReduced++));
            }
        }
        return indices;
    }
}
