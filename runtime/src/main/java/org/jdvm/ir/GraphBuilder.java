package org.jdvm.ir;

import static org.jdvm.ir.GraphException.Problem.ARGUMENT;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Parameter.ScalarParameter;
import org.jdvm.ir.Parameter.ScalarType;
import org.jdvm.ir.Parameter.TensorParameter;
import org.jdvm.op.RowOp;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.Facts;

/**
 * Builds a graph node by node: checks operands, infers element types and shapes, and collects what sizes must satisfy.
 *
 * <p>All methods throw {@link GraphException} if the operands cannot be right for any sizes; what depends on sizes that are not
 * known yet becomes a {@link Requirement}. Axes may be negative: they count from the last one.
 */
public final class GraphBuilder {
    private final String name;
    private final List<Parameter> parameters = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final SizeRequirements requirements = new SizeRequirements();

    /**
     * Creates a builder for an operator about whose sizes nothing is known.
     *
     * @param name the operator's name
     */
    public GraphBuilder(String name) {
        this.name = name;
    }

    /** {@return what is known about sizes so far} */
    public Facts facts() {
        return requirements.facts();
    }

    /**
     * Adds a tensor parameter.
     *
     * @param parameter the parameter
     * @return its value
     */
    public Value input(TensorParameter parameter) {
        parameters.add(parameter);
        return add(new Node.Input(next(parameter.type(), parameter.shape()), parameter.name()));
    }

    /**
     * Adds a scalar parameter. Integer ones are then symbols of sizes.
     *
     * @param parameter the parameter
     */
    public void scalar(ScalarParameter parameter) {
        parameters.add(parameter);
        if (parameter.type() == ScalarType.INT) {
            facts().declare(parameter.name(), Integer.MIN_VALUE, Integer.MAX_VALUE);
        } else if (parameter.type() == ScalarType.LONG) {
            facts().declare(parameter.name(), Long.MIN_VALUE, Long.MAX_VALUE);
        }
    }

    /**
     * Asks for a relation between sizes: proved ones need nothing, refuted ones are errors, others are checked by each call.
     *
     * @param kind the relation
     * @param left the left side
     * @param right the right side
     * @param origin who asks, for messages
     */
    public void require(Requirement.Kind kind, Dim left, Dim right, String origin) {
        requirements.require(kind, left, right, origin);
    }

    /**
     * Applies an elementwise operation.
     *
     * @param op an operation of an elementwise kind, except {@link Op#CAST}
     * @param operands its operands, at least one of them a tensor
     * @return the result, of the broadcast shape of the operands
     */
    public Value elementwise(Op op, Operand... operands) {
        Value narrow = NarrowIntegers.elementwise(this, op, operands);
        if (narrow != null) {
            return narrow;
        }
        DType type = NodeRules.elementwiseType(op, List.of(operands));
        List<Shape> shapes = new ArrayList<>();
        for (Operand operand : operands) {
            if (operand instanceof Value value) {
                shapes.add(value.shape());
            }
        }
        Shape shape = broadcast(op.toString(), shapes);
        return add(new Node.Elementwise(next(type, shape), op, List.of(operands)));
    }

    /**
     * Converts to another element type.
     *
     * @param operand a tensor
     * @param type the type to convert to
     * @return the converted tensor; the same value if it has that type already
     */
    public Value cast(Value operand, DType type) {
        return operand.type() == type
                ? operand
                : add(new Node.Elementwise(next(type, operand.shape()), Op.CAST, List.of(operand)));
    }

    /**
     * Reduces over axes.
     *
     * @param op an operation of kind {@link Op.Kind#REDUCE}
     * @param operand a tensor
     * @param axes the axes; none of them twice
     * @param keepDims true to keep the axes as dims of size 1
     * @return the result
     */
    public Value reduce(Op op, Value operand, List<Integer> axes, boolean keepDims) {
        if (op.widens() && operand.type().isNarrowInteger()) {
            return NarrowIntegers.reduce(this, op, operand, axes, keepDims);
        }
        NodeRules.checkType(op, operand);
        List<Integer> ascending = NodeRules.reducedAxes(op, operand, axes);
        SymbolicSizes sizes = sizes(op::toString);
        boolean[] reduced = new boolean[operand.rank()];
        ascending.forEach(axis -> reduced[axis] = true);
        Shape shape = sizes.shape(ShapeRules.reduce(sizes, sizes.of(operand.shape()), reduced, keepDims));
        return add(new Node.Reduce(next(operand.type(), shape), op, operand, ascending, keepDims));
    }

