package org.jdvm.fusion;

import java.util.List;
import java.util.stream.Stream;
import org.jdvm.ir.Value;
import org.jdvm.symbolic.Dim;

/**
 * A kernel: what one section of bytecode computes, over symbolic sizes.
 *
 * @param axes the iteration space, from the outermost axis to the innermost
 * @param steps what happens at each point, in order
 * @param values the number of values that the steps define
 * @param covered the values of the graph that it computes, for listings
 */
public record Kernel(List<Axis> axes, List<Step> steps, int values, List<Value> covered) {
    /**
     * An axis of a kernel.
     *
     * @param size its size
     * @param reduced true if the kernel's reductions and scans run along it
     * @param role what it is in a product whose left operand the kernel computes
     */
    public record Axis(Dim size, boolean reduced, Role role) {}

    /** What an axis is in a product whose left operand the kernel computes in the local buffer. */
    public enum Role {
        /** Rows or a batch, or there is no such product. */
        OUTER,
        /** Columns of the product: the operand does not vary along them. */
        COLUMNS,
        /** The inner indices of the product, along which the kernel reduces. */
        INNER
    }

    /** Copies the lists. */
    public Kernel {
        axes = List.copyOf(axes);
        steps = List.copyOf(steps);
        covered = List.copyOf(covered);
    }

    /** {@return true if it multiplies matrices} */
    public boolean isMatmul() {
        return steps.stream().anyMatch(step -> switch (step) {
            case Step.Matmul _, Step.LocalMatmul _, Step.GroupedMatmul _, Step.WindowReduce _ -> true;
            default -> false;
        });
    }

    /**
     * {@return true if it computes the left operand of a product itself, as rows in the local buffer}
     *
     * <p>Where these are too long, or computing them there does not pay, the fallback of the plan is specialised instead.
     */
    public boolean hasLocalOperand() {
        return axes.stream().anyMatch(axis -> axis.role() == Role.INNER);
    }

    /**
     * {@return true if it reduces or scans rows of a matrix product, which must be whole in the local buffer}
     *
     * <p>That is the guard on the sizes of a call: where the rows are too long, the fallback of the plan is specialised instead.
     */
    public boolean needsWholeRows() {
        return isMatmul()
                && !hasLocalOperand()
                && steps.stream().anyMatch(step -> step instanceof Step.Reduce || step instanceof Step.Scan);
    }

    /**
     * {@return true if it scans rows from their ends, which must be whole in the local buffer}
     *
     * <p>Where they are too long, the fallback of the plan is specialised instead.
     */
    public boolean scansBackwards() {
        return steps.stream().anyMatch(step -> step instanceof Step.Scan scan && scan.isReverse());
    }

    /**
     * {@return true if it reads or writes a tensor}
     *
     * @param memory the tensor
     */
    public boolean touches(TensorLocation memory) {
        return memories().anyMatch(memory::equals);
    }

    /** The tensors in memory that it reads or writes, some of them several times. */
    Stream<TensorLocation> memories() {
        return steps.stream()
                .flatMap(step -> switch (step) {
                    case Step.Load load -> Stream.of(load.access());
                    case Step.IndexedLoad load -> Stream.of(load.access());
                    case Step.Store store -> Stream.of(store.access());
                    case Step.Matmul matmul -> Stream.of(matmul.left(), matmul.right());
                    case Step.WindowReduce windows -> Stream.of(windows.operand());
                    case Step.RowWise rows -> rows.rows().stream().map(Step.Row::access);
                    case Step.LocalMatmul matmul -> Stream.of(matmul.right());
                    case Step.GroupedMatmul matmul -> Stream.of(matmul.left(), matmul.right(), matmul.groups());
                    case Step.Iota _, Step.Fill _, Step.Apply _, Step.Reduce _, Step.Scan _ -> Stream.empty();
                })
                .map(AccessMap::memory);
    }

    /**
     * {@return true if a tensor's elements serve only as right operands of products, if at all}
     *
     * @param memory the tensor
     */
    public boolean onlyMultipliesBy(TensorLocation memory) {
        return steps.stream().allMatch(step -> switch (step) {
            case Step.Load load -> !load.access().memory().equals(memory);
            case Step.IndexedLoad load -> !load.access().memory().equals(memory);
            case Step.Store store -> !store.access().memory().equals(memory);
            case Step.Matmul matmul -> !matmul.left().memory().equals(memory);
            case Step.GroupedMatmul matmul ->
                !matmul.left().memory().equals(memory)
                        && !matmul.groups().memory().equals(memory);
            case Step.WindowReduce windows -> !windows.operand().memory().equals(memory);
            case Step.RowWise _ -> !touches(memory);
            case Step.Iota _, Step.Fill _, Step.Apply _, Step.Reduce _, Step.Scan _, Step.LocalMatmul _ -> true;
        });
    }
}
