package org.jdvm.ir;

import static java.util.Objects.requireNonNull;
import static org.jdvm.ir.GraphException.Problem.ARGUMENT;
import static org.jdvm.ir.GraphException.Problem.AXIS;
import static org.jdvm.ir.GraphException.Problem.RANK;
import static org.jdvm.ir.GraphException.Problem.SIZE;
import static org.jdvm.ir.GraphException.Problem.TYPE;

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
import org.jdvm.symbolic.Contradiction;
import org.jdvm.symbolic.Dim;
import org.jdvm.symbolic.Facts;
import org.jdvm.symbolic.Relation;
import org.jspecify.annotations.Nullable;

/**
 * Builds a graph node by node: checks operands, infers element types and shapes, and collects what sizes must satisfy.
 *
 * <p>All methods throw {@link GraphException} if the operands cannot be right for any sizes; what depends on sizes that are not
 * known yet becomes a {@link Requirement}. Axes may be negative: they count from the last one.
 */
public final class GraphBuilder {
    private final String name;
    private final Facts facts;
    private final List<Parameter> parameters = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Requirement> requirements = new ArrayList<>();

    /**
     * Creates a builder for an operator about whose sizes nothing is known.
     *
     * @param name the operator's name
     */
    public GraphBuilder(String name) {
        this.name = name;
        this.facts = new Facts();
    }

    /** {@return what is known about sizes so far} */
    public Facts facts() {
        return facts;
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
            facts.declare(parameter.name(), Integer.MIN_VALUE, Integer.MAX_VALUE);
        } else if (parameter.type() == ScalarType.LONG) {
            facts.declare(parameter.name(), Long.MIN_VALUE, Long.MAX_VALUE);
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
        switch (kind) {
            case EQUAL -> require(Relation.EQ, kind, left, right, origin);
            case NOT_EQUAL -> require(Relation.NE, kind, left, right, origin);
            case LESS -> require(Relation.LT, kind, left, right, origin);
            case LESS_OR_EQUAL -> require(Relation.LE, kind, left, right, origin);
            case BROADCASTS -> requirements.add(new Requirement(kind, left, right, origin));
        }
    }

    private void require(Relation relation, Requirement.Kind kind, Dim left, Dim right, String origin) {
        switch (facts.holds(relation, left, right).answer()) {
            case PROVED -> {}
            case REFUTED ->
                throw new GraphException(
                        SIZE,
                        origin + ": needs " + left + " " + relation.sign() + " " + right + ", which is never true"
                                + reason(relation, left, right, origin));
            case UNKNOWN -> {
                requirements.add(new Requirement(kind, left, right, origin));
                facts.assume(relation, left, right, origin);
            }
        }
    }

    /** Why a relation cannot hold, if more can be said than that. */
    private String reason(Relation relation, Dim left, Dim right, String origin) {
        facts.assume(relation, left, right, origin);
        String sentence = facts.contradiction().map(Contradiction::sentence).orElse("");
        String claim = " cannot hold";
        int end = sentence.indexOf(claim);
        return end < 0 ? "" : sentence.substring(end + claim.length());
    }

    /**
     * Applies an elementwise operation.
     *
     * @param op an operation of an elementwise kind, except {@link Op#CAST}
     * @param operands its operands, at least one of them a tensor
     * @return the result, of the broadcast shape of the operands
     */
    public Value elementwise(Op op, Operand... operands) {
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
        NodeRules.checkType(op, operand);
        boolean[] reduced = new boolean[operand.rank()];
        for (int axis : axes) {
            int counted = axis(op.toString(), operand, axis);
            if (reduced[counted]) {
                throw new GraphException(AXIS, op + ": axis " + axis + " is named twice");
            }
            reduced[counted] = true;
        }
        List<Integer> ascending = IntStream.range(0, reduced.length)
                .filter(axis -> reduced[axis])
                .boxed()
                .toList();
        Sizes sizes = new Sizes(op::toString);
        Shape shape = sizes.shape(ShapeRules.reduce(sizes, sizes.of(operand.shape()), reduced, keepDims));
        return add(new Node.Reduce(next(operand.type(), shape), op, operand, ascending, keepDims));
    }

