package org.jdvm.fusion;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jdvm.ir.Node;
import org.jdvm.ir.Shape;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.Facts;

/** From the indices of a view inside a kernel to the indices of what it views. */
final class Views {
    private final Facts facts;

    Views(Facts facts) {
        this.facts = facts;
    }

    static boolean isView(Node node) {
        return switch (node) {
            case Node.Broadcast _, Node.Reshape _, Node.Permute _, Node.Slice _ -> true;
            case Node.Input _,
                    Node.Elementwise _,
                    Node.Reduce _,
                    Node.Matmul _,
                    Node.Copy _,
                    Node.Concat _,
                    Node.Pad _,
                    Node.Gather _,
                    Node.Iota _,
                    Node.Fill _,
                    Node.GroupedMatmul _ -> false;
        };
    }

    /** The indices of the operand of a view at given indices of its result; empty if no kernel axes express them. */
    Optional<List<Index>> through(Node view, List<Index> result) {
        return switch (view) {
            case Node.Permute permute -> {
                List<Index> operand = new ArrayList<>(result);
                for (int axis = 0; axis < result.size(); axis++) {
                    operand.set(permute.order().get(axis), result.get(axis));
                }
                yield Optional.of(operand);
            }
            case Node.Slice slice -> {
                List<Index> operand = new ArrayList<>(result);
                operand.set(
                        slice.axis(),
                        result.get(slice.axis()).times(Dim.of(slice.step())).plus(slice.start()));
                yield Optional.of(operand);
            }
            case Node.Broadcast broadcast ->
                Optional.of(broadcast(
                        broadcast.operand().shape(), broadcast.result().shape(), result));
            case Node.Reshape reshape ->
                reshape(reshape.operand().shape(), reshape.result().shape(), result);
            default -> throw new IllegalArgumentException("not a view: " + view);
        };
    }

    /** The indices of an operand that broadcasts to a result. */
    List<Index> broadcast(Shape operand, Shape result, List<Index> indices) {
        int added = result.rank() - operand.rank();
        List<Index> inner = new ArrayList<>();
        for (int axis = 0; axis < operand.rank(); axis++) {
            Dim have = operand.dim(axis);
            Index index = indices.get(axis + added);
            if (have.equals(Dim.ONE)) {
                inner.add(Index.ZERO);
            } else if (have.isConstant()
                    || facts.equal(have, result.dim(axis + added)).isProved()) {
                inner.add(index);
            } else {
                inner.add(index.times(unlessOne(have)));
            }
        }
        return inner;
    }

    /** 0 for size 1, else 1: the factor that makes an index stay where a dim of size 1 is repeated. */
    private static Dim unlessOne(Dim size) {
        return size.minus(1).max(Dim.ZERO).min(Dim.ONE);
    }

    private Optional<List<Index>> reshape(Shape operand, Shape result, List<Index> indices) {
        List<Index> inner = new ArrayList<>(Collections.nCopies(operand.rank(), Index.ZERO));
        for (ReshapeGroups.Group group : ReshapeGroups.of(operand, result, facts)) {
            Index flat = Index.ZERO;
            Dim stride = Dim.ONE;
            for (int axis : group.after().reversed()) {
                Index scaled = indices.get(axis).times(stride);
                flat = scaled.plus(flat);
                stride = stride.times(result.dim(axis));
            }
            if (group.before().isEmpty()) {
                continue;
            }
            if (group.before().size() == 1) {
                inner.set(group.before().getFirst(), flat);
                continue;
            }
            List<Dim> sizes = group.before().stream().map(operand::dim).toList();
            Optional<List<Index>> parts = decompose(flat, sizes);
            if (parts.isEmpty()) {
                return Optional.empty();
            }
            for (int i = 0; i < sizes.size(); i++) {
                inner.set(group.before().get(i), parts.get().get(i));
            }
        }
        return Optional.of(inner);
    }

    /** Takes an index into a run of dims apart into one index for each; splits a kernel axis if that is what it takes. */
    Optional<List<Index>> decompose(Index flat, List<Dim> sizes) {
        Index index = flat.expanded();
        if (index.terms().isEmpty() && index.offset().equals(Dim.ZERO)) {
            return Optional.of(Collections.nCopies(sizes.size(), Index.ZERO));
        }
        if (!index.offset().equals(Dim.ZERO)) {
            return Optional.empty();
        }
        if (index.terms().size() == 1 && index.terms().getFirst().coefficient().equals(Dim.ONE)) {
            DraftAxis axis = index.terms().getFirst().axis();
            if (sizes.stream().filter(s -> !s.equals(Dim.ONE)).count() > 1) {
                axis.split(sizes);
                return Optional.of(axis.parts().stream().map(Index::of).toList());
            }
        }
        List<Index.Term> terms = index.terms();
        List<Index> parts = new ArrayList<>(Collections.nCopies(sizes.size(), Index.ZERO));
        Dim outer = Dim.ONE;
        int next = terms.size() - 1;
        for (int k = sizes.size() - 1; k >= 0; k--) {
            Dim covered = Dim.ONE;
            Index part = Index.ZERO;
            while (!facts.equal(covered, sizes.get(k)).isProved()) {
                if (next < 0 || !terms.get(next).coefficient().equals(outer.times(covered))) {
                    return Optional.empty();
                }
                DraftAxis axis = terms.get(next--).axis();
                part = Index.of(axis).times(covered).plus(part);
                covered = covered.times(axis.size);
            }
            parts.set(k, part);
            outer = outer.times(sizes.get(k));
        }
        return next < 0 ? Optional.of(parts) : Optional.empty();
    }
}
