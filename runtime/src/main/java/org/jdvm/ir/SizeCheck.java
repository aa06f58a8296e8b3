package org.jdvm.ir;

import java.util.List;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.Facts;
import org.jdvm.symbolic.Proof;
import org.jdvm.symbolic.Relation;
import org.jspecify.annotations.Nullable;

/**
 * Whether sizes fit each other. Sizes that are not written alike must be equal by what the graph requires of calls, so that a pass can
 * neither change a shape nor drop a requirement that an operation needs: proved, or, where a proof is too hard, not told apart by any
 * of the {@link SatisfyingSizes}.
 */
final class SizeCheck {
    private final Graph graph;
    private final GraphVerifier.Report report;
    private @Nullable Facts facts;
    private @Nullable SatisfyingSizes samples;

    private SizeCheck(Graph graph, GraphVerifier.Report report) {
        this.graph = graph;
        this.report = report;
    }

    /** No call can satisfy requirements that contradict each other. */
    static void requirements(Graph graph, GraphVerifier.Report report) {
        if (!graph.requirements().isEmpty()) {
            graph.facts()
                    .contradiction()
                    .ifPresent(contradiction -> report.add(
                            -1, "requirements", "requirements that can hold together", contradiction.sentence()));
        }
    }

    static void inspect(Graph graph, GraphVerifier.Report report) {
        SizeCheck check = new SizeCheck(graph, report);
        graph.nodes().forEach(check::node);
    }

