package org.jdvm.fusion.draft;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Graph;
import org.jdvm.ir.GraphRewriter;
import org.jdvm.ir.Node;
import org.jdvm.ir.Parameter;
import org.jdvm.ir.Shape;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.Facts;
import org.jspecify.annotations.Nullable;

/**
 * The layout of each value of a graph in memory if the value that it views is contiguous (a parameter: with the strides of the
 * argument).
 *
 * <p>{@link #normalise} makes that possible for every view: where a reshape would need elements in another order, a copy is
 * inserted, or a parameter is required to be contiguous. The left operand of a product may have two strides along its inner indices, so
 * that an argument whose axes are in another order than those of the product is read where it is.
 */
public final class Layouts {
    /**
     * The place of a view.
     *
     * @param base the value that is in memory
     * @param offset the first element
     * @param strides the distance between elements along each axis; along a folded one that between folds
     * @param fold the inner one of two axes of the tensor that are the last axis; else null
     */
    public record Layout(
            Value base,
            Dim offset,
            List<Dim> strides,
            @Nullable Fold fold) {
        Layout(Value base, Dim offset, List<Dim> strides) {
            this(base, offset, strides, null);
        }
    }

    /**
     * The inner one of two axes that are one axis of a view.
     *
     * @param size its size
     * @param stride elements between its consecutive indices
     */
    public record Fold(Dim size, Dim stride) {}

    /** What products pack as floats, from any two strides. */
    private static final Set<DType> FOLDED_TYPES = Set.of(DType.F32, DType.F16, DType.BF16);

    private final Graph graph;
    private final Facts facts;
    private final Set<String> contiguous;
    private final Set<Value> folded;
    private final @Nullable Layout[] layouts;

    private Layouts(Graph graph, Facts facts, Set<String> contiguous, Set<Value> folded) {
        this.graph = graph;
        this.facts = facts;
        this.contiguous = contiguous;
        this.folded = folded;
        this.layouts = new Layout[graph.nodes().size()];
    }

    /** The layouts of a graph in which every view has one. */
    public static Layouts normalise(Graph graph, Facts facts) {
        Graph current = graph;
        Set<String> contiguous = new HashSet<>();
        Set<Value> folded = new HashSet<>();
        while (true) {
            Layouts layouts = new Layouts(current, facts, contiguous, folded);
            Optional<Node.Reshape> failed = layouts.compute();
            if (failed.isEmpty()) {
                return layouts;
            }
            Layout layout = layouts.of(failed.get().operand());
            if (current.node(layout.base()) instanceof Node.Input input && contiguous.add(input.name())) {
                continue;
            }
            if (layouts.mayFold(failed.get(), layout) && folded.add(failed.get().result())) {
                continue;
            }
            folded.clear();
            GraphRewriter rewriter = new GraphRewriter(current);
            for (Node node : current.nodes()) {
                if (node.equals(failed.get())) {
                    Value operand = rewriter.map(failed.get().operand());
                    Value copy = rewriter.append(operand, result -> new Node.Copy(result, operand));
                    rewriter.replace(
                            node.result(), rewriter.append(node.result(), result -> new Node.Reshape(result, copy)));
                } else {
                    rewriter.copy(node);
                }
            }
            current = rewriter.finish();
        }
    }

    public Graph graph() {
        return graph;
    }

    public boolean mustBeContiguous(String parameter) {
        return contiguous.contains(parameter);
    }

    public Layout of(Value value) {
        Layout layout = layouts[value.id()];
        if (layout == null) {
            throw new IllegalStateException("no layout for " + value);
        }
        return layout;
    }

    private Optional<Node.Reshape> compute() {
        for (Node node : graph.nodes()) {
            Value result = node.result();
            Layout layout;
            if (node instanceof Node.Input input) {
                layout = input(input);
            } else if (Views.isView(node)) {
                layout = view(node, of(node.inputs().getFirst()));
                if (layout == null) {
                    return Optional.of((Node.Reshape) node);
                }
            } else {
                layout = new Layout(result, Dim.ZERO, result.shape().contiguousStrides());
            }
            layouts[result.id()] = layout;
        }
        return Optional.empty();
    }

    /** The layout of a tensor where some of the tensors that it views are replaced; null if a view has no layout then. */
    @Nullable
    public Layout of(Value value, Map<Value, Value> substitutes) {
        Value substitute = substitutes.get(value);
        if (substitute != null) {
            return of(substitute, substitutes);
        }
        Node node = graph.node(value);
        if (!Views.isView(node)) {
            return of(value);
        }
        Layout inner = of(node.inputs().getFirst(), substitutes);
        return inner == null ? null : view(node, inner);
    }

