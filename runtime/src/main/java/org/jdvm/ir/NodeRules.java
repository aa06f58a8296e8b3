package org.jdvm.ir;

import static org.jdvm.ir.GraphException.Problem.ARGUMENT;
import static org.jdvm.ir.GraphException.Problem.AXIS;
import static org.jdvm.ir.GraphException.Problem.RANK;
import static org.jdvm.ir.GraphException.Problem.TYPE;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jdvm.annotations.DType;
import org.jdvm.op.RowOp;

/**
 * What a node knows without its graph: how many operands an operation takes, of which element types and ranks, which axes exist, and the type
 * and rank of the result. {@link GraphBuilder} infers results by these rules, and each {@link Node} checks itself by them.
 *
 * <p>Sizes are not checked here: whether two of them are equal can depend on the requirements of the graph ({@link GraphVerifier}).
 */
final class NodeRules {
    private NodeRules() {}

    // inference, for the builder and for the nodes

    /** The element type of the result of an elementwise operation other than a cast. */
    static DType elementwiseType(Op op, List<Operand> operands) {
        if (operands.stream().noneMatch(Value.class::isInstance)) {
            throw new GraphException(ARGUMENT, op + ": needs at least one tensor operand");
        }
        int first = 0;
        if (op.kind() == Op.Kind.SELECT) {
            if (!(operands.getFirst() instanceof Value condition) || condition.type() != DType.BOOL) {
                throw new GraphException(
                        TYPE, "select: the condition must be a bool tensor, not " + typeOf(operands.getFirst()));
            }
            first = 1;
        }
        DType type = null;
        for (Operand operand : operands.subList(first, operands.size())) {
            if (!(operand instanceof Value tensor)) {
                continue;
            }
            checkType(op, tensor);
            if (type != null && type != tensor.type()) {
                throw new GraphException(TYPE, TypePromotion.problem(op, type, tensor.type()));
            }
            type = tensor.type();
        }
        DType operandType = type == null ? DType.F32 : type;
        for (int i = 0; i < operands.size(); i++) {
            if (operands.get(i) instanceof Operand.Scalar(ScalarExpr number)) {
                checkNumber(op, operandType, number, i == 1 && op.divides());
            }
        }
        return op.resultType(operandType);
    }

    static void checkMatrices(Value left, Value right) {
        if (left.rank() < 2 || right.rank() < 2) {
            throw new GraphException(
                    RANK,
                    "matmul: both operands need at least 2 dims, but they have " + left.shape() + " and "
                            + right.shape());
        }
        checkType(Op.MATMUL, left);
        if (!Op.MATMUL.types().contains(right.type())) {
            throw new GraphException(TYPE, "matmul: takes " + sorted(Op.MATMUL) + ", not " + right.type());
        }
        if (left.type().isInteger() && right.type().isFloat()) {
            throw new GraphException(
                    TYPE,
                    "matmul: the operands are " + left.type() + " and " + right.type()
                            + "; cast the left one: cast(DType." + right.type().name() + ")");
        }
        if ((left.type() == DType.F64) != (right.type() == DType.F64)) {
            throw new GraphException(
                    TYPE,
                    "matmul: the operands are " + left.type() + " and " + right.type() + "; cast the "
                            + (left.type() == DType.F64 ? "right" : "left") + " one: cast(DType.F64)");
        }
    }

    static void checkGroups(Value left, Value right, Value groups, Node.GroupedMatmul.Split split) {
        checkType(Op.GROUPED_MATMUL, left);
        checkType(Op.GROUPED_MATMUL, right);
        int leftRank = split == Node.GroupedMatmul.Split.COLUMNS ? 3 : 2;
        int rightRank = split == Node.GroupedMatmul.Split.ROWS ? 3 : 2;
        if (left.rank() != leftRank || right.rank() != rightRank || groups.rank() != 1) {
            throw new GraphException(
                    RANK,
                    "grouped_matmul by " + split + ": needs ranks " + leftRank + ", " + rightRank + " and 1, but has "
                            + left.shape() + ", " + right.shape() + " and " + groups.shape());
        }
        checkIndices("grouped_matmul: the group sizes", groups);
    }

    static void checkIota(DType type, Shape shape, int axis) {
        if (!Op.IOTA.types().contains(type)) {
            throw new GraphException(TYPE, "iota: makes " + sorted(Op.IOTA) + ", not " + type);
        }
        if (axis < 0 || axis >= shape.rank()) {
            throw new GraphException(AXIS, "iota: " + shape + " has no axis " + axis);
        }
    }