    /**
     * Multiplies matrices in the last two dims; leading dims broadcast.
     *
     * @param left [..., M, K]
     * @param right [..., K, N]
     * @return [..., M, N], of the left operand's type
     */
    public Value matmul(Value left, Value right) {
        NodeRules.checkMatrices(left, right);
        Sizes sizes = new Sizes(() -> "matmul of " + left.shape() + " and " + right.shape());
        int[] dims = ShapeRules.matmul(sizes, sizes.of(left.shape()), sizes.of(right.shape()));
        return add(new Node.Matmul(next(left.type(), sizes.shape(dims)), left, right));
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
        int added = shape.rank() - operand.rank();
        if (added < 0) {
            throw new GraphException(RANK, "broadcast: " + operand.shape() + " has more dims than " + shape);
        }
        for (int axis = 0; axis < operand.rank(); axis++) {
            Dim have = operand.shape().dim(axis);
            Dim want = shape.dim(axis + added);
            if (!have.equals(Dim.ONE) && !facts.equal(have, want).isProved()) {
                if (have.isConstant() && want.isConstant()) {
                    throw new GraphException(
                            SIZE, "broadcast: " + operand.shape() + " does not fit " + shape + " in dim " + axis);
                }
                require(Requirement.Kind.BROADCASTS, have, want, "broadcast of " + operand.shape() + " to " + shape);
                require(
                        Requirement.Kind.EQUAL,
                        have.broadcast(want),
                        want,
                        "broadcast of " + operand.shape() + " to " + shape);
            }
        }
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
        Dim minusOne = Dim.of(-1);
        Dim known = Dim.ONE;
        // sizes that stay cancel where -1 is worked out
        List<Dim> rest = new ArrayList<>(operand.shape().dims());
        int open = -1;
        for (int axis = 0; axis < dims.size(); axis++) {
            Dim dim = dims.get(axis);
            if (dim.equals(minusOne)) {
                if (open >= 0) {
                    throw new GraphException(
                            ARGUMENT, "reshape: only one size may be -1, but dims " + open + " and " + axis + " are");
                }
                open = axis;
            } else if (dim.isConstant() && dim.constantValue() < 0) {
                throw new GraphException(SIZE, "reshape: dim " + axis + " cannot be " + dim);
            } else if (!rest.remove(dim)) {
                require(
                        Requirement.Kind.LESS_OR_EQUAL,
                        Dim.ZERO,
                        dim,
                        "reshape of " + operand.shape() + ", dim " + axis);
                known = known.times(dim);
            }
        }
        List<Dim> sizes = new ArrayList<>(dims);
        Dim elements = new Shape(rest).elements();
        if (open >= 0) {
            if (known.equals(Dim.ZERO)) {
                throw new GraphException(SIZE, "reshape: -1 is not determined where another size is 0");
            }
            Dim remaining = quotient(elements, known);
            sizes.set(open, remaining);
        }
        Shape shape = new Shape(sizes);
        if (shape.equals(operand.shape())) {
            return operand;
        }
        if (mayBeWrong) {
            checkNotOnlyEmpty(operand.shape(), shape);
        }
        require(
                Requirement.Kind.EQUAL,
                operand.shape().elements(),
                shape.elements(),
                "reshape of " + operand.shape() + " to " + shape + " (number of elements)");
        return add(new Node.Reshape(next(operand.type(), shape), operand));
    }

    /** A reshape that holds for no tensor but empty ones is a mistake. */
    private void checkNotOnlyEmpty(Shape from, Shape to) {
        if (facts.holds(Relation.EQ, from.elements(), to.elements()).isProved()) {
            return;
        }
        Facts notEmpty = facts.copy();
        for (Dim dim : from.dims()) {
            notEmpty.assume(Relation.GE, dim, Dim.ONE, "reshape");
        }
        boolean mayBeEmpty = facts.contradiction().isEmpty()
                && notEmpty.contradiction().isEmpty()
                && !facts.holds(Relation.EQ, from.elements(), to.elements()).isRefuted();
        if (mayBeEmpty
                && notEmpty.holds(Relation.EQ, from.elements(), to.elements()).isRefuted()) {
            throw new GraphException(
                    SIZE,
                    "reshape of " + from + " to " + to + ": the number of elements is the same only where a size is 0");
        }
    }

    /** What remains for the open dim of a reshape. Where a known size is 0 any number does, so that case does not count. */
    private Dim quotient(Dim elements, Dim known) {
        Facts notEmpty = facts.copy();
        notEmpty.assume(Relation.GE, known, Dim.ONE, "reshape");
        return notEmpty.simplify(elements.floorDiv(known));
    }