    private void node(Node node) {
        Shape result = node.result().shape();
        for (Dim dim : result.dims()) {
            atLeast(node, "a size", Dim.ZERO, dim);
        }
        switch (node) {
            case Node.Input _, Node.Iota _, Node.Fill _ -> {}
            case Node.Elementwise n -> {
                n.inputs().forEach(operand -> broadcasts(node, operand.shape(), result));
                given(node, n.inputs(), result);
            }
            case Node.Reduce n -> {
                int next = 0;
                for (int axis = 0; axis < n.operand().rank(); axis++) {
                    boolean reduced = n.axes().contains(axis);
                    if (!reduced || n.keepDims()) {
                        Dim size = reduced ? Dim.ONE : n.operand().shape().dim(axis);
                        equal(node, "dim " + next, size, result.dim(next++));
                    }
                }
            }
            case Node.Matmul n -> matmul(n, n.left().shape(), n.right().shape(), result);
            case Node.GroupedMatmul n ->
                groupedMatmul(n, n.left().shape(), n.right().shape(), result);
            case Node.Broadcast n -> broadcasts(node, n.operand().shape(), result);
            case Node.Reshape n ->
                equal(node, "the number of elements", n.operand().shape().elements(), result.elements());
            case Node.Permute n -> {
                for (int axis = 0; axis < result.rank(); axis++) {
                    equal(node, "dim " + axis, n.operand().shape().dim(n.order().get(axis)), result.dim(axis));
                }
            }
            case Node.Unfold n -> {
                equalBut(node, n.axis(), n.operand().shape(), result, result.rank() - 1);
                Dim size = result.dim(result.rank() - 1);
                Dim count = n.operand()
                        .shape()
                        .dim(n.axis())
                        .minus(size.minus(1).times(n.dilation()).plus(1))
                        .floorDiv(n.step())
                        .plus(1);
                equal(node, "the number of windows", count, result.dim(n.axis()));
            }
            case Node.WindowMatrix n ->
                equalBut(node, -1, WindowAxis.matrix(n.operand().shape(), n.windows()), result);
            case Node.WindowReduce n ->
                equalBut(node, -1, WindowAxis.reduced(n.operand().shape(), n.windows()), result);
            case Node.Slice n -> {
                equalBut(node, n.axis(), n.operand().shape(), result);
                Dim size = n.operand().shape().dim(n.axis());
                atLeast(node, "the start", Dim.ZERO, n.start());
                atLeast(
                        node,
                        "the end",
                        n.start().plus(result.dim(n.axis()).minus(1).times(n.step())),
                        size);
            }
            case Node.Copy n -> equalBut(node, -1, n.operand().shape(), result);
            case Node.Concat n -> {
                Dim length = Dim.ZERO;
                for (Value operand : n.operands()) {
                    equalBut(node, n.axis(), operand.shape(), result);
                    length = length.plus(operand.shape().dim(n.axis()));
                }
                equal(node, "dim " + n.axis(), length, result.dim(n.axis()));
            }
            case Node.Pad n -> {
                for (int axis = 0; axis < result.rank(); axis++) {
                    Dim before = n.before().get(axis);
                    atLeast(node, "the width before dim " + axis, Dim.ZERO, before);
                    atLeast(node, "dim " + axis, n.operand().shape().dim(axis).plus(before), result.dim(axis));
                }
            }
            case Node.RowWise n -> {
                equalBut(node, n.axis(), n.operand().shape(), result);
                if (n.op().hasUpdates()) {
                    Shape indices = n.operands().get(1).shape();
                    Shape updates = n.operands().get(2).shape();
                    equalBut(node, n.axis(), indices, result);
                    equalBut(node, n.axis(), updates, result);
                    equal(node, "updates in dim " + n.axis(), indices.dim(n.axis()), updates.dim(n.axis()));
                }
                Dim length = result.dim(n.axis());
                if (n.op().isSized()) {
                    atLeast(
                            node,
                            "the operand's dim " + n.axis(),
                            length,
                            n.operand().shape().dim(n.axis()));
                } else {
                    equal(node, "dim " + n.axis(), n.resultSize(), length);
                }
            }
            case Node.Gather n
            when n.paired() -> {
                for (int axis = 0; axis < result.rank(); axis++) {
                    equal(node, "dim " + axis, n.indices().shape().dim(axis), result.dim(axis));
                }
                equalBut(node, n.axis(), n.operand().shape(), result);
            }
            case Node.Gather n -> {
                List<Dim> operand = n.operand().shape().dims();
                int rank = n.indices().rank();
                for (int axis = 0; axis < result.rank(); axis++) {
                    int inIndices = axis - n.axis();
                    Dim size = inIndices < 0
                            ? operand.get(axis)
                            : inIndices < rank ? n.indices().shape().dim(inIndices) : operand.get(axis - rank + 1);
                    equal(node, "dim " + axis, size, result.dim(axis));
                }
            }
        }
    }

    private void matmul(Node node, Shape left, Shape right, Shape result) {
        int rank = result.rank();
        equal(node, "the inner size", left.dim(left.rank() - 1), right.dim(right.rank() - 2));
        equal(node, "dim " + (rank - 2), left.dim(left.rank() - 2), result.dim(rank - 2));
        equal(node, "dim " + (rank - 1), right.dim(right.rank() - 1), result.dim(rank - 1));
        Shape leading = leading(result);
        broadcasts(node, leading(left), leading);
        broadcasts(node, leading(right), leading);
        given(node, leading, List.of(leading(left), leading(right)));
    }

    private static Shape leading(Shape shape) {
        return new Shape(shape.dims().subList(0, shape.rank() - 2));
    }

    private void groupedMatmul(Node.GroupedMatmul node, Shape left, Shape right, Shape result) {
        Dim count = node.groups().shape().dim(0);
        equal(node, "the inner size", left.dim(left.rank() - 1), right.dim(right.rank() - 2));
        equal(node, "the rows", left.dim(left.rank() - 2), result.dim(result.rank() - 2));
        equal(node, "the columns", right.dim(right.rank() - 1), result.dim(result.rank() - 1));
        for (Shape shape : List.of(left, right, result)) {
            if (shape.rank() == 3) {
                equal(node, "the number of groups", count, shape.dim(0));
            }
        }
    }