    static void checkFill(DType type, ScalarExpr value) {
        if (!Op.FILL.types().contains(type)) {
            throw new GraphException(TYPE, "fill: makes " + sorted(Op.FILL) + ", not " + type);
        }
        checkNumber(Op.FILL, type, value);
    }

    static void checkType(Op op, Value operand) {
        if (!op.types().contains(operand.type())) {
            throw new GraphException(
                    TYPE, op + ": takes " + sorted(op) + ", not " + operand.type() + "; cast the operand first");
        }
    }

    static void checkNumber(Op op, DType type, ScalarExpr number) {
        checkNumber(op, type, number, false);
    }

    private static void checkNumber(Op op, DType type, ScalarExpr number, boolean isDivisor) {
        if (number instanceof ScalarExpr.Literal(double value)) {
            ScalarArgument.check(op, type, value, isDivisor);
        } else if (type == DType.BOOL) {
            throw new GraphException(
                    TYPE,
                    op + ": the tensor is bool, which takes only the constants 0 and 1, not " + number
                            + "; cast the tensor first: cast(DType.I32)");
        }
    }

    static void checkPaired(Value operand, Value indices) {
        if (indices.rank() != operand.rank()) {
            throw new GraphException(
                    RANK,
                    "takeAlongAxis: x and indices need equally many dims, but have %s and %s"
                            .formatted(operand.shape(), indices.shape()));
        }
    }

    static void checkIndices(String what, Value indices) {
        if (indices.type() != DType.I32 && indices.type() != DType.I64) {
            throw new GraphException(TYPE, what + " must be i32 or i64, not " + indices.type());
        }
    }

    /** An axis counted from 0; a negative one counts from the last. */
    static int axis(String operation, Value operand, int axis) {
        int counted = axis < 0 ? axis + operand.rank() : axis;
        if (counted < 0 || counted >= operand.rank()) {
            throw new GraphException(
                    AXIS,
                    operation + ": " + operand.shape() + " has " + operand.rank() + " dims, so there is no axis "
                            + axis);
        }
        return counted;
    }

    /** The axes of a reduction, ascending. */
    static List<Integer> reducedAxes(Op op, Value operand, List<Integer> axes) {
        boolean[] reduced = new boolean[operand.rank()];
        for (int axis : axes) {
            int counted = axis(op.toString(), operand, axis);
            if (reduced[counted]) {
                throw new GraphException(AXIS, op + ": axis " + axis + " is named twice");
            }
            reduced[counted] = true;
        }
        return IntStream.range(0, reduced.length)
                .filter(axis -> reduced[axis])
                .boxed()
                .toList();
    }

    /** The axes of a permutation. */
    static List<Integer> order(Value operand, List<Integer> order) {
        if (order.size() != operand.rank()) {
            throw new GraphException(
                    AXIS,
                    "permute: needs " + operand.rank() + " axes for " + operand.shape() + ", but has " + order.size());
        }
        List<Integer> axes =
                order.stream().map(axis -> axis("permute", operand, axis)).toList();
        if (axes.stream().distinct().count() != axes.size()) {
            throw new GraphException(AXIS, "permute: each axis must occur once in " + order);
        }
        return axes;
    }

    /** For two operands of a concatenation. */
    static void checkJoined(Value first, Value operand) {
        if (operand.type() != first.type()) {
            throw new GraphException(TYPE, "concat: the operands are " + first.type() + " and " + operand.type());
        }
        if (operand.rank() != first.rank()) {
            throw new GraphException(RANK, "concat: the operands have " + first.shape() + " and " + operand.shape());
        }
    }

    static void checkStep(long step) {
        checkPositive("slice: the step", step);
    }

    /** For numbers that are distances or counts. */
    static void checkPositive(String what, long number) {
        if (number < 1) {
            throw new GraphException(ARGUMENT, what + " must be at least 1, not " + number);
        }
    }

    // checks of finished nodes

    static void elementwise(Value result, Op op, List<Operand> operands) {
        if (!op.kind().isElementwise()) {
            throw new GraphException(ARGUMENT, op + ": is not an elementwise operation");
        }
        int count = switch (op.kind()) {
            case UNARY, UNARY_TEST, CAST -> 1;
            case BINARY, COMPARE -> 2;
            default -> 3;
        };
        if (operands.size() != count) {
            throw new GraphException(ARGUMENT, op + ": takes " + count + " operands, not " + operands.size());
        }
        if (op != Op.CAST) {
            resultType(op, result, elementwiseType(op, operands));
        } else if (!(operands.getFirst() instanceof Value)) {
            throw new GraphException(ARGUMENT, op + ": needs at least one tensor operand");
        }
        int rank = 0;
        for (Operand operand : operands) {
            rank = operand instanceof Value value ? Math.max(rank, value.rank()) : rank;
        }
        resultRank(op, result, rank);
    }

