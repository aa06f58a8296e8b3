package org.jdvm.fusion;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jdvm.annotations.DType;
import org.jdvm.ir.Node;
import org.jdvm.ir.Op;
import org.jdvm.ir.WindowAxis;
import org.jdvm.op.RowOp;
import org.jdvm.symbolic.Dim;
import org.jspecify.annotations.Nullable;

/** One action of a kernel on values that live in its tiles. Values are numbered from 0 in the order of their definition. */
public sealed interface Step {
    /**
     * Reads elements from memory.
     *
     * @param target the value it defines
     * @param type element type in memory
     * @param access which elements
     */
    record Load(int target, DType type, AccessMap access) implements Step {}

    /**
     * Reads elements whose place depends on an index value.
     *
     * @param target the value it defines
     * @param index the value with the indices
     * @param type element type in memory
     * @param access which elements, for index 0
     * @param indexStride elements between consecutive indices
     * @param limit number of valid indices
     */
    record IndexedLoad(int target, int index, DType type, AccessMap access, Dim indexStride, Dim limit)
            implements Step {}

    /**
     * Makes numbers from the kernel's axes: the address that the access gives.
     *
     * @param target the value it defines
     * @param type the element type
     * @param offset the number at indices 0
     * @param strides what each axis adds
     */
    record Iota(int target, DType type, Dim offset, List<Dim> strides) implements Step {}

    /**
     * Makes one number everywhere.
     *
     * @param target the value it defines
     * @param type the element type
     * @param slot the scalar
     */
    record Fill(int target, DType type, int slot) implements Step {}

    /**
     * Computes element by element.
     *
     * @param target the value it defines
     * @param op the operation
     * @param operandType the element type of its operands (of the branches of a select)
     * @param resultType the element type of the result
     * @param operands the operands: values, or scalar slots as {@code -1 - slot}
     */
    record Apply(int target, Op op, DType operandType, DType resultType, int[] operands) implements Step {
        /** {@return true if all is equal, the operands by their numbers} */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Apply apply
                    && target == apply.target
                    && op == apply.op
                    && operandType == apply.operandType
                    && resultType == apply.resultType
                    && Arrays.equals(operands, apply.operands);
        }