    private void equalBut(Node node, int axis, Shape operand, Shape result) {
        equalBut(node, axis, operand, result, result.rank());
    }

    private void equalBut(Node node, int axis, Shape operand, Shape result, int count) {
        for (int other = 0; other < count; other++) {
            if (other != axis) {
                equal(node, "dim " + other, operand.dim(other), result.dim(other));
            }
        }
    }

    private void equal(Node node, String what, Dim expected, Dim found) {
        if (!isEqual(expected, found)) {
            add(node, what + " " + expected, found);
        }
    }

    private boolean isEqual(Dim a, Dim b) {
        if (a.equals(b)) {
            return true;
        }
        return switch (facts().equal(a, b).answer()) {
            case PROVED -> true;
            case REFUTED -> false;
            case UNKNOWN -> !samples().tellApart(a, b);
        };
    }

    private SatisfyingSizes samples() {
        SatisfyingSizes known = samples;
        if (known == null) {
            known = new SatisfyingSizes(graph);
            samples = known;
        }
        return known;
    }

    /** Reports what is refuted only: bounds of slices with steps are too much for a proof. */
    private void atLeast(Node node, String what, Dim least, Dim found) {
        boolean both = least.isConstant() && found.isConstant();
        boolean refuted = both
                ? least.constantValue() > found.constantValue()
                : !(least.equals(Dim.ZERO) && found.symbolName().isPresent())
                        && proof(least, found).isRefuted();
        if (refuted) {
            add(node, what + " of at least " + least, found);
        }
    }

    private Proof proof(Dim least, Dim found) {
        return facts().holds(Relation.LE, least, found);
    }

    private void broadcasts(Node node, Shape operand, Shape result) {
        int added = result.rank() - operand.rank();
        for (int axis = 0; axis < operand.rank(); axis++) {
            Dim size = operand.dim(axis);
            Dim wanted = result.dim(axis + added);
            boolean fits = size.equals(Dim.ONE)
                    || isEqual(size, wanted)
                    || isRequiredToBroadcast(size, wanted)
                    || !(size.isConstant() && wanted.isConstant()) && isEqual(size.broadcast(wanted), wanted);
            if (!fits) {
                add(node, "an operand that broadcasts to " + wanted + " in dim " + (axis + added), size);
            }
        }
    }

    private boolean isRequiredToBroadcast(Dim a, Dim b) {
        return graph.requirements().stream()
                .anyMatch(requirement -> requirement.kind() == Requirement.Kind.BROADCASTS
                        && (requirement.left().equals(a) && requirement.right().equals(b)
                                || requirement.left().equals(b)
                                        && requirement.right().equals(a)));
    }

    private void given(Node node, List<Value> operands, Shape result) {
        given(node, result, operands.stream().map(Value::shape).toList());
    }

    /** Each size of the result must be that of an operand, or what they broadcast to. */
    private void given(Node node, Shape result, List<Shape> operands) {
        for (int axis = 0; axis < result.rank(); axis++) {
            Dim wanted = result.dim(axis);
            int fromLast = result.rank() - axis;
            List<Dim> sizes = operands.stream()
                    .filter(shape -> shape.rank() >= fromLast)
                    .map(shape -> shape.dim(shape.rank() - fromLast))
                    .toList();
            boolean found = sizes.contains(wanted)
                    || sizes.stream().anyMatch(size -> isEqual(size, wanted))
                    || sizes.stream().noneMatch(Dim::isConstant)
                            && isEqual(sizes.stream().reduce(Dim.ONE, Dim::broadcast), wanted);
            if (!found) {
                add(node, "dim " + axis + " from operands of " + sizes, wanted);
            }
        }
    }

    private void add(Node node, String expected, Dim found) {
        report.add(node.result().id(), node, expected, found.toString());
    }

    /** Made when first needed: most sizes are written alike. */
    private Facts facts() {
        Facts known = facts;
        if (known == null) {
            known = graph.facts();
            facts = known;
        }
        return known;
    }
}