    /**
     * Multiplies matrices in the last two dims; leading dims broadcast.
     *
     * @param left [..., M, K]
     * @param right [..., K, N]
     * @return [..., M, N], of the left operand's type; i32 where both operands are 8-bit integers
     */
    public Value matmul(Value left, Value right) {
        NodeRules.checkMatrices(left, right);
        SymbolicSizes sizes = sizes(() -> "matmul of " + left.shape() + " and " + right.shape());
        int[] dims = ShapeRules.matmul(sizes, sizes.of(left.shape()), sizes.of(right.shape()));
        DType type = Op.MATMUL.resultType(left.type());
        return add(new Node.Matmul(next(type, sizes.shape(dims)), left, right));
    }

    /**
     * Multiplies consecutive groups, as in a mixture of experts.
     *
     * @param left [M, K], or [G, M, K] if columns are split
     * @param right [K, N], or [G, K, N] if rows are split
     * @param groups the sizes of the groups, [G], i32 or i64
     * @param split which size the groups divide
     * @return [M, N], or [G, M, N] if the inner size is split
     */
    public Value groupedMatmul(Value left, Value right, Value groups, Node.GroupedMatmul.Split split) {
        NodeRules.checkGroups(left, right, groups, split);
        Dim count = groups.shape().dim(0);
        require(
                Requirement.Kind.EQUAL,
                left.shape().dim(left.rank() - 1),
                right.shape().dim(right.rank() - 2),
                "grouped_matmul (inner dims)");
        Dim rows = left.shape().dim(left.rank() - 2);
        Dim columns = right.shape().dim(right.rank() - 1);
        if (left.rank() == 3) {
            require(Requirement.Kind.EQUAL, left.shape().dim(0), count, "grouped_matmul (number of groups)");
        }
        if (right.rank() == 3) {
            require(Requirement.Kind.EQUAL, right.shape().dim(0), count, "grouped_matmul (number of groups)");
        }
        Shape shape =
                split == Node.GroupedMatmul.Split.DEPTH ? Shape.of(count, rows, columns) : Shape.of(rows, columns);
        return add(new Node.GroupedMatmul(next(left.type(), shape), left, right, groups, split));
    }

    /**
     * Repeats along axes of size 1 and along new leading axes.
     *
     * @param operand a tensor
     * @param shape the shape to reach
     * @return the repeated tensor; the same value if it has that shape already
     */
    public Value broadcastTo(Value operand, Shape shape) {
        if (operand.shape().equals(shape)) {
            return operand;
        }
        requirements.requireBroadcast(operand.shape(), shape);
        return add(new Node.Broadcast(next(operand.type(), shape), operand));
    }

    /**
     * Gives the elements another shape with the same number of elements.
     *
     * @param operand a tensor
     * @param dims the sizes; one of them may be -1, for what remains
     * @return the reshaped tensor; the same value if it has that shape already
     */
    public Value reshape(Value operand, List<Dim> dims) {
        return reshape(operand, dims, true);
    }

    /**
     * Does a reshape that was done before with numbers: that it holds for some tensors is known and not checked again.
     *
     * @param operand a tensor
     * @param shape the sizes, none of them open
     * @return the reshaped tensor; the same value if it has that shape already
     */
    public Value reshapeAgain(Value operand, Shape shape) {
        return reshape(operand, shape.dims(), false);
    }

    private Value reshape(Value operand, List<Dim> dims, boolean mayBeWrong) {
        ReshapeSizes sizes = new ReshapeSizes(requirements);
        Shape from = operand.shape();
        Shape shape = sizes.shape(from, dims);
        if (shape.equals(from)) {
            return operand;
        }
        if (mayBeWrong) {
            sizes.checkNotOnlyEmpty(from, shape);
        }
        sizes.requireSameElements(from, shape);
        return add(new Node.Reshape(next(operand.type(), shape), operand));
    }

    /**
     * Puts the axes in another order.
     *
     * @param operand a tensor
     * @param order for each axis of the result the axis of the operand
     * @return the permuted tensor
     */
    public Value permute(Value operand, List<Integer> order) {
        List<Integer> axes = NodeRules.order(operand, order);
        if (axes.equals(IntStream.range(0, operand.rank()).boxed().toList())) {
            return operand;
        }
        Shape shape = new Shape(axes.stream().map(operand.shape()::dim).toList());
        return add(new Node.Permute(next(operand.type(), shape), operand, axes));
    }

    /**
     * Takes every step-th element of a range along one axis.
     *
     * @param operand a tensor
     * @param axis the axis
     * @param start the first index
     * @param end the index after the last one
     * @param step the distance between indices, at least 1
     * @return the slice
     */
    public Value slice(Value operand, int axis, Dim start, Dim end, long step) {
        return slice(operand, axis, start, end, step, start + ".." + end);
    }