    /**
     * Puts the axes in another order.
     *
     * @param operand a tensor
     * @param order for each axis of the result the axis of the operand
     * @return the permuted tensor
     */
    public Value permute(Value operand, List<Integer> order) {
        if (order.size() != operand.rank()) {
            throw new GraphException(
                    AXIS,
                    "permute: needs " + operand.rank() + " axes for " + operand.shape() + ", but has " + order.size());
        }
        List<Integer> axes =
                order.stream().map(a -> axis("permute", operand, a)).toList();
        if (axes.stream().distinct().count() != axes.size()) {
            throw new GraphException(AXIS, "permute: each axis must occur once in " + order);
        }
        if (axes.equals(IntStream.range(0, operand.rank()).boxed().toList())) {
            return operand;
        }
        return add(new Node.Permute(
                next(
                        operand.type(),
                        new Shape(axes.stream().map(operand.shape()::dim).toList())),
                operand,
                axes));
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
        Shape shape = operand.shape().with(axis, facts.simplify(length));
        return add(new Node.Slice(next(operand.type(), shape), operand, axis, start, step));
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
            if (operand.type() != first.type()) {
                throw new GraphException(TYPE, "concat: the operands are " + first.type() + " and " + operand.type());
            }
            if (operand.rank() != first.rank()) {
                throw new GraphException(
                        RANK, "concat: the operands have " + first.shape() + " and " + operand.shape());
            }
            Sizes sizes = new Sizes(() -> "concat of " + first.shape() + " and " + operand.shape());
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
        Sizes sizes = new Sizes(() -> "gather");
        int[] dims = ShapeRules.gather(sizes.of(operand.shape()), along, sizes.of(indices.shape()));
        return add(new Node.Gather(next(operand.type(), sizes.shape(dims)), operand, indices, along));
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
        return add(new Node.RowWise(result, op, operand, along, list, output));
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
        Graph graph = new Graph(name, parameters, nodes, results, requirements);
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
        int counted = axis < 0 ? axis + operand.rank() : axis;
        if (counted < 0 || counted >= operand.rank()) {
            throw new GraphException(
                    AXIS,
                    operation + ": " + operand.shape() + " has " + operand.rank() + " dims, so there is no axis "
                            + axis);
        }
        return counted;
    }

    private Shape broadcast(String operation, List<Shape> shapes) {
        Shape result = shapes.getFirst();
        for (Shape shape : shapes.subList(1, shapes.size())) {
            Shape left = result;
            Sizes sizes = new Sizes(() -> operation + " of " + left + " and " + shape);
            result = sizes.shape(ShapeRules.broadcast(sizes, sizes.of(left), sizes.of(shape)));
        }
        return result;
    }

    private Value next(DType type, Shape shape) {
        return new Value(nodes.size(), type, shape);
    }

    private Value add(Node node) {
        nodes.add(node);
        return node.result();
    }

    /** Sizes of this graph for the shape rules: places in a list of expressions. What must be equal becomes a requirement. */
    private final class Sizes implements SizeAlgebra {
        private final Supplier<String> origin;
        private final List<Dim> dims = new ArrayList<>(List.of(Dim.ONE));

        /** The origin says who asks, for messages. */
        Sizes(Supplier<String> origin) {
            this.origin = origin;
        }

        int[] of(Shape shape) {
            return shape.dims().stream().mapToInt(this::add).toArray();
        }

        private int add(Dim dim) {
            if (dim.equals(Dim.ONE)) {
                return 0;
            }
            dims.add(dim);
            return dims.size() - 1;
        }

        /** The rules find a shape, or what must be equal throws. */
        Shape shape(int @Nullable [] sizes) {
            return new Shape(
                    Arrays.stream(requireNonNull(sizes)).mapToObj(dims::get).toList());
        }

        @Override
        public int one() {
            return 0;
        }

        @Override
        public int equal(int a, int b, int dim) {
            String what = dim == INNER ? " (inner dims)" : " (dim " + dim + ")";
            require(Requirement.Kind.EQUAL, dims.get(a), dims.get(b), origin.get() + what);
            return a;
        }

        @Override
        public int broadcast(int left, int right, int dim) {
            Dim a = dims.get(left);
            Dim b = dims.get(right);
            if (a.equals(b) || b.equals(Dim.ONE) || facts.equal(a, b).isProved()) {
                return left;
            }
            if (a.equals(Dim.ONE)) {
                return right;
            }
            if (a.isConstant() && b.isConstant()) {
                throw new GraphException(SIZE, origin.get() + ": " + a + " and " + b + " are neither equal nor 1");
            }
            requirements.add(new Requirement(Requirement.Kind.BROADCASTS, a, b, origin.get()));
            return a.isConstant() ? left : b.isConstant() ? right : add(a.broadcast(b));
        }

        @Override
        public int sum(int[] sizes) {
            Dim sum = Dim.ZERO;
            for (int size : sizes) {
                sum = sum.plus(dims.get(size));
            }
            return add(sum);
        }
    }
}