        @Override
        public int hashCode() {
            return 31 * Objects.hash(target, op, operandType, resultType) + Arrays.hashCode(operands);
        }
    }

    /**
     * Combines along the kernel's reduced axes.
     *
     * @param target the value it defines
     * @param op the operation
     * @param type the element type
     * @param operand the value that is reduced
     */
    record Reduce(int target, Op op, DType type, int operand) implements Step {}

    /**
     * Scans along the kernel's reduced axis.
     *
     * @param target the value it defines
     * @param scan what combines two elements
     * @param options its options
     * @param type the element type
     * @param operand the value that is scanned
     */
    record Scan(int target, org.jdvm.op.Scan scan, List<Long> options, DType type, int operand) implements Step {
        /** Copies the list. */
        public Scan {
            options = List.copyOf(options);
        }

        /** {@return true if it goes from the last element to the first} */
        public boolean isReverse() {
            return org.jdvm.op.Scan.isReverse(RowOp.options(options));
        }

        /** {@return true if the result at an element is without the element itself} */
        public boolean isExclusive() {
            return scan.isExclusive(RowOp.options(options));
        }
    }

    /**
     * Multiplies matrices from memory.
     *
     * @param target the value it defines
     * @param left the left operand
     * @param leftDepthStride elements between consecutive inner indices on the left
     * @param right the right operand
     * @param rightDepthStride elements between consecutive inner indices on the right
     * @param depth the inner size
     * @param intoRows true if its columns run along the kernel's inner axis: rows that are multiplied again
     * @param type the type of its sums: f32, f64, or i32 for 8-bit integers
     * @param windows how the right operand is found if its columns are windows of a tensor; else null
     * @param fold the inner one of two axes that the inner indices of the left operand are; else null
     */
    record Matmul(
            int target,
            AccessMap left,
            Dim leftDepthStride,
            AccessMap right,
            Dim rightDepthStride,
            Dim depth,
            boolean intoRows,
            DType type,
            @Nullable Windows windows,
            @Nullable Fold fold)
            implements Step {}

    /**
     * The inner one of two axes that are one axis of an operand.
     *
     * @param size its size
     * @param stride elements between its consecutive indices
     */
    record Fold(Dim size, Dim stride) {}

    /**
     * A right operand that is not in memory: its columns are windows of a tensor, of which the access has the first element, and its
     * inner indices the elements of the windows of each channel.
     *
     * @param first the window at indices 0 of the kernel's axes
     * @param strides for each axis of the kernel the distance between windows, counted in windows
     * @param along how windows move, for each axis of the tensor
     * @param extents the sizes of these axes
     * @param steps elements between consecutive indices of these axes
     */
    record Windows(Dim first, List<Dim> strides, List<WindowAxis> along, List<Dim> extents, List<Dim> steps) {
        /** Copies the lists. */
        public Windows {
            strides = List.copyOf(strides);
            along = List.copyOf(along);
            extents = List.copyOf(extents);
            steps = List.copyOf(steps);
        }
    }

    /**
     * Combines the elements of windows.
     *
     * @param target the value it defines
     * @param op a sum or the largest
     * @param operand the first element of the tensor
     * @param windows how windows move
     */
    record WindowReduce(int target, Op op, AccessMap operand, Windows windows) implements Step {}

    /**
     * Multiplies rows in the local buffer with a matrix from memory; the inner indices are those of the kernel's inner axis.
     *
     * @param target the value it defines
     * @param left the value with the rows
     * @param right the right operand
     */
    record LocalMatmul(int target, int left, AccessMap right) implements Step {}

    /**
     * Multiplies groups of rows, columns or inner indices of matrices from memory.
     *
     * @param target the value it defines
     * @param split what the groups divide
     * @param left the left operand, of the first group
     * @param leftDepthStride elements between consecutive inner indices on the left
     * @param right the right operand, of the first group
     * @param rightDepthStride elements between consecutive inner indices on the right
     * @param depth the inner size, of all groups
     * @param groups the sizes of the groups; moves by 1 along the axis whose index is the group, if there is one
     * @param sizeStride elements between the sizes of consecutive groups
     * @param operandStride elements between the operands of consecutive groups, where they have separate operands
     * @param count number of groups
     */
    record GroupedMatmul(
            int target,
            Node.GroupedMatmul.Split split,
            AccessMap left,
            Dim leftDepthStride,
            AccessMap right,
            Dim rightDepthStride,
            Dim depth,
            AccessMap groups,
            Dim sizeStride,
            Dim operandStride,
            Dim count)
            implements Step {}

    /**
     * Computes rows in memory by a separate routine: at each point of the kernel's axes one row.
     *
     * @param op the operation
     * @param options its options
     * @param outputs which of its results, in order: one, or all of two
     * @param operands the rows of the operands
     * @param results the rows of these results
     */
    record RowWise(RowOp op, List<Long> options, List<Integer> outputs, List<Row> operands, List<Row> results)
            implements Step {
        /** Copies the lists. */
        public RowWise {
            options = List.copyOf(options);
            outputs = List.copyOf(outputs);
            operands = List.copyOf(operands);
            results = List.copyOf(results);
        }

        /** {@return the rows of the operands, then those of the results} */
        public List<Row> rows() {
            return Stream.concat(operands.stream(), results.stream()).toList();
        }
    }

    /**
     * The rows of a tensor.
     *
     * @param type element type in memory
     * @param access the first element of the row at each point
     * @param stride elements between consecutive ones of a row
     * @param size elements of a row
     */
    record Row(DType type, AccessMap access, Dim stride, Dim size) {}

    /**
     * Writes elements to memory.
     *
     * @param source the value
     * @param type element type in memory
     * @param access which elements
     */
    record Store(int source, DType type, AccessMap access) implements Step {}
}