    /** A slice whose positions messages show as the user wrote them. */
    Value slice(Value operand, int axis, Dim from, Dim to, long step, String positions) {
        int along = axis("slice", operand, axis);
        NodeRules.checkStep(step);
        Dim size = operand.shape().dim(along);
        String origin = "slice " + positions + " of dim " + along + " of " + operand.shape();
        require(Requirement.Kind.LESS_OR_EQUAL, Dim.ZERO, from, origin);
        require(Requirement.Kind.LESS_OR_EQUAL, from, to, origin);
        require(Requirement.Kind.LESS_OR_EQUAL, to, size, origin);
        return sliceOfLength(operand, along, from, to.minus(from).plus(step - 1).floorDiv(step), step);
    }

    /**
     * Takes elements along one axis that are known to be there, such as those of a slice in a graph whose requirements this one has.
     *
     * @param operand a tensor
     * @param axis the axis, from 0
     * @param start the first index
     * @param length how many elements
     * @param step the distance between indices, at least 1
     * @return the slice
     */
    public Value sliceOfLength(Value operand, int axis, Dim start, Dim length, long step) {
        Shape shape = operand.shape().with(axis, facts().simplify(length));
        return add(new Node.Slice(next(operand.type(), shape), operand, axis, start, step));
    }

    /**
     * Shows windows along one axis that are known to be there, such as those of a graph whose requirements this one has.
     *
     * @param operand a tensor
     * @param axis the axis, from 0, which then counts the windows
     * @param count how many windows
     * @param size how many elements each has, along a new last axis
     * @param step the distance between windows, at least 1
     * @param dilation the distance between the elements of a window, at least 1
     * @return the windows
     */
    public Value unfold(Value operand, int axis, Dim count, Dim size, long step, long dilation) {
        List<Dim> dims = new ArrayList<>(
                operand.shape().with(axis, facts().simplify(count)).dims());
        dims.add(size);
        return add(new Node.Unfold(next(operand.type(), new Shape(dims)), operand, axis, step, dilation));
    }

    /**
     * Copies into contiguous memory.
     *
     * @param operand a tensor
     * @return the copy
     */
    public Value copy(Value operand) {
        return add(new Node.Copy(next(operand.type(), operand.shape()), operand));
    }

    /**
     * Joins tensors along one axis.
     *
     * @param operands the tensors, equal in type and in all other dims
     * @param axis the axis
     * @return the joined tensor
     */
    public Value concat(List<Value> operands, int axis) {
        if (operands.isEmpty()) {
            throw new GraphException(ARGUMENT, "concat: needs at least one tensor");
        }
        Value first = operands.getFirst();
        int along = axis("concat", first, axis);
        Shape shape = first.shape();
        for (Value operand : operands.subList(1, operands.size())) {
            NodeRules.checkJoined(first, operand);
            SymbolicSizes sizes = sizes(() -> "concat of " + first.shape() + " and " + operand.shape());
            shape = sizes.shape(ShapeRules.concat(sizes, List.of(sizes.of(shape), sizes.of(operand.shape())), along));
        }
        return add(new Node.Concat(next(first.type(), shape), operands, along));
    }

    /**
     * Puts a border of one number around a tensor.
     *
     * @param operand a tensor
     * @param before the width at the beginning of each axis
     * @param after the width at the end of each axis
     * @param value the number
     * @return the padded tensor
     */
    public Value pad(Value operand, List<Dim> before, List<Dim> after, ScalarExpr value) {
        if (before.size() != operand.rank() || after.size() != operand.rank()) {
            throw new GraphException(
                    ARGUMENT, "pad: needs " + operand.rank() + " widths on each side for " + operand.shape());
        }
        NodeRules.checkNumber(Op.PAD, operand.type(), value);
        List<Dim> dims = new ArrayList<>();
        for (int axis = 0; axis < operand.rank(); axis++) {
            require(Requirement.Kind.LESS_OR_EQUAL, Dim.ZERO, before.get(axis), "pad before dim " + axis);
            require(Requirement.Kind.LESS_OR_EQUAL, Dim.ZERO, after.get(axis), "pad after dim " + axis);
            dims.add(operand.shape().dim(axis).plus(before.get(axis)).plus(after.get(axis)));
        }
        return add(new Node.Pad(next(operand.type(), new Shape(dims)), operand, before, value));
    }

    /**
     * Takes slices along one axis: an embedding look-up with axis 0.
     *
     * @param operand the table
     * @param axis the axis of the table
     * @param indices which slices, i32 or i64; each must be inside the axis
     * @return the slices, with the dims of the indices in the place of the axis
     */
    public Value gather(Value operand, int axis, Value indices) {
        int along = axis("gather", operand, axis);
        NodeRules.checkIndices("gather: the indices", indices);
        SymbolicSizes sizes = sizes(() -> "gather");
        int[] dims = ShapeRules.gather(sizes.of(operand.shape()), along, sizes.of(indices.shape()));
        return add(new Node.Gather(next(operand.type(), sizes.shape(dims)), operand, indices, along, false));
    }