    private @Nullable Layout view(Node view, Layout inner) {
        return switch (view) {
            case Node.Permute permute ->
                new Layout(
                        inner.base(),
                        inner.offset(),
                        permute.order().stream().map(inner.strides()::get).toList());
            case Node.Slice slice -> slice(slice, inner);
            case Node.Unfold unfold -> unfold(unfold, inner);
            case Node.WindowMatrix windows -> windowMatrix(windows, inner);
            case Node.Broadcast broadcast -> broadcast(broadcast, inner);
            case Node.Reshape reshape -> reshape(reshape, inner, folded.contains(reshape.result()));
            default -> throw new IllegalArgumentException("not a view: " + view);
        };
    }

    private Layout input(Node.Input input) {
        Value value = input.result();
        List<Dim> strides = value.shape().contiguousStrides();
        if (!contiguous.contains(input.name())) {
            strides = new ArrayList<>();
            for (int axis = 0; axis < value.rank(); axis++) {
                strides.add(Dim.symbol(Parameter.strideSymbol(input.name(), axis)));
            }
        }
        return new Layout(value, Dim.ZERO, strides);
    }

    private Layout slice(Node.Slice slice, Layout inner) {
        Dim stride = inner.strides().get(slice.axis());
        List<Dim> strides = new ArrayList<>(inner.strides());
        strides.set(slice.axis(), stride.times(slice.step()));
        return new Layout(inner.base(), inner.offset().plus(stride.times(slice.start())), strides);
    }

    private static Layout unfold(Node.Unfold unfold, Layout inner) {
        Dim stride = inner.strides().get(unfold.axis());
        List<Dim> strides = new ArrayList<>(inner.strides());
        strides.set(unfold.axis(), stride.times(unfold.step()));
        strides.add(stride.times(unfold.dilation()));
        return new Layout(inner.base(), inner.offset(), strides);
    }

    /** That of the first element of a window: along the windows, and inside them, products find their way. */
    private static Layout windowMatrix(Node.WindowMatrix matrix, Layout inner) {
        int channels = inner.strides().size() - matrix.windows().size();
        List<Dim> strides = new ArrayList<>(inner.strides().subList(0, channels));
        strides.add(Dim.ZERO);
        return new Layout(inner.base(), inner.offset(), strides);
    }

    /** Whether products alone read it, as left operands that they pack, and no kernel could write its elements in that order. */
    private boolean mayFold(Node.Reshape reshape, Layout inner) {
        Value result = reshape.result();
        return graph.node(inner.base()) instanceof Node.Input
                && FOLDED_TYPES.contains(result.type())
                && !graph.results().contains(result)
                && graph.nodes().stream()
                        .filter(node -> node.inputs().contains(result))
                        .allMatch(node -> node instanceof Node.Matmul matmul
                                && matmul.left().equals(result)
                                && !matmul.right().equals(result)
                                && FOLDED_TYPES.contains(matmul.result().type()))
                && reshape(reshape, inner, true) != null;
    }

    private Layout broadcast(Node.Broadcast broadcast, Layout inner) {
        Shape from = broadcast.operand().shape();
        Shape to = broadcast.result().shape();
        List<Dim> strides = new ArrayList<>(Collections.nCopies(to.rank(), Dim.ZERO));
        int added = to.rank() - from.rank();
        for (int axis = 0; axis < from.rank(); axis++) {
            Dim have = from.dim(axis);
            if (have.equals(Dim.ONE)) {
                continue;
            }
            Dim stride = inner.strides().get(axis);
            boolean same = have.isConstant() || facts.areEqual(have, to.dim(axis + added));
            strides.set(
                    axis + added,
                    same ? stride : stride.times(have.minus(1).max(Dim.ZERO).min(Dim.ONE)));
        }
        return new Layout(inner.base(), inner.offset(), strides);
    }

    /** Null if strides do not express it; along the last axis there may be a fold. */
    private @Nullable Layout reshape(Node.Reshape reshape, Layout inner, boolean mayFold) {
        Shape from = reshape.operand().shape();
        Shape to = reshape.result().shape();
        List<Dim> strides = new ArrayList<>(Collections.nCopies(to.rank(), Dim.ZERO));
        Fold fold = null;
        for (ReshapeGroups.Group group : ReshapeGroups.of(from, to, facts)) {
            Dim stride = group.before().isEmpty()
                    ? Dim.ONE
                    : inner.strides().get(group.before().getLast());
            Dim run = Dim.ONE;
            for (int i = group.before().size() - 1; i > 0; i--) {
                int axis = group.before().get(i);
                run = run.times(from.dim(axis));
                Dim next = inner.strides().get(group.before().get(i - 1));
                if (facts.areEqual(next, inner.strides().get(axis).times(from.dim(axis)))) {
                    continue;
                }
                if (!mayFold || fold != null || !group.after().equals(List.of(to.rank() - 1))) {
                    return null;
                }
                fold = new Fold(run, stride);
                stride = next;
            }
            for (int axis : group.after().reversed()) {
                strides.set(axis, stride);
                stride = stride.times(to.dim(axis));
            }
        }
        return new Layout(inner.base(), inner.offset(), strides, fold);
    }
}