    static void reduce(Value result, Op op, Value operand, List<Integer> axes, boolean keepDims) {
        if (op.kind() != Op.Kind.REDUCE) {
            throw new GraphException(ARGUMENT, op + ": is not a reduction");
        }
        checkType(op, operand);
        resultType(op, result, operand.type());
        int last = -1;
        for (int axis : axes) {
            axis(op, operand, axis);
            if (axis <= last) {
                throw new GraphException(AXIS, op + ": the axes must ascend, not " + axes);
            }
            last = axis;
        }
        resultRank(op, result, keepDims ? operand.rank() : operand.rank() - axes.size());
    }

    static void matmul(Value result, Value left, Value right) {
        checkMatrices(left, right);
        resultType(Op.MATMUL, result, Op.MATMUL.resultType(left.type()));
        resultRank(Op.MATMUL, result, Math.max(left.rank(), right.rank()));
    }

    static void groupedMatmul(Value result, Value left, Value right, Value groups, Node.GroupedMatmul.Split split) {
        checkGroups(left, right, groups, split);
        resultType(Op.GROUPED_MATMUL, result, left.type());
        resultRank(Op.GROUPED_MATMUL, result, split == Node.GroupedMatmul.Split.DEPTH ? 3 : 2);
    }

    static void broadcast(Value result, Value operand) {
        resultType(Op.BROADCAST, result, operand.type());
        if (operand.rank() > result.rank()) {
            throw new GraphException(RANK, "broadcast: " + operand.shape() + " has more dims than " + result.shape());
        }
    }

    static void permute(Value result, Value operand, List<Integer> order) {
        sameForm(Op.PERMUTE, result, operand);
        if (order.size() != operand.rank() || new HashSet<>(order).size() != order.size()) {
            throw new GraphException(
                    AXIS, "permute: needs each axis of " + operand.shape() + " once, not the order " + order);
        }
        order.forEach(axis -> axis(Op.PERMUTE, operand, axis));
    }

    static void slice(Value result, Value operand, int axis, long step) {
        sameForm(Op.SLICE, result, operand);
        axis(Op.SLICE, operand, axis);
        checkStep(step);
    }

    static void unfold(Value result, Value operand, int axis, long step, long dilation) {
        resultType(Op.UNFOLD, result, operand.type());
        resultRank(Op.UNFOLD, result, operand.rank() + 1);
        axis(Op.UNFOLD, operand, axis);
        checkPositive("unfold: the step", step);
        checkPositive("unfold: the dilation", dilation);
    }

    static void windowMatrix(Value result, Value operand, List<WindowAxis> windows) {
        checkType(Op.WINDOW_MATRIX, operand);
        resultType(Op.WINDOW_MATRIX, result, operand.type());
        if (windows.isEmpty() || operand.rank() <= windows.size()) {
            throw new GraphException(
                    RANK,
                    "window_matrix: " + operand.shape() + " has no channels before the axes of windows of "
                            + windows.size() + " dims");
        }
        resultRank(Op.WINDOW_MATRIX, result, operand.rank() - windows.size() + 1);
        for (WindowAxis window : windows) {
            checkPositive("window_matrix: the step", window.step());
            checkPositive("window_matrix: the dilation", Math.abs(window.dilation()));
            checkPositive("window_matrix: the spread", window.spread());
        }
    }

    static void windowReduce(Value result, Op op, Value operand, List<WindowAxis> windows) {
        if (op != Op.SUM && op != Op.REDUCE_MAX) {
            throw new GraphException(ARGUMENT, "window_reduce: combines by sum or reduce_max, not by " + op);
        }
        checkType(Op.WINDOW_REDUCE, operand);
        resultType(Op.WINDOW_REDUCE, result, operand.type());
        if (windows.isEmpty() || operand.rank() < windows.size()) {
            throw new GraphException(
                    RANK, "window_reduce: " + operand.shape() + " has no " + windows.size() + " axes of windows");
        }
        resultRank(Op.WINDOW_REDUCE, result, operand.rank() - windows.size() + 1);
        for (WindowAxis window : windows) {
            checkPositive("window_reduce: the step", window.step());
            checkPositive("window_reduce: the dilation", Math.abs(window.dilation()));
            checkPositive("window_reduce: the spread", window.spread());
        }
    }

