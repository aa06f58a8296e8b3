package org.jdvm.ir;

import java.util.List;
import org.jdvm.op.RowOp;
import org.jdvm.symbolic.Dim;

/**
 * One operation of a graph and its typed result. What a node knows without its graph (operands, element types, ranks, axes) is checked when
 * it is made, with a {@link GraphException} that names the operation, what was expected and what is there; the rest by
 * {@link GraphVerifier}.
 */
public sealed interface Node {
    /** {@return what the node computes} */
    Value result();

    /** {@return the tensors it reads} */
    List<Value> inputs();

    /**
     * A tensor parameter.
     *
     * @param result the tensor
     * @param name the parameter's name
     */
    record Input(Value result, String name) implements Node {
        @Override
        public List<Value> inputs() {
            return List.of();
        }
    }

    /**
     * An operation on each element by itself; operands broadcast to the shape of the result.
     *
     * @param result the result
     * @param op the operation
     * @param operands tensors and scalars, in order
     */
    record Elementwise(Value result, Op op, List<Operand> operands) implements Node {
        public Elementwise {
            operands = List.copyOf(operands);
            NodeRules.elementwise(result, op, operands);
        }

        @Override
        public List<Value> inputs() {
            return operands.stream()
                    .filter(Value.class::isInstance)
                    .map(Value.class::cast)
                    .toList();
        }
    }

    /**
     * A reduction over axes.
     *
     * @param result the result
     * @param op the operation
     * @param operand what is reduced
     * @param axes the reduced axes, ascending
     * @param keepDims true if reduced axes stay as dims of size 1
     */
    record Reduce(Value result, Op op, Value operand, List<Integer> axes, boolean keepDims) implements Node {
        public Reduce {
            axes = List.copyOf(axes);
            NodeRules.reduce(result, op, operand, axes, keepDims);
        }

        @Override
        public List<Value> inputs() {
            return List.of(operand);
        }
    }

    /**
     * A product of matrices in the last two dims; leading dims broadcast.
     *
     * @param result the product
     * @param left the left operand, [..., M, K]
     * @param right the right operand, [..., K, N]
     */
    record Matmul(Value result, Value left, Value right) implements Node {
        public Matmul {
            NodeRules.matmul(result, left, right);
        }

        @Override
        public List<Value> inputs() {
            return List.of(left, right);
        }
    }

    /**
     * The same elements repeated along axes of size 1 and along new leading axes; the result's shape says how.
     *
     * @param result the result
     * @param operand what is repeated
     */
    record Broadcast(Value result, Value operand) implements Node {
        public Broadcast {
            NodeRules.broadcast(result, operand);
        }

        @Override
        public List<Value> inputs() {
            return List.of(operand);
        }
    }

    /**
     * The same elements in the same row-major order under another shape.
     *
     * @param result the result
     * @param operand the elements
     */
    record Reshape(Value result, Value operand) implements Node {
        public Reshape {
            NodeRules.resultType(Op.RESHAPE, result, operand.type());
        }

        @Override
        public List<Value> inputs() {
            return List.of(operand);
        }
    }

    /**
     * The same elements with axes in another order.
     *
     * @param result the result
     * @param operand the elements
     * @param order for each axis of the result the axis of the operand
     */
    record Permute(Value result, Value operand, List<Integer> order) implements Node {
        public Permute {
            order = List.copyOf(order);
            NodeRules.permute(result, operand, order);
        }

        @Override
        public List<Value> inputs() {
            return List.of(operand);
        }
    }

    /**
     * Every step-th element along one axis; the result's shape says how many.
     *
     * @param result the result
     * @param operand the elements
     * @param axis the axis
     * @param start the first index
     * @param step the distance between indices, at least 1
     */
    record Slice(Value result, Value operand, int axis, Dim start, long step) implements Node {
        public Slice {
            NodeRules.slice(result, operand, axis, step);
        }

        @Override
        public List<Value> inputs() {
            return List.of(operand);
        }
    }

    /**
     * Windows that move along one axis and may overlap: the axis counts them, and a new last axis runs through each of them. The result's
     * shape says how many there are and how many elements each has.
     *
     * @param result the result
     * @param operand the elements
     * @param axis the axis
     * @param step the distance between windows, at least 1
     * @param dilation the distance between the elements of a window, at least 1
     */
    record Unfold(Value result, Value operand, int axis, long step, long dilation) implements Node {
        public Unfold {
            NodeRules.unfold(result, operand, axis, step, dilation);
        }

        @Override
        public List<Value> inputs() {
            return List.of(operand);
        }
    }

    /**
     * The windows of a convolution as a matrix: [..., C, spatial] becomes [..., C * elements of a window, windows], each column a window.
     * It is the right operand of products, which read it where the operand is; nothing else may read it. What is outside the operand is 0.
     *
     * @param result the matrix
     * @param operand the elements
     * @param windows for each of the last axes how windows move along it
     */
    record WindowMatrix(Value result, Value operand, List<WindowAxis> windows) implements Node {
        public WindowMatrix {
            windows = List.copyOf(windows);
            NodeRules.windowMatrix(result, operand, windows);
        }

        @Override
        public List<Value> inputs() {
            return List.of(operand);
        }
    }