    /** Adds a look-up with an index for each element; its operands were checked. */
    Value gatherPaired(Value operand, int axis, Value indices) {
        return add(new Node.Gather(next(operand.type(), indices.shape()), operand, indices, axis, true));
    }

    /**
     * Applies an operation along one axis that has a separate routine.
     *
     * @param op the operation
     * @param operand its operand
     * @param axis the axis
     * @param options its options
     * @param output which of its results
     * @return that result
     */
    public Value rowWise(RowOp op, Value operand, int axis, long[] options, int output) {
        NodeRules.checkRowWise(op, operand, options.length);
        Dim size = operand.shape().dim(axis(op.text(), operand, axis));
        return rowWise(op, operand, axis, op.resultSize(size, options), options, output);
    }

    /**
     * Applies an operation along one axis that has a separate routine, with results of a length.
     *
     * @param op the operation
     * @param operand its operand
     * @param axis the axis
     * @param length the size of the result along the axis
     * @param options its options
     * @param output which of its results
     * @return that result
     */
    public Value rowWise(RowOp op, Value operand, int axis, Dim length, long[] options, int output) {
        NodeRules.checkRowWise(op, operand, options.length);
        int along = axis(op.text(), operand, axis);
        Dim size = operand.shape().dim(along);
        if (op.needsElements()) {
            require(
                    Requirement.Kind.LESS,
                    Dim.ZERO,
                    size,
                    op.text() + " along dim " + along + " of " + operand.shape() + ", which may not be empty");
        }
        if (op.isSized()) {
            String origin = op.text() + ": k along dim " + along + " of " + operand.shape();
            require(Requirement.Kind.LESS_OR_EQUAL, Dim.ZERO, length, origin);
            require(Requirement.Kind.LESS_OR_EQUAL, length, size, origin);
        }
        Value result =
                next(op.resultTypes(operand.type()).get(output), operand.shape().with(along, length));
        List<Long> list = Arrays.stream(options).boxed().toList();
        return add(new Node.RowWise(result, op, List.of(operand), along, list, output));
    }

    /** Adds an operation that puts numbers into rows at indices; its operands were checked. */
    Value rowUpdate(RowOp op, List<Value> operands, int axis, long dim) {
        Value x = operands.getFirst();
        return add(new Node.RowWise(next(x.type(), x.shape()), op, operands, axis, List.of(dim), 0));
    }

    /**
     * Makes the indices along one axis.
     *
     * @param type the element type
     * @param shape the shape of the result
     * @param axis the axis whose index each element holds
     * @return the indices
     */
    public Value iota(DType type, Shape shape, int axis) {
        return add(new Node.Iota(next(type, shape), axis));
    }

    /**
     * Makes a tensor of one number.
     *
     * @param type the element type
     * @param shape the shape
     * @param value the number
     * @return the tensor
     */
    public Value fill(DType type, Shape shape, ScalarExpr value) {
        return add(new Node.Fill(next(type, shape), value));
    }

    /** {@return the number of nodes so far} */
    public int size() {
        return nodes.size();
    }

    /**
     * Ends building.
     *
     * @param results what a call returns
     * @return the graph
     */
    public Graph build(List<Value> results) {
        Graph graph = new Graph(name, parameters, nodes, results, requirements.list());
        assert GraphVerifier.verify(graph, "building");
        return graph;
    }

    /**
     * {@return an axis counted from 0}
     *
     * @param operation who asks, for the message
     * @param operand the tensor
     * @param axis the axis; negative ones count from the last
     */
    int axis(String operation, Value operand, int axis) {
        return NodeRules.axis(operation, operand, axis);
    }

    private Shape broadcast(String operation, List<Shape> shapes) {
        Shape result = shapes.getFirst();
        for (Shape shape : shapes.subList(1, shapes.size())) {
            Shape left = result;
            SymbolicSizes sizes = sizes(() -> operation + " of " + left + " and " + shape);
            result = sizes.shape(ShapeRules.broadcast(sizes, sizes.of(left), sizes.of(shape)));
        }
        return result;
    }

    Value next(DType type, Shape shape) {
        return new Value(nodes.size(), type, shape);
    }

    Value add(Node node) {
        nodes.add(node);
        return node.result();
    }

    /** Sizes for the shape rules; the origin says who asks, for messages. */
    private SymbolicSizes sizes(Supplier<String> origin) {
        return new SymbolicSizes(requirements, origin);
    }
}