    static void concat(Value result, List<Value> operands, int axis) {
        if (operands.isEmpty()) {
            throw new GraphException(ARGUMENT, "concat: needs at least one tensor");
        }
        operands.forEach(operand -> sameForm(Op.CONCAT, result, operand));
        axis(Op.CONCAT, result, axis);
    }

    static void pad(Value result, Value operand, int widths, ScalarExpr value) {
        sameForm(Op.PAD, result, operand);
        if (widths != operand.rank()) {
            throw new GraphException(
                    ARGUMENT, "pad: needs " + operand.rank() + " widths for " + operand.shape() + ", not " + widths);
        }
        checkNumber(Op.PAD, operand.type(), value);
    }

    static void gather(Value result, Value operand, Value indices, int axis, boolean paired) {
        resultType(Op.GATHER, result, operand.type());
        axis(Op.GATHER, operand, axis);
        checkIndices("gather: the indices", indices);
        if (paired) {
            checkPaired(operand, indices);
        }
        resultRank(Op.GATHER, result, paired ? operand.rank() : operand.rank() - 1 + indices.rank());
    }

    static void checkRowWise(RowOp op, Value operand, int options) {
        if (!op.takes(operand.type())) {
            List<DType> taken = Arrays.stream(DType.values()).filter(op::takes).toList();
            throw new GraphException(
                    TYPE, op.text() + ": takes " + taken + ", not " + operand.type() + "; cast the operand first");
        }
        if (options != op.options().size()) {
            throw new GraphException(
                    ARGUMENT, op.text() + ": takes the options " + op.options() + ", not " + options + " numbers");
        }
    }

    /** For the operands of an operation that has indices and updates. */
    static void checkUpdates(String name, Value operand, Value indices, Value updates) {
        checkIndices(name + ": the indices", indices);
        if (updates.type() != operand.type()) {
            throw new GraphException(
                    TYPE, name + ": the updates are " + updates.type() + ", but x is " + operand.type());
        }
        if (indices.rank() != operand.rank() || updates.rank() != operand.rank()) {
            throw new GraphException(
                    RANK,
                    "%s: x, indices and updates need equal ranks, but have %s, %s and %s"
                            .formatted(name, operand.shape(), indices.shape(), updates.shape()));
        }
    }

    static void rowWise(Value result, RowOp op, List<Value> operands, int axis, List<Long> options, int output) {
        if (operands.size() != op.operands()) {
            throw new GraphException(
                    ARGUMENT, op.text() + ": takes " + op.operands() + " operands, not " + operands.size());
        }
        Value operand = operands.getFirst();
        checkRowWise(op, operand, options.size());
        if (op.hasUpdates()) {
            checkUpdates(op.text(), operand, operands.get(1), operands.get(2));
        }
        if (axis < 0 || axis >= operand.rank()) {
            throw new GraphException(AXIS, op.text() + ": " + operand.shape() + " has no axis " + axis);
        }
        List<DType> types = op.resultTypes(operand.type());
        if (output < 0 || output >= types.size()) {
            throw new GraphException(ARGUMENT, op.text() + ": has " + types.size() + " results, so none " + output);
        }
        if (result.type() != types.get(output) || result.rank() != operand.rank()) {
            throw new GraphException(
                    TYPE,
                    op.text() + ": the result " + result + " must be " + types.get(output) + " with " + operand.rank()
                            + " dims, not " + result.type() + result.shape());
        }
    }

    /** For operations whose result has the element type and the rank of the operand. */
    static void sameForm(Op op, Value result, Value operand) {
        resultType(op, result, operand.type());
        resultRank(op, result, operand.rank());
    }

    static void resultType(Op op, Value result, DType expected) {
        if (result.type() != expected) {
            throw new GraphException(
                    TYPE, op + ": the result " + result + " must be " + expected + ", not " + result.type());
        }
    }

    private static void resultRank(Op op, Value result, int expected) {
        if (result.rank() != expected) {
            throw new GraphException(
                    RANK, op + ": the result " + result + " must have " + expected + " dims, not " + result.shape());
        }
    }

    private static void axis(Op op, Value tensor, int axis) {
        if (axis < 0 || axis >= tensor.rank()) {
            throw new GraphException(
                    AXIS, op + ": " + tensor.shape() + " has " + tensor.rank() + " dims, so there is no axis " + axis);
        }
    }

    private static String typeOf(Operand operand) {
        return operand instanceof Value value ? value.type().toString() : "a number";
    }

    private static List<DType> sorted(Op op) {
        return op.types().stream().sorted().toList();
    }
}