    /**
     * Combines the elements of each window: [..., spatial] becomes [..., windows]. What is outside the operand counts for nothing.
     *
     * @param result the result
     * @param op a sum or the largest
     * @param operand the elements
     * @param windows for each of the last axes how windows move along it
     */
    record WindowReduce(Value result, Op op, Value operand, List<WindowAxis> windows) implements Node {
        public WindowReduce {
            windows = List.copyOf(windows);
            NodeRules.windowReduce(result, op, operand, windows);
        }

        @Override
        public List<Value> inputs() {
            return List.of(operand);
        }
    }

    /**
     * The same values in contiguous memory.
     *
     * @param result the result
     * @param operand the values
     */
    record Copy(Value result, Value operand) implements Node {
        public Copy {
            NodeRules.sameForm(Op.COPY, result, operand);
        }

        @Override
        public List<Value> inputs() {
            return List.of(operand);
        }
    }

    /**
     * Tensors one after the other along one axis.
     *
     * @param result the result
     * @param operands the tensors, in order
     * @param axis the axis
     */
    record Concat(Value result, List<Value> operands, int axis) implements Node {
        public Concat {
            operands = List.copyOf(operands);
            NodeRules.concat(result, operands, axis);
        }

        @Override
        public List<Value> inputs() {
            return operands;
        }
    }

    /**
     * A tensor with a border of one number; the result's shape says how wide it is at the end of each axis.
     *
     * @param result the result
     * @param operand the inner part
     * @param before the width of the border at the beginning of each axis
     * @param value the number
     */
    record Pad(Value result, Value operand, List<Dim> before, ScalarExpr value) implements Node {
        public Pad {
            before = List.copyOf(before);
            NodeRules.pad(result, operand, before.size(), value);
        }

        @Override
        public List<Value> inputs() {
            return List.of(operand);
        }
    }

    /**
     * Slices along one axis chosen by integers; the dims of the indices take the place of the axis. Paired indices have the dims of the
     * table, and each one chooses the element at its place along all other axes.
     *
     * @param result the result
     * @param operand the table
     * @param indices which slices
     * @param axis the axis of the table
     * @param paired true if each index is for one element
     */
    record Gather(Value result, Value operand, Value indices, int axis, boolean paired) implements Node {
        public Gather {
            NodeRules.gather(result, operand, indices, axis, paired);
        }

        @Override
        public List<Value> inputs() {
            return List.of(operand, indices);
        }
    }

    /**
     * The index along one axis, for each element.
     *
     * @param result the indices
     * @param axis the axis
     */
    record Iota(Value result, int axis) implements Node {
        public Iota {
            NodeRules.checkIota(result.type(), result.shape(), axis);
        }

        @Override
        public List<Value> inputs() {
            return List.of();
        }
    }

    /**
     * One number everywhere.
     *
     * @param result the tensor
     * @param value the number
     */
    record Fill(Value result, ScalarExpr value) implements Node {
        public Fill {
            NodeRules.checkFill(result.type(), value);
        }

        @Override
        public List<Value> inputs() {
            return List.of();
        }
    }

    /**
     * One result of an operation along one axis with a separate routine.
     *
     * @param result the result
     * @param op the operation
     * @param operands the tensor itself; indices and updates where the operation has them
     * @param axis the axis
     * @param options the options of the operation
     * @param output which of its results
     */
    record RowWise(Value result, RowOp op, List<Value> operands, int axis, List<Long> options, int output)
            implements Node {
        public RowWise {
            operands = List.copyOf(operands);
            options = List.copyOf(options);
            NodeRules.rowWise(result, op, operands, axis, options, output);
        }

        /** {@return the tensor itself} */
        public Value operand() {
            return operands.getFirst();
        }

        /** {@return the size of the result along the axis, where the operation knows it} */
        public Dim resultSize() {
            return op.resultSize(operand().shape().dim(axis), optionArray());
        }

        /** {@return the options as an array} */
        public long[] optionArray() {
            return options.stream().mapToLong(Long::longValue).toArray();
        }

        @Override
        public List<Value> inputs() {
            return operands;
        }
    }

    /**
     * A product of consecutive groups: the sizes of the groups are data.
     *
     * @param result the product
     * @param left the left operand: [M, K] ([G, M, K] for {@link Split#COLUMNS})
     * @param right the right operand: [G, K, N] for {@link Split#ROWS}, else [K, N]
     * @param groups the size of each group, [G], of an integer type
     * @param split which size the groups divide
     */
    record GroupedMatmul(Value result, Value left, Value right, Value groups, Split split) implements Node {
        /** Which of the sizes of a matrix product the groups divide. */
        public enum Split {
            /** Rows of the left operand; each group has its own right operand. Result [M, N]. */
            ROWS,
            /** Columns of the right operand; each group has its own left operand. Result [M, N]. */
            COLUMNS,
            /** The inner size; each group gives its own product. Result [G, M, N]. */
            DEPTH
        }

        public GroupedMatmul {
            NodeRules.groupedMatmul(result, left, right, groups, split);
        }

        @Override
        public List<Value> inputs() {
            return List.of(left, right, groups);
        }
    }
}
