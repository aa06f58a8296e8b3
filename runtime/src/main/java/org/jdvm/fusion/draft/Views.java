package org.jdvm.fusion.draft;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdvm.ir.Graph;
import org.jdvm.ir.Node;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.Facts;
import org.jdvm.symbolic.Relation;
import org.jspecify.annotations.Nullable;

/** From the indices of a view inside a kernel to the indices of what it views. */
public final class Views {
    private final Graph graph;
    private final Facts facts;
    private @Nullable Facts nonEmpty;

    Views(Graph graph, Facts facts) {
        this.graph = graph;
        this.facts = facts;
    }

    public static boolean isView(Node node) {
        return switch (node) {
            case Node.Broadcast _, Node.Reshape _, Node.Permute _, Node.Slice _, Node.Unfold _, Node.WindowMatrix _ ->
                true;
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
                    Node.RowWise _,
                    Node.WindowReduce _,
                    Node.GroupedMatmul _ -> false;
        };
    }

    /**
     * {@return what has the elements of a result of a graph in their order, in the result's memory} It is the result itself, or what it
     * gives other dims.
     *
     * @param graph the graph
     * @param result one of its results
     */
    public static Value stored(Graph graph, Value result) {
        Value stored = result;
        while (graph.node(stored) instanceof Node.Reshape reshape) {
            stored = reshape.operand();
        }
        return stored;
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
            case Node.Unfold unfold -> {
                List<Index> operand = new ArrayList<>(result.subList(0, result.size() - 1));
                Index inWindow = result.getLast().times(Dim.of(unfold.dilation()));
                operand.set(
                        unfold.axis(),
                        result.get(unfold.axis()).times(Dim.of(unfold.step())).plus(inWindow));
                yield Optional.of(operand);
            }
            case Node.WindowMatrix _ -> Optional.empty();
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
            } else if (have.isConstant() || facts.areEqual(have, result.dim(axis + added))) {
                inner.add(index);
            } else {
                inner.add(index.times(unlessOne(have)));
            }
        }
        return inner;
    }

    /** The indices of an operand of a product, with 0 along its inner dim. */
    public List<Index> matrixIndices(boolean left, Value operand, Node.Matmul matmul, List<Index> at) {
        int rank = at.size();
        int batch = operand.rank() - 2;
        Shape batchDims = new Shape(matmul.result().shape().dims().subList(0, rank - 2));
        List<Index> indices = new ArrayList<>(
                broadcast(new Shape(operand.shape().dims().subList(0, batch)), batchDims, at.subList(0, rank - 2)));
        indices.add(left ? at.get(rank - 2) : Index.ZERO);
        indices.add(left ? Index.ZERO : at.get(rank - 1));
        return indices;
    }

    /** 0 for size 1, else 1: the factor that makes an index stay where a dim of size 1 is repeated. */
    private static Dim unlessOne(Dim size) {
        return size.minus(1).max(Dim.ONE.minus(size)).min(Dim.ONE);
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

    /** Takes an index into a run of dims apart into one index for each; splits kernel axes if that is what it takes. */
    public Optional<List<Index>> decompose(Index flat, List<Dim> sizes) {
        Index index = flat.expanded();
        if (index.terms().isEmpty() && index.offset().equals(Dim.ZERO)) {
            return Optional.of(Collections.nCopies(sizes.size(), Index.ZERO));
        }
        if (!index.offset().equals(Dim.ZERO)) {
            return Optional.empty();
        }
        if (index.terms().size() == 1 && index.terms().getFirst().coefficient().equals(Dim.ONE)) {
            DraftAxis axis = index.terms().getFirst().axis();
            Dim whole = sizes.stream().reduce(Dim.ONE, Dim::times);
            if (sizes.stream().filter(s -> !s.equals(Dim.ONE)).count() > 1) {
                if (!facts.areEqual(axis.size, whole)) {
                    // a slice of the run: its axis ends before the dims do
                    return Optional.empty();
                }
                if (axis.isWhole()) {
                    return Optional.empty();
                }
                axis.split(sizes);
                return Optional.of(axis.parts().stream().map(Index::of).toList());
            }
        }
        return assign(index, sizes);
    }

    /** Gives each dim, from the last one on, the terms that run through it. */
    private Optional<List<Index>> assign(Index index, List<Dim> sizes) {
        List<Index.Term> terms = index.terms();
        List<Index> parts = new ArrayList<>(Collections.nCopies(sizes.size(), Index.ZERO));
        Dim outer = Dim.ONE;
        int next = terms.size() - 1;
        for (int k = sizes.size() - 1; k >= 0; k--) {
            Dim covered = Dim.ONE;
            Index part = Index.ZERO;
            while (!facts.areEqual(covered, sizes.get(k))) {
                if (next < 0 || !terms.get(next).coefficient().equals(outer.times(covered))) {
                    return Optional.empty();
                }
                DraftAxis axis = terms.get(next--).axis();
                Optional<Dim> wanted = quotient(sizes.get(k), covered);
                if (k > 0
                        && wanted.isPresent()
                        && quotient(wanted.get(), axis.size).isEmpty()) {
                    // The axis goes on in the next dim.
                    Optional<Dim> rest = quotient(axis.size, wanted.get());
                    if (rest.isEmpty() || axis.isWhole()) {
                        return Optional.empty();
                    }
                    axis.split(List.of(rest.get(), wanted.get()));
                    return assign(index.expanded(), sizes);
                }
                part = Index.of(axis).times(covered).plus(part);
                covered = covered.times(axis.size);
            }
            parts.set(k, part);
            outer = outer.times(sizes.get(k));
        }
        return next < 0 ? Optional.of(parts) : Optional.empty();
    }

    /** What times the divisor is the size; empty if that cannot be told. */
    private Optional<Dim> quotient(Dim size, Dim divisor) {
        if (facts.areEqual(size, divisor)) {
            return Optional.of(Dim.ONE);
        }
        if (divisor.equals(Dim.ZERO)) {
            return Optional.empty();
        }
        Dim quotient = nonEmpty().simplify(size.floorDiv(divisor));
        return facts.areEqual(quotient.times(divisor), size) ? Optional.of(quotient) : Optional.empty();
    }

    /** What is known where no size is 0: for guesses, which are proved without that. */
    private Facts nonEmpty() {
        Facts known = nonEmpty;
        if (known == null) {
            known = facts.copy();
            Set<String> symbols = new HashSet<>();
            graph.nodes().forEach(node -> node.result().shape().dims().forEach(dim -> symbols.addAll(dim.symbols())));
            for (String symbol : symbols) {
                known.assume(Relation.GE, Dim.symbol(symbol), Dim.ONE, "sizes of tensors with elements");
            }
            nonEmpty = known;
        }
        return known;
    }
}
